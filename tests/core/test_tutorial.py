"""The tutorial of the core says what the core really answers."""

from __future__ import annotations

import doctest
from pathlib import Path

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "core-tutorial.md"


def test_every_line_of_the_tutorial_answers_as_it_says() -> None:
    failed, tried = doctest.testfile(str(TUTORIAL), module_relative=False)
    assert failed == 0
    assert tried > 15
