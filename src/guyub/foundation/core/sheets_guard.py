"""What an upload must not be: a bomb, a locked file, a sheet with one cell a million rows down."""

from __future__ import annotations

import io
import re
import zipfile
from typing import NoReturn

from django.utils.translation import gettext as _

from guyub.foundation.core.errors import BadInput

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

MOST_UNPACKED = 150 * 1_048_576
MOST_PARTS = 2_000
_CHUNK = 1_048_576

_CELL = re.compile(rb"<(?:\w+:)?c [^>]*?r=\"([A-Z]{1,3})([0-9]{1,7})\"")
_ODS_ROWS = re.compile(
    rb"<table:table-row\b[^>]*number-rows-repeated=\"([0-9]{4,})\"[^>]*[^/]>(.*?)</table:table-row>", re.DOTALL
)
_ODS_COLUMNS = re.compile(rb"<table:table-cell\b(?=[^>]*office:value-type)[^>]*number-columns-repeated=\"([0-9]{3,})\"")


def refuse(code: str, sentence: str, next_step: str, cause: BaseException | None = None) -> NoReturn:
    """Raise `BadInput` about the file: what it is, and what to do instead."""
    raise BadInput(sentence, next_step=next_step, code=code, field="file") from cause


def check_zip(content: bytes, *, most_rows: int, most_columns: int) -> None:
    """Unpack once, counting, before anything is laid out in memory; the sizes in a zip's own list may lie."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if not names & {"xl/workbook.xml", "content.xml"}:
                refuse("not_a_sheet", _("This file is not a spreadsheet."), _("Save the list as XLSX or CSV."))
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                _bomb()
            if any(part.flag_bits & 1 for part in parts):
                refuse("encrypted", _("This file is locked with a password."), _("Save it without a password."))
            left = MOST_UNPACKED
            for part in parts:
                body = _unpack(archive, part, left)
                left -= len(body)
                _check_reach(part.filename, body, most_rows=most_rows, most_columns=most_columns)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        refuse("corrupt", _("This file is damaged or not a spreadsheet."), _("Save it again as XLSX."), error)


def check_ole(content: bytes) -> None:
    """Tell an old XLS from a modern file behind a password, which comes in the same wrapping."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        refuse("encrypted", _("This file is locked with a password."), _("Save it without a password."))
    if not any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        refuse("not_a_sheet", _("This file is not a spreadsheet."), _("Save the list as XLSX or CSV."))


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> bytes:
    body = bytearray()
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            body += chunk
            if len(body) > left:
                _bomb()
    return bytes(body)


def _check_reach(name: str, body: bytes, *, most_rows: int, most_columns: int) -> None:
    """Refuse a sheet whose farthest cell would make the reader lay out gigabytes of blanks."""
    rows = columns = 0
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        cells = _CELL.findall(body)
        rows = max((int(row) for _column, row in cells), default=0)
        columns = max(map(_number, {column for column, _row in cells}), default=0)
    elif name == "content.xml":
        rows = max(
            (int(times) for times, inside in _ODS_ROWS.findall(body) if b"office:value-type" in inside), default=0
        )
        columns = max((int(times) for times in _ODS_COLUMNS.findall(body)), default=0)
    if rows > most_rows or columns > most_columns:
        refuse(
            "too_many_cells",
            _("This sheet has too many rows or columns."),
            _("Delete what is not part of the list, then save again."),
        )


def _number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _bomb() -> NoReturn:
    refuse("too_large", _("This file becomes far too large when opened."), _("Save only the list as a new file."))
