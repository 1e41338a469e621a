"""Common base of both linked lists: slices, comparison, copies, errors; all that needs no pointers.

A list type of one's own is a dozen methods that are the same whatever holds the items. They stand here
once, on top of five that each list writes for itself: clear, append, read, write and remove at a place.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, MutableSequence
from itertools import islice
from operator import index as whole
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


class Chain(MutableSequence[T]):
    """What both lists do alike: slices, comparison, copies. How a chain is made is up to each."""

    __slots__ = ("_size",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._size = 0
        self.clear()
        self.extend(items)

    @abstractmethod
    def clear(self) -> None: ...

    @abstractmethod
    def append(self, value: T) -> None: ...

    @abstractmethod
    def _read(self, place: int) -> T: ...

    @abstractmethod
    def _write(self, place: int, value: T) -> None: ...

    @abstractmethod
    def _remove(self, place: int) -> T: ...

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> T | Self:
        if not isinstance(index, slice):
            return self._read(self._place(index))
        start, stop, step = index.indices(self._size)
        if step > 0:
            return type(self)(islice(self, start, max(start, stop), step))
        return type(self)(list(self)[index])

    @overload
    def __setitem__(self, index: int, value: T) -> None: ...
    @overload
    def __setitem__(self, index: slice, value: Iterable[T]) -> None: ...
    def __setitem__(self, index: int | slice, value: Any) -> None:
        if isinstance(index, slice):
            items = list(self)
            items[index] = value
            self._restate(items)
        else:
            self._write(self._place(index), value)

    def __delitem__(self, index: int | slice) -> None:
        if isinstance(index, slice):
            items = list(self)
            del items[index]
            self._restate(items)
        else:
            self._remove(self._place(index))

    def pop(self, index: int = -1) -> T:
        if not self._size:
            raise IndexError(f"pop from empty {type(self).__name__}")
        return self._remove(self._place(index))

    def popleft(self) -> T:
        return self.pop(0)

    def reverse(self) -> None:
        self._restate(reversed(list(self)))

    def extend(self, values: Iterable[T]) -> None:
        # A list that is extended by itself would never end.
        for value in list(values) if values is self else values:
            self.append(value)

    def copy(self) -> Self:
        return type(self)(self)

    __copy__ = copy

    def __add__(self, other: object) -> Self:
        if not isinstance(other, type(self)):
            return NotImplemented
        joined = self.copy()
        joined.extend(other)
        return joined

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return self._size == other._size and all(a is b or a == b for a, b in zip(self, other, strict=True))

    def __lt__(self, other: Self) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return list(self) < list(other)

    def __le__(self, other: Self) -> bool:
        if not isinstance(other, type(self)):
            return NotImplemented
        return list(self) <= list(other)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})" if self._size else f"{type(self).__name__}()"

    def __reduce__(self) -> tuple[type[Self], tuple[list[T]]]:
        # As items, because pickle and deepcopy follow a chain by recursion, which ends at a thousand.
        return type(self), (list(self),)

    def _restate(self, items: Iterable[T]) -> None:
        self.clear()
        self.extend(items)

    def _place(self, index: int) -> int:
        place = whole(index)
        if place < 0:
            place += self._size
        if not 0 <= place < self._size:
            raise IndexError(f"{type(self).__name__} index out of range")
        return place
