"""Counted attempts under keyed digests, with the account they are about, and admins' own privacy texts."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # What stands there is digests without a key, from which addresses can be read back, and which nothing
    # finds again: limits begin anew, and a network counts as known with the next sign-in from it.
    op.execute("DELETE FROM attempt")
    op.add_column("attempt", sa.Column("account", sa.String(length=64), server_default="", nullable=False))
    op.create_index(op.f("ix_attempt_account"), "attempt", ["account"])
    op.create_table(
        "privacy_text",
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("language", name=op.f("pk_privacy_text")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("privacy_text")
    op.execute("DELETE FROM attempt")
    op.drop_index(op.f("ix_attempt_account"), "attempt")
    op.drop_column("attempt", "account")
