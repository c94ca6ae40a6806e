"""Balances from before the program, as lists have them: which column is what, and each row as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

_HEAD_ROWS = 15
_NUMBER = ("nomor anggota", "no anggota", "nomor", "kode", "no rekening", "number", "no")
_NAME = ("nama", "nama anggota", "nama nasabah", "nama lengkap", "name")
_AMOUNT = (
    *("saldo awal", "saldo", "saldo akhir", "sisa saldo", "jumlah tabungan", "tabungan", "jumlah", "rupiah", "nominal"),
    *("saldo rp", "balance", "opening balance"),
)


class TypedRow(NamedTuple):
    """A row as it was written: where it stood, whose, how much."""

    place: int
    number: str
    name: str
    amount: str


def find_rows(sheets: Sequence[Sequence[Sequence[Any]]]) -> list[TypedRow] | None:
    """Return the rows of the first sheet that has a list of balances; None if none has."""
    for rows in sheets:
        for index, row in enumerate(rows[:_HEAD_ROWS]):
            columns = _columns(row)
            if columns is not None:
                found = _below(rows, index + 1, columns)
                return [one for one in found if one.amount and (one.number or one.name)]
    return None


def _columns(row: Sequence[Any]) -> tuple[int | None, int | None, int] | None:
    words = ["" if cell is None else re.sub(r"[^a-z]+", " ", str(cell).casefold()).strip() for cell in row]
    amount, number, name = (_first(words, known) for known in (_AMOUNT, _NUMBER, _NAME))
    return None if amount is None or (number is None and name is None) else (number, name, amount)


def _first(words: list[str], known: Sequence[str]) -> int | None:
    """Return the column with the likeliest of the known headings: "nomor anggota" before "no"."""
    return next((words.index(word) for word in known if word in words), None)


def _below(rows: Sequence[Sequence[Any]], start: int, columns: tuple[int | None, int | None, int]) -> list[TypedRow]:
    number, name, amount = columns
    return [
        TypedRow(place, *("" if at is None or row[at] is None else str(row[at]) for at in (number, name, amount)))
        for place, row in enumerate(rows[start:], start=start + 1)
    ]
