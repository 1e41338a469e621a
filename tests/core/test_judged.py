"""The order of results agrees with human judges at least as well as that of the engines beside it.

Recency and visits have no say here: all pages were read at the same time. The judged collections lie
outside the project; a small one of its own is always there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import trie_core
from app.text.stopwords import of
from tests.core.judged import (
    Collection,
    by_fts5,
    by_tantivy,
    cranfield,
    folder,
    mean,
    mean_ndcg,
    ndcg,
    ours,
    records,
    swedish,
)

Tree = tuple[Any, ...]


def typed(index: trie_core.Index, collection: Collection, language: str) -> list[trie_core.Answer]:
    """What each question finds, asked as it is written."""
    return [index.search(text, now=0, stopwords=of(language)) for text, _ in collection.questions]


def of_words(collection: Collection, answers: list[trie_core.Answer]) -> list[trie_core.Answer]:
    """The answers to questions without quotation marks and parentheses, which every result has to go by."""
    asked = zip(collection.questions, answers, strict=True)
    return [answer for (text, _), answer in asked if not set('"(') & set(text)]


def pages(answers: list[trie_core.Answer]) -> list[list[int]]:
    return [[hit.page for hit in answer.hits] for answer in answers]


def tides() -> Collection:
    """A few pages and what a reader would want of them."""
    pages = {
        1: ("Tide tables", "High water and low water for the coming week at the harbour."),
        2: (
            "Harbour dues",
            "What a ship pays at the harbour; tide tables hang beside the office. Dues are paid there.",
        ),
        3: ("Moon and tide", "Why the moon makes the tide: the pull of the moon on the water of the sea."),
        4: ("Office hours", "The office of the harbour is open from nine until high water."),
        5: ("Sea bathing", "The water of the sea is cold. Mind the tide, the tide, the tide and the wind."),
        6: ("Wind", "Wind over the sea, wind over the harbour, and what it does to the water."),
    }
    questions = [
        ("when is high water: tide tables", {1: 3, 2: 1}),
        ("why does the moon make a tide", {3: 3}),
        ("dues of the harbour office", {2: 3, 4: 1}),
        ("wind at sea", {6: 3, 5: 1}),
    ]
    return Collection(pages, questions)


@pytest.mark.parametrize("collection", [tides, cranfield, swedish])
def test_the_order_agrees_with_the_judges_at_least_as_well_as_others_do(
    collection: Callable[[], Collection], tmp_path: Path
) -> None:
    judged = collection()
    _, ten = ours(judged, tmp_path)
    found = mean_ndcg(judged, ten)
    assert found >= mean_ndcg(judged, by_tantivy(judged))
    assert found >= mean_ndcg(judged, by_fts5(judged))


@pytest.mark.parametrize(
    ("collection", "language", "least"), [(tides, "en", 0.9), (cranfield, "en", 0.39), (swedish, "sv", 0.83)]
)
def test_a_question_as_it_is_typed_finds_what_its_judges_chose(
    collection: Callable[[], Collection], language: str, least: float, tmp_path: Path
) -> None:
    judged = collection()
    index, _ = ours(judged, tmp_path, language)
    answers = typed(index, judged, language)
    assert all(answer.hits for answer in of_words(judged, answers))
    assert mean(judged, pages(answers)) >= least


def test_no_question_is_left_without_results(tmp_path: Path) -> None:
    home = folder("cisi")
    written = {number: (fields["T"], fields["W"]) for number, fields in records(home / "CISI.ALL")}
    questions: list[tuple[str, dict[int, int]]] = [
        (fields["W"], {}) for _, fields in records(home / "CISI.QRY")
    ]
    asked = Collection(written, questions)
    index, _ = ours(asked, tmp_path)
    answers = typed(index, asked, "en")
    assert len(of_words(asked, answers)) > 40
    assert all(answer.hits for answer in of_words(asked, answers))


def test_a_judge_is_agreed_with_wholly_or_not_at_all() -> None:
    assert ndcg([4, 7], {4: 3, 7: 1}) == 1
    assert 0 < ndcg([7, 4], {4: 3, 7: 1}) < 1
    assert ndcg([1, 2], {4: 3}) == 0


def parsed(text: str) -> Tree:
    """A question such as `#and ('a', #or ('b', #not ('c')))`."""
    tokens = re.findall(r"#\w+|\(|\)|'[^']*'", text)

    def one() -> Tree:
        token = tokens.pop(0)
        if token.startswith("'"):
            return ("word", token.strip("'"))
        assert tokens.pop(0) == "("
        parts = []
        while tokens[0] != ")":
            parts.append(one())
        tokens.pop(0)
        return (token[1:], *parts)

    return one()


def written(tree: Tree) -> str:
    """The tree in HUD's language."""
    match tree:
        case ("word", word):
            return str(word)
        case ("not", one):
            return f"NOT ({written(one)})"
    return "(" + f" {tree[0].upper()} ".join(map(written, tree[1:])) + ")"


def naive(tree: Tree, pages: dict[int, frozenset[str]]) -> set[int]:
    """The pages that satisfy the tree, looked through one by one."""

    def fits(words: frozenset[str], tree: Tree) -> bool:
        match tree:
            case ("word", word):
                return words.issuperset(trie_core.words(word))
            case ("not", one):
                return not fits(words, one)
        return (all if tree[0] == "and" else any)(fits(words, part) for part in tree[1:])

    return {page for page, words in pages.items() if fits(words, tree)}


def test_boolean_questions_of_real_people_find_exactly_what_looking_through_all_pages_finds(
    tmp_path: Path,
) -> None:
    home = folder("cisi")
    pages = {number: (fields["T"], fields["W"]) for number, fields in records(home / "CISI.ALL")}
    index, _ = ours(Collection(pages, []), tmp_path)
    words = {page: frozenset(trie_core.words(" ".join(texts))) for page, texts in pages.items()}
    asked = re.findall(r"^#q\d+\s*=(.*?);", (home / "CISI.BLN").read_text(), flags=re.MULTILINE | re.DOTALL)
    sizes = []
    for text in asked:
        tree = parsed(text)
        answer = index.search(written(tree), limit=len(pages), order="newest")
        assert {hit.page for hit in answer.hits} == naive(tree, words), text
        sizes.append(answer.total)
    assert len(sizes) > 30
    assert sum(size > 0 for size in sizes) > 20
