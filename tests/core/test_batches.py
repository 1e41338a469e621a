"""Many questions in one call: they are answered like each alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from trie_core import Index, Query, QuerySyntax, Segment, Version, Writer, parse

PAGES = ["the flood of words", "a flood", "words in a row", "naïve café"]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    with Writer(tmp_path) as writer:
        for page, main in enumerate(PAGES):
            version = Version(first_read=page, last_read=page, title="", main=main, rest="")
            writer.put(page, 0, [version], site="example.org")
            if page == 1:
                writer.commit()
        writer.commit()
    return Index.open(tmp_path)


@pytest.mark.parametrize("order", ["best", "newest", "oldest"])
def test_several_queries_are_answered_like_each_alone(index: Index, order: str) -> None:
    queries: list[Query | str] = [
        "flood",
        parse("words flood"),
        "fluod~",
        "nothing",
        "",
        "cafe",
        '"flood of"',
    ]
    answers = index.search_many(queries, order=order, now=10, ruler=3, sites=2, before=True)
    assert len(answers) == len(queries)
    for query, answer in zip(queries, answers, strict=True):
        alone = index.search(query, order=order, now=10, ruler=3, sites=2, before=True)
        assert (answer.total, answer.words, answer.ruler) == (alone.total, alone.words, alone.ruler)
        assert (answer.sites, answer.before) == (alone.sites, alone.before)
        assert answer.rows("page", "since", "score") == alone.rows("page", "since", "score")
        assert [hit.words for hit in answer.hits] == [hit.words for hit in alone.hits]


def test_no_query_has_no_answer(index: Index) -> None:
    assert index.search_many([]) == []
    assert index.search_many(iter(["flood"]))[0].total == 2


def test_one_bad_query_among_several_is_refused(index: Index) -> None:
    with pytest.raises(QuerySyntax):
        index.search_many(["flood", "flood at:2026-02-30"])
    with pytest.raises(TypeError):
        index.search_many(["flood", 7])  # type: ignore[list-item]  # that is what is refused


def test_an_index_knows_the_words_of_all_its_segments(index: Index) -> None:
    words = ["flood", "row", "café", "cafe", "nothing", "", "\ud800"] * 5
    assert [word in index for word in ("flood", "row", "cafe", "\ud800")] == [True, True, False, False]
    assert index.contains(words) == [word in index for word in words]
    assert index.contains(tuple(words[:3])) == [True, True, True]


def test_a_segment_knows_many_words_at_once() -> None:
    segment = Segment.from_rows([(word, 0, 0, 1) for word in ("a", "ab", "b")])
    words = ["b", "nothing", "ab", "\ud800", "a"] * 5
    assert segment.contains(words) == [word in segment for word in words]
    assert segment.ordinals(words) == [segment.ordinal(word) for word in words]
    assert segment.ordinals(iter(words[:2])) == [2, None]
    with pytest.raises(TypeError):
        segment.contains(["a", 7])  # type: ignore[list-item]  # that is what is refused
