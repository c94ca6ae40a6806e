"""CSV as it comes: comma, semicolon or tab; UTF-8, UTF-16 or the old Windows letters."""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice

from django.utils.translation import gettext as _

from guyub.foundation.core.exports.plain import DANGEROUS_STARTS
from guyub.foundation.core.sheets_guard import refuse

_DELIMITERS = (";", "\t", ",")
_SAMPLE = 50


def cells_of(content: bytes, *, most_rows: int) -> list[list[str]]:
    """Return the cells of a CSV as texts; refuse what is no list at all."""
    text = _decoded(content)
    first, _newline, rest = text.partition("\n")
    delimiter = None
    if first.strip().casefold().startswith("sep=") and len(first.strip()) <= 5:  # a word from Excel to itself
        delimiter = first.strip("\r\n")[4:] or "\t"
        text = rest
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text))
        rows = list(islice(reader, most_rows + 1))
    except csv.Error as error:
        refuse("corrupt", _("This file is damaged or not a spreadsheet."), _("Save it again as XLSX."), error)
    return [[_unguarded(cell) for cell in row] for row in rows]


def _decoded(content: bytes) -> str:
    start = content[:2048].lstrip().lower()
    if start.startswith((b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"{\\rtf")):
        refuse("not_a_sheet", _("This is a picture or a document, not a list."), _("Save the list as XLSX or CSV."))
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        refuse("not_a_sheet", _("This is a web page with the name of a list."), _("Open it and save it as XLSX."))
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        refuse("not_a_sheet", _("This file is not a spreadsheet."), _("Save the list as XLSX or CSV."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Return the sign that cuts the most lines into as many cells as the first one has."""

    def agreement(delimiter: str) -> tuple[int, int]:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        counts = [len(row) for row in islice(lines, _SAMPLE) if row]
        wide = [count for count in counts if count > 1]
        usual = max(set(wide), key=wide.count) if wide else 1
        return (wide.count(usual), usual) if wide else (0, 1)

    return max(_DELIMITERS, key=agreement)


def _unguarded(cell: str) -> str:
    """Take off the apostrophe that our own export put before a sign that spreadsheets run."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS_STARTS) else cell
