"""The few signs of an admin's text."""

from __future__ import annotations

import pytest

from app.privacy.blocks import Block, read


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        ("\n\n", []),
        ("one\ntwo", [Block("paragraph", ("one two",))]),
        ("one\r\n\r\ntwo", [Block("paragraph", ("one",)), Block("paragraph", ("two",))]),
        ("# Who\nwe are", [Block("heading", ("Who",)), Block("paragraph", ("we are",))]),
        ("## a\n# b", [Block("heading", ("a",)), Block("heading", ("b",))]),
        (
            "as follows:\n- a\n* b\nend",
            [Block("paragraph", ("as follows:",)), Block("list", ("a", "b")), Block("paragraph", ("end",))],
        ),
        ("#hashtag -no list", [Block("paragraph", ("#hashtag -no list",))]),
        ("#\n-\n", [Block("paragraph", ("# -",))]),
    ],
)
def test_text_is_read_by_lines(text: str, kinds: list[Block]) -> None:
    assert read(text) == kinds
