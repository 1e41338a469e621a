"""Adds where pages come from and who has looked at them, and how many clicks a found page is from its
root."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. Whatever is there already counts as added by an editor."""
    op.add_column("page", sa.Column("origin", sa.String(length=8), server_default="editor", nullable=False))
    op.add_column("page", sa.Column("reviewed_at", sa.BigInteger(), nullable=True))
    op.add_column("page", sa.Column("clicks", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_page_origin", "page", ["origin", "reviewed_at"], unique=False)
    # Until now a found page only knew how much deeper to go, which its root's depth turns into its distance.
    op.execute(
        "UPDATE page SET clicks = (SELECT CASE WHEN root.depth > page.depth THEN root.depth - page.depth"
        " ELSE 1 END FROM page AS root WHERE root.id = page.root_id) WHERE root_id IS NOT NULL"
    )


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_page_origin", table_name="page")
    op.drop_column("page", "clicks")
    op.drop_column("page", "reviewed_at")
    op.drop_column("page", "origin")
