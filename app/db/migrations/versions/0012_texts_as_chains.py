"""Texts and bodies as chains of each page; ordinals from 1; digests as bytes.

The tables of versions and bodies keep their rows under other names, until a long job has moved them: what is
copied here is small, however much a database holds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_PAGE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    server = op.get_bind().dialect.name == "postgresql"
    if not server:
        driver = op.get_bind().connection.dbapi_connection
        assert driver is not None
        driver.create_function("unhex", 1, _unhex, deterministic=True)
    op.add_column("page", sa.Column("doubt", sa.String(length=40), nullable=True))
    op.drop_index("ix_version_sha256", table_name="version")
    op.rename_table("version", "old_version")
    op.rename_table("body", "old_body")
    if server:
        op.execute("ALTER INDEX pk_version RENAME TO pk_old_version")
        op.execute("ALTER INDEX pk_body RENAME TO pk_old_body")
        op.execute("ALTER TABLE old_version ALTER COLUMN id DROP DEFAULT")
        op.execute("DROP SEQUENCE version_id_seq")
    op.create_index("ix_old_version_sha256", "old_version", ["sha256"])
    _make_versions()
    _make_chains()
    hexed = "decode({}, 'hex')" if server else "unhex({})"
    op.execute(
        "INSERT INTO version (id, page_id, ordinal, first_read, last_read, until, gone, title, language,"
        " digest, extractor, tokenizer) SELECT id, page_id, ordinal + 1, first_read, last_read, until, gone,"
        f" title, language, {hexed.format('digest')}, extractor, tokenizer FROM old_version"
    )
    if server:
        op.execute("SELECT setval('version_id_seq', (SELECT coalesce(max(id), 0) + 1 FROM version), false)")
        op.drop_constraint("fk_reading_version_id_version", "reading")
        op.create_foreign_key(
            "fk_reading_version_id_version", "reading", "version", ["version_id"], ["id"], ondelete="SET NULL"
        )
        op.execute("ALTER TABLE reading ALTER COLUMN sha256 TYPE bytea USING decode(sha256, 'hex')")
    else:
        _copy_readings()
    # A version that is gone has no text to be moved; by now no reading names these rows.
    op.execute("DELETE FROM old_version WHERE gone IS NOT NULL")
    op.execute(
        "UPDATE change SET ordinal = coalesce((SELECT first_read FROM version"
        " WHERE version.page_id = change.page_id AND version.ordinal = change.ordinal + 1), 0)"
    )
    op.execute("ALTER TABLE change RENAME COLUMN ordinal TO at")


def _unhex(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)


def _make_versions() -> None:
    op.create_table(
        "version",
        sa.Column("id", _PAGE, nullable=False),
        sa.Column("page_id", _PAGE, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("first_read", sa.BigInteger(), nullable=False),
        sa.Column("last_read", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("gone", sa.String(length=40), nullable=True),
        sa.Column("minor", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("incomplete", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("text_number", sa.Integer(), nullable=True),
        sa.Column("body_number", sa.Integer(), nullable=True),
        sa.Column("back_to", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("extractor", sa.Integer(), nullable=False),
        sa.Column("tokenizer", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_version_page_id_page"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("page_id", "ordinal", name="uq_version_ordinal"),
        sa.UniqueConstraint("page_id", "first_read", name="uq_version_first_read"),
    )
    op.create_table(
        "joined_version",
        sa.Column("page_id", _PAGE, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("into_ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_joined_version_page_id_page"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "ordinal", name=op.f("pk_joined_version")),
    )


def _make_chains() -> None:
    op.create_table(
        "page_text",
        sa.Column("page_id", _PAGE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("sentences", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_page_text_page_id_page"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "number", name=op.f("pk_page_text")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "page_body",
        sa.Column("page_id", _PAGE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("first_read", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_page_body_page_id_page"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "number", name=op.f("pk_page_body")),
        sa.UniqueConstraint("page_id", "sha256", name=op.f("uq_page_body_page_id")),
        sqlite_with_rowid=False,
    )


def _copy_readings() -> None:
    op.rename_table("reading", "old_reading")
    op.create_table(
        "reading",
        sa.Column("id", _PAGE, nullable=False),
        sa.Column("page_id", _PAGE, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("elapsed", sa.BigInteger(), nullable=True),
        sa.Column("version_id", _PAGE, nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_reading_page_id_page"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_reading_version_id_version"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("page_id", "at", name=op.f("uq_reading_page_id")),
    )
    columns = "id, page_id, at, url, status, error, error_detail, size, elapsed, version_id"
    op.execute(f"INSERT INTO reading ({columns}, sha256) SELECT {columns}, unhex(sha256) FROM old_reading")
    op.drop_table("old_reading")


def downgrade() -> None:
    """Take back."""
    raise RuntimeError(
        "Texts that were moved into chains are not moved back. Restore a copy of the database from before."
    )
