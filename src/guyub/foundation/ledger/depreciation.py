"""How an asset loses its cost, month by month, without losing a rupiah. No Django."""

from __future__ import annotations

from datetime import date


def charge(*, cost: int, residual: int, months: int, month: int) -> int:
    """Return the charge of the `month`-th month (from 1): floor(B·k/N) - floor(B·(k-1)/N), nothing outside 1…N."""
    if not 1 <= month <= months:
        return 0
    base = cost - residual
    return base * month // months - base * (month - 1) // months


def month_number(*, bought: date, day: date) -> int:
    """Return which month of the asset's life `day` falls in: the month it was bought in is the first."""
    return (day.year - bought.year) * 12 + day.month - bought.month + 1
