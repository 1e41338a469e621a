"""The epochs of memcached servers."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "cache_node",
        sa.Column("address", sa.String(length=255), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_cache_node")),
    )
    table = sa.table("cache_node", sa.column("address", sa.String), sa.column("epoch", sa.BigInteger))
    op.bulk_insert(table, [{"address": "*", "epoch": secrets.randbits(62)}])


def downgrade() -> None:
    """Take back."""
    op.drop_table("cache_node")
