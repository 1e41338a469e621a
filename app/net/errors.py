"""Fetch error: a code that can be stored and a detail that can be shown.

One class with a closed list of codes: the reason is written beside the page and explained to its owner in
words, so it has to be the same wherever on the way the fetch broke off.
"""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "bad-url",
    "guard",
    "own",
    "port",
    "reserved",
    "dns",
    "connect",
    "tls",
    "timeout",
    "protocol",
    "headers-too-large",
    "too-large",
    "bad-encoding",
    "redirect-loop",
    "too-many-redirects",
    "closed",
    "incomplete",
]


class FetchError(Exception):
    """A fetch that gave no answer; `code` is one of `Code`, `detail` says what was expected and got."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code: Code = code
        self.detail = detail
