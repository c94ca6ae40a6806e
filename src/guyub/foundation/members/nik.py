"""The NIK (national identity number): what its digits say. It may be wrong in life too: warn, never refuse a person.

Sixteen digits: province, regency, district (six), birth day, month, year (women: day + 40), four of a series.
No Django in here.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

SEAL = "members.nik"  # what it is sealed for


@dataclass(frozen=True, slots=True)
class Reading:
    """What was typed, and codes of what is strange about it. `digits` is empty if no NIK can be made of it."""

    digits: str
    warnings: tuple[str, ...] = ()


def read(text: str, *, sex: str = "", birth_year: int | None = None) -> Reading:
    """Return the digits and the warnings: `nik_length`, `nik_rounded`, `nik_date`, `nik_sex`, `nik_year`, `nik_series`.

    `3.30215E+15` is what a spreadsheet leaves of a number: the last digits are gone for good.
    """
    plain = text.strip().strip("'").replace(" ", "").replace(".0", "", 1 if text.strip().endswith(".0") else 0)
    if re.fullmatch(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+", plain):
        return Reading("", ("nik_rounded",))
    digits = re.sub(r"[.\-]", "", plain)
    if not digits.isdecimal() or len(digits) != 16:
        return Reading("", ("nik_length",))
    warnings = []
    if set(digits[-6:]) == {"0"}:
        warnings.append("nik_rounded")
    day, month, year = int(digits[6:8]), int(digits[8:10]), int(digits[10:12])
    female, day = day > 40, day - 40 if day > 40 else day
    if not _possible(day, month, year):
        warnings.append("nik_date")
    if sex and (sex == "f") != female:
        warnings.append("nik_sex")
    if birth_year is not None and birth_year % 100 != year:
        warnings.append("nik_year")
    if digits.endswith("0000"):
        warnings.append("nik_series")
    return Reading(digits, tuple(dict.fromkeys(warnings)))


def _possible(day: int, month: int, year: int) -> bool:
    if not 1 <= month <= 12:
        return False
    leap = 2000 + year if calendar.isleap(2000 + year) else 1900 + year
    return 1 <= day <= calendar.monthrange(leap, month)[1]


def masked(digits: str) -> str:
    """Return how it is shown: the region and the last two digits."""
    return f"{digits[:4]} •••• •••• ••{digits[-2:]}" if len(digits) == 16 else ""
