"""Reading what people upload: XLSX, XLS, ODS and CSV in the wild, as sheets of plain values.

A blank cell is None, also the rest of a merged one. Whole numbers are integers, except from 10**15 on: a spreadsheet
has already lost the last digits of such a number (a NIK typed as a number), so it stays a float, `3.30215E+15`.
Cells of a CSV are texts; who reads a column knows how.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

import python_calamine as calamine
from django.conf import settings
from django.utils.translation import gettext as _

from guyub.foundation.core.sheets_guard import OLE, ZIP, check_ole, check_zip, refuse
from guyub.foundation.core.sheets_text import cells_of

Value = str | int | float | bool | date | datetime | time | timedelta | None

MOST_ROWS, MOST_COLUMNS = 50_000, 500
EXACT_BELOW = 10**15
_ODD = re.compile(r"[\u200b-\u200f\u2060\ufeff]")


class Upload(Protocol):
    """Something with bytes in it: an uploaded file, an open file."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows as long as its widest one. Row 1 of the spreadsheet is `rows[0]`."""

    name: str
    rows: Sequence[Sequence[Value]]


def read(upload: Upload | bytes, limit: int | None = None) -> list[Sheet]:
    """Return the sheets that hold something, in their order; raise `BadInput` with what to do instead.

    `limit` is the largest file in bytes; the installation's own limit if none is given.
    """
    limit = limit or int(settings.UPLOAD_LIMIT_BYTES)
    content = upload if isinstance(upload, bytes) else upload.read(limit + 1)
    if len(content) > limit:
        megabytes = max(1, limit // 1_048_576)
        refuse(
            "too_large",
            _("This file is larger than %(limit)s MB.") % {"limit": megabytes},
            _("Split it into smaller files."),
        )
    if not content.strip():
        refuse("empty", _("This file is empty."), _("Choose the file with the list."))
    sheets = list(_workbook(content) if content.startswith((ZIP, OLE)) else _text(content))
    if not sheets:
        refuse("empty", _("There is nothing in this file."), _("Choose the file with the list."))
    return sheets


def is_rounded(value: Value) -> bool:
    """Return whether a spreadsheet has cut digits off this number (a NIK or account number typed as a number)."""
    return isinstance(value, float) and abs(value) >= EXACT_BELOW


def _workbook(content: bytes) -> Iterator[Sheet]:
    if content.startswith(ZIP):
        check_zip(content, most_rows=MOST_ROWS, most_columns=MOST_COLUMNS)
    else:
        check_ole(content)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            _check_size(sheet.total_height, sheet.total_width)
            rows = _squared([[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)])
            if rows:
                yield Sheet(name, rows)
    except calamine.PasswordError as error:
        refuse("encrypted", _("This file is locked with a password."), _("Save it without a password."), error)
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError) as error:
        refuse("corrupt", _("This file is damaged or not a spreadsheet."), _("Save it again as XLSX."), error)


def _text(content: bytes) -> Iterator[Sheet]:
    rows = _squared([[_tidy(cell) for cell in row] for row in cells_of(content, most_rows=MOST_ROWS)])
    if rows:
        _check_size(len(rows), len(rows[0]))
        yield Sheet("CSV", rows)


def _check_size(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        refuse(
            "too_many_cells",
            _("This sheet has too many rows or columns."),
            _("Delete what is not part of the list, then save again."),
        )


def _squared(rows: list[list[Value]]) -> list[list[Value]]:
    """Cut blank rows at the end and blank columns at the right; fill short rows."""
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    width = max((n + 1 for row in rows for n, cell in enumerate(row) if cell is not None), default=0)
    return [row[:width] + [None] * (width - len(row)) for row in rows]


def _plain(cell: Any) -> Value:
    if isinstance(cell, str):
        return _tidy(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_BELOW:
        return int(cell)
    return cell  # type: ignore[no-any-return]


def _tidy(text: str) -> str | None:
    """Return the text on one line, without invisible signs, in composed letters; None if nothing is left."""
    return unicodedata.normalize("NFC", " ".join(_ODD.sub("", text).split())) or None
