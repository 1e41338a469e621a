"""The examples run and print what they promise."""

from __future__ import annotations

import pkgutil
import runpy

import pytest

from coils import examples

PRINTED = {
    "completion": [
        "te: tea team teapot teaspoon",
        "tea: tea team teapot teaspoon",
        "teas: teaspoon",
        "tiem: nothing; did you mean time?",
        "the longest after tea: teaspoon",
    ],
    "hot_words": [
        "a hot word takes less than half the comparisons of a cold one: True",
        "the most frequent: the",
        "from bird up to dog: bird cat",
    ],
    "merge_postings": ["any of them: 1 2 4 7 9 10 12", "all of them: 4"],
}


@pytest.mark.parametrize("name", sorted(found.name for found in pkgutil.iter_modules(examples.__path__)))
def test_example_prints_what_it_promises(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module(f"coils.examples.{name}", run_name="__main__")
    assert capsys.readouterr().out.splitlines() == PRINTED[name]
