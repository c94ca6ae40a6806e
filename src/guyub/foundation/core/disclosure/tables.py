"""A table of counts with its margins: every cell has a key, every margin is a cell like the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guyub.foundation.core.disclosure.network import Arc, Network

TOTAL = -1
Key = tuple[int, int]  # (row, column); TOTAL stands for the margin


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, columns, and the numbers by key in reading order: each row with its total, then the line of totals.

    A table of one row (or one column) has one total; its other margin would only repeat the cells.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Key, int]

    @classmethod
    def of(cls, rows: Sequence[str], columns: Sequence[str], numbers: Sequence[Sequence[int]]) -> Table:
        """Return the table of `numbers` (whole, zero or more) with its margins worked out."""
        if not rows or not columns or [len(row) for row in numbers] != [len(columns)] * len(rows):
            raise ValueError("a table needs rows and columns, and a number for each pair")
        if any(number < 0 for row in numbers for number in row):
            raise ValueError("counts and sums at the gate are zero or more")
        cells: dict[Key, int] = {}
        for i, row in enumerate(numbers):
            cells |= {(i, j): number for j, number in enumerate(row)}
            if len(columns) > 1:
                cells[i, TOTAL] = sum(row)
        if len(rows) > 1:
            cells |= {(TOTAL, j): sum(row[j] for row in numbers) for j in range(len(columns))}
            if len(columns) > 1:
                cells[TOTAL, TOTAL] = sum(map(sum, numbers))
        return cls(tuple(rows), tuple(columns), cells)

    @property
    def order(self) -> list[Key]:
        """Return the keys in reading order."""
        return list(self.cells)

    def network(self) -> Network:
        """Return the table as flows: from all to rows, through cells to columns, and back to all.

        That a row adds up to its total, and a column to its own, is what leaves a node being what enters it.
        """
        source, sink, rows, columns = 0, 1, len(self.rows), len(self.columns)
        if rows == columns == 1:
            return Network([Arc(source, source, value) for value in self.cells.values()])  # no sum holds it
        single = 1 in {rows, columns}  # one list with one total: every cell flows straight through

        def ends(key: Key) -> tuple[int, int]:
            i, j = key
            if i == j == TOTAL or (single and TOTAL in key):
                return sink, source
            row = source if single or i == TOTAL else 2 + i
            column = sink if single or j == TOTAL else 2 + rows + j
            return (source, row) if j == TOTAL else (column, sink) if i == TOTAL else (row, column)

        return Network([Arc(*ends(key), value) for key, value in self.cells.items()])


def is_margin(key: Key) -> bool:
    """Return whether a cell is a total."""
    return TOTAL in key
