"""CSV as Indonesian spreadsheets open it with a double click: UTF-8 with a mark, semicolons, decimal commas."""

from __future__ import annotations

import csv as writer
import io
from datetime import date, datetime
from typing import Any

from guyub.foundation.core.exports.tables import Column, Table, exact, wall_clock

# A spreadsheet that finds one of these first in a cell reads a formula, also in the wide forms of East Asia.
DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 -- they are meant


def csv(table: Table) -> bytes:
    """Return the table as CSV: bare numbers, days as 2022-03-06, units in the headings, no totals and no notes.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; `sheets.read` takes it off again.
    """
    text = io.StringIO(newline="")
    out = writer.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerow([guarded(column.heading) for column in table.columns])
    for row in table.rows:
        out.writerow([_value(column, value) for column, value in zip(table.columns, row, strict=True)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def guarded(text: str) -> str:
    """Return `text` such that no spreadsheet takes it for a formula."""
    return "'" + text if text.startswith(DANGEROUS_STARTS) else text


def _value(column: Column, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{wall_clock(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if column.is_number and not isinstance(value, str):
        return f"{exact(column, value):f}".replace(".", ",")
    return guarded(str(value))
