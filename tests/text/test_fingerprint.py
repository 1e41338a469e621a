"""Fingerprints tell bytes apart, and where one part ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.text import fingerprint


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_other_parts_have_another_fingerprint(one: list[bytes], other: list[bytes]) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)
    assert len(fingerprint(*one)) == 32
