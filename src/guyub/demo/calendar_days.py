"""Days of the demo's three years: Lebaran as the government set it, the weeks without weighing, Sundays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from guyub.demo.people import END, START

LEBARAN = {2021: date(2021, 5, 13), 2022: date(2022, 5, 2), 2023: date(2023, 4, 22)}
RAMADAN_DAYS = 30
SUSPENDED = (date(2021, 7, 3), date(2021, 8, 31))


def months() -> Iterator[tuple[int, int]]:
    """Yield (year, month) of the three years."""
    for year in range(START.year, END.year + 1):
        for month in range(1, 13):
            yield year, month


def sundays(year: int, month: int) -> list[date]:
    """Return the Sundays of a month, first to last."""
    first = date(year, month, 1)
    day = first + timedelta(days=(6 - first.weekday()) % 7)
    found = []
    while day.month == month:
        found.append(day)
        day += timedelta(days=7)
    return found


def is_suspended(day: date) -> bool:
    """Return whether gatherings were not allowed (PPKM darurat, July and August 2021)."""
    return SUSPENDED[0] <= day <= SUSPENDED[1]


def in_ramadan(day: date) -> bool:
    """Return whether `day` is in the fasting month."""
    return any(feast - timedelta(days=RAMADAN_DAYS) <= day < feast for feast in LEBARAN.values())


def before_lebaran(day: date, days: int = 14) -> bool:
    """Return whether `day` is within `days` before a Lebaran."""
    return any(0 < (feast - day).days <= days for feast in LEBARAN.values())
