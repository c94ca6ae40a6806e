"""Days and times as people say and write them: our own words, in the language of the page, and no locale files.

`parse_date` reads the day first, whatever the language; what may mean another day is asked about, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import get_language

from guyub.foundation.core import clock
from guyub.foundation.core.reading import Ambiguous, Reason, Unreadable, tidy

FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class _Names:
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    clock: str  # between hours and minutes


_INDONESIAN = _Names(
    months=(
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    weekdays=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    clock=".",
)
_ENGLISH = _Names(
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    clock=":",
)


def _names() -> _Names:
    return _ENGLISH if (get_language() or "id").startswith("en") else _INDONESIAN


# Writing


def long_date(day: date) -> str:
    """Return `Minggu, 6 Maret 2022`."""
    return f"{weekday_name(day)}, {day.day} {month_text(day)}"


def short_date(day: date) -> str:
    """Return `6 Mar 2022`."""
    return f"{day.day} {_names().short_months[day.month - 1]} {day.year}"


def month_text(day: date) -> str:
    """Return `Maret 2022`."""
    return f"{month_name(day.month)} {day.year}"


def month_name(month: int) -> str:
    """Return the name of month 1 to 12."""
    return _names().months[month - 1]


def weekday_name(day: date) -> str:
    """Return the name of the day of the week."""
    return _names().weekdays[day.weekday()]


def clock_time(moment: time | datetime) -> str:
    """Return `08.00`. A moment must already be on the wall clock of the association (`clock.local`)."""
    return f"{moment.hour:02d}{_names().clock}{moment.minute:02d}"


def moment_text(moment: datetime, zone: str) -> str:
    """Return `6 Mar 2022, 08.00` as the wall clock of `zone` showed it."""
    there = clock.local(moment, zone)
    return f"{short_date(there)}, {clock_time(there)}"


def date_input(day: date) -> str:
    """Return the day as it stands in an input: `06-03-2022`, which `parse_date` reads back in every language."""
    return f"{day.day:02d}-{day.month:02d}-{day.year}"


# Reading

_OTHER_MONTH_WORDS = {
    "pebruari": 2, "peb": 2, "mrt": 3, "agust": 8, "agus": 8, "agt": 8, "ags": 8, "agst": 8,
    "sept": 9, "nopember": 11, "nop": 11,
}  # fmt: skip
_MONTH_OF = _OTHER_MONTH_WORDS | {
    word.casefold(): month
    for names in (_INDONESIAN, _ENGLISH)
    for words in (names.months, names.short_months)
    for month, word in enumerate(words, start=1)
}
_WEEKDAY_OF = {"jum'at": 4, "ahad": 6} | {
    word.casefold(): number for names in (_INDONESIAN, _ENGLISH) for number, word in enumerate(names.weekdays)
}

_TIME_OF_DAY = re.compile(r"(?<=[0-9])[ t][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?z?$")  # spreadsheets add it
_WEEKDAY = re.compile(r"^(?P<word>[a-z']+),? ?(?=[0-9])")
_NUMBERS = re.compile(r"^(?P<a>[0-9]{1,4}) ?(?P<mark>[-/. ]) ?(?P<b>[0-9]{1,2}) ?(?P=mark) ?(?P<c>[0-9]{1,4})$")
_DAY_MONTH = re.compile(r"^(?P<day>[0-9]{1,2}) ?[-/. ]? ?(?P<month>[a-z]+)\.?,? ?[-/ ]? ?(?P<year>[0-9]+)?$")
_MONTH_DAY = re.compile(r"^(?P<month>[a-z]+)\.? ?(?P<day>[0-9]{1,2})(?:,? (?P<year>[0-9]+))?$")
_NO_YEAR = re.compile(r"^[0-9]{1,2} ?[-/.] ?[0-9]{1,2}$")
_SERIAL = re.compile(r"^(?P<days>[0-9]{5})(?:\.[0-9]+)?$")

_SERIAL_START = date(1899, 12, 30)  # spreadsheets believe in 29 February 1900, so their later days start here
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_050  # 18 May 1927 to 31 December 2099


def parse_date(text: str | int | date, today: date, *, years_ahead: int = 1) -> date:
    """Read a day: `1/2/21`, `01-02-2021`, `Senin, 1 Feb 2021`, `2021-02-01`, or a spreadsheet's number.

    Two-digit years lie at most `years_ahead` years after `today`, otherwise in the century before. A second number
    above 12 cannot be a month: the other reading is asked about (`Ambiguous`).
    """
    if isinstance(text, date):
        return text.date() if isinstance(text, datetime) else text
    text = str(text)
    plain = _TIME_OF_DAY.sub("", tidy(text))
    serial = _SERIAL.match(plain)
    if serial:
        return _from_serial(int(serial["days"]), text)
    plain, weekday = _without_weekday(plain)
    day = _read(plain, _Reader(text, today, years_ahead))
    if weekday is not None and day.weekday() != weekday:
        raise Unreadable(Reason.WEEKDAY, text)
    return day


def _from_serial(days: int, text: str) -> date:
    if not _FIRST_SERIAL <= days <= _LAST_SERIAL:
        raise Unreadable(Reason.YEAR_RANGE, text)
    return _SERIAL_START + timedelta(days=days)


def _without_weekday(plain: str) -> tuple[str, int | None]:
    match = _WEEKDAY.match(plain)
    if match is None or match["word"] not in _WEEKDAY_OF:
        return plain, None
    return plain[match.end() :], _WEEKDAY_OF[match["word"]]


def _read(plain: str, reader: _Reader) -> date:
    numbers = _NUMBERS.match(plain)
    if numbers:
        if len(numbers["a"]) == 4:
            return reader.day(numbers["a"], int(numbers["b"]), int(numbers["c"]))
        if len(numbers["a"]) <= 2:
            return reader.day(numbers["c"], int(numbers["b"]), int(numbers["a"]))
    words = _DAY_MONTH.match(plain) or _MONTH_DAY.match(plain)
    if words and words["month"] in _MONTH_OF:
        if words["year"] is None:
            raise Unreadable(Reason.NO_YEAR, reader.text)
        return reader.day(words["year"], _MONTH_OF[words["month"]], int(words["day"]))
    raise Unreadable(Reason.NO_YEAR if _NO_YEAR.match(plain) else Reason.NOT_A_DATE, reader.text)


@dataclass(frozen=True, slots=True)
class _Reader:
    """What is known while one text is read."""

    text: str
    today: date
    years_ahead: int

    def day(self, year_digits: str, month: int, day: int) -> date:
        year = self._year(year_digits)
        if month > 12 and 1 <= day <= 12 and _exists(year, day, month):
            raise Ambiguous(self.text, (date(year, day, month),), Reason.MONTH_PLACE)
        if not _exists(year, month, day):
            raise Unreadable(Reason.IMPOSSIBLE_DATE, self.text)
        return date(year, month, day)

    def _year(self, digits: str) -> int:
        year = int(digits)
        if len(digits) == 2:
            century = self.today.year // 100 * 100
            year += century
            if year > self.today.year + self.years_ahead:
                year -= 100
        if len(digits) not in {2, 4} or not FIRST_YEAR <= year <= LAST_YEAR:
            raise Unreadable(Reason.YEAR_RANGE, self.text)
        return year


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
