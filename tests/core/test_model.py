"""Index and model give the same answers, whatever is put in and however it is committed and merged."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.model import Model, Read, Tree
from tests.soak import times
from trie_core import Hit, Index, TrieCoreError, Version, Writer

pytestmark = pytest.mark.soak

VOCABULARY = ["apple", "apply", "boat", "été", "ete", "åt", "zebra", "42", "h2o"]
SIMILAR = ["aplpe~", "boot~", "zbra~2", "ete~", "42~", "h2~", "h3o~2", "a~2"]
NOW = 100
SITES = ["a.org", "www.a.org", "b.net"]
LANGUAGES = ["", "nl", "nl-be", "en"]
LONG = "x" * 65
"""No word: the tokeniser leaves it out, and what stands on both sides of it is no phrase."""
words = st.lists(st.sampled_from([*VOCABULARY * 3, LONG]), max_size=8).map(tuple)
puts = st.tuples(
    st.just("put"),
    st.integers(1, 4),
    st.sampled_from([0, 0, 1, 2, 9, 9, 9]),
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.integers(0, 5),
            words,
            words,
            words,
            st.sampled_from(LANGUAGES),
            st.integers(0, 5),
        ),
        max_size=3,
    ),
    st.sampled_from(SITES),
)
touches = st.tuples(st.just("touch"), st.integers(1, 4), st.integers(0, 4), st.integers(0, 60))
plain = st.sampled_from(
    [("commit",), ("read",), ("read",), ("merge", False), ("merge", True), ("reopen",), ("rollback",)]
)
deletes = st.tuples(st.just("delete"), st.integers(1, 4))
steps = st.lists(st.one_of(puts, puts, puts, touches, deletes, plain), max_size=25)

phrases = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(tuple)
leaves: st.SearchStrategy[Any] = st.one_of(
    st.tuples(st.sampled_from(["phrase", "phrase", "title phrase"]), phrases),
    st.tuples(
        st.just("word"),
        st.sampled_from([*VOCABULARY, *SIMILAR, "missing", "app*", "a*", "aa*", "et*", "z*", "aat", "at"]),
    ),
    st.tuples(st.just("title"), st.sampled_from([*VOCABULARY, *SIMILAR, "aat", "et*"])),
    st.tuples(st.just("site"), st.sampled_from(["a.org", "www.a.org", "org", "b.net"])),
    st.tuples(st.just("lang"), st.sampled_from(["nl", "en"])),
)
trees: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda tree: st.one_of(
        st.tuples(st.just("not"), tree),
        st.tuples(st.just("and"), tree, tree),
        st.tuples(st.just("or"), tree, tree),
    ),
    max_leaves=6,
)
asked = st.fixed_dictionaries(
    {
        "tree": st.one_of(trees, st.tuples(st.just("and"), leaves, leaves), st.just(("all",))),
        "rest": st.booleans(),
        "window": st.one_of(st.none(), st.none(), st.tuples(st.integers(0, 60), st.integers(0, 60))),
        "ever": st.sampled_from([False, False, True]),
        "at": st.one_of(st.none(), st.none(), st.integers(0, 60)),
        "order": st.sampled_from(["newest", "oldest", "best"]),
        "limit": st.sampled_from([1, 2, 100]),
        "offset": st.sampled_from([0, 0, 1]),
        "extra": st.booleans(),
        "bins": st.sampled_from([1, 4, 90, 300]),
        "edges": st.one_of(
            st.just([]), st.sets(st.integers(-5, NOW + 5), min_size=1, max_size=9).map(sorted)
        ),
        "work": st.sampled_from([None, None, None, 0, 2, 12]),
    }
)


def text(tree: Tree) -> str:
    """The tree in the query language."""
    match tree:
        case ("word", word):
            return str(word)
        case ("title" | "site" | "lang", value):
            return f"{tree[0]}:{value}"
        case ("phrase", phrase):
            return f'"{" ".join(phrase)}"'
        case ("title phrase", phrase):
            return f'title:"{" ".join(phrase)}"'
        case ("not", one):
            return f"NOT ({text(one)})"
        case ("and", one, two):
            return f"({text(one)}) AND ({text(two)})"
        case ("or", one, two):
            return f"({text(one)}) OR ({text(two)})"
    return ""


class Pair:
    """The index and the model, told the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writer = Writer(folder)
        self.model, self.committed = Model(), Model()

    def step(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("put", page, start, drawn, site):
                known = self.model.pages.get(page, [])
                start = min(start, len(known))
                time = known[start - 1].last if start else 0
                reads: list[Read] = []
                for gap, length, title, main, rest, language, kind in drawn:
                    time += gap
                    before = reads[-1] if reads else known[start - 1] if start else None
                    read = Read(time, time + length, title, main, rest, language, kind == 0)
                    if kind in (1, 2) and before and not before.gone:
                        read = replace(before, first=time, last=time + length, rest=rest, minor=True)
                    reads.append(read)
                    time += length
                self.model.put(page, start, reads, site)
                self.writer.put(page, start, [version(read) for read in reads], site=site)
            case ("touch", page, ordinal, last):
                known = self.model.pages.get(page, [])
                if ordinal < len(known):
                    self.writer.touch(page, ordinal, last)
                    read = known[ordinal]
                    known[ordinal] = Read(**{**vars(read), "last": max(read.last, last)})
                else:
                    with pytest.raises(TrieCoreError):
                        self.writer.touch(page, ordinal, last)
            case ("delete", page):
                self.writer.delete(page)
                self.model.pages.pop(page, None)
            case ("commit",):
                self.commit()
            case ("read",):
                check_pages(self.writer.reader(), self.model)
            case ("rollback",):
                self.writer.rollback()
                self.model = copied(self.committed)
            case ("merge", everything):
                self.writer.merge(all=everything)
            case ("reopen",):
                self.writer.close()
                self.writer = Writer(self.folder)
                self.model = copied(self.committed)

    def commit(self) -> None:
        self.writer.commit()
        self.committed = copied(self.model)


def copied(model: Model) -> Model:
    return Model({page: list(reads) for page, reads in model.pages.items()}, dict(model.sites))


def version(read: Read) -> Version:
    title, main, rest = (" ".join(field) for field in (read.title, read.main, read.rest))
    return Version(
        first_read=read.first,
        last_read=read.last,
        title=title,
        main=main,
        rest=rest,
        language=read.language,
        gone=read.gone,
        minor=read.minor,
    )


def check(index: Index, model: Model, ask: dict[str, Any]) -> None:
    """One question to both."""
    window, ever, at, order = ask["window"], ask["ever"], ask["at"], ask["order"]
    rest = ask["rest"] and ask["tree"] != ("all",)
    fields = "tmr" if rest else "tm"
    query = f"({text(ask['tree'])}) in:all" if rest else text(ask["tree"])
    model = model if rest else model.majors()
    found = model.satisfying(ask["tree"], fields)
    picked = {page: model.hit(page, ordinals, window, ever, at) for page, ordinals in found.items()}
    hits = {page: hit for page, hit in picked.items() if hit is not None}
    more: dict[str, Any] = (
        {"ruler": ask["edges"] or ask["bins"], "sites": 9, "before": True} if ask["extra"] else {}
    )
    answer = index.search(
        query,
        window=window,
        ever=ever,
        at=at,
        order=order,
        limit=ask["limit"],
        offset=ask["offset"],
        now=NOW,
        work=ask["work"],
        **more,
    )
    if answer.at_least:
        # Not all older versions were looked at: what is told is true, but may not be all of it.
        assert ask["work"] is not None
        assert answer.total <= len(hits)
        assert {hit.page for hit in answer.hits} <= hits.keys()
        return
    assert answer.total == len(hits)
    since = {page: model.since(page, found[page], hit) for page, hit in hits.items()}
    if order != "best":
        ranked = sorted(hits, key=lambda page: (since[page], page), reverse=order == "newest")
        assert [hit.page for hit in answer.hits] == ranked[ask["offset"] :][: ask["limit"]]
    else:
        scores = [hit.score for hit in answer.hits]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == min(ask["limit"], max(len(hits) - ask["offset"], 0))
    for hit in answer.hits:
        check_hit(hit, model, hits[hit.page], since[hit.page], fields)
        told = model.pages[hit.page][hits[hit.page]].told(ask["tree"], fields)
        assert told.items() <= hit.words.items()
    if ask["extra"]:
        windowless = window is None and at is None and not ever
        assert answer.before == (len(found) - len(hits) if windowless else None)
        if model_pages(model):
            edges = ask["edges"] or model.edges(ask["bins"], NOW)
            assert answer.ruler == list(zip(edges, model.ruler(found, edges, NOW), strict=True))
        sites = [model.sites[page] for page in hits]
        assert dict(answer.sites) == {site: sites.count(site) for site in sites}
        first = [model.pages[page][ordinals[0]].first for page, ordinals in found.items()]
        assert answer.first_seen == min(first, default=None)


def model_pages(model: Model) -> dict[int, list[Read]]:
    return {page: reads for page, reads in model.pages.items() if reads}


def check_hit(hit: Hit, model: Model, ordinal: int, since: int, fields: str) -> None:
    reads = model.pages[hit.page]
    read = reads[ordinal]
    assert (hit.version, hit.since, hit.minor) == (model.number(hit.page, ordinal), since, read.minor)
    assert (hit.first_read, hit.last_read, hit.until) == (
        read.first,
        read.last,
        model.until(hit.page, ordinal),
    )
    assert hit.versions == sum(not read.gone and not read.minor for read in reads)
    assert hit.words == {word: read.count(word, fields) for word in hit.words}


@settings(
    max_examples=times("histories against the model", 80, 20_000),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(steps, st.lists(asked, min_size=1, max_size=12))
def test_the_index_answers_what_the_model_answers(steps: list[Any], asks: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pair = Pair(Path(folder) / "index")
        for step in steps:
            pair.step(step)
        # What was put is read at once, and again by others when it is published.
        early = pair.writer.reader()
        pair.commit()
        pair.writer.close()
        for index in (early, Index.open(pair.folder)):
            check_pages(index, pair.committed)
            for ask in asks:
                check(index, pair.committed, ask)
            for word in VOCABULARY:
                check_word(index, pair.committed, word)


def check_pages(index: Index, model: Model) -> None:
    """Every structure is sound, and every page's times are there."""
    index.verify()
    assert index.pages == len(model_pages(model))
    assert index.versions == sum(not read.minor for reads in model.pages.values() for read in reads)
    for page, reads in model.pages.items():
        rows = [
            (read.first, read.last, model.until(page, at), read.gone, read.minor)
            for at, read in enumerate(reads)
        ]
        assert index.timeline(page) == rows


def check_word(index: Index, model: Model, word: str) -> None:
    """A word's history, and how many current pages it is completed with."""
    for fields, everywhere in (("tm", False), ("tmr", True)):
        rows: list[tuple[int, int, int, int, int | None, int]] = []
        for page, reads in sorted(model.pages.items()):
            for at, read in enumerate(reads):
                count = read.count(word, fields)
                if rows and count and rows[-1][0] == page and rows[-1][2] == at - 1 and rows[-1][5] == count:
                    rows[-1] = (*rows[-1][:2], at, rows[-1][3], model.until(page, at), count)
                elif count:
                    rows.append((page, at, at, read.first, model.until(page, at), count))
        assert index.history(word, all=everywhere) == rows
    current = sum(reads[-1].count(word, "tm") > 0 for reads in model_pages(model).values())
    assert dict(index.complete(word, 100)).get(word, 0) == current
