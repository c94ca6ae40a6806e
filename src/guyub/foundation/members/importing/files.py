"""Uploaded files: the sheet that holds a list of people, without what may not be stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.sheets import Sheet
from guyub.foundation.members import nik
from guyub.foundation.members.importing import columns

MOST_ROWS = 5000
_MOST_COLUMNS = 60
_TOLD = {"nik_length", "nik_rounded", "nik_date"}


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row of data: its number in the sheet as a spreadsheet counts, its cells as text, and codes about its NIK."""

    number: int
    cells: list[str]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class People:
    """The list found in a file."""

    sheet: str
    headings: list[str]
    rows: list[RawRow]


def find_people(sheets: Sequence[Sheet]) -> People:
    """Return the list of people in the sheets of a file, or raise `BadInput` that says what was looked for."""
    best: tuple[int, str, Sequence[Sequence[Any]], int, list[str]] | None = None
    for sheet in sheets:
        head = columns.find_header(sheet.rows)
        if head is None:
            continue
        found = len(columns.guess_mapping(head[1]))
        if best is None or found > best[0]:
            best = (found, sheet.name, sheet.rows, *head)
    if best is None:
        raise BadInput(
            _("No list of names was found in this file."),
            next_step=_("The first rows need a heading, such as “Nama”."),
            field="file",
        )
    _found, name, rows, start, headings = best
    people = People(name, headings[:_MOST_COLUMNS], [])
    secret, national = columns.secret_columns(headings), columns.nik_columns(headings)
    for index, row in enumerate(rows[start:], start=start + 1):
        texts = [columns.cell_text(cell) for cell in row[:_MOST_COLUMNS]]
        if any(texts) and not _is_heading_again(texts, headings):
            people.rows.append(_stored(index, texts, secret, national))
    if len(people.rows) > MOST_ROWS:
        raise BadInput(
            _("This file has too many rows."), next_step=_("Please split it: at most 5.000 rows."), field="file"
        )
    if not people.rows:
        raise BadInput(_("There is no name below the heading."), field="file")
    return people


def _is_heading_again(texts: list[str], headings: list[str]) -> bool:
    return [text.casefold() for text in texts if text] == [heading.casefold() for heading in headings if heading]


def _stored(number: int, texts: list[str], secret: frozenset[int], national: frozenset[int]) -> RawRow:
    cells, notes = [], []
    for column, text in enumerate(texts):
        if column in national or columns.looks_national(text):
            if text:
                warnings = nik.read(text).warnings
                notes += [
                    "nik_not_kept",
                    *(code for code in warnings if code in {"nik_length", "nik_rounded", "nik_date"}),
                ]
            cells.append("")
        else:
            cells.append("" if column in secret else text)
    return RawRow(number, cells, list(dict.fromkeys(notes)))
