"""Chains: whatever is kept, shared, kept anew, moved and deleted, every version says what it said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select, update
from sqlalchemy.orm import Session

from app.db import Database
from app.pages import bodies, check, moving, service, texts
from app.pages.chain import KEYFRAME, DamagedChain
from app.pages.mending import drop, restore
from app.pages.models import Page, PageBody, PageText, Version
from app.pages.texts import Text
from app.settings import Settings
from tests.pages import before
from tests.soak import times

HISTORIES = times("histories of a chain", 40, 1_000)

WORDS = st.sampled_from(
    ["", "a", "sea", "flood " * 40, "\N{LATIN SMALL LETTER O WITH DIAERESIS} dike", "x" * 3_000]
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.integers(0, 2), st.integers(0, 60), WORDS),
        st.tuples(st.just("many"), st.integers(0, 2), st.integers(1, 80), st.booleans()),
        st.tuples(st.just("older"), st.integers(0, 2), st.integers(0, 60), WORDS),
        st.tuples(st.just("gone"), st.integers(0, 2)),
        st.tuples(st.just("rewrite"), st.integers(0, 2), st.booleans()),
        st.tuples(st.just("break off"), st.integers(0, 2)),
        st.tuples(st.just("move"), st.integers(0, 2)),
        st.tuples(st.just("delete"), st.integers(0, 2)),
        st.tuples(st.just("drop"), st.integers(0, 2), st.integers(0, 200), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=12,
)
OLD = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60), WORDS, st.booleans()), max_size=12)


class History:
    """Three pages and what each of their versions has to say, by its id."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.pages: list[int] = []
        self.said: dict[int, Text] = {}
        self.came: dict[int, bytes | None] = {}
        self.of: dict[int, int] = {}
        with db.write() as session:
            self.pages = [self.page(session) for _ in range(3)]

    def page(self, session: Session) -> int:
        """A new one."""
        count = session.scalar(select(func.coalesce(func.max(Page.id), 0))) or 0
        return before.page(session, f"https://a.org/{count + 1}")

    def known(self, version: int, page: int, text: Text, body: bytes | None) -> None:
        """Note what a version says."""
        self.said[version], self.came[version], self.of[version] = text, body, page

    def old(self, place: int, number: int, words: str, has_body: bool) -> None:
        """A version as the migration leaves it."""
        page, text = self.pages[place], said(number, words)
        with self.db.write() as session:
            ordinal = next_ordinal(session, page)
            body = text.main.encode() if has_body else None
            self.known(before.version(session, page, ordinal, text, body), page, text, body)

    def keep(self, place: int, *versions: tuple[int, str], at: int | None = None) -> None:
        """Further versions, in one transaction: the newest, or one of before all others."""
        page = self.pages[place]
        with self.db.write() as session:
            for number, words in versions:
                text, ordinal = said(number, words), next_ordinal(session, page)
                body = f"<p>{text.main}".encode()
                first = ordinal * 10 if at is None else at - ordinal
                version = Version(page_id=page, ordinal=ordinal, first_read=first, last_read=first)
                version.text_number = texts.keep(session, page, text, "en")
                version.body_number = bodies.keep(session, page, body, "text/html")
                session.add(version)
                session.flush()
                self.known(version.id, page, text, body)

    def many(self, place: int, versions: list[Text]) -> None:
        """The same for many at once."""
        page = self.pages[place]
        with self.db.write() as session:
            ordinal = next_ordinal(session, page)
            with texts.moving(session, page, ordinal * 10) as words, bodies.writing(session, page) as came:
                for number, text in enumerate(versions, ordinal):
                    version = Version(page_id=page, ordinal=number, first_read=number * 10, last_read=0)
                    version.text_number = words.keep(text, "en")
                    version.body_number = came.keep(text.main.encode(), "text/html")
                    session.add(version)
                    session.flush()
                    self.known(version.id, page, text, text.main.encode())

    def gone(self, place: int) -> None:
        """A version that says nothing."""
        page = self.pages[place]
        with self.db.write() as session:
            ordinal = next_ordinal(session, page)
            version = Version(page_id=page, ordinal=ordinal, first_read=ordinal * 10, last_read=0, gone="404")
            session.add(version)
            session.flush()
            self.known(version.id, page, texts.NOTHING, None)

    def rewrite(self, place: int, *, to_end: bool = True) -> None:
        """Say everything of a page anew, in other words; or be broken off before the end of it."""
        page = self.pages[place]
        moving.move_page(self.db, page)
        fresh: dict[int, Text] = {}
        try:
            with self.db.write() as session, texts.rewriting(session, page) as writer:
                for version in session.scalars(select(Version).where(Version.page_id == page)):
                    if version.gone is None:
                        text = texts.read(session, version)
                        fresh[version.id] = Text(f"{text.main} again", text.rest)
                        version.text_number = writer.keep(fresh[version.id], "en")
                if not to_end:
                    raise BrokenOff
        except BrokenOff:
            return
        self.said |= fresh

    def drop(self, place: int, at: int, count: int) -> None:
        """Delete versions, as joining does once the page is moved, and what only they rested on."""
        page = self.pages[place]
        moving.move_page(self.db, page)
        with self.db.write() as session:
            of_page = select(Version).where(Version.page_id == page).order_by(Version.first_read)
            versions = session.scalars(of_page).all()
            for version in versions[at % max(1, len(versions)) :][:count]:
                texts.release(session, version)
                session.delete(version)
                del self.said[version.id], self.came[version.id], self.of[version.id]
            session.flush()
            last: int | None = 0
            while last is not None:
                last = bodies.forget_unused(session, page, last)
            links = select(PageBody.number).where(PageBody.page_id == page)
            used = select(Version.body_number).where(Version.page_id == page)
            assert set(session.scalars(links)) == set(session.scalars(used)) - {None}

    def delete(self, place: int) -> None:
        """Delete a page, and watch another one instead."""
        page = self.pages[place]
        with self.db.write() as session:
            service.remove(session, page)
            self.pages[place] = self.page(session)
        for version in [version for version, its in self.of.items() if its == page]:
            del self.said[version], self.came[version], self.of[version]

    def check(self) -> None:
        """All that is read is what was said, bit for bit."""
        with self.db.read() as session:
            versions = session.scalars(select(Version)).all()
            assert {version.id for version in versions} == set(self.said)
            read = texts.read_many(session, versions)
            keys = [(one.page_id, one.body_number) for one in versions if one.body_number is not None]
            came = bodies.CHAIN.read(session, keys, ["data"])
            for version in versions:
                assert read.get(version.id, texts.NOTHING) == self.said[version.id]
                if version.body_number is not None:
                    assert came[version.page_id, version.body_number] == (self.came[version.id],)
            # Each alone as well: some of them, since that takes so many times as long.
            for version in versions[:: max(1, len(versions) // 10)]:
                assert texts.read(session, version) == self.said[version.id]
                body = bodies.read(session, version)
                assert (body and body.data) == self.came[version.id]
        assert list(check.damages(self.db)) == []


class BrokenOff(Exception):
    """The transaction ends here."""


def said(number: int, words: str) -> Text:
    """What a version says: mostly the same as others."""
    return Text("\n".join(["the story of the page"] * 20 + [words, f"{number}"]), words[: number % 5])


def next_ordinal(session: Session, page: int) -> int:
    return (session.scalar(select(func.max(Version.ordinal)).where(Version.page_id == page)) or 0) + 1


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    """The folder in which each history has a database of its own."""
    with tempfile.TemporaryDirectory(prefix="hud-chains") as folder:
        yield Path(folder)


@pytest.mark.soak
@hypothesis(max_examples=HISTORIES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=OLD, steps=STEPS)
def test_any_history_is_read_bit_for_bit(
    migrated: Path, template: Path, old: list[tuple[int, int, str, bool]], steps: list[tuple[object, ...]]
) -> None:
    file = Path(shutil.copy(migrated, template / "hud.sqlite3"))
    db = Database(f"sqlite:///{file}")
    event.listen(db.engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    try:
        play(History(db), old, steps)
    finally:
        db.dispose()
        for left in template.iterdir():
            left.unlink()


def play(history: History, old: list[tuple[int, int, str, bool]], steps: list[tuple[object, ...]]) -> None:
    for one in old:
        history.old(*one)
    for step in steps:
        match step:
            case ("keep", int(place), int(number), str(words)):
                history.keep(place, (number, words))
            case ("many", int(place), int(count), bool(same)):
                history.many(place, [said(7 if same else number, "many") for number in range(count)])
            case ("older", int(place), int(number), str(words)):
                history.keep(place, (number, words), at=0)
            case ("gone", int(place)):
                history.gone(place)
            case ("rewrite", int(place), bool(to_end)):
                history.rewrite(place, to_end=to_end)
            case ("break off", int(place)):
                history.rewrite(place, to_end=False)
            case ("move", int(place)):
                moving.move_page(history.db, history.pages[place])
            case ("delete", int(place)):
                history.delete(place)
            case ("drop", int(place), int(at), int(count)):
                history.drop(place, at, count)
    history.check()
    if old:
        for place in history.pages:
            moving.move_page(history.db, place)
        history.check()


def filled(db: Database, versions: int = 70) -> History:
    """Three pages, the first with so many versions."""
    history = History(db)
    history.many(0, [said(number, "flood " * number) for number in range(versions)])
    history.keep(1, (1, "sea"))
    return history


def test_links_but_the_newest_and_every_64th_are_small_and_rest_on_the_next(any_database: Database) -> None:
    history = filled(any_database)
    with any_database.read() as session:
        for model in (PageText, PageBody):
            links = select(model.number, model.base).where(model.page_id == history.pages[0])
            bases = dict(session.execute(links.order_by(model.number)).all())
            assert bases == {n: None if n % KEYFRAME == 0 or n == 70 else n + 1 for n in range(1, 71)}
    history.check()


@pytest.mark.parametrize("dropped", [{1}, {5, 6}, {63}, {64}, {60, 62, 64, 65}, {69, 70}, set(range(1, 71))])
def test_any_links_can_be_dropped_and_the_others_read(any_database: Database, dropped: set[int]) -> None:
    history = filled(any_database)
    page = history.pages[0]
    with any_database.write() as session:
        for version in session.scalars(select(Version).where(Version.page_id == page)).all():
            if version.ordinal in dropped:
                session.delete(version)
                del history.said[version.id], history.came[version.id], history.of[version.id]
        session.flush()
        drop(texts.CHAIN, session, page, dropped)
        drop(bodies.CHAIN, session, page, dropped)
    history.check()
    with any_database.read() as session:
        for model in (PageText, PageBody):
            links = dict(session.execute(select(model.number, model.base).where(model.page_id == page)).all())
            assert set(links) == set(range(1, 71)) - dropped
            # Whole are the newest, and the last of each 64.
            whole = {
                max(some) for some in ({n for n in links if n <= 64}, {n for n in links if n > 64}) if some
            }
            assert {number for number, base in links.items() if base is None} == whole
    history.keep(0, (99, "after"))
    history.check()


def test_what_rests_on_a_damaged_link_is_not_dropped(database: Database) -> None:
    history = filled(database)
    page = history.pages[0]
    with database.read() as session:
        link = select(PageBody.data).where(PageBody.page_id == page, PageBody.number == 30)
        data = session.scalars(link).one()
    damage(database, PageBody, page, 30, b"damaged")
    with database.write() as session:
        drop(bodies.CHAIN, session, page, [20, 70])
        numbers = set(session.scalars(select(PageBody.number).where(PageBody.page_id == page)))
        assert numbers == set(range(1, 70))
    damage(database, PageBody, page, 30, data)
    with database.read() as session:
        read = bodies.CHAIN.read(session, [(page, number) for number in numbers], ["data"])
    assert [read[page, n][0] for n in range(1, 70)] == [
        said(n - 1, "flood " * (n - 1)).main.encode() for n in range(1, 70)
    ]


def test_each_body_has_the_type_it_came_with_and_only_another_one_is_stored(any_database: Database) -> None:
    history = History(any_database)
    page, types = history.pages[0], ["a", "a", "b", "b", "a", "a"]
    with any_database.write() as session:
        for number, content_type in enumerate(types, 1):
            assert bodies.keep(session, page, f"a body, {number}".encode(), content_type) == number
    read_types(any_database, page, dict(enumerate(types, 1)), [None, "a", None, "b", None, "a"])
    with any_database.write() as session:
        drop(bodies.CHAIN, session, page, [4, 6])
    read_types(any_database, page, {1: "a", 2: "a", 3: "b", 5: "a"}, [None, "a", "b", "a"])
    damage(any_database, PageBody, page, 1, b"damaged")
    with any_database.write() as session:
        restore(bodies.CHAIN, session, page, 1, lambda: (b"a body, 1",), {"content_type": "c"})
    # What it had in common with the link it rested on is what came with the same bytes now.
    read_types(any_database, page, {1: "c", 2: "a", 3: "b", 5: "a"}, ["c", "a", "b", "a"])


def read_types(db: Database, page: int, types: dict[int, str], stored: list[str | None]) -> None:
    with db.read() as session:
        read = bodies.CHAIN.read(session, [(page, number) for number in types], ["data", "content_type"])
        kept = select(PageBody.content_type).where(PageBody.page_id == page).order_by(PageBody.number)
        assert session.scalars(kept).all() == stored
    wanted = {number: (f"a body, {number}".encode(), kind) for number, kind in types.items()}
    assert {number: link for (_, number), link in read.items()} == wanted


def test_text_that_is_read_again_is_not_cut_into_sentences_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = filled(database, 5)
    with database.read() as session:
        newest = (
            select(Version).where(Version.page_id == history.pages[0]).order_by(Version.first_read.desc())
        )
        version = session.scalars(newest.limit(1)).one()
    cut: list[str] = []
    monkeypatch.setattr(texts, "pack_hashes", lambda *given: cut.extend(given))
    with database.write() as session:
        assert texts.says(session, version, history.said[version.id])
    assert cut == []


def test_a_page_that_is_kept_anew_is_read_whole_until_that_is_committed(any_database: Database) -> None:
    history = filled(any_database)
    known = dict(history.said)
    with any_database.read() as session:
        versions = session.scalars(select(Version)).all()
    history.rewrite(0)
    history.check()
    with any_database.read() as session:
        # Rows that were read before: their texts stand elsewhere now.
        read = texts.read_many(session, versions)
    assert read == history.said != known
    history.keep(0, (99, "after"))
    history.check()


def test_a_page_is_kept_anew_as_a_whole_or_not_at_all(database: Database) -> None:
    history = filled(database, 5)
    page = history.pages[0]
    with pytest.raises(ValueError, match="has its old one"):
        keep_one_anew(database, page)
    history.check()


def keep_one_anew(db: Database, page: int) -> None:
    with db.write() as session, texts.rewriting(session, page) as writer:
        version = session.scalars(select(Version).where(Version.page_id == page).limit(1)).one()
        version.text_number = writer.keep(Text("other"), "")


@pytest.mark.parametrize("number", [1, 63, 64, 65, 70])
@pytest.mark.parametrize("model", [PageText, PageBody])
def test_a_damaged_link_is_told_and_never_read_as_something_else(
    database: Database, model: type[PageText | PageBody], number: int
) -> None:
    history = filled(database)
    page = history.pages[0]
    # What rests on it, down to the next whole one, is lost with it.
    lost = {n for n in range(1, 71) if n <= number and (n - 1) // KEYFRAME == (number - 1) // KEYFRAME}
    with database.read() as session:
        data = session.scalars(select(model.data).where(model.page_id == page, model.number == number)).one()
    for place in {0, 5, len(data) // 2, len(data) - 1}:
        flipped = data[:place] + bytes([data[place] ^ 16]) + data[place + 1 :]
        damage(database, model, page, number, flipped)
        with database.read() as session:
            for version in session.scalars(select(Version).where(Version.page_id == page)):
                read = texts.read if model is PageText else bodies.read
                if version.ordinal in lost:
                    with pytest.raises(DamagedChain):
                        read(session, version)
                else:
                    read(session, version)
        (found,) = check.damages(database)
        assert (found.page, found.part) == (page, "text" if model is PageText else "body")
        assert set(found.ordinals) == lost
    damage(database, model, page, number, data)
    history.check()


def damage(db: Database, model: type[PageText | PageBody], page: int, number: int, data: bytes) -> None:
    with db.write() as session:
        session.execute(update(model).where(model.page_id == page, model.number == number).values(data=data))


def test_a_link_that_is_lost_is_told(database: Database) -> None:
    history = filled(database)
    with database.write() as session:
        for model in (PageText, PageBody):
            session.execute(delete(model).where(model.page_id == history.pages[0], model.number == 70))
    with database.read() as session:
        version = session.scalars(
            select(Version).where(Version.page_id == history.pages[0], Version.ordinal == 70)
        ).one()
        with pytest.raises(DamagedChain, match="missing"):
            texts.read(session, version)
        with pytest.raises(DamagedChain, match="missing"):
            bodies.read(session, version)
    assert {(one.part, len(one.ordinals)) for one in check.damages(database)} == {("text", 6), ("body", 6)}


def test_a_page_whose_newest_link_is_damaged_goes_on(database: Database) -> None:
    history = filled(database, 5)
    page = history.pages[0]
    for model in (PageText, PageBody):
        damage(database, model, page, 5, b"damaged")
    history.keep(0, (50, "next"), (51, "one more"))
    with database.read() as session:
        for version in session.scalars(select(Version).where(Version.page_id == page, Version.ordinal > 5)):
            assert texts.read(session, version) == history.said[version.id]
            assert bodies.read(session, version) is not None


@pytest.mark.parametrize("number", [3, 5])
def test_what_is_read_again_makes_a_damaged_link_whole(database: Database, number: int) -> None:
    history = filled(database, 5)
    page = history.pages[0]
    with database.read() as session:
        version = session.scalars(
            select(Version).where(Version.page_id == page, Version.text_number == number)
        ).one()
        text, body = texts.read(session, version), bodies.read(session, version)
    assert body is not None
    for model in (PageText, PageBody):
        damage(database, model, page, number, b"damaged")
    with database.write() as session:
        assert texts.says(session, version, text)
        assert bodies.keep(session, page, body.data, body.content_type) == version.body_number
    history.check()


def test_doctor_names_the_versions_whose_texts_are_damaged(database: Database, settings: Settings) -> None:
    history = filled(database)
    damage(database, PageText, history.pages[0], 2, b"damaged")
    database.dispose()
    command = [str(Path(sys.executable).with_name("hud")), "doctor"]
    here = {**os.environ, "HUD_DATA_DIR": str(settings.data_dir)}
    examined = subprocess.run(command, check=False, env=here, capture_output=True, text=True)
    assert examined.returncode == 1
    assert f"!!  Page {history.pages[0]}: text of 2 versions (1, 2)" in examined.stdout
