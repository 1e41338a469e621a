"""Small costs that decisions go by: pictures, seals, counters, SQLite's log, fragment keys, gzip, deleting.

None has a floor. They are here so that a figure in docs/decisions.md can be measured again.
"""

from __future__ import annotations

import random
import secrets
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet

from app.captcha.image.draw import drawn
from app.captcha.image.stock import draw, lossless
from app.captcha.seal import Seal, Shown
from app.db.wal import Wal
from app.pagecache.fragments import pack
from app.process_metrics import ProcessMetrics
from app.settings import Settings
from bench.measure import Row, each
from trie_core import Text, count, snippet, snippets

VALUES = ("https://example.org/page/12", "A page of the fire brigade", 12, 1_767_225_600_000_000, None, True)
WORDS = ("flood", "river", "cellar", "water", "night", "rain", "storm", "bridge", "street", "pump")


def rows(quick: bool) -> list[Row]:
    """Every cost beside the way that was not taken; pictures and deleting last."""
    with tempfile.TemporaryDirectory(prefix="hud-costs-") as place:
        found = [*_calls(Path(place)), *_passages(quick)]
        return [*found, *_pictures(quick), *_deleting(Path(place), quick)]


def _calls(place: Path) -> Iterator[Row]:
    settings = Settings(data_dir=place / "var", secret_key=secrets.token_hex())
    shown, seal, fernet = Shown(1, "nl", 2_000_000_000), Seal(settings, Shown), Fernet(Fernet.generate_key())
    (place / "metrics").mkdir()
    metrics = ProcessMetrics(place / "metrics")
    slot = metrics.slot("requests")
    page = _page()
    tally = [0]

    def counted() -> None:
        tally[0] += 1

    with _log(place / "log.sqlite3") as (connection, wal):
        took = each(
            {
                "seal": lambda: seal.close(shown),
                "fernet": lambda: fernet.encrypt(msgspec.msgpack.encode(shown)),
                "count": lambda: metrics.add(slot),
                "list": counted,
                "head": wal.head,
                "pragma": lambda: connection.execute("PRAGMA data_version").fetchone(),
                "pack": lambda: pack(VALUES),
                "json": lambda: msgspec.json.encode(VALUES),
                "gzip 1": lambda: zlib.compress(page, 1),
                "gzip 6": lambda: zlib.compress(page, 6),
            }
        )
    yield _row("a value sealed with AES-GCM", took["seal"], took["fernet"], "Fernet")
    yield _row("one counted into the mapped file", took["count"], took["list"], "a list's item")
    yield _row("a look at the head of SQLite's log", took["head"], took["pragma"], "PRAGMA data_version")
    yield _row("a fragment's values packed", took["pack"], took["json"], "JSON")
    what = f"a page of {len(page) / 1e3:.0f} kB compressed, level 1"
    yield _row(what, took["gzip 1"], took["gzip 6"], "level 6")


def _passages(quick: bool) -> Iterator[Row]:
    plain = [_text(number, 300 if quick else 2_000) for number in range(10)]
    kept = [Text(text.encode()) for text in plain]
    took = each(
        {
            "kept": lambda: snippets(kept, WORDS[:2]),
            "anew": lambda: [snippet(text, WORDS[:2]) for text in plain],
            "counted": lambda: [count(text) for text in plain],
        },
        number=20,
    )
    yield _row("ten passages from texts with sketches", took["kept"], took["anew"], "from plain texts")
    yield _row("ten passages from texts with sketches", took["kept"], took["counted"], "counting their words")


def _pictures(quick: bool) -> Iterator[Row]:
    chance = random.Random(1)
    picture = drawn(list("ab34k"), chance)
    calls = {"drawn": lambda: draw("nl", chance), "encoded": lambda: lossless(picture)}
    took = each(calls, rounds=3, number=5 if quick else 30)
    yield _row("a picture drawn and encoded", took["drawn"], took["encoded"], "encoding alone")


def _deleting(place: Path, quick: bool) -> Iterator[Row]:
    """Processor time a row that is written, changed and deleted, by how much of it SQLite writes over."""
    number, best = 300 if quick else 3_000, dict.fromkeys(("ON", "FAST", "OFF"), float("inf"))
    with ExitStack() as stack:
        databases = {how: stack.enter_context(_table(place / f"{how}.sqlite3", how)) for how in best}
        for _ in range(3 if quick else 7):
            for how, connection in databases.items():
                began = time.process_time()
                _write(connection, number)
                best[how] = min(best[how], (time.process_time() - began) / number)
    what = "a row written, changed and deleted with secure_delete ON"
    yield _row(what, best["ON"], best["FAST"], "FAST")
    yield _row(what, best["ON"], best["OFF"], "OFF")


@contextmanager
def _table(file: Path, how: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA secure_delete = {how}")
        connection.execute("CREATE TABLE tried (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        yield connection


def _write(connection: sqlite3.Connection, number: int) -> None:
    """That many rows, in transactions of a hundred."""
    for first in range(0, number, 100):
        ids = [(n,) for n in range(first, first + 100)]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO tried VALUES (?, hex(randomblob(400)))", ids)
        connection.executemany("UPDATE tried SET text = text || 'x' WHERE id = ?", ids)
        connection.executemany("DELETE FROM tried WHERE id = ?", ids)
        connection.execute("COMMIT")


@contextmanager
def _log(file: Path) -> Iterator[tuple[sqlite3.Connection, Wal]]:
    """A database with a log of one commit, and what looks at it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE tried (id INTEGER PRIMARY KEY)")
        connection.commit()
        wal = Wal(file)
        wal.connected()
        yield connection, wal


def _text(seed: int, words: int) -> str:
    chance = random.Random(seed)
    return " ".join(
        chance.choice(WORDS) if chance.random() < 0.01 else f"word{chance.randrange(5_000)}"
        for _ in range(words)
    )


def _page() -> bytes:
    """Markup of about the size of a page of results."""
    chance = random.Random(1)
    item = '<li class="result"><a href="/pages/{0}">Page {0}</a><p>{1}</p></li>\n'
    return "".join(item.format(number, _text(chance.randrange(10**6), 25)) for number in range(90)).encode()


def _row(what: str, ours: float, theirs: float, peer: str) -> Row:
    return Row(what, ours * 1e6, theirs * 1e6, peer, "µs")
