"""Plain data structures in Python, to be read: each in one file, with its idea, its costs and its source.

The trie is the one a faster implementation is checked and measured against: same words in, same answers out.
"""

from coils.doubly import DoublyLinkedList
from coils.hashtable import HashTable
from coils.heap import MaxHeap, MinHeap
from coils.linked import LinkedList
from coils.segment import Segment
from coils.sparse import SparseTable
from coils.splay import SplayTree
from coils.tree import SearchTree
from coils.trie import SparseTrie, Trie

__all__ = [
    "DoublyLinkedList",
    "HashTable",
    "LinkedList",
    "MaxHeap",
    "MinHeap",
    "SearchTree",
    "Segment",
    "SparseTable",
    "SparseTrie",
    "SplayTree",
    "Trie",
]
