"""Balances from before the program, as lists have them: which column is what, and each row as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from guyub.livelihoods.wastebank.rules.lists import find_table

_HEADINGS = {
    "number": ("nomor anggota", "no anggota", "nomor", "kode", "no rekening", "number", "no"),
    "name": ("nama", "nama anggota", "nama nasabah", "nama lengkap", "name"),
    "amount": (
        *("saldo awal", "saldo", "saldo akhir", "sisa saldo", "jumlah tabungan", "tabungan", "jumlah", "rupiah"),
        *("nominal", "saldo rp", "balance", "opening balance"),
    ),
}


class TypedRow(NamedTuple):
    """A row as it was written: where it stood, whose, how much."""

    place: int
    number: str
    name: str
    amount: str


def find_rows(sheets: Sequence[Sequence[Sequence[Any]]]) -> list[TypedRow] | None:
    """Return the rows of the first sheet that has a list of balances; None if none has."""
    found = find_table(sheets, _HEADINGS, [("amount",), ("number", "name")])
    if found is None:
        return None
    rows = [TypedRow(row.place, row.text("number"), row.text("name"), row.text("amount")) for row in found]
    return [one for one in rows if one.amount and (one.number or one.name)]
