"""Drawn pictures that are answered once, and the figures of those that are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "captcha_image", sa.Column("language", sa.String(length=12), nullable=False, server_default="")
    )
    op.add_column("captcha_image", sa.Column("answered_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "captcha_total",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_captcha_total")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("captcha_total")
    op.drop_column("captcha_image", "answered_at")
    op.drop_column("captcha_image", "language")
