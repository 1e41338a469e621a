"""A copy of the database put back by hand: nothing of the future that never was is shown, whatever the
numbers."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.db import changes
from app.pages.models import Page
from app.rowcache import fetch
from tests.backup.worlds import World, hear
from tests.search.corpus import Corpus


def _ten(corpus: Corpus, first: int, word: str) -> None:
    for number in range(first, first + 10):
        corpus.says(f"https://a.org/{number}", "2026-01-02", f"{word} {number}")


def _found(corpus: Corpus, word: str) -> int:
    return len({run[0] for run in corpus.handle.current().history(word, all=True)})


def _number(world: World) -> int:
    with world.database.read() as session:
        return changes.latest(session)


def test_index_of_a_lost_future_is_rebuilt_although_the_numbers_are_the_same(world: World) -> None:
    _ten(world.corpus, 0, "old")
    world.corpus.follow()
    world.copy()
    _ten(world.corpus, 10, "lost")
    world.corpus.follow()
    stood = _number(world)
    assert (_found(world.corpus, "old"), _found(world.corpus, "lost")) == (10, 10)
    world.put_back()
    _ten(world.corpus, 20, "other")
    assert _number(world) == stood
    world.corpus.follow()
    found = {word: _found(world.corpus, word) for word in ("old", "lost", "other")}
    assert found == {"old": 10, "lost": 0, "other": 10}


def test_index_that_is_behind_the_copy_is_not_built_anew(world: World) -> None:
    _ten(world.corpus, 0, "old")
    world.corpus.follow()
    _ten(world.corpus, 10, "later")
    world.copy()
    build = world.settings.index_dir.joinpath("current").readlink()
    world.put_back()
    world.corpus.follow()
    assert world.settings.index_dir.joinpath("current").readlink() == build
    assert _found(world.corpus, "later") == 10


@pytest.mark.parametrize("more", [0, 10], ids=["none", "as many as were lost"])
def test_memcached_shows_nothing_of_the_lost_future(cached_world: World, more: int) -> None:
    world = cached_world
    _ten(world.corpus, 0, "old")
    world.corpus.follow()
    world.copy()
    _ten(world.corpus, 10, "lost")
    with world.database.write() as session:
        for page in session.scalars(select(Page)):
            page.title = f"lost {page.url}"
    world.corpus.follow()
    hear(world.database)
    with world.database.read() as session:
        for number in range(20):
            found = fetch(session, Page, url=f"https://a.org/{number}")
            assert found is not None
            assert found.title.startswith("lost")
    world.put_back()
    if more:
        _ten(world.corpus, 10, "other")
    world.corpus.follow()
    hear(world.database)
    with world.database.read() as session:
        seen = [fetch(session, Page, url=f"https://a.org/{number}") for number in range(20)]
    assert sum(page is not None for page in seen) == 10 + more
    assert not [page.title for page in seen if page is not None and "lost" in page.title]
