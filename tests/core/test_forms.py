"""Forms of words: found in the pages of their language, below the very form, and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trie_core

Tree = tuple[Any, ...]
Page = tuple[str, str, str]
"""Language, title and main text."""

WORDS = ("flood", "floods", "flooded", "art", "arts", "haven", "havens", "hamn", "hamnen", "dike")
FORMS = {
    "en": ({"flood", "floods", "flooded"}, {"art", "arts"}, {"haven", "havens"}),
    "nl": ({"flood", "floods"}, {"hamn", "hamnen"}),
    "sv": ({"hamn", "hamnen"}, {"flood", "floods"}, {"art", "arts"}, {"haven", "havens"}),
    "": (),
}
"""What the rules of each language join among those words."""


def index_of(folder: Path, pages: list[Page], *, size: int = 100, forms: bool = True) -> trie_core.Index:
    """An index of the pages, numbered from 0, with so many in each commit."""
    with trie_core.Writer(folder) as writer:
        for number, (language, title, main) in enumerate(pages):
            version = trie_core.Version(
                first_read=1, last_read=1, title=title, main=main, rest="", language=language
            )
            writer.put(number, 0, [version], site="example.org")
            if number % size == size - 1:
                writer.commit()
        writer.commit()
    index = trie_core.Index.open(folder, forms=forms)
    index.verify()
    return index


def found(index: trie_core.Index, query: str) -> list[int]:
    return [hit.page for hit in index.search(query, loosen=False, limit=100, now=1).hits]


@pytest.mark.parametrize(
    ("language", "asked", "text"),
    [
        ("en", "floods", "the river flooded"),
        ("en-GB", "government", "the government's plan"),
        ("nl", "boot", "twee boten"),
        ("sv", "hamn", "båtarna i hamnarna"),
        ("nb", "havn", "båtene i havnene"),
        ("no", "havner", "båten i havnen"),
        ("nn", "båt", "båtar"),
        ("fr", "cheval", "des chevaux"),
        ("fr", "nationale", "les parcs nationaux"),
        ("fr", "ecole", "les écoles"),
        ("de", "haus", "die häuser"),
        ("ru", "книга", "новые книги"),
    ],
)
def test_a_word_finds_its_forms_in_pages_of_its_language(
    language: str, asked: str, text: str, tmp_path: Path
) -> None:
    index = index_of(tmp_path, [(language, "", text), ("zh", "", text)])
    assert found(index, asked) == [0]
    assert found(index, f'"{asked}"') == []


def test_a_form_of_one_language_is_none_in_another(tmp_path: Path) -> None:
    # In Dutch `arts` is a doctor.
    index = index_of(tmp_path, [("en", "", "fine arts"), ("nl", "", "de arts komt"), ("", "", "arts")])
    assert found(index, "art") == [0]
    assert sorted(found(index, "arts")) == [0, 1, 2]


def test_the_very_form_stands_before_others(tmp_path: Path) -> None:
    index = index_of(tmp_path, [("en", "", "one flood"), ("en", "", "one floods"), ("en", "", "one flooded")])
    for page, asked in enumerate(["flood", "floods", "flooded"]):
        hits = found(index, asked)
        assert hits[0] == page
        assert sorted(hits) == [0, 1, 2]


def test_what_is_quoted_stays_exact(tmp_path: Path) -> None:
    index = index_of(tmp_path, [("en", "High floods", "high flood"), ("en", "High flood", "high floods")])
    assert sorted(found(index, '"flood"')) == [0, 1]
    assert found(index, 'title:"flood"') == [1]
    assert found(index, 'title:"high floods"') == [0]
    assert sorted(found(index, "title:flood")) == [0, 1]


def test_without_forms_a_word_finds_only_itself(tmp_path: Path) -> None:
    pages = [("en", "", "flood"), ("en", "", "floods"), ("en", "", "café")]
    index = index_of(tmp_path, pages, forms=False)
    assert found(index, "flood") == [0]
    assert found(index, "cafe") == [2]
    assert index.why_none("flooded") == [("flooded", 0, 0, 0)]


def test_compounds_are_found_by_their_parts_below_the_words(tmp_path: Path) -> None:
    pages = [
        ("nl", "", "het havengebied ligt hier"),
        ("nl", "", "een haven ligt hier"),
        ("nl", "", "dit gebied ligt hier"),
        ("sv", "", "en fiskehamn ligger"),
        ("sv", "", "fiske i hamnen, hamn"),
        ("sv", "", "arbetsplats arbete plats arbets"),
        ("en", "", "havengebied"),
    ]
    index = index_of(tmp_path, pages)
    assert found(index, "haven") == [1, 0]
    assert found(index, "gebied") == [2, 0]
    assert found(index, "hamn") == [4, 3]
    assert found(index, "fiske") == [4, 3]
    # The rest of it is no word.
    assert found(index, "havenge") == []
    assert found(index, '"haven"') == [1]


def test_a_hit_names_the_forms_it_has_and_the_words_it_lacks(tmp_path: Path) -> None:
    index = index_of(tmp_path, [("en", "", "floods and a flood"), ("en", "", "floods at the dikes")])
    answer = index.search("flood dike", now=1)
    first, second = answer.hits
    assert (first.page, first.words, first.missing) == (
        1,
        {"flood": 0, "floods": 1, "dike": 0, "dikes": 1},
        [],
    )
    assert (second.page, second.missing) == (0, ["dike"])
    assert second.words == {"flood": 1, "floods": 1, "dike": 0}


def test_forms_are_marked_and_count_as_one_word(tmp_path: Path) -> None:
    text = "Floods came. " + "Nothing else happened then. " * 40 + "The flood reached the dikes."
    index = index_of(tmp_path, [("en", "", text)])
    answer = index.search("flooded dike", now=1)
    assert answer.marks is not None
    parts = trie_core.snippet(text, answer.marks, width=60)
    assert [part for part, marked in parts if marked] == ["flood", "dikes"]
    assert index.search("nothing", now=1).marks is None


def test_a_form_is_not_put_right(tmp_path: Path) -> None:
    index = index_of(tmp_path, [("en", "", "floods at the dike"), ("nl", "", "dijk")])
    assert index.did_you_mean("flooding") is None
    assert index.did_you_mean("floxds dike") == "floods dike"
    # It is a form in English, but no English page has it.
    assert index.did_you_mean("dijkes") == "dijk"


def test_words_of_a_history_are_those_of_the_very_form(tmp_path: Path) -> None:
    index = index_of(tmp_path, [("en", "", "flood"), ("en", "", "floods")])
    assert [row[0] for row in index.history("flood")] == [0]


leaves = st.tuples(st.sampled_from(["word", "exact", "title", "lang"]), st.sampled_from(WORDS))
trees = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.tuples(st.just("not"), below), st.tuples(st.sampled_from(["and", "or"]), below, below)
    ),
    max_leaves=5,
)
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
pages = st.lists(st.tuples(st.sampled_from(list(FORMS)), texts, texts), min_size=1, max_size=8)


def written(tree: Tree) -> str:
    """The tree in HUD's language."""
    match tree:
        case ("word", word):
            return str(word)
        case ("exact", word):
            return f'"{word}"'
        case ("title", word):
            return f"title:{word}"
        case ("lang", _):
            return "lang:en"
        case ("not", one):
            return f"NOT ({written(one)})"
    return f"({written(tree[1])}) {tree[0].upper()} ({written(tree[2])})"


