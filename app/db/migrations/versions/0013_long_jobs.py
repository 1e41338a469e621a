"""Tables of long jobs (their progress, and what became of them) and of pages that are being re-read."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "long_job",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("reported_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_long_job")),
        sqlite_autoincrement=True,
    )
    live = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_long_job_live", "long_job", ["key"], unique=True, sqlite_where=live, postgresql_where=live
    )
    op.create_table(
        "reread_draft",
        sa.Column("version_id", _ID, nullable=False),
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("extractor", sa.Integer(), nullable=False),
        sa.Column("body_number", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("text_number", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_reread_draft_page_id_page"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["version.id"],
            name=op.f("fk_reread_draft_version_id_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_reread_draft")),
    )
    op.create_index(op.f("ix_reread_draft_page_id"), "reread_draft", ["page_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("reread_draft")
    op.drop_table("long_job")
