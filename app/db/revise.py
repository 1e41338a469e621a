"""`make migration NAME='pages wait'`: writes the migration that leads from the newest one to today's models.

It compares a fresh database, brought to the newest revision, with the tables that the features define.
What it writes is a beginning: data to be moved, and whatever a comparison cannot see, is added by hand.
"""

from __future__ import annotations

import re
import sys
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.operations.ops import MigrationScript
from alembic.script import ScriptDirectory

from app.db.engine import Database
from app.db.migrate import MIGRATIONS, config, metadata, upgrade


class NothingToDo(ValueError):
    """The models are what the newest migration makes of a database."""


def revise(name: str, folder: Path = MIGRATIONS) -> Path:
    """Write the next migration below `folder`; returns its file.

    `name` is a few words, such as "pages wait". Raises `NothingToDo`, and `ValueError` without any word.
    """
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not words:
        raise ValueError("A migration needs a name, such as NAME='pages wait'.")
    with TemporaryDirectory() as place:
        db = Database(f"sqlite:///{place}/hud.sqlite3")
        try:
            upgrade(db, folder)
            metadata()
            made = config(db, folder)
            made.set_main_option("file_template", f"%%(rev)s_{words}")
            head = ScriptDirectory.from_config(made).get_current_head() or "0000"
            # Alembic reports its progress on stdout, where `make migration` reads the file's name.
            with (
                redirect_stdout(sys.stderr),
                db.engine.connect().execution_options(hud_write=True) as connection,
            ):
                made.attributes["connection"] = connection
                script = command.revision(
                    made,
                    message=name[:1].upper() + name[1:],
                    autogenerate=True,
                    rev_id=f"{int(head) + 1:04}",
                    process_revision_directives=_refuse_an_empty_one,
                )
        finally:
            db.dispose()
    written = [one for one in (script if isinstance(script, list) else [script]) if one is not None]
    if not written:
        raise NothingToDo("The models are what the newest migration makes: there is nothing to write.")
    return Path(written[0].path)


def _refuse_an_empty_one(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    for directive in directives:
        if directive.upgrade_ops is not None and directive.upgrade_ops.is_empty():
            directives[:] = []
            return


def main() -> int:
    """Write the migration named on the command line, and say where it is."""
    try:
        sys.stdout.write(f"{revise(' '.join(sys.argv[1:]))}\n")
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
