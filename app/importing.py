"""Imports without the collector of garbage, which would look through each new module again and again.

What a module makes stays, so there is nothing to find. Without it a process of HUD starts with a seventh less
work.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def importing() -> Iterator[None]:
    """A block that imports modules; afterwards the collector works as before."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def keep_all() -> None:
    """Have the collector never look at what is here by now: call it once, when all is imported."""
    gc.freeze()
