"""The measures of a table on paper: how wide each column is, how big the letters, where lines break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guyub.foundation.core.exports.tables import Cell, Table, cell_text
from guyub.foundation.core.exports.type import BOLD, PLAIN, printable, width, wrap

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
_NARROWEST_TEXT = 9  # letters that a text column keeps before the type gets smaller
_LINES_TOGETHER = 30  # a cell longer than this may run over to the next page

Lines = list[list[str]]  # of one row: for each column its lines


@dataclass(frozen=True, slots=True)
class Measure:
    """Where a column stands, from the left edge of the table."""

    x: float
    width: float
    right: bool


class Grid:
    """A table fitted into `room` points: figures are never broken, texts share what is left."""

    def __init__(self, table: Table, room: float) -> None:
        self.table = table
        self._texts = [self._row(values) for values in table.rows]
        self._totals = self._row(table.totals) if table.totals is not None else None
        self._heads = [printable(str(column.title)) for column in table.columns]
        self.size, widths = self._fit(room)
        self.leading = self.size * 1.3
        self.padding = self.size * 0.45
        left = 0.0
        columns = []
        for column, wide in zip(table.columns, widths, strict=True):
            columns.append(Measure(left, wide, column.is_number))
            left += wide
        self.columns, self.width = columns, left
        self.head = self._lines(self._heads, BOLD)

    @property
    def has_rows(self) -> bool:
        return bool(self._texts)

    @property
    def head_height(self) -> float:
        return self.height_of(self.head)

    def height_of(self, cells: Sequence[Sequence[str]]) -> float:
        """Return the height of a row."""
        return max(map(len, cells), default=1) * self.leading + 2 * self.padding - (self.leading - self.size) / 2

    def rows(self) -> Iterator[tuple[Lines, bool]]:
        """Yield each row as lines; one that is very long in parts, the last of which is marked."""
        for texts in self._texts:
            cells = self._lines(texts, PLAIN)
            longest = max(map(len, cells), default=1)
            for start in range(0, longest, _LINES_TOGETHER):
                end = start + _LINES_TOGETHER
                yield [lines[start:end] for lines in cells], end >= longest

    def totals(self) -> Lines | None:
        """Return the row of totals as lines."""
        return self._lines(self._totals, BOLD) if self._totals is not None else None

    def _row(self, values: Sequence[Cell]) -> list[str]:
        pairs = zip(self.table.columns, values, strict=True)
        return [printable(cell_text(column, value)) for column, value in pairs]

    def _lines(self, texts: Sequence[str], font: str) -> Lines:
        pairs = zip(texts, self.columns, strict=True)
        return [wrap(text, font, self.size, column.width - 2 * self.padding) for text, column in pairs]

    def _fit(self, room: float) -> tuple[float, list[float]]:
        """Return the biggest letters in which nothing is squeezed, and the widths of the columns in them."""
        widths: list[float] = []
        for size in SIZES:
            natural, least = self._natural(size)
            if sum(least) <= room or size == SIZES[-1]:
                widths = _share(natural, least, room, [not column.is_number for column in self.table.columns])
                return size, widths
        return SIZES[-1], widths

    def _natural(self, size: float) -> tuple[list[float], list[float]]:
        """Return for each column the width that it would like, and the one it cannot do without."""
        natural, least = [], []
        edge = 2 * size * 0.45 + 0.5
        for n, column in enumerate(self.table.columns):
            content = max((width(texts[n], PLAIN, size) for texts in self._texts), default=0.0)
            if self._totals is not None:
                content = max(content, width(self._totals[n], BOLD, size))
            words = max((width(word, BOLD, size) for word in self._heads[n].split()), default=0.0)
            if column.width is not None:
                content = column.width * size * 0.6
            whole = max(content, words) + edge
            natural.append(max(whole, min(width(self._heads[n], BOLD, size) + edge, whole * 1.3)))
            breakable = column.kind == "text"
            least.append(min(whole, max(words, _NARROWEST_TEXT * size * 0.6) + edge) if breakable else whole)
        return natural, least


def _share(natural: list[float], least: list[float], room: float, stretches: list[bool]) -> list[float]:
    """Return widths that fill `room`: what is over goes to the texts, what is missing is taken from those that can."""
    over = room - sum(natural)
    if over >= 0:
        takers = [n for n, stretch in enumerate(stretches) if stretch] or list(range(len(natural)))
        return [wide + over / len(takers) if n in takers else wide for n, wide in enumerate(natural)]
    spare = [wide - small for wide, small in zip(natural, least, strict=True)]
    if sum(spare) + over >= 0:
        part = -over / sum(spare)
        return [wide - part * can for wide, can in zip(natural, spare, strict=True)]
    return [wide * room / sum(least) for wide in least]  # too many columns for the paper: everything shrinks alike
