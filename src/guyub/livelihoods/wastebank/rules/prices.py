"""Which price counts: in force at the weighing time, the most specific one first (spec 3.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

ANY = ""


@dataclass(frozen=True, slots=True)
class Price:
    """A published price row. An empty channel or class stands for any."""

    row_id: UUID
    channel: str
    member_class: str
    starts_at: datetime
    mode: str
    price: int | None
    deduction_bp: int
    list_version: int
    fee_bp: int = 1000  # of consigned goods, when sold


def specificity(channel: str, member_class: str) -> int:
    """Class and channel, then class, then channel, then any."""
    return (2 if member_class else 0) + (1 if channel else 0)


def covers(row_channel: str, row_class: str, *, channel: str, member_class: str) -> bool:
    """Return whether a row speaks about waste brought this way by this class of members."""
    return row_channel in {ANY, channel} and row_class in {ANY, member_class}


def choose(rows: Iterable[Price], *, channel: str, member_class: str, moment: datetime) -> Price | None:
    """Return the price at `moment` (the start belongs to it), or None if there is none."""
    in_force = [
        row
        for row in rows
        if row.starts_at <= moment and covers(row.channel, row.member_class, channel=channel, member_class=member_class)
    ]
    return max(in_force, key=lambda row: (specificity(row.channel, row.member_class), row.starts_at), default=None)


def would_win(new: tuple[str, str], used: tuple[str, str]) -> bool:
    """Return whether a new row of key `new` (channel, class) would have priced what a row of key `used` priced."""
    return specificity(*new) >= specificity(*used)


def is_too_dear(price: int, *, deduction_bp: int, sells_at: int, susut_bp: int) -> bool:
    """Return whether less comes back than is paid: the collector's price less what gets lost, ours less deduction."""
    return price * (10_000 - deduction_bp) > sells_at * (10_000 - susut_bp)
