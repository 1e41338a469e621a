"""Tokenising: the one way by which texts and queries become words, and texts sentences; telling bytes apart.

Everything outside goes through here, so that pages and queries can never be cut differently.
"""

from app.text.difference import SEEING, Blind, Since, Step, came_from, difference
from app.text.sentences import (
    SENTENCES_VERSION,
    Hashes,
    Span,
    compare,
    pack_hashes,
    sentence_hashes,
    sentence_keys,
    sentences,
    unpack_hashes,
)
from app.text.tags import tag_of
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
    "SEEING",
    "SENTENCES_VERSION",
    "TOKENIZER_VERSION",
    "Blind",
    "FieldCounts",
    "Hashes",
    "Since",
    "Span",
    "Step",
    "came_from",
    "compare",
    "count",
    "count_fields",
    "difference",
    "fingerprint",
    "pack_hashes",
    "sentence_hashes",
    "sentence_keys",
    "sentences",
    "snippet",
    "snippets",
    "tag_of",
    "unpack_hashes",
    "words",
]
