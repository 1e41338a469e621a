"""A trie: words kept letter by letter, so that everything that begins alike is kept, and found, together.

`Trie` grows and shrinks like a dict. Each node holds a dict from the next letter to the next node:

    tea  ─┐           t ── e ─┬─ a (tea)
    ten   ├─ make             └─ n (ten) ── s (tens)
    tens ─┘

Reading, storing or deleting a word of L letters costs O(L), however many words there are; all words with a
prefix are found in O(L + answer). The price is memory, several hundred bytes for every node.

`SparseTrie` is the same set of words when it no longer changes, in four steps that each take away something:

1. *Path compression*: a node that is no word and has one child is written together with it, so `t`, `e`
   become one node `te`. Then at least every second node is a word, and there are fewer than two nodes for
   each word.
2. *Table*: node × letter → child, one row a node. Nodes are numbered depth first, letters by their order.
3. *Sparse matrix*: the rows of that table are overlapped by displacement (see `coils.sparse`).
4. *Leaves hold only what is needed*: words are numbered in their order, so a node needs no more than the
   numbers of the first word below it and of the one after the last. A word's number (its *ordinal*) is
   where its value stands in whatever list the owner keeps; the words below any node are a range of
   ordinals.

        node  letters  words      row in the table
        0     ""       0 … 3      t → 1
        1     "te"     0 … 3      a → 2, n → 3
        2     "a"      0 … 1      (no cells)                 tea = 0
        3     "n"      1 … 3      s → 4                      ten = 1
        4     "s"      2 … 3      (no cells)                 tens = 2

Costs of `SparseTrie`, for N words over K letters: word → ordinal O(L); ordinal → word O(L), climbing from
the node where the word ends; a prefix O(L + answer); words within an edit distance visit only the nodes
whose letters can still come that near. Words come in the order of their code points, which is also the
order of their UTF-8 bytes.

Sources: E. Fredkin, "Trie memory", Communications of the ACM 3 (1960) 490-499; D. R. Morrison, "PATRICIA",
Journal of the ACM 15 (1968) 514-534 (path compression); for the edit distance with swapped neighbours,
F. J. Damerau, Communications of the ACM 7 (1964) 171-176.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Generic, TypeVar

from coils.sparse import SparseTable

V = TypeVar("V")


class _Node(Generic[V]):
    __slots__ = ("children", "value")

    def __init__(self) -> None:
        self.children: dict[str, _Node[V]] = {}
        self.value: tuple[V] | None = None  # a one-tuple, so that None can be a value too


class Trie(MutableMapping[str, V]):
    """A mapping from words to values that iterates in the order of the words and can complete a prefix."""

    __slots__ = ("_root", "_size")

    def __init__(self, items: Mapping[str, V] | Iterable[tuple[str, V]] = ()) -> None:
        self._root: _Node[V] = _Node()
        self._size = 0
        self.update(items)

    def __getitem__(self, word: str) -> V:
        node = self._find(word)
        if node is None or node.value is None:
            raise KeyError(word)
        return node.value[0]

    def __setitem__(self, word: str, value: V) -> None:
        node = self._root
        for letter in word:
            child = node.children.get(letter)
            if child is None:
                child = node.children[letter] = _Node()
            node = child
        self._size += node.value is None
        node.value = (value,)

    def __delitem__(self, word: str) -> None:
        path = [self._root]
        for letter in word:
            child = path[-1].children.get(letter)
            if child is None:
                raise KeyError(word)
            path.append(child)
        if path[-1].value is None:
            raise KeyError(word)
        path[-1].value = None
        self._size -= 1
        # Nodes that lead to no word any more go too, from the end back to the first that is still needed.
        for letter, parent, node in zip(reversed(word), reversed(path[:-1]), reversed(path[1:]), strict=True):
            if node.children or node.value is not None:
                break
            del parent.children[letter]

    def __iter__(self) -> Iterator[str]:
        return self.prefix("")

    def prefix(self, prefix: str) -> Iterator[str]:
        """Every word that begins with `prefix`, in order, one at a time."""
        start = self._find(prefix)
        waiting = [(prefix, start)] if start is not None else []
        while waiting:
            word, node = waiting.pop()
            if node.value is not None:
                yield word
            waiting += [
                (word + letter, node.children[letter]) for letter in sorted(node.children, reverse=True)
            ]

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"Trie({dict(self)!r})" if self else "Trie()"

    def clear(self) -> None:
        self._root, self._size = _Node(), 0

    def copy(self) -> Trie[V]:
        return Trie(self)

    __copy__ = copy

    def __reduce__(self) -> tuple[type[Trie[V]], tuple[list[tuple[str, V]]]]:
        # As items, because pickle walks nested nodes by recursion and a long word would exhaust the stack.
        return type(self), (list(self.items()),)

    def compress(self) -> SparseTrie:
        """The words, frozen; the value of word number n is `list(trie.values())[n]`."""
        return SparseTrie(self)

    def _find(self, prefix: str) -> _Node[V] | None:
        node: _Node[V] | None = self._root
        for letter in prefix:
            if node is None:
                break
            node = node.children.get(letter)
        return node


class SparseTrie(Mapping[str, int]):
    """A frozen set of words, each mapped to its ordinal, as a compressed sparse table."""

    __slots__ = ("_columns", "_ends", "_firsts", "_labels", "_lasts", "_parents", "_table")

    def __init__(self, words: Iterable[str] = ()) -> None:
        ordered = sorted(set(words))
        alphabet = sorted(set().union(*ordered))
        self._columns = {letter: column for column, letter in enumerate(alphabet)}
        self._labels: list[str] = []  # the letters of a node, the one that its parent chose it by included
        self._parents, self._firsts, self._lasts = array("q"), array("q"), array("q")
        self._ends = array("q", bytes(8 * len(ordered)))  # ordinal → the node where the word ends
        rows: list[dict[int, int]] = []
        # (parent, depth of the parent, range of words below): a node is made when it is taken off, so its
        # number is given depth first, and the words of its subtree are the range.
        waiting = [(-1, 0, 0, len(ordered))]
        while waiting:
            parent, depth, first, last = waiting.pop()
            label = _shared(ordered[first], ordered[last - 1], depth) if parent >= 0 else ""
            node = len(self._labels)
            self._labels.append(label)
            self._parents.append(parent)
            self._firsts.append(first)
            self._lasts.append(last)
            rows.append({})
            if parent >= 0:
                rows[parent][self._columns[label[0]]] = node
            depth += len(label)
            if first < last and len(ordered[first]) == depth:
                self._ends[first] = node
                first += 1
            waiting += [
                (node, depth, *group) for group in reversed(list(_groups(ordered, first, last, depth)))
            ]
        self._table = SparseTable(rows, len(alphabet))

    def __getitem__(self, word: str) -> int:
        ordinal = self.ordinal(word)
        if ordinal is None:
            raise KeyError(word)
        return ordinal

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.ordinal(word) is not None

    def __iter__(self) -> Iterator[str]:
        return (self.word(ordinal) for ordinal in range(len(self)))

    def __len__(self) -> int:
        return len(self._ends)

    def __repr__(self) -> str:
        return f"<SparseTrie of {len(self)} words in {len(self._labels)} nodes, {self._table!r}>"

    def ordinal(self, word: str) -> int | None:
        """The number of a word in the order of all words, or None when it is not there."""
        node, depth = self._descend(word)
        if node is None or depth != len(word):
            return None
        first = self._firsts[node]
        return first if first < len(self) and self._ends[first] == node else None

    def word(self, ordinal: int) -> str:
        """The word of that number; IndexError when there is none."""
        if not 0 <= ordinal < len(self):
            raise IndexError(f"ordinal {ordinal} out of range, expected 0 to {len(self) - 1}")
        node, labels = self._ends[ordinal], []
        while node >= 0:
            labels.append(self._labels[node])
            node = self._parents[node]
        return "".join(reversed(labels))

    def complete(self, prefix: str, limit: int = 10) -> list[str]:
        """The first `limit` words that begin with `prefix`: the range below the node it leads to."""
        node, _ = self._descend(prefix)
        if node is None:
            return []
        return [
            self.word(n)
            for n in range(self._firsts[node], min(self._lasts[node], self._firsts[node] + limit))
        ]

    def similar(self, word: str, distance: int = 2, limit: int = 10) -> list[tuple[str, int]]:
        """The nearest words within `distance` edits, as (word, edits), nearest first, then in order.

        An edit leaves out, puts in or changes a letter, or swaps two neighbours. Walking down the trie one
        row of the distance matrix is added per letter; a branch ends where every number of a row exceeds
        `distance`.
        """
        start = list(range(len(word) + 1))
        found: list[tuple[int, str]] = []
        waiting = [(0, "", [start])]
        while waiting:
            node, path, matrix = waiting.pop()
            for letter in self._labels[node]:
                matrix = [*matrix[-2:], _edit_row(word, path, letter, matrix)]
                path += letter
                if min(matrix[-1]) > distance:
                    break
            else:
                first = self._firsts[node]
                if first < len(self) and self._ends[first] == node and matrix[-1][-1] <= distance:
                    found.append((matrix[-1][-1], path))
                waiting += [(child, path, matrix) for _, child in self._table.row(node)]
        return [(near, edits) for edits, near in heapq.nsmallest(limit, found)]

    def _descend(self, word: str) -> tuple[int | None, int]:
        """The node that `word` leads to, or into the letters of, and the depth at that node's end."""
        node, depth = 0, 0
        while depth < len(word):
            child = self._table.get((node, self._columns.get(word[depth], -1)))
            if child is None:
                return None, depth
            label = self._labels[child]
            if not label.startswith(word[depth : depth + len(label)]):
                return None, depth
            node, depth = child, depth + len(label)
        return node, depth


def _shared(one: str, other: str, depth: int) -> str:
    """What two words that are alike up to `depth` go on sharing from there."""
    end = depth
    while end < min(len(one), len(other)) and one[end] == other[end]:
        end += 1
    return one[depth:end]


def _groups(words: list[str], first: int, last: int, depth: int) -> Iterator[tuple[int, int]]:
    """Ranges of the ordered words that share the letter at `depth`."""
    start = first
    for here in range(first + 1, last + 1):
        if here == last or words[here][depth] != words[start][depth]:
            yield start, here
            start = here


def _edit_row(word: str, path: str, letter: str, matrix: list[list[int]]) -> list[int]:
    """The next row of the edit-distance matrix, from the one or two rows before it."""
    above = matrix[-1]
    row = [above[0] + 1]
    for column, other in enumerate(word):
        edits = min(row[column] + 1, above[column + 1] + 1, above[column] + (letter != other))
        if column and path and letter == word[column - 1] and path[-1] == other:
            edits = min(edits, matrix[-2][column - 1] + 1)
        row.append(edits)
    return row
