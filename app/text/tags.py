"""Tags as they are kept, however people write them: the same for pages and for `tag:` of a query."""

from __future__ import annotations

import trie_core

LONGEST = 60
"""Of a tag, in characters."""


def tag_of(written: str) -> str | None:
    """A tag in small letters, composed (NFKC), with single blanks and no `#` before it.

    None for one that is empty or longer than `LONGEST`, or holds a comma, a quotation mark or what is not
    seen.
    """
    return trie_core.tag_name(written)
