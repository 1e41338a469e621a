"""The database's own name, and the key of the first admin."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "installation",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    table = sa.table("installation", sa.column("id", sa.BigInteger), sa.column("name", sa.String))
    op.bulk_insert(table, [{"id": 1, "name": secrets.token_hex(16)}])
    op.create_table(
        "first_admin_key",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_admin_key")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("first_admin_key")
    op.drop_table("installation")
