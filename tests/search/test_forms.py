"""Forms of words as a reader meets them: found, named and marked, and not at all where turned off."""

from __future__ import annotations

from app.search.engine import engine_of
from app.search.index import IndexHandle
from app.settings import load
from tests.search.corpus import Corpus
from tests.search.test_service import ask, urls

A, B = "https://a.org/one", "https://b.org/two"


def test_results_name_and_mark_the_forms_that_they_have(corpus: Corpus) -> None:
    corpus.says(A, "2026-11-01", "The floods came in spring.")
    corpus.says(B, "2026-11-02", "Een vloed en de floods.", language="zh")
    page = ask(corpus, "flood")
    assert urls(page) == [A]
    [result] = page.results
    assert result.words == {"flood": 0, "floods": 1}
    assert result.missing == []
    assert [part for part, marked in result.snippet if marked] == ["floods"]
    assert ask(corpus, '"flood"').is_nothing


def test_an_installation_may_do_without_forms(corpus: Corpus) -> None:
    corpus.says(A, "2026-11-01", "The floods came in spring.")
    corpus.follow()
    found = []
    for chosen in ("on", "off"):
        engine = engine_of(load({"HUD_SEARCH_FORMS": chosen}))
        index = IndexHandle(corpus.folder, engine).current()
        found.append(index.search("flood").total)
    assert found == [1, 0]
