"""Files as answers: a name that every machine accepts, never guessed at, never kept by a cache."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal
from urllib.parse import quote

from django.http import HttpResponse

Kind = Literal["xlsx", "pdf", "csv", "png", "svg", "json", "zip"]

_TYPES: dict[Kind, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "json": "application/json",
    "zip": "application/zip",
}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*%;\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_LONGEST = 100


def download(content: bytes, filename: str, kind: Kind, *, inline: bool = False) -> HttpResponse:
    """Return the file as an answer; `inline` lets the browser show it (a slip to be printed)."""
    name = safe_name(filename, kind)
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    ascii_name = safe_name(ascii_name, kind)
    way = "inline" if inline else "attachment"
    return HttpResponse(
        content,
        content_type=_TYPES[kind],
        headers={
            "Content-Disposition": f"{way}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Length": str(len(content)),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def safe_name(filename: str, kind: Kind) -> str:
    """Return a file name without paths, control signs or tricks of direction, ending in the kind."""
    ending = f".{kind}"
    stem = unicodedata.normalize("NFC", filename).removesuffix(ending)
    stem = re.sub(r"\s+", " ", _UNSAFE.sub("-", stem)).strip(" .-")[:_LONGEST].strip(" .-")
    if not stem or _RESERVED.match(stem):
        stem = f"guyub-{stem}".strip("-")
    return stem + ending
