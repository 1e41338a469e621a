"""Pages that an administrator has read against the wish of their site, and which wish that is."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("page", sa.Column("anyway", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("page", sa.Column("against", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("page", "against")
    op.drop_column("page", "anyway")
