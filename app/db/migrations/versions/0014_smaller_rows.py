"""Smaller rows of what each version leaves: short digests, what repeats or nobody reads left out.

Every row of these tables is written anew, which takes the longer the more they hold. They hold differences;
what the long job has not moved yet is not touched.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_PAGE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SHORT = 16


def upgrade() -> None:
    """Apply."""
    for table in ("version", "page_text", "reread_draft"):
        op.execute(f"UPDATE {table} SET digest = substr(digest, 1, {_SHORT}) WHERE length(digest) > {_SHORT}")
    if op.get_bind().dialect.name == "postgresql":
        _shrink_bodies()
    else:
        _copy_bodies()
        _copy_changes()


def _shrink_bodies() -> None:
    op.drop_constraint("uq_page_body_page_id", "page_body")
    op.drop_column("page_body", "size")
    op.drop_column("page_body", "first_read")
    op.alter_column("page_body", "content_type", existing_type=sa.Text(), nullable=True)
    op.execute(
        "UPDATE page_body SET content_type = NULL FROM page_body AS newer"
        " WHERE newer.page_id = page_body.page_id AND newer.number = page_body.base"
        " AND newer.content_type = page_body.content_type"
    )


def _copy_bodies() -> None:
    op.rename_table("page_body", "old_page_body")
    op.create_table(
        "page_body",
        sa.Column("page_id", _PAGE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_page_body_page_id_page"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "number", name=op.f("pk_page_body")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO page_body (page_id, number, base, data, sha256, content_type)"
        " SELECT one.page_id, one.number, one.base, one.data, one.sha256,"
        " CASE WHEN one.content_type IS NOT newer.content_type THEN one.content_type END"
        " FROM old_page_body AS one LEFT JOIN old_page_body AS newer"
        " ON newer.page_id = one.page_id AND newer.number = one.base ORDER BY one.page_id, one.number"
    )
    op.drop_table("old_page_body")


def _copy_changes() -> None:
    """With the number of a change as its row number, it needs no index beside the table."""
    op.rename_table("change", "old_change")
    op.create_table(
        "change",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("page_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_change")),
    )
    op.execute(
        "INSERT INTO change (number, kind, page_id, at) SELECT number, kind, page_id, at FROM old_change"
    )
    op.drop_table("old_change")


def downgrade() -> None:
    """Take back."""
    raise RuntimeError("Digests that were cut short stay so. Restore a copy of the database from before.")
