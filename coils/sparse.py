"""A sparse M×K table of whole numbers whose rows are slid over one another until they fit.

A trie written down as a table has a row for every node (M) and a column for every letter (K), and almost
every cell is empty: most nodes go on with one or two letters. The rows are therefore laid over one another
in a single long strip. Each row is slid to the right until its filled cells fall on free places; how far it
was slid is the row's *displacement*. Beside each filled place stands the row that owns it, so a reader can
tell a cell of its own row from a neighbour's:

    columns  a b c d          strip   place    0  1  2  3  4
    row 0    5 . . 7                  value    5  2  9  7  3
    row 1    . 2 9 .                  owner    0  1  1  0  2
    row 2    . . . 3                  displacements: row 0 → 0, row 1 → 0, row 2 → 1

    cell (2, d): place 1 + 3 = 4 is owned by row 2, so its value is 3.
    cell (2, c): place 1 + 2 = 3 is owned by row 0, so row 2 has nothing there.

Costs, for N filled cells: a cell is read in O(1), two look-ups and a comparison; memory is the strip, in
practice N places and a few more, not M·K. Building tries each row from the left, fullest rows first, because
the many rows with one cell fill whatever holes remain. A whole number serves as a bit set, so one operation
tests a row against a window of the strip; what the window has passed is only a list of holes for rows of one
cell. That makes building O(N), with a factor of WINDOW / 64 machine words.

Sources: R. E. Tarjan and A. C. Yao, "Storing a sparse table", Communications of the ACM 22 (1979) 606-611;
J. Aoe, "An efficient digital search algorithm by using a double-array structure", IEEE Transactions on
Software Engineering 15 (1989) 1066-1077, which applies the idea to tries.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence

EMPTY = -1
WINDOW = 1 << 14


class SparseTable(Mapping[tuple[int, int], int]):
    """A read-only mapping from (row, column) to a number; a cell that was not given is absent."""

    __slots__ = ("_displacements", "_filled", "_owners", "_values", "columns")

    def __init__(self, rows: Sequence[Mapping[int, int]], columns: int) -> None:
        """Lay out `rows`, each {column: value}; ValueError for a column outside 0 … columns-1."""
        self.columns = columns
        self._filled = sum(len(row) for row in rows)
        self._displacements = array("q", bytes(8 * len(rows)))
        taken, left = 0, 0  # bit i of `taken` says that place left + i has an owner
        holes: list[int] = []  # free places before `left`
        for number in sorted(range(len(rows)), key=lambda number: -len(rows[number])):
            row = rows[number]
            if not row:
                continue
            start = min(row)
            if start < 0 or max(row) >= columns:
                raise ValueError(
                    f"row {number} has columns {start} to {max(row)}, expected 0 to {columns - 1}"
                )
            if len(row) == 1 and holes and holes[-1] >= start:
                self._displacements[number] = holes.pop() - start
                continue
            # A displacement is never negative, so the row's first cell cannot lie left of its own column.
            blocked = (1 << max(0, start - left)) - 1
            for column in row:
                blocked |= taken >> (column - start)
            place = _lowest_zero(blocked)
            self._displacements[number] = left + place - start
            for column in row:
                taken |= 1 << (place + column - start)
            passed = max(_lowest_zero(taken), taken.bit_length() - WINDOW)
            if passed >= WINDOW // 2:
                holes += [left + place for place in range(passed) if not taken >> place & 1]
                taken, left = taken >> passed, left + passed
        # A whole empty row at the end spares every reader the question whether a place is still in the strip.
        places = max(self._displacements, default=0) + columns
        self._owners = array("q", [EMPTY]) * places
        self._values = array("q", [EMPTY]) * places
        for number, row in enumerate(rows):
            for column, value in row.items():
                self._owners[self._displacements[number] + column] = number
                self._values[self._displacements[number] + column] = value

    @property
    def places(self) -> int:
        """How long the strip is; `len(table) / table.places` says how tightly the rows fit."""
        return len(self._owners)

    def __getitem__(self, cell: tuple[int, int]) -> int:
        row, column = cell
        if 0 <= row < len(self._displacements) and 0 <= column < self.columns:
            place = self._displacements[row] + column
            if self._owners[place] == row:
                return self._values[place]
        raise KeyError(cell)

    def row(self, row: int) -> Iterator[tuple[int, int]]:
        """The filled cells of a row, as (column, value), in the order of the columns: O(K)."""
        start = self._displacements[row]
        for column in range(self.columns):
            if self._owners[start + column] == row:
                yield column, self._values[start + column]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for number in range(len(self._displacements)):
            for column, _ in self.row(number):
                yield number, column

    def __len__(self) -> int:
        return self._filled

    def __repr__(self) -> str:
        rows = len(self._displacements)
        return f"<SparseTable {rows}×{self.columns}: {self._filled} cells in {self.places} places>"


def _lowest_zero(bits: int) -> int:
    """The position of the lowest bit that is not set."""
    return (~bits & (bits + 1)).bit_length() - 1
