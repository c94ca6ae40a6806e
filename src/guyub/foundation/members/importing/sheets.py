"""Reads an uploaded file into (sheet name, rows)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from guyub.foundation.core.errors import BadInput


def read(content: bytes, file_name: str) -> list[tuple[str, Sequence[Sequence[Any]]]]:
    """Return the sheets of an XLSX, XLS or CSV file."""
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
        except CalamineError:
            raise BadInput(_("This file cannot be opened."), field="file") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    sample = text[:4096]
    delimiter = max(";,\t", key=sample.count)
    return [(file_name, list(csv.reader(io.StringIO(text), delimiter=delimiter)))]
