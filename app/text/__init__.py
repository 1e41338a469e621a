"""Tokenising: the one way by which texts and queries become words; and what tells bytes from others.

Everything outside goes through here, so that pages and queries can never be cut differently.
"""

from app.text.words import (
    TOKENIZER_VERSION,
    FieldCounts,
    count,
    count_fields,
    fingerprint,
    snippet,
    snippets,
    words,
)

__all__ = [
    "TOKENIZER_VERSION",
    "FieldCounts",
    "count",
    "count_fields",
    "fingerprint",
    "snippet",
    "snippets",
    "words",
]
