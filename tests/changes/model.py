"""Since when a sentence stands, by a plain model: versions are lists of sentences, looked at one by one."""

from __future__ import annotations

import random
from collections.abc import Sequence

WORDS = ["water", "dike", "pump", "mill", "flood", "boat", "quay", "mast", "rope", "tide", "bell", "lamp"]


def since(versions: Sequence[Sequence[str] | None], sentence: str) -> tuple[int, int, int | None]:
    """The first version that has it, the first without a break up to the last, and the last before it."""
    has = [said is not None and sentence in said for said in versions]
    first = has.index(True)
    start = len(has)
    while start and has[start - 1]:
        start -= 1
    before = [at for at in range(start) if has[at]]
    return first, start, before[-1] if before else None


def history(chance: random.Random, length: int) -> list[list[str] | None]:
    """Versions of a page without equal sentences: edits, moves, returns, and days when it was gone."""
    number = 0

    def sentence() -> str:
        nonlocal number
        number += 1
        return f"{' '.join(chance.choices(WORDS, k=chance.randrange(2, 7))).capitalize()} {number}."

    page = [sentence() for _ in range(chance.randrange(1, 14))]
    lost: list[str] = []
    versions: list[list[str] | None] = [list(page)]
    while len(versions) < length:
        for _ in range(chance.choice((1, 1, 2, 5))):
            _edit(chance, page, lost, sentence())
        versions.append(list(page))
        if chance.random() < 0.1:
            versions.append(None)
    while versions[-1] is None:
        versions.pop()
    return versions


def _edit(chance: random.Random, page: list[str], lost: list[str], new: str) -> None:
    kind = chance.choice(("add", "add", "remove", "change", "move", "return"))
    at = chance.randrange(len(page) + 1)
    if kind == "add" or not page:
        page.insert(at, new)
    elif kind == "return" and lost:
        page.insert(at, lost.pop(chance.randrange(len(lost))))
    elif kind == "move":
        page.insert(chance.randrange(len(page)), page.pop(at - 1))
    elif kind == "change":
        words = page[at - 1].rstrip(".").split()
        words[chance.randrange(len(words))] = new.rsplit(maxsplit=1)[-1].rstrip(".")
        lost.append(page[at - 1])
        page[at - 1] = " ".join(words).capitalize() + "."
    else:
        lost.append(page.pop(at - 1))
