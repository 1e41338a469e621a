"""Display of international host names: in their own letters only where that is safe.

A name in Cyrillic can look like another one in Latin; readers judge evidence by the host, so a label is
decoded only when it cannot be mistaken, and stays in its xn-- form otherwise.
"""

from __future__ import annotations

import unicodedata

import ada_url

_TOGETHER = (
    frozenset({"LATIN"}),
    frozenset({"GREEK"}),
    frozenset({"CYRILLIC"}),
    frozenset({"ARMENIAN"}),
    frozenset({"GEORGIAN"}),
    frozenset({"HEBREW"}),
    frozenset({"ARABIC"}),
    frozenset({"DEVANAGARI"}),
    frozenset({"BENGALI"}),
    frozenset({"TAMIL"}),
    frozenset({"THAI"}),
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
"""Scripts that one honest label may mix."""

_LIKE_LATIN = frozenset("авекмнорстухѕіјԁһӏԛԝѡпгҽъьосԍ" + "αβγεηικνορτυχω")
"""Cyrillic and Greek letters that pass for Latin ones; a label of nothing else is not decoded."""


def shown_label(label: str) -> str:
    """One label of a host name, decoded from xn-- if that cannot mislead."""
    if not label.startswith("xn--"):
        return label
    decoded = ada_url.idna_to_unicode(label)
    letters = [c for c in decoded if not (c.isascii() and (c.isdigit() or c == "-"))]
    if not letters or not all(c.isalpha() or unicodedata.combining(c) for c in letters):
        return label
    if all(c in _LIKE_LATIN for c in letters):
        return label
    scripts = {unicodedata.name(c, "UNKNOWN").split(" ")[0] for c in letters if not unicodedata.combining(c)}
    if not any(scripts <= family for family in _TOGETHER):
        return label
    return decoded
