"""Adds people's preferences and pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PREFERENCES = (("time_zone", 64), ("language", 8), ("theme", 8), ("avatar", 64))


def upgrade() -> None:
    """Apply."""
    for name, length in PREFERENCES:
        op.add_column("person", sa.Column(name, sa.String(length=length), server_default="", nullable=False))
    op.create_table(
        "avatar",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_avatar_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_avatar")),
    )
    with op.batch_alter_table("avatar", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_avatar_digest"), ["digest"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("avatar")
    with op.batch_alter_table("person", schema=None) as batch_op:
        for name, _ in reversed(PREFERENCES):
            batch_op.drop_column(name)
