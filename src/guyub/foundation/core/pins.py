"""What makes a PIN too easy to guess. No Django in here."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from guyub.foundation.core.reading import Reason, Unreadable

SHORTEST, LONGEST = 6, 12


def check_pin_form(pin: str) -> str:
    """Return the PIN if it is 6 to 12 digits."""
    plain = pin.strip()
    if not plain:
        raise Unreadable(Reason.EMPTY)
    if not (plain.isascii() and plain.isdigit()):
        raise Unreadable(Reason.PIN_DIGITS)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise Unreadable(Reason.PIN_LENGTH)
    return plain


def check_new_pin(pin: str, *, birth_date: date | None = None, birth_year: int | None = None, phone: str = "") -> str:
    """Return the PIN if it is hard enough to guess for one who knows her birthday and her number.

    The error never carries the PIN.
    """
    plain = check_pin_form(pin)
    if _repeats(plain):
        raise Unreadable(Reason.PIN_REPEATED)
    if _runs(plain):
        raise Unreadable(Reason.PIN_SEQUENCE)
    if _tells_birth(plain, birth_date, birth_year):
        raise Unreadable(Reason.PIN_BIRTH)
    if phone and plain in phone:
        raise Unreadable(Reason.PIN_PHONE)
    return plain


def _repeats(pin: str) -> bool:
    """Say whether the PIN is one piece again and again: 000000, 121212, 123123."""
    return pin in (pin + pin)[1:-1]


def _runs(pin: str) -> bool:
    """Say whether the digits go up or down by one, 9 and 0 being neighbours: 123456, 098765."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return steps in ({1}, {9})


def _tells_birth(pin: str, birth_date: date | None, birth_year: int | None) -> bool:
    if birth_date is not None:
        return any(written in pin for written in _ways_to_write(birth_date))
    return birth_year is not None and _is_day_of(pin, birth_year)


def _ways_to_write(day: date) -> set[str]:
    orders = ("%d%m%y", "%d%m%Y", "%y%m%d", "%Y%m%d", "%m%d%y", "%m%d%Y")
    return {day.strftime(order) for order in orders}


def _is_day_of(pin: str, year: int) -> bool:
    """Say whether the PIN writes some day of that year, day or month first."""
    long, short = str(year), f"{year % 100:02d}"
    rest = {pin[len(y) :] for y in (long, short) if pin.startswith(y)}
    rest |= {pin[: -len(y)] for y in (long, short) if pin.endswith(y)}
    return any(len(part) == 4 and (_is_day(part[:2], part[2:]) or _is_day(part[2:], part[:2])) for part in rest)


def _is_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12
