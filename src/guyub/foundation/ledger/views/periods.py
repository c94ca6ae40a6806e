"""Choosing a period: a month, a year, or any days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from guyub.foundation.core import clock
from guyub.foundation.core.dates import month_text, parse_date, short_date
from guyub.foundation.core.months import add_months
from guyub.foundation.core.reading import Unreadable
from guyub.foundation.organizations.access import RoomRequest


@dataclass(frozen=True, slots=True)
class Period:
    """The chosen days, in words, with the addresses of the ones beside."""

    start: date
    end: date
    text: str
    query: str
    previous: str
    next: str


def chosen_period(request: RoomRequest) -> Period:
    """Read `?bulan=2026-01`, `?tahun=2026` or `?dari=…&sampai=…`; this month without any, or if unreadable."""
    today = clock.today(request.org.time_zone)
    given = request.GET
    if given.get("dari") and given.get("sampai"):
        try:
            start, end = parse_date(given["dari"], today), parse_date(given["sampai"], today)
        except Unreadable:
            return _month(date(today.year, today.month, 1))
        if start <= end:
            query = urlencode({"dari": start.isoformat(), "sampai": end.isoformat()})
            return Period(start, end, f"{short_date(start)} – {short_date(end)}", query, "", "")
    year = given.get("tahun", "")
    if year.isdecimal() and 1900 < int(year) < 2200:
        whole = int(year)
        return Period(
            date(whole, 1, 1),
            date(whole, 12, 31),
            year,
            f"tahun={whole}",
            f"?tahun={whole - 1}",
            f"?tahun={whole + 1}" if whole < today.year else "",
        )
    try:
        month = date.fromisoformat(f"{given.get('bulan', '')}-01")
    except ValueError:
        month = date(today.year, today.month, 1)
    return _month(month, today)


def _month(month: date, today: date | None = None) -> Period:
    after = add_months(month, 1)
    return Period(
        month,
        after - timedelta(days=1),
        month_text(month),
        f"bulan={month:%Y-%m}",
        f"?bulan={add_months(month, -1):%Y-%m}",
        f"?bulan={after:%Y-%m}" if today and after <= today else "",
    )
