"""Words of many pages: they are kept and compared otherwise than rare ones, and must answer the same.

The model's histories are small on purpose; lists as long as these need a few hundred pages.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trie_core import Index, Version, Writer

PAGES = 700
EVERY = (1, 2, 3, 5, 8, 15, 17, 40, 300)
"""A word for each: it stands on every so-many-th page."""
SECOND = 1_000_000


def count(every: int, page: int) -> int:
    return 1 + (page // every) % 3 if page % every == 0 else 0


def text(page: int) -> str:
    return " ".join(f"word{every} " * count(every, page) for every in EVERY)


def version(page: int, read: int) -> Version:
    return Version(first_read=read * SECOND, last_read=read * SECOND, title="", main=text(page), rest="")


@pytest.fixture(params=[lambda page: page, lambda page: page * 263 % PAGES], ids=["in turn", "anyhow"])
def reads(request: pytest.FixtureRequest) -> Callable[[int], int]:
    """When each page was read."""
    found: Callable[[int], int] = request.param
    return found


def put(folder: Path, reads: Callable[[int], int], *, newer: bool) -> tuple[Index, dict[int, int]]:
    """Every page once; then some of them gone from the index and some read again without a word left."""
    standing = {page: reads(page) for page in range(PAGES)}
    with Writer(folder) as writer:
        for page, read in standing.items():
            writer.put(page, 0, [version(page, read)], site="example.org")
        writer.commit()
        if newer:
            for page in range(0, PAGES, 6):
                writer.delete(page)
                del standing[page]
            for page in range(1, PAGES, 6):
                empty = Version(first_read=2000 * SECOND, last_read=2000 * SECOND, title="", main="", rest="")
                writer.put(page, 1, [empty], site="example.org")
                del standing[page]
            writer.commit()
    index = Index.open(folder)
    index.verify()
    return index, standing


@pytest.mark.parametrize("newer", [False, True], ids=["one each", "superseded"])
@pytest.mark.parametrize("order", ["newest", "oldest", "best"])
def test_common_words_answer_as_reading_every_page_would(
    tmp_path: Path, reads: Callable[[int], int], order: str, newer: bool
) -> None:
    index, standing = put(tmp_path, reads, newer=newer)
    for one in EVERY:
        for other in EVERY:
            both = [page for page in standing if count(one, page) and count(other, page)]
            both.sort(key=lambda page: (standing[page], page), reverse=order == "newest")
            answer = index.search(f"word{one} word{other}", order=order, limit=7, offset=2, loosen=False)
            assert answer.total == len(both)
            if order != "best":
                assert [hit.page for hit in answer.hits] == both[2:9]
            for hit in answer.hits:
                assert hit.page in both
                assert hit.since == hit.first_read == standing[hit.page] * SECOND
                assert hit.words == {f"word{every}": count(every, hit.page) for every in (one, other)}


def test_the_runs_of_common_words_come_back_whole(tmp_path: Path, reads: Callable[[int], int]) -> None:
    index, _ = put(tmp_path, reads, newer=False)
    for every in EVERY:
        rows = [(row[0], row[5]) for row in index.history(f"word{every}", all=True)]
        assert sorted(rows) == [(page, count(every, page)) for page in range(0, PAGES, every)]
