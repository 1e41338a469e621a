"""Phrases in pages and their histories: what counts as one after the other, and how far it is looked for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.soak import times
from trie_core import Corrupt, Index, Segment, TrieCoreError, Version, VersionMismatch, Writer, parse, snippet


def version(main: str, time: int = 1, *, title: str = "", rest: str = "") -> Version:
    return Version(first_read=time, last_read=time, title=title, main=main, rest=rest)


def written(folder: Path, *pages: list[Version]) -> Index:
    with Writer(folder) as writer:
        for number, versions in enumerate(pages):
            writer.put(number, 0, versions, site="a.org")
        writer.commit()
    return Index.open(folder)


def pages(index: Index, query: str) -> list[int]:
    return sorted(hit.page for hit in index.search(query, order="newest", limit=99).hits)


def test_the_words_stand_one_after_the_other_in_one_field(tmp_path: Path) -> None:
    index = written(
        tmp_path,
        [version("The solar wind blows.")],
        [version("wind: solar, wind-less")],
        [version("wind blows", title="Solar")],
        [version("Solar!", rest="wind solar wind")],
        [version("solar or wind", title="solar wind")],
        [version(f"solar {'x' * 65} wind")],
    )
    assert pages(index, '"solar wind"') == [0, 1, 4]
    assert pages(index, '"SOLAR-WIND"') == [0, 1, 4]
    assert pages(index, 'title:"solar wind"') == [4]
    assert pages(index, '"solar wind" in:all') == [0, 1, 3, 4]
    assert pages(index, '"solar wind blows"') == [0]
    assert pages(index, 'solar -"solar wind"') == [2, 3, 5]
    assert pages(index, '"blows" OR title:"solar"') == [0, 2, 4]


def test_a_repeated_word_is_no_phrase_of_itself(tmp_path: Path) -> None:
    index = written(tmp_path, [version("so it so")], [version("so so")], [version("so so so")])
    assert pages(index, '"so so"') == [1, 2]
    assert pages(index, '"so so so"') == [2]


def test_every_version_of_a_page_is_looked_at(tmp_path: Path) -> None:
    said = "a long text in which hardly anything changes from one reading to the next"
    texts = [said.replace("long", word) for word in ("short", "long", "wide", "long", "deep")]
    index = written(tmp_path, [version(text, time) for time, text in enumerate(texts)])
    for number, word in ((0, "short"), (3, "long"), (2, "wide"), (4, "deep")):
        (hit,) = index.search(f'"{word} text in"', ever=True).hits
        assert hit.version == number
    assert index.search('"long text"').total == 0
    assert index.search('"long text"', before=True).before == 1
    assert index.search('"hardly anything changes"').hits[0].since == 0


def test_an_answer_that_took_too_much_work_says_so(tmp_path: Path) -> None:
    texts = [f"number {number} of many" for number in range(50)]
    index = written(tmp_path, [version(text, time) for time, text in enumerate(texts)])
    short = index.search('"number 3 of"', ever=True, work=20)
    assert (short.total, short.at_least) == (0, True)
    latest = index.search('"of many"', ever=True, work=0)
    assert (latest.total, latest.at_least) == (1, True)
    enough = index.search('"number 3 of"', ever=True)
    assert (enough.total, enough.at_least) == (1, False)
    # What was not looked at might have been it, so it does not count as being without.
    without = index.search('number -"number 3 of"', window=(3, 3), work=20)
    assert (without.total, without.at_least) == (0, True)


def test_a_segment_of_rows_has_no_phrases_and_no_room_for_them() -> None:
    rows = Segment.from_rows([("solar", 1, 1, 1), ("wind", 1, 1, 1)])
    assert Segment.merge([rows, rows]).runs("wind") == rows.runs("wind")


def test_a_phrase_is_marked_as_a_whole_where_its_query_says_so() -> None:
    text = "wind, solar wind. " + "x " * 300 + "the wind of the sun"
    marks = parse('"solar wind" sun').marks
    assert marks == ["solar wind", "sun"]
    assert [part for part, marked in snippet(text, marks) if marked] == ["solar wind"]


@pytest.mark.soak
def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    chance = random.Random(3)
    index = written(
        tmp_path / "whole",
        *[
            [version(f"some words {page} {time}", time, title="words") for time in range(4)]
            for page in range(9)
        ],
    )
    assert pages(index, '"some words"') == list(range(9))
    # An open segment is not read again, so none must be open.
    del index
    files = [file for file in (tmp_path / "whole").iterdir() if file.name != "lock"]
    for _ in range(times("changed index files", 300, 100_000)):
        file = chance.choice(files)
        whole = file.read_bytes()
        damaged = bytearray(whole)
        at = chance.randrange(len(whole))
        match chance.randrange(3):
            case 0:
                damaged[at] ^= chance.randrange(1, 256)
            case 1:
                del damaged[at:]
            case _:
                damaged[at:at] = chance.randbytes(chance.randrange(1, 9))
        if damaged.rstrip() == whole.rstrip():
            continue
        try:
            replace(file, bytes(damaged))
            with pytest.raises((Corrupt, VersionMismatch)):
                Index.open(tmp_path / "whole")
            with pytest.raises(TrieCoreError):
                Writer(tmp_path / "whole")
        finally:
            replace(file, whole)
    assert pages(Index.open(tmp_path / "whole"), '"some words"') == list(range(9))


def replace(file: Path, content: bytes) -> None:
    """As the index itself does it: mapped files are never written to."""
    file.with_suffix(".new").write_bytes(content)
    file.with_suffix(".new").rename(file)
