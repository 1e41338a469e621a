"""The stub says what everything is for: editors show nothing else of a compiled module."""

from __future__ import annotations

import ast
import doctest
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

import trie_core

STUB = Path(__file__).resolve().parents[2] / "trie_core" / "trie_core.pyi"


def undocumented(body: list[ast.stmt], where: str = "") -> Iterator[str]:
    """The public names of a body behind which no text stands."""
    for node, after in zip(body, [*body[1:], None], strict=True):
        match node:
            case ast.ClassDef() | ast.FunctionDef() as named if not named.name.startswith("_"):
                if not ast.get_docstring(named):
                    yield where + named.name
                if isinstance(named, ast.ClassDef):
                    yield from undocumented(named.body, f"{named.name}.")
            case ast.AnnAssign(target=ast.Name(name)):
                if not (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)):
                    yield where + name


def examples(source: str) -> Iterator[doctest.DocTest]:
    """The docstrings of a stub that hold examples, by dotted name, each with a namespace of its own."""
    parser = doctest.DocTestParser()
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    for prefix, body in [("", ast.parse(source).body), *((f"{one.name}.", one.body) for one in classes)]:
        for node in body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                text = ast.get_docstring(node) or ""
                found = parser.get_doctest(text, dict(vars(trie_core)), prefix + node.name, str(STUB), None)
                if found.examples:
                    yield found


EXAMPLES = list(examples(STUB.read_text()))


@pytest.mark.parametrize("example", [pytest.param(one, id=one.name) for one in EXAMPLES])
def test_an_example_answers_as_it_says(example: doctest.DocTest) -> None:
    said: list[str] = []
    assert doctest.DocTestRunner(verbose=False).run(example, out=said.append).failed == 0, "".join(said)


def test_what_most_begin_with_has_an_example() -> None:
    names = {"words", "count", "snippet", "parse", "Segment", "Writer", "Index.search"}
    assert names <= {one.name for one in EXAMPLES}


def test_a_wrong_example_would_be_found() -> None:
    (wrong,) = examples("def words(text):\n    '>>> len(words(text=str()))\\n1'")
    assert doctest.DocTestRunner(verbose=False).run(wrong, out=lambda _said: None).failed == 1


def test_every_public_name_has_a_docstring() -> None:
    assert list(undocumented(ast.parse(STUB.read_text()).body)) == []


def test_a_name_without_one_would_be_found() -> None:
    body = ast.parse("A: int\nclass B:\n    'b'\n    def c(self): ...\n    def _d(self): ...").body
    assert list(undocumented(body)) == ["A", "B.c"]


def test_the_weights_are_by_default_what_the_stub_says() -> None:
    weights = trie_core.Weights()
    parameters = inspect.signature(trie_core.Weights).parameters
    assert {name: one.default for name, one in parameters.items()} == {
        name: getattr(weights, name) for name in parameters
    }
