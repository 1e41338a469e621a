"""Flapping passages of pages, and the parts of a page that editors choose."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_COUNTED = ["builtin", "origin", "state", "error", "reviewed_at"]
_PAGE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("page", sa.Column("flaps", sa.Boolean(), server_default=sa.false(), nullable=False))
    # The list counts the pages that flap as well, without a look at the rows.
    op.drop_index("ix_page_counted", "page")
    op.create_index("ix_page_counted", "page", [*_COUNTED, "flaps"])
    op.add_column("page", sa.Column("quiet", sa.Boolean(), nullable=True))
    op.add_column("version", sa.Column("flaps", sa.Boolean(), server_default=sa.false(), nullable=False))
    for table in ("page", "version", "reread_draft"):
        op.add_column(table, sa.Column("parts", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "page_parts",
        sa.Column("page_id", _PAGE, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("only", sa.Text(), nullable=False),
        sa.Column("without", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_page_parts_page_id_page"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "number", name=op.f("pk_page_parts")),
    )
    op.create_table(
        "quiet_site",
        sa.Column("site", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_quiet_site")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("quiet_site")
    op.drop_table("page_parts")
    for table in ("reread_draft", "version", "page"):
        op.drop_column(table, "parts")
    op.drop_column("version", "flaps")
    op.drop_column("page", "quiet")
    op.drop_index("ix_page_counted", "page")
    op.drop_column("page", "flaps")
    op.create_index("ix_page_counted", "page", _COUNTED)
