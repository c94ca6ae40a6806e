"""Months as the first day of each. No Django."""

from __future__ import annotations

from datetime import date, timedelta


def first_of(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def last_of(day: date) -> date:
    """Return the last day of the month of `day`."""
    return add_months(day, 1) - timedelta(days=1)


def add_months(month: date, count: int) -> date:
    """Return the first day of the month `count` months later, or earlier if it is below zero."""
    serial = month.year * 12 + month.month - 1 + count
    return date(serial // 12, serial % 12 + 1, 1)


def count_months(first: date, last: date) -> int:
    """Return how many months there are from `first` to `last`, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from `first` to `last`, both included."""
    return [add_months(first, step) for step in range(count_months(first, last))]
