"""Captchas: pictures, their challenges, and what is used up."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IDENTIFIER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "captcha_image",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captcha_image")),
        sa.UniqueConstraint("sha256", name=op.f("uq_captcha_image_sha256")),
    )
    op.create_table(
        "captcha_challenge",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("image_id", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"],
            ["captcha_image.id"],
            name=op.f("fk_captcha_challenge_image_id_captcha_image"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captcha_challenge")),
    )
    with op.batch_alter_table("captcha_challenge", schema=None) as batch_op:
        batch_op.create_index("ix_captcha_challenge_asked", ["retired", "language"], unique=False)
        batch_op.create_index(batch_op.f("ix_captcha_challenge_image_id"), ["image_id"], unique=False)

    op.create_table(
        "captcha_spent",
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_captcha_spent")),
    )
    with op.batch_alter_table("captcha_spent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_captcha_spent_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "captcha_tries",
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_captcha_tries")),
    )
    with op.batch_alter_table("captcha_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_captcha_tries_expires_at"), ["expires_at"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("captcha_tries", "captcha_spent", "captcha_challenge", "captcha_image"):
        op.drop_table(table)
