"""The one clock. Nothing else in the house asks the machine for the time.

Moments are aware and in UTC; days belong to an association's time zone. No Django in here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` inside the block: for the demo's history and for tests."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware moment")
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


def local(moment: datetime, zone: str) -> datetime:
    """Return `moment` as the wall clock in `zone` shows it."""
    return moment.astimezone(ZoneInfo(zone))


def day_of(moment: datetime, zone: str) -> date:
    """Return the calendar day of `moment` in `zone`."""
    return local(moment, zone).date()


def today(zone: str) -> date:
    """Return today's date in `zone`."""
    return day_of(now(), zone)


def start_of(day: date, zone: str) -> datetime:
    """Return the first moment of `day` in `zone`, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str) -> datetime:
    """Return the first moment after `day` in `zone`, in UTC (exclusive end)."""
    return start_of(day + timedelta(days=1), zone)
