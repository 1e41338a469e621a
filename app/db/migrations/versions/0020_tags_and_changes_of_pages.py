"""Tags in one spelling, folders of imported lists among them, and when each page changed last.

The list of pages is sorted by its last changes without a look at any version.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_LONGEST, _MOST, _AT_ONCE = 60, 20, 5_000


def upgrade() -> None:
    """Apply."""
    op.add_column("page", sa.Column("changed_at", sa.BigInteger(), nullable=True))
    # Of each page's major versions the newest began its newest change, if it is not the only one.
    op.execute(
        "UPDATE page SET changed_at = (SELECT max(version.first_read) FROM version"
        " WHERE version.page_id = page.id AND NOT version.minor)"
        " WHERE EXISTS (SELECT 1 FROM version WHERE version.page_id = page.id AND NOT version.minor"
        " AND version.first_read > (SELECT min(first.first_read) FROM version AS first"
        " WHERE first.page_id = page.id AND NOT first.minor))"
    )
    op.create_index("ix_page_counted", "page", ["builtin", "origin", "state", "error", "reviewed_at"])
    op.create_index("ix_page_changed_at", "page", ["changed_at"])
    _tidy_tags(op.get_bind())


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_page_changed_at", "page")
    op.drop_index("ix_page_counted", "page")
    op.drop_column("page", "changed_at")


def _tidy_tags(connection: sa.Connection) -> None:
    """Write all tags anew; what is left of a page's after its twentieth is dropped, folders first."""
    page = sa.table("page", sa.column("id"), sa.column("folder"))
    tag = sa.table("page_tag", sa.column("page_id"), sa.column("tag"))
    found: dict[int, dict[str, None]] = {}
    for page_id, name in connection.execute(sa.select(tag.c.page_id, tag.c.tag).order_by(tag.c.tag)):
        found.setdefault(page_id, {})[_spelled(name)] = None
    folders = sa.select(page.c.id, page.c.folder).where(page.c.folder.is_not(None))
    for page_id, path in connection.execute(folders):
        found.setdefault(page_id, {}).update(dict.fromkeys(map(_spelled, path.split(" / "))))
    rows = [
        {"page_id": page_id, "tag": name}
        for page_id, names in found.items()
        for name in [name for name in names if name][:_MOST]
    ]
    connection.execute(sa.delete(tag))
    for start in range(0, len(rows), _AT_ONCE):
        connection.execute(sa.insert(tag), rows[start : start + _AT_ONCE])


def _spelled(written: str) -> str:
    """A tag as it is kept from now on; empty where nothing is left of it."""
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).lower())
    plain = "".join(" " if char in ',"' or unicodedata.category(char) == "Cc" else char for char in lower)
    return " ".join(plain.lstrip(" #").split())[:_LONGEST].rstrip()
