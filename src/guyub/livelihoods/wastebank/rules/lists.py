"""Lists that other banks keep: which column is what, and each row as it was written. No Django."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from guyub.foundation.core.quantities import Unit, parse_quantity
from guyub.foundation.core.reading import Reason, Unreadable

HEAD_ROWS = 15
_ITEM = {
    "code": ("kode sampah", "kode jenis", "kode barang", "kode", "code"),
    "name": ("nama sampah", "nama jenis", "jenis sampah", "nama barang", "nama", "jenis", "name"),
}
BOOK = _ITEM | {"quantity": ("qty", "berat kg", "berat", "jumlah", "banyaknya", "kuantitas", "kg", "quantity")}
PRICES = _ITEM | {
    "buy": ("harga beli", "beli", "harga", "buy"),
    "sell": ("harga jual", "jual", "sell"),
    "sorting": ("biaya pilah", "pilah", "ongkos pilah", "sorting"),
}


class Written(NamedTuple):
    """A row as it was written: its number in the sheet, and what stands under each heading."""

    place: int
    cells: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return what stands there as text, nothing for an empty cell."""
        value = self.cells.get(name)
        return "" if value is None else str(value).strip()


def find_table(
    sheets: Sequence[Sequence[Sequence[Any]]],
    headings: Mapping[str, Sequence[str]],
    needed: Sequence[Sequence[str]],
) -> list[Written] | None:
    """Return the rows below the first headings that have one of each group in `needed`; None without such headings.

    Of several headings that fit the likeliest counts: "nomor anggota" before "no".
    """
    for rows in sheets:
        for index, row in enumerate(rows[:HEAD_ROWS]):
            words = ["" if cell is None else re.sub(r"[^a-z]+", " ", str(cell).casefold()).strip() for cell in row]
            found = {
                name: next((words.index(w) for w in known if w in words), None) for name, known in headings.items()
            }
            columns = {name: column for name, column in found.items() if column is not None}
            if all(any(name in columns for name in group) for group in needed):
                return [
                    Written(place, {name: below[column] for name, column in columns.items()})
                    for place, below in enumerate(rows[index + 1 :], start=index + 2)
                ]
    return None


def read_quantity(value: Any, unit: Unit) -> int:
    """Return base units of a cell: a number as the spreadsheet has it, a text by the rules of the scale."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return parse_quantity("" if value is None else str(value), unit)
    exact = Fraction(repr(value)) * (1 if unit is Unit.PIECE else 1000)
    if exact <= 0:
        raise Unreadable(Reason.ZERO if exact == 0 else Reason.SIGN, str(value))
    if exact.denominator != 1:
        raise Unreadable(Reason.WHOLE_ONLY if unit is Unit.PIECE else Reason.TOO_FINE, str(value))
    return int(exact)
