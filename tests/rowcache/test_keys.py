"""Keys: 120 printable bytes at most whatever is asked for, another for each question and each schema."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import selectinload

from app.db import Database
from app.freshness import names
from app.freshness.epochs import Epochs, Space
from app.rowcache import fetch, keys
from app.settings import Settings
from tests.rowcache.models import TryNote, TryPage, TrySite
from tests.rowcache.process import running
from tests.rowcache.test_memcached import keys_of
from tests.rowcache.test_rows import filled
from tests.services import Memcached

NASTY = ["a b", "a\r\nset x 0 0 1", "x" * 5_000, "žluťoučký 🐎", "\ud800", "", "\0"]


class TryOfAModelWhoseNameIsLongerThanAnybodyWouldEverWantToWrite(TrySite):
    pass


@pytest.mark.parametrize("value", NASTY)
def test_key_of_any_value_fits_memcached_and_holds_nothing_of_it(value: str) -> None:
    long = TryOfAModelWhoseNameIsLongerThanAnybodyWouldEverWantToWrite
    space = f"hud:{2**62:x}:"
    made = [keys.key(keys.shape(model, (), ("url",)), [value]) + ":l" for model in (TryPage, long)]
    made.append("s:" + names.row(TryPage.__table__, [value]))  # type: ignore[arg-type]
    for key in made:
        assert len(space + key) <= 120
        assert key.isascii()
        assert key.isprintable()
        assert " " not in key


def test_questions_have_different_keys_and_the_same_one_the_same_in_every_order() -> None:
    shapes = [
        keys.shape(TryPage, (), ("id",)),
        keys.shape(TryPage, (), ("url",)),
        keys.shape(TrySite, (), ("id",)),
        keys.shape(TryPage, [selectinload(TryPage.notes)], ("id",)),
        keys.shape(TryPage, [selectinload(TryPage.notes).load_only(TryNote.text)], ("id",)),
    ]
    asked = [keys.key(shape, [value]) for shape in shapes for value in (1, "1", True, None, b"1")]
    assert len(set(asked)) == len(asked)
    assert keys.shape(TryPage, [selectinload(TryPage.notes)], ("id",)) == shapes[3]


def test_another_schema_never_meets_old_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys.shape(TryPage, (), ("id",))
    monkeypatch.setattr(keys, "_shapes", {})
    monkeypatch.setattr(keys, "revision", lambda: "anotherone")
    assert keys.shape(TryPage, (), ("id",)) != before


def test_all_that_stands_in_memcached_has_short_keys(
    url: str, tmp_path: object, memcached_server: Memcached
) -> None:
    memcached_server.flush()
    settings = Settings(data_dir=tmp_path / "var", memcached=(memcached_server.address,))  # type: ignore[operator]
    with running(settings, url) as (db, _):
        filled(db)
        ask(db)
        kept = keys_of(memcached_server)
        assert len(kept) > 5
        assert max(len(key) for key in kept) <= 120
        assert all(key.startswith(str(Space(Epochs(db, lambda: 0)))) for key in kept)


def ask(db: Database) -> None:
    with db.read() as session:
        for value in NASTY[:4]:
            assert fetch(session, TryPage, load=[selectinload(TryPage.notes)], url=value) is None
        fetch(session, TryPage, load=[selectinload(TryPage.notes)], id=1)