def fits(page: Page, tree: Tree) -> bool:
    """Whether a page satisfies a tree, looked through word by word."""
    language, title, main = page

    def has(word: str, text: str) -> bool:
        forms = next((forms for forms in FORMS[language] if word in forms), {word})
        return not forms.isdisjoint(text.split())

    match tree:
        case ("word", word):
            return has(word, f"{title} {main}")
        case ("exact", word):
            return word in f"{title} {main}".split()
        case ("title", word):
            return has(word, title)
        case ("lang", _):
            return language == "en"
        case ("not", one):
            return not fits(page, one)
        case ("and", one, two):
            return fits(page, one) and fits(page, two)
    return fits(page, tree[1]) or fits(page, tree[2])


@settings(max_examples=150, deadline=None)
@given(pages=pages, asked=st.lists(trees, min_size=1, max_size=4), size=st.integers(1, 8))
def test_every_query_finds_what_looking_through_all_pages_finds(
    pages: list[Page], asked: list[Tree], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    index = index_of(tmp_path_factory.mktemp("index"), pages, size=size)
    for tree in asked:
        query = written(tree)
        expected = [number for number, page in enumerate(pages) if fits(page, tree)]
        for text in (query, f"({query}) in:all"):
            for order in ("best", "oldest"):
                answer = index.search(text, limit=100, order=order, loosen=False, now=1)
                assert sorted(hit.page for hit in answer.hits) == expected, text
                assert answer.total == len(expected)
