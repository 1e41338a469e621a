"""Words of a query that are marked in a diff."""

from __future__ import annotations

import pytest

from app.changes.marks import mark, words_of


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", []),
        ("Flood dike", ["flood", "dike"]),
        ("flood* OR (dike AND -pump)", ["flood*", "dike"]),
        ('"high water" site:example.org title:news', ["high", "water", "news"]),
        ("NOT * -", []),
    ],
)
def test_words_of_a_query_are_those_that_a_page_should_have(q: str, found: list[str]) -> None:
    assert words_of(q) == found


def test_marks_keep_the_whole_text() -> None:
    parts = mark("  A flood, floods.  ", ["flood*"])
    assert "".join(text for text, _ in parts) == "  A flood, floods.  "
    assert [text for text, hit in parts if hit] == ["flood", "floods"]
    assert mark("nothing", ["flood"]) == [("nothing", False)]
