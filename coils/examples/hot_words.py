"""A splay tree keeps the hot words near: what is asked for again and again stands a few steps from the top.

Text is like that: few words make up most of it. The tree adapts by itself, and still knows the order of all.
"""

import random
from collections.abc import Iterable
from typing import Any

from coils import SplayTree

TEXT = "the cat and the dog and the bird saw the cat and the dog saw the bird and the cat"
OTHERS = [f"word{n:03}" for n in range(500)]


class Counted(str):
    """A word that counts how often words are compared."""

    __slots__ = ()
    comparisons = 0

    def __lt__(self, other: Any) -> bool:
        Counted.comparisons += 1
        return super().__lt__(other)

    __hash__ = str.__hash__


def comparisons(tree: SplayTree[Counted, int], words: Iterable[str]) -> float:
    """Count the words in the tree; how many comparisons each took."""
    before, asked = Counted.comparisons, 0
    for word in words:
        tree[Counted(word)] = tree.get(Counted(word), 0) + 1
        asked += 1
    return (Counted.comparisons - before) / asked


def main() -> None:
    tree: SplayTree[Counted, int] = SplayTree()
    random.Random(1).shuffle(OTHERS)
    comparisons(tree, OTHERS)
    cold = comparisons(tree, OTHERS)
    hot = comparisons(tree, TEXT.split() * 25)
    print("a hot word takes less than half the comparisons of a cold one:", hot < cold / 2)
    print("the most frequent:", max(tree, key=lambda word: tree[word]))
    print("from bird up to dog:", *tree.between(Counted("bird"), Counted("dog")))


if __name__ == "__main__":
    main()
