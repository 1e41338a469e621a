"""Lines of imports with their verdicts, and the titles, folders and tags that lists give to pages.

What was left of a list that is under way stays with it; it goes on as a long job.
"""

import msgspec
import sqlalchemy as sa
import zstandard
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PART = 1_000


def upgrade() -> None:
    """Apply."""
    op.add_column("page", sa.Column("given_title", sa.Text(), nullable=True))
    op.add_column("page", sa.Column("folder", sa.Text(), nullable=True))
    op.create_table(
        "page_tag",
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("tag", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["page.id"], name=op.f("fk_page_tag_page_id_page"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("page_id", "tag", name=op.f("pk_page_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_page_tag_tag", "page_tag", ["tag", "page_id"])
    op.add_column("page_import", sa.Column("name", sa.Text(), server_default="", nullable=False))
    op.add_column("page_import", sa.Column("lists", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "page_import_part",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("first", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["page_import.id"],
            name=op.f("fk_page_import_part_import_id_page_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "first", name=op.f("pk_page_import_part")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "page_import_line",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=7), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("instead", sa.Text(), nullable=True),
        sa.Column("labels", sa.Text(), nullable=True),
        sa.Column("page_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["page_import.id"],
            name=op.f("fk_page_import_line_import_id_page_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_page_import_line")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_page_import_line_verdict", "page_import_line", ["import_id", "verdict", "number"])
    _carry_along(op.get_bind())
    op.drop_index("ix_page_import_refusal_import", "page_import_refusal")
    op.drop_table("page_import_refusal")
    op.drop_column("page_import", "addresses")


def _carry_along(connection: sa.Connection) -> None:
    """Refusals become lines, numbered in their order; what is left of a list becomes its parts."""
    ended = connection.execute(
        sa.text("SELECT id, import_id, address, reason FROM page_import_refusal ORDER BY id")
    )
    numbers: dict[int, int] = {}
    line = sa.text(
        "INSERT INTO page_import_line (import_id, number, place, given, verdict, reason)"
        " VALUES (:import_id, :number, 0, :given, 'refused', :reason)"
    )
    for row in ended.all():
        number = numbers.get(row.import_id, 0)
        numbers[row.import_id] = number + 1
        told = {"import_id": row.import_id, "number": number, "given": row.address, "reason": row.reason}
        connection.execute(line, told)
    left = connection.execute(
        sa.text("SELECT id, total, done, addresses FROM page_import WHERE addresses IS NOT NULL")
    )
    part = sa.text(
        'INSERT INTO page_import_part (import_id, "first", items) VALUES (:import_id, :first, :items)'
    )
    for row in left.all():
        addresses = msgspec.json.decode(zstandard.decompress(row.addresses), type=list[str])
        for first in range(row.done, len(addresses), _PART):
            items = [[0, address[:500], address] for address in addresses[first : first + _PART]]
            packed = zstandard.compress(msgspec.json.encode(items))
            connection.execute(part, {"import_id": row.id, "first": first, "items": packed})
        _go_on(connection, row.id, row.done, row.total)
    # What waited to remove an import that has ended is asked for anew, as a job of another name.
    connection.execute(sa.text("UPDATE job SET actor = 'forget-import' WHERE actor = 'import' AND lane = ''"))


def _go_on(connection: sa.Connection, import_id: int, done: int, total: int) -> None:
    now = "(SELECT begun_at FROM page_import WHERE id = :import_id)"
    connection.execute(
        sa.text(
            "INSERT INTO long_job (key, title, asked_at, done, total, said, figures, cancelled)"
            f" VALUES (:key, 'Import pages', {now}, :done, :total, '', '{{}}', false)"
        ),
        {"key": f"import:{import_id}", "import_id": import_id, "done": done, "total": total},
    )
    connection.execute(
        sa.text(
            "UPDATE job SET lane = 'long jobs', token = NULL, due = 0, attempts = 0, set_aside = NULL"
            " WHERE key = :key"
        ),
        {"key": f"import:{import_id}"},
    )
    connection.execute(
        sa.text(
            "INSERT INTO lane (name, free_at, look_at) VALUES ('long jobs', 0, 0)"
            " ON CONFLICT (name) DO UPDATE SET look_at = 0"
        )
    )


def downgrade() -> None:
    """Take back; what is under way ends, and lines that were refused have no reasons any more."""
    op.add_column("page_import", sa.Column("addresses", sa.LargeBinary(), nullable=True))
    op.create_table(
        "page_import_refusal",
        sa.Column("id", _ID, nullable=False),
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["page_import.id"],
            name=op.f("fk_page_import_refusal_import_id_page_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_import_refusal")),
    )
    op.create_index("ix_page_import_refusal_import", "page_import_refusal", ["import_id"])
    op.drop_table("page_import_line")
    op.drop_table("page_import_part")
    op.drop_column("page_import", "lists")
    op.drop_column("page_import", "name")
    op.drop_table("page_tag")
    op.drop_column("page", "folder")
    op.drop_column("page", "given_title")
