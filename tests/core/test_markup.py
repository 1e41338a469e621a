"""Results and rulers as the core writes them are those put together one by one in Python."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from trie_core import (
    Answer,
    Card,
    Index,
    Query,
    Shelf,
    Strip,
    Text,
    Version,
    Writer,
    fingerprint,
    parse,
    snippet,
)

TEXTS = [
    "the flood came & went",
    "<b>flood</b> 'insurance' \"of\" the hôtel " + "and of other words " * 400 + "flood, hotel",
    "hôtel flood " * 1_200,
]
MANY = 1_000_000


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Writer(tmp_path) as writer:
        for page, text in enumerate(TEXTS):
            versions = [
                Version(first_read=at, last_read=at, title="", main=main, rest="")
                for at, main in ((1, "flood once"), (5, text))
            ]
            writer.put(page, 0, versions, site="a.org")
        writer.commit()
        yield Index.open(tmp_path)


def cards(answer: Answer) -> list[Card | None]:
    return [
        Card(
            Text(TEXTS[hit.page].encode()), hit, [b"<li>%d " % hit.page, "passage", b"|", "counts", b"</li>"]
        )
        for hit in answer.hits
    ]


def plainly(answer: Answer, query: Query, separator: str) -> str:
    written = []
    for hit in answer.hits:
        parts = snippet(TEXTS[hit.page], query.marks)
        passage = "".join(f"<mark>{escape(part)}</mark>" if mark else escape(part) for part, mark in parts)
        counts = ", ".join(
            f'<span title="{escape(word)}">{count:,}×</span>'.replace(",", separator)
            for word, count in hit.words.items()
            if count
        )
        written.append(f"<li>{hit.page} {passage}|{counts}</li>")
    return "".join(written)


@pytest.mark.parametrize(
    "query", ["flood", "flood hotel", "fl* the", "of~ flood", '"the flood"', "insurance OR came"]
)
def test_results_are_written_as_one_by_one(index: Index, query: str) -> None:
    asked = parse(query)
    answer = index.search(asked)
    assert answer.hits
    shown = cards(answer)
    assert answer.misfits(shown) == []
    for _ in range(3):  # the first time without a sketch of the text
        assert answer.write_cards(shown, asked, separator="\u202f").decode() == plainly(
            answer, asked, "\u202f"
        )


def test_a_card_of_other_facts_does_not_fit(index: Index) -> None:
    answer = index.search(parse("flood"))
    shown = cards(answer)
    older = index.search(parse("flood"), window=(1, 2)).hits[0]
    other = Card(Text(b""), older, [b""])
    assert answer.misfits([other, None, *shown[2:]]) == [0, 1]
    assert answer.misfits(shown[:1]) == [1, 2]
    assert answer.write_cards([None, shown[1], None], parse("nothing")).startswith(b"<li>")


def test_hits_with_some_of_the_words_stand_behind_a_line_and_name_what_they_lack(tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        for page, main in enumerate(["flood <i>dike</i>", "a flood", "a dike"]):
            version = Version(first_read=1, last_read=1, title="", main=main, rest="")
            writer.put(page, 0, [version], site="a.org")
        writer.commit()
    asked = parse("flood dike")
    answer = Index.open(tmp_path).search(asked)
    made = [Card(Text(b""), hit, [b"<li>%d" % hit.page, "missing", b"</li>"]) for hit in answer.hits]

    def written(*which: int) -> str:
        kept = [card if at in which else None for at, card in enumerate(made)]
        return answer.write_cards(kept, asked, between="<hr>", missing="no ").decode()

    rest = [
        f'<li>{hit.page}<span class="missing">no <s>{"dike" if hit.page == 1 else "flood"}</s></span></li>'
        for hit in answer.hits[1:]
    ]
    assert written(0, 1, 2) == "<li>0</li><hr>" + "".join(rest)
    assert written(1, 2) == "".join(rest), "no line without something above it"
    assert written(0) == "<li>0</li>"


def test_a_piece_is_bytes_or_a_name(index: Index) -> None:
    hit = index.search(parse("flood")).hits[0]
    with pytest.raises(TypeError, match="passage"):
        Card(Text(b""), hit, ["title"])
    assert Card(Text(b""), hit, [b"x" * 5_000]).nbytes > 5_000
    assert Text(b"x" * 50_000).nbytes > 50_000
    assert [bool(Text(text.encode())) for text in ("", " \n\u202e\u00a0", " a ")] == [False, False, True]


def test_a_shelf_has_what_is_true_in_one_state(index: Index) -> None:
    asked = parse("flood")
    answer = index.search(asked)
    assert len(answer) == len(answer.hits) == 3
    shown = cards(answer)
    shelf = Shelf(1 << 20)
    assert shelf.write(answer, asked, 1, [5, 6]) is None
    for card in shown:
        assert card is not None
        assert shelf.write(answer, asked, 1, [5, 6]) is None
        shelf.put(card, 1, [5, 6])
        shelf.put(card, 1, [5, 6])
    assert shelf.write(answer, asked, 1, [5, 6]) == answer.write_cards(shown, asked)
    assert shelf.write(answer, asked, 2, [5, 6]) is None
    assert shelf.write(answer, asked, 1, [5, 7]) is None
    past = index.search(asked, window=(1, 2))
    assert shelf.write(past, asked, 1, [5, 6]) is None, "other versions, which have no cards here"
    assert shown[0] is not None
    shelf.put(shown[0], 1, [5, 7])
    assert shelf.write(answer, asked, 1, [5, 6]) is None
    small = Shelf(20_000)
    for card in shown:
        assert card is not None
        small.put(card, 1, [1])
    assert small.write(answer, asked, 1, [1]) is None


def strip(bins: int) -> Strip:
    def pieces(what: str) -> list[bytes]:
        return [f"{what}{at} ".encode() for at in range(bins)]

    return Strip(
        links=pieces("l"),
        inside=pieces("i"),
        outside=pieces("o"),
        first=pieces("f"),
        boxes=[b"%d;" % height for height in range(11)],
        begins=pieces("b"),
        ends=pieces("e"),
        separator=".",
    )


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=40),
    st.integers(0, 40),
    st.integers(0, 40),
    st.none() | st.integers(0, 40),
)
def test_bars_and_rows_are_written_as_one_by_one(
    pages: list[int], start: int, stop: int, first: int | None
) -> None:
    most = max(pages) or 1
    bars, rows, at = [], [], 0
    for bin, number in enumerate(pages):
        kind = "f" if bin == first else "i" if start <= bin < stop else "o"
        height = round(number * (10 / most))
        said = f"{number:,}".replace(",", ".")
        if number:
            bars.append(f'<a href="/?l{bin} {said}{kind}{bin} {height};')
    for number, same in groupby(pages):
        after = at + len(list(same))
        if number:
            said = f"{number:,}".replace(",", ".")
            rows.append(f"b{at} e{after - 1} {said}\n")
        at = after
    ruler = strip(len(pages))
    assert ruler.bars(pages, b"/?", inside=(start, stop), first=first).decode() == "".join(bars)
    assert ruler.rows(pages).decode() == "".join(rows)


def test_a_ruler_has_a_number_for_each_bin() -> None:
    with pytest.raises(ValueError, match="3 bins"):
        strip(3).rows([1, 2])
    with pytest.raises(ValueError, match="every bin"):
        Strip(links=[b""], inside=[], outside=[], first=[], boxes=[b""], begins=[], ends=[], separator="")


def test_what_is_light_is_words_that_are_there(index: Index) -> None:
    assert index.is_light("flood hotel", MANY)
    assert not index.is_light("flood hotel", 1)
    for query in (
        "fl*",
        "flood unheard",
        '"the flood"',
        "-flood",
        "flood OR the",
        "title:flood",
        "floot~",
        "a.org",
    ):
        assert not index.is_light(query, MANY), query


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_fingerprints_tell_parts_apart(one: list[bytes], other: list[bytes]) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)
    assert len(fingerprint(*one)) == 32
