"""A splay tree: a binary search tree that lifts whatever is touched to the top, so that hot keys stay near.

Nothing is stored beside the keys, no heights, no colours. Each access ends with *splaying*: walking down to
the key, the tree is taken apart into what is smaller and what is greater, and two steps in the same
direction are rotated on the way, which roughly halves the depth of all that was passed:

    looking for a        d                 a
                       c         →           \\
                     b                         c
                   a                         b   d

Costs, for N keys: get, set, delete, first and last O(log N) *amortised*: a single one can take O(N), but
any sequence of M of them takes O((M + N) log N), sorted input included, and a key that makes up the
fraction p of all accesses costs O(log 1/p). Walking over all keys in order takes O(N). Reading changes the
tree, therefore two threads must not even read it at the same time.

Source: D. D. Sleator and R. E. Tarjan, "Self-adjusting binary search trees", Journal of the ACM 32 (1985)
652-686, its top-down form; R. E. Tarjan, Combinatorica 5 (1985) 367-378, for the walk in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from coils.tree import Node, Ordered, SearchTree

K = TypeVar("K", bound=Ordered)
V = TypeVar("V")


class SplayTree(SearchTree[K, V]):
    """A mapping in the order of its keys that adapts to which of them are asked for."""

    __slots__ = ()

    def __getitem__(self, key: K) -> V:
        root = self._splay(key)
        if root is None or root.key < key or key < root.key:
            raise KeyError(key)
        return root.value

    def __setitem__(self, key: K, value: V) -> None:
        root = self._splay(key)
        node = Node(key, value)
        if root is not None:
            if key < root.key:
                node.left, node.right, root.left = root.left, root, None
            elif root.key < key:
                node.left, node.right, root.right = root, root.right, None
            else:
                root.value = value
                return
        self._root = node
        self._size += 1

    def __delitem__(self, key: K) -> None:
        root = self._splay(key)
        if root is None or root.key < key or key < root.key:
            raise KeyError(key)
        self._size -= 1
        self._root = root.left
        if self._root is None:
            self._root = root.right
        else:
            # All that is left is smaller than the key, so its greatest comes up and has no right arm.
            greatest = self._splay(key)
            assert greatest is not None
            greatest.right = root.right

    def _walk(self, low: K | None = None, high: K | None = None) -> Iterator[Node[K, V]]:
        """Nodes in order, each splayed as it is passed."""
        size = self._size
        if not size:
            return
        # Reading values on the way splays too, so the next key is looked for by order, not by a kept path.
        node = self._after(self.first(), itself=True) if low is None else self._after(low, itself=True)
        while node is not None and (high is None or node.key < high):
            yield node
            if size != self._size:
                raise RuntimeError("tree changed size during iteration")
            node = self._after(node.key, itself=False)

    def __reversed__(self) -> Iterator[K]:
        return reversed(list(self))

    def first(self) -> K:
        key = super().first()
        self._splay(key)
        return key

    def last(self) -> K:
        key = super().last()
        self._splay(key)
        return key

    def _after(self, key: K, *, itself: bool) -> Node[K, V] | None:
        """The node of the least key greater than `key`, or equal to it when it may be `itself`."""
        root = self._splay(key)
        assert root is not None
        if key < root.key or (itself and not root.key < key):
            return root
        node = root.right
        if node is None:
            return None
        while node.left is not None:
            node = node.left
        # Splayed as well: only this keeps a walk linear, a chain on the right would be walked each time.
        return self._splay(node.key)

    def _splay(self, key: Any) -> Node[K, V] | None:
        """Bring the key to the root, or the last key on the way to where it would be; gives the new root."""
        node = self._root
        if node is None:
            return None
        # `less` collects what is smaller than the key along its right edge, `more` what is greater along its
        # left one; `sides` is a node in front of both, whose arms hold them the other way round.
        sides: Node[Any, Any] = Node(None, None)
        less = more = sides
        while True:
            if key < node.key:
                child = node.left
                if child is not None and key < child.key:
                    node.left, child.right, node = child.right, node, child
                    child = node.left
                if child is None:
                    break
                more.left = node
                more, node = node, child
            elif node.key < key:
                child = node.right
                if child is not None and child.key < key:
                    node.right, child.left, node = child.left, node, child
                    child = node.right
                if child is None:
                    break
                less.right = node
                less, node = node, child
            else:
                break
        less.right, more.left = node.left, node.right
        node.left, node.right = sides.right, sides.left
        self._root = node
        return node
