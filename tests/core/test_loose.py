"""Pages with some of the words follow where few have all; every result says which it lacks."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.model import Model, Read, Tree
from tests.core.test_model import NOW, SIMILAR, SITES, VOCABULARY, Pair, phrases, steps, text
from tests.soak import times
from trie_core import Answer, Index, Query, Version, Writer, parse

WORDS = ["the tide at the harbour", "tide harbour", "harbour", "the moon", "tide and moon", "sand", "the"]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """A page a text, each read a moment after the one before."""
    with Writer(tmp_path) as writer:
        for page, main in enumerate(WORDS, 1):
            version = Version(
                first_read=page, last_read=page, title="", main=main, rest="menu", language="en"
            )
            writer.put(page, 0, [version], site="a.org" if page % 2 else "b.org")
        writer.commit()
    return Index.open(tmp_path)


def pages(answer: Answer) -> list[int]:
    return [hit.page for hit in answer.hits]


def missing(answer: Answer) -> dict[int, list[str]]:
    return {hit.page: hit.missing for hit in answer.hits}


def test_pages_with_some_words_follow_those_with_all(index: Index) -> None:
    answer = index.search("tide harbour moon sand", now=9)
    assert (answer.total, answer.most) == (0, 6)
    answer = index.search("tide harbour", now=9)
    assert (answer.total, answer.most) == (2, 2)
    assert set(pages(answer)[:2]) == {1, 2}
    assert missing(answer) == {1: [], 2: [], 3: ["tide"], 5: ["harbour"]}
    assert answer.rows("page", "missing") == [(hit.page, hit.missing) for hit in answer.hits]
    assert answer.hits[2].words == {"tide": 0, "harbour": 1}


def test_enough_pages_with_all_words_are_enough(index: Index) -> None:
    answer = index.search("tide harbour", limit=2)
    assert (answer.total, answer.most, len(answer.hits)) == (2, 0, 2)
    alone = index.search("tide harbour", loosen=False)
    assert (alone.total, alone.most, len(alone.hits)) == (2, 0, 2)
    assert [hit.missing for hit in alone.hits] == [[], []]


def test_pages_of_results_run_on_from_the_first_kind_into_the_second(index: Index) -> None:
    whole = index.search("tide moon harbour", limit=4, now=9)
    assert (whole.total, whole.most) == (0, 5)
    for query in ("tide moon harbour", "tide harbour"):
        for limit in (3, 4):
            first = index.search(query, limit=limit, now=9)
            turned = [index.search(query, limit=limit, offset=at, now=9) for at in range(0, 12, limit)]
            assert {(each.total, each.most) for each in turned} == {(first.total, first.most)}
            found = [page for each in turned for page in pages(each)]
            assert len(found) == len(set(found)) == first.total + first.most
            lacking = [bool(hit.missing) for each in turned for hit in each.hits]
            assert lacking == sorted(lacking)


def test_most_and_rarest_come_first_as_an_or_ranks_them(index: Index) -> None:
    loose = index.search("tide moon sand zebra", now=9)
    strict = index.search("tide OR moon OR sand OR zebra", now=9)
    assert loose.rows("page", "score") == strict.rows("page", "score")
    assert pages(loose)[:2] == [6, 5], "the rarest word, then two that are not so rare"
    assert [hit.missing for hit in loose.hits[:2]] == [["tide", "moon", "zebra"], ["sand", "zebra"]]


def test_what_is_required_holds_for_every_result(index: Index) -> None:
    assert pages(index.search('"tide and" moon sand')) == [5]
    assert pages(index.search('"tide moon" moon sand')) == []
    assert pages(index.search("tide harbour sand -moon")) == pages(
        index.search("(tide OR harbour OR sand) -moon")
    )
    assert set(pages(index.search("tide sand site:b.org"))) == {2, 6}
    assert set(pages(index.search("tide sand", site="b.org"))) == {2, 6}
    assert pages(index.search("tide sand lang:nl")) == []
    assert set(pages(index.search("tide sand", window=(1, 2)))) == {1, 2}
    assert set(pages(index.search("tide sand", at=1))) == {1}


@pytest.mark.parametrize("query", ["tide AND sand", "(tide sand)", "tide", "tide title:sand", '"tide" sand'])
def test_who_says_how_words_belong_together_is_taken_at_their_word(index: Index, query: str) -> None:
    answer = index.search(query)
    assert answer.most == 0
    assert len(answer.hits) == answer.total


def test_by_time_pages_with_some_words_stand_alone_or_not_at_all(index: Index) -> None:
    assert pages(index.search("tide harbour", order="newest")) == [2, 1]
    assert index.search("tide harbour", order="newest").most == 0
    assert pages(index.search("tide sand", order="newest")) == [6, 5, 2, 1]
    assert pages(index.search("tide sand", order="oldest")) == [1, 2, 5, 6]
    assert index.search("tide sand", order="oldest").most == 4


def test_ruler_sites_and_before_are_of_pages_with_all_words(index: Index) -> None:
    for query in ("tide harbour", "tide sand"):
        loose, strict = (
            index.search(query, ruler=4, sites=5, before=True, now=9, loosen=loosen)
            for loosen in (True, False)
        )
        assert loose.most > 0
        assert (loose.ruler, loose.sites, loose.before) == (strict.ruler, strict.sites, strict.before)
        assert loose.first_seen == strict.first_seen


def test_stop_words_alone_find_nothing_more_unless_there_is_nothing_else(index: Index) -> None:
    assert set(pages(index.search("the tide sand"))) == {1, 2, 4, 5, 6, 7}
    answer = index.search("the tide sand", stopwords={"the", "at"})
    assert set(pages(answer)) == {1, 2, 5, 6}
    assert missing(answer)[1] == ["sand"], "one that lacks more is not blamed for a stop word"
    assert missing(answer)[2] == ["sand"]
    answer = index.search("the harbour tide", stopwords={"the"})
    assert missing(answer) == {1: [], 2: ["the"], 3: ["tide"], 5: ["harbour"]}
    without = index.search("harbour OR tide", loosen=False, now=9).rows("page", "score")
    with_stop = index.search("the harbour tide", stopwords=["the"], now=9).rows("page", "score")
    assert [row for row in without if row[0] != 1] == with_stop[1:], "they weigh nothing"
    assert set(pages(index.search("the at", stopwords=("the", "at")))) == {1, 4, 7}
    assert index.search("the", stopwords={"the"}).total == 3, "they stay findable"
    with pytest.raises(TypeError):
        index.search("the tide", stopwords="the")


def test_a_sentence_loosens_while_it_is_typed(index: Index) -> None:
    answer = index.search(parse("sand tide har", typing=True))
    assert set(pages(answer)) == {1, 2, 3, 5, 6}
    assert missing(answer)[6] == ["tide", "har*"]
    assert missing(index.search("sand mono~"))[4] == ["sand"]


def test_several_queries_loosen_like_each_alone(index: Index) -> None:
    queries: list[Query | str] = ["the tide sand", "the moon", parse("tide AND sand"), "harbour the"]
    answers = index.search_many(queries, stopwords=frozenset({"the"}), now=9)
    for query, answer in zip(queries, answers, strict=True):
        alone = index.search(query, stopwords=frozenset({"the"}), now=9)
        assert (answer.total, answer.most) == (alone.total, alone.most)
        assert answer.rows("page", "missing", "score") == alone.rows("page", "missing", "score")
    assert index.search_many(["tide sand"], loosen=False)[0].most == 0


def test_why_nothing_is_found_is_told_of_each_part(index: Index, tmp_path: Path) -> None:
    with Writer(tmp_path) as writer:
        writer.put(
            3, 1, [Version(first_read=50, last_read=50, title="", main="gone", rest="sand")], site="a.org"
        )
        writer.commit()
    index = Index.open(tmp_path)
    assert index.why_none('harbour menu zebra "tide harbour" -moon') == [
        ("harbour", 2, 2, 3),
        ("menu", 0, 6, 0),
        ("zebra", 0, 0, 0),
        ('"tide harbour"', 1, 1, 1),
    ]
    assert index.why_none("sand OR har*", site="b.org") == [("sand", 1, 1, 1), ("har*", 1, 1, 1)]
    assert index.why_none("harbour site:a.org", at=10) == [("harbour", 2, 2, 2)]
    assert index.why_none("-sand") == index.why_none("") == []


plain = st.lists(
    st.sampled_from([*VOCABULARY * 2, *SIMILAR, "missing", "app*", "z*"]), max_size=4, unique=True
)
required: st.SearchStrategy[Any] = st.lists(
    st.one_of(
        st.tuples(st.just("title"), st.sampled_from(VOCABULARY)),
        st.tuples(st.just("phrase"), phrases),
        # A minus before a number of two digits is a part of the text.
        st.sampled_from([each for each in VOCABULARY if each != "42"]).map(
            lambda word: ("not", ("word", word))
        ),
        st.tuples(st.just("site"), st.sampled_from(SITES)),
        st.tuples(st.just("lang"), st.sampled_from(["nl", "en"])),
    ),
    max_size=2,
)
sentences = st.fixed_dictionaries(
    {
        "plain": plain,
        "required": required,
        "stop": st.sets(st.sampled_from(VOCABULARY), max_size=4),
        "rest": st.booleans(),
        "time": st.sampled_from(["now", "now", "window", "ever", "at"]),
        "moments": st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted).map(tuple),
        "order": st.sampled_from(["newest", "oldest", "best"]),
        "limit": st.sampled_from([1, 2, 3, 100]),
        "offset": st.sampled_from([0, 0, 1, 2]),
    }
)


def one_of(kind: str, trees: Sequence[Tree]) -> Tree:
    return reduce(lambda one, other: (kind, one, other), trees) if trees else ("all",)


def written(ask: dict[str, Any]) -> str:
    required = [f"-{tree[1][1]}" if tree[0] == "not" else text(tree) for tree in ask["required"]]
    # What is required may stand anywhere between the words.
    parts = [*required[:1], *ask["plain"], *required[1:]]
    return " ".join(parts) + (" in:all" if ask["rest"] and parts else "")


def lacked(read: Read, ask: dict[str, Any], fields: str) -> list[str]:
    lacks = [word for word in ask["plain"] if not read.has(word, fields)]
    return [word for word in lacks if word not in ask["stop"]] or lacks


def check(index: Index, model: Model, ask: dict[str, Any]) -> None:
    """A sentence to index and model."""
    fields = "tmr" if ask["rest"] and ask["plain"] + ask["required"] else "tm"
    model = model if fields == "tmr" else model.majors()
    order, limit, offset = ask["order"], ask["limit"], ask["offset"]
    time: dict[str, Any] = {
        "now": {},
        "window": {"window": ask["moments"]},
        "ever": {"ever": True},
        "at": {"at": ask["moments"][0]},
    }[ask["time"]]
    leaves = [("word", word) for word in ask["plain"]]
    weighty = [("word", word) for word in ask["plain"] if word not in ask["stop"]] or leaves

    def found(tree: Tree) -> tuple[dict[int, list[int]], dict[int, int]]:
        found = model.satisfying(tree, fields)
        asked = (time.get("window"), time.get("ever", False), time.get("at"))
        picked = {page: model.hit(page, ordinals, *asked) for page, ordinals in found.items()}
        return found, {page: hit for page, hit in picked.items() if hit is not None}

    _, first = found(one_of("and", [*ask["required"], *leaves]))
    some, second = found(one_of("and", [*ask["required"], one_of("or", weighty)]))
    second = {page: hit for page, hit in second.items() if page not in first}
    if len(leaves) < 2 or len(first) >= limit or (order != "best" and first):
        second = {}
    query = written(ask)
    common: dict[str, Any] = {"order": order, "now": NOW, **time}
    answer = index.search(query, limit=limit, offset=offset, stopwords=ask["stop"], **common)
    assert (answer.total, answer.most) == (len(first), len(second))
    strict = pages(index.search(query, limit=100, loosen=False, **common))
    choice = " OR ".join(word for _, word in weighty)
    others = f"({choice}) {written({**ask, 'plain': []})} {'in:all' if fields == 'tmr' else ''}"
    behind = pages(index.search(others, limit=100, **common)) if second else []
    expected = [*strict, *(page for page in behind if page in second)]
    assert len(expected) == len(first) + len(second)
    assert pages(answer) == expected[offset:][:limit]
    for hit in answer.hits:
        place = first.get(hit.page, second.get(hit.page, 0))
        read = model.pages[hit.page][place]
        assert hit.version == model.number(hit.page, place)
        for word in ask["plain"]:
            assert read.told(("word", word), fields).items() <= hit.words.items()
        if hit.page in first:
            assert hit.missing == []
        else:
            assert hit.page in second
            assert hit.since == model.since(hit.page, some[hit.page], place)
            assert hit.missing == lacked(read, ask, fields) != []


@pytest.mark.soak
@settings(
    max_examples=times("sentences against the model", 50, 20_000),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(steps, st.lists(sentences, min_size=1, max_size=12))
def test_sentences_find_what_the_model_finds(steps: list[Any], asks: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pair = Pair(Path(folder) / "index")
        for step in steps:
            pair.step(step)
        early = pair.writer.reader()
        pair.commit()
        pair.writer.close()
        for index in (early, Index.open(pair.folder)):
            for ask in asks:
                check(index, pair.committed, ask)
