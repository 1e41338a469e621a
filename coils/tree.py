"""A binary search tree: a mapping in the order of its keys, in which a step halves what is left, with luck.

Each node has a key; whatever is smaller stands below its left arm, whatever is greater below its right one.

            m                 looking for k: k < m, go left; k > f, go right; there it is.
          /   \\               In the order of the keys: left part, node, right part, and the same in each
          part.
        f       t             Deleting m: its successor, the leftmost node on the right, takes its place.
      /   \\   /   \\
     c     k p     w

Costs, for N keys and a tree of height H: get, set, delete O(H), the first key, the last key and the next
one too; all in order O(N); the keys between two bounds O(H + answer). Keys that come in random order make a
tree of about 2 ln N ≈ 1.39 log₂ N steps on average; keys that come sorted make a chain, H = N.
`coils.splay` mends that. Nothing here recurses, so a chain is slow but not fatal.

Sources: P. F. Windley, "Trees, forests and rearranging", The Computer Journal 3 (1960) 84-88; T. N. Hibbard,
Journal of the ACM 9 (1962) 13-28 (deletion); D. E. Knuth, The Art of Computer Programming 3, section 6.2.2.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, MutableMapping, ValuesView
from typing import Any, Generic, Protocol, Self, TypeVar


class Ordered(Protocol):
    """What a key must be able to do."""

    def __lt__(self, other: Any, /) -> bool: ...


K = TypeVar("K", bound=Ordered)
V = TypeVar("V")


class Node(Generic[K, V]):
    __slots__ = ("key", "left", "right", "value")

    def __init__(self, key: K, value: V) -> None:
        self.key, self.value = key, value
        self.left: Node[K, V] | None = None
        self.right: Node[K, V] | None = None


class SearchTree(MutableMapping[K, V]):
    """A mapping that iterates in the order of its keys and can say which are between two others."""

    __slots__ = ("_root", "_size")

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._root: Node[K, V] | None = None
        self._size = 0
        self.update(items)

    def __getitem__(self, key: K) -> V:
        node, _ = self._find(key)
        if node is None:
            raise KeyError(key)
        return node.value

    def __setitem__(self, key: K, value: V) -> None:
        node, parent = self._find(key)
        if node is not None:
            node.value = value
            return
        self._hang(parent, Node(key, value), parent is not None and key < parent.key)
        self._size += 1

    def __delitem__(self, key: K) -> None:
        node, parent = self._find(key)
        if node is None:
            raise KeyError(key)
        self._size -= 1
        if node.left is not None and node.right is not None:
            heir, above = node.right, node
            while heir.left is not None:
                heir, above = heir.left, heir
            node.key, node.value = heir.key, heir.value
            node, parent = heir, above
        child = node.left if node.left is not None else node.right
        self._hang(parent, child, parent is not None and parent.left is node)

    def __iter__(self) -> Iterator[K]:
        return self.between()

    def between(self, low: K | None = None, high: K | None = None) -> Iterator[K]:
        """The keys from `low` up to but not with `high`, in order; None is no bound."""
        return (node.key for node in self._walk(low, high))

    def items(self) -> ItemsView[K, V]:
        return _Items(self)

    def values(self) -> ValuesView[V]:
        return _Values(self)

    def _walk(self, low: K | None = None, high: K | None = None) -> Iterator[Node[K, V]]:
        size = self._size
        above: list[Node[K, V]] = []
        node = self._root
        while above or node is not None:
            while node is not None:
                # What is smaller than `low` has nothing of interest on its left either.
                if low is not None and node.key < low:
                    node = node.right
                else:
                    above.append(node)
                    node = node.left
            if not above:
                return
            node = above.pop()
            if high is not None and not node.key < high:
                return
            yield node
            if size != self._size:
                raise RuntimeError("tree changed size during iteration")
            node = node.right

    def __reversed__(self) -> Iterator[K]:
        above: list[Node[K, V]] = []
        node, size = self._root, self._size
        while above or node is not None:
            while node is not None:
                above.append(node)
                node = node.right
            node = above.pop()
            yield node.key
            if size != self._size:
                raise RuntimeError("tree changed size during iteration")
            node = node.left

    def first(self) -> K:
        """The smallest key; KeyError when there is none."""
        if self._root is None:
            raise KeyError("the tree is empty")
        node = self._root
        while node.left is not None:
            node = node.left
        return node.key

    def last(self) -> K:
        """The greatest key; KeyError when there is none."""
        if self._root is None:
            raise KeyError("the tree is empty")
        node = self._root
        while node.right is not None:
            node = node.right
        return node.key

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self.items())!r})" if self._size else f"{type(self).__name__}()"

    def clear(self) -> None:
        self._root, self._size = None, 0

    def copy(self) -> Self:
        return type(self)(_middle_first(list(self.items())))

    __copy__ = copy

    def __reduce__(self) -> tuple[type[Self], tuple[list[tuple[K, V]]]]:
        # As items, since pickle walks nodes by recursion; the middle first, so that the copy is no chain.
        return type(self), (_middle_first(list(self.items())),)

    def _find(self, key: K) -> tuple[Node[K, V] | None, Node[K, V] | None]:
        """The node of a key and the one above it; no node, then the one it would hang below."""
        node, parent = self._root, None
        while node is not None:
            if key < node.key:
                node, parent = node.left, node
            elif node.key < key:
                node, parent = node.right, node
            else:
                break
        return node, parent

    def _hang(self, parent: Node[K, V] | None, node: Node[K, V] | None, left: bool) -> None:
        if parent is None:
            self._root = node
        elif left:
            parent.left = node
        else:
            parent.right = node


class _Items(ItemsView[K, V]):
    """Items as one walk finds them, instead of a walk for the keys and a search for each value."""

    _mapping: SearchTree[K, V]

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return ((node.key, node.value) for node in self._mapping._walk())


class _Values(ValuesView[V], Generic[K, V]):
    _mapping: SearchTree[K, V]

    def __iter__(self) -> Iterator[V]:
        return (node.value for node in self._mapping._walk())


def _middle_first(items: list[tuple[K, V]]) -> list[tuple[K, V]]:
    """Sorted items in an order that makes a balanced tree: the middle, then each half likewise."""
    order: list[tuple[K, V]] = []
    waiting = [(0, len(items))]
    while waiting:
        start, end = waiting.pop()
        if start < end:
            middle = (start + end) // 2
            order.append(items[middle])
            waiting += [(middle + 1, end), (start, middle)]
    return order
