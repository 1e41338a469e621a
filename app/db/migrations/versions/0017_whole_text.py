"""Length of a page's text, where only the beginning of it is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("page", sa.Column("whole_text", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("page", "whole_text")
