"""Lives of a database, marks of its changes, bookmarks of the followers, and the backups that were made."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # The defaults stay: a program of before goes on writing without these columns.
    op.add_column("installation", sa.Column("life", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("change", sa.Column("mark", sa.BigInteger(), nullable=False, server_default="0"))
    table = sa.table("installation", sa.column("life", sa.String))
    op.execute(table.update().values(life=secrets.token_hex(16)))
    op.create_table(
        "follower_bookmark",
        sa.Column("host", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_follower_bookmark")),
    )
    op.create_table(
        "backup_made",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_made")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("backup_made")
    op.drop_table("follower_bookmark")
    op.drop_column("change", "mark")
    op.drop_column("installation", "life")
