"""Which column of a file is what: guessed from how lists are headed, then shown to be changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from guyub.foundation.core.sheets import is_rounded

# Field → words that head its column, as keys (small letters, no signs). The longest fitting synonym wins.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": ("nama", "nama lengkap", "nama anggota", "nama nasabah", "nama ibu", "nama warga", "name", "full name"),
    "nickname": ("panggilan", "nama panggilan", "alias", "nickname"),
    "sex": ("jenis kelamin", "l p", "lp", "jk", "kelamin", "gender", "sex"),
    "birth_date": ("tanggal lahir", "tgl lahir", "tgllahir", "lahir", "tempat tanggal lahir", "ttl", "birth date"),
    "birth_year": ("tahun lahir", "thn lahir", "birth year"),
    "kind": ("jenis", "jenis anggota", "status anggota", "keterangan anggota", "purna keluarga", "kind"),
    "phone": (
        "nomor hp", "no hp", "nohp", "hp", "no telp", "no telepon", "telepon", "telp", "nomor telepon", "no wa", "wa",
        "whatsapp", "nomor whatsapp", "no hp wa", "nomor ponsel", "phone", "kontak",
    ),
    "village": ("desa", "nama desa", "kelurahan", "desa kelurahan", "village"),
    "hamlet": ("dusun", "grumbul", "dukuh", "kampung", "hamlet", "dusun grumbul", "grumbul dusun"),
    "rt": ("rt",),
    "rw": ("rw",),
    "rt_rw": ("rt rw", "rtrw"),
    "address": ("alamat", "alamat lengkap", "alamat rumah", "address"),
    "joined_on": (
        "tanggal masuk", "tgl masuk", "tanggal bergabung", "tgl bergabung", "tanggal daftar", "tgl daftar", "bergabung",
        "mulai anggota", "joined",
    ),
    "nik": ("nik", "no nik", "nomor nik", "no ktp", "nomor ktp", "ktp", "nomor induk kependudukan", "no identitas"),
    "secret": ("password", "kata sandi", "sandi", "pin", "pass"),
}  # fmt: skip
FIELDS = tuple(field for field in SYNONYMS if field not in {"nik", "secret"})
"""What a column can be chosen to be. A NIK is only looked at, never kept; passwords are not even read."""

_FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words}
_HEAD_ROWS = 15  # a list begins within its first rows
_NATIONAL_NUMBER = re.compile(r"^'?\d{15,17}$|^\d[.,]?\d*[eE]\+1[456]$")

Cells = Sequence[Any]


def cell_text(value: Any) -> str:
    """Return a cell as a person would have typed it: whole numbers without a point, days as 2021-02-01."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        if is_rounded(value):
            return f"{value:.5E}"  # the digits are lost: show it as the spreadsheet did
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split())


def field_of(heading: str) -> str:
    """Return what a heading means, or nothing."""
    words = re.sub(r"\(.*?\)", " ", heading.casefold())
    words = " ".join(re.sub(r"[^a-z ]+", " ", words).split())
    if words in _FIELD_OF:
        return _FIELD_OF[words]
    # "Nama Lengkap (sesuai KTP)" is done; "Alamat Desa" or "No. HP aktif": the longest synonym inside it.
    inside = [word for word in _FIELD_OF if len(word) > 3 and re.search(rf"\b{word}\b", words)]
    return _FIELD_OF[max(inside, key=len)] if inside else ""


def find_header(rows: Sequence[Cells]) -> tuple[int, list[str]] | None:
    """Return (index of the first row of data, headings), or None if no row looks like the head of a list of people.

    A heading may stand in two rows, the upper one merged ("Alamat" over "Dusun", "RT", "RW").
    """
    best: tuple[int, int, list[str]] | None = None
    for index, row in enumerate(rows[:_HEAD_ROWS]):
        single = [cell_text(cell) for cell in row]
        candidates = [(index + 1, single)]
        if index + 1 < len(rows):
            candidates.append((index + 2, _joined(single, [cell_text(cell) for cell in rows[index + 1]])))
        for start, headings in candidates:
            fields = {field_of(heading) for heading in headings if heading} - {""}
            if "name" in fields and (best is None or len(fields) > best[0]):
                best = (len(fields), start, headings)
    return (best[1], best[2]) if best else None


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    if any(len(text) > 40 or any(map(str.isdigit, text)) for text in lower):
        return [""] * width  # a row of data, not the second half of a heading
    return [low if low and (field_of(low) or not up) else up for up, low in zip(upper, lower, strict=True)]


def guess_mapping(headings: Sequence[str]) -> dict[str, str]:
    """Return column number (as text, as JSON keeps it) → field, each field once; secrets and NIK are left out."""
    mapping: dict[str, str] = {}
    for column, heading in enumerate(headings):
        field = field_of(heading)
        if field in FIELDS and field not in mapping.values():
            mapping[str(column)] = field
    return mapping


def secret_columns(headings: Sequence[str]) -> frozenset[int]:
    """Return the columns whose cells are never stored."""
    return frozenset(n for n, heading in enumerate(headings) if field_of(heading) in {"nik", "secret"})


def nik_columns(headings: Sequence[str]) -> frozenset[int]:
    """Return the columns that hold national numbers."""
    return frozenset(n for n, heading in enumerate(headings) if field_of(heading) == "nik")


def looks_national(text: str) -> bool:
    """Return whether a cell holds a NIK, whatever its column is called: it is not stored either."""
    return bool(_NATIONAL_NUMBER.match(text.replace(" ", "")))
