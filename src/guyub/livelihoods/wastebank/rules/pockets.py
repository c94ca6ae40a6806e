"""When a kind of savings is open, and what may be taken out of it (spec 3.7). Numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

# The values of `choices.Lock`; a test compares them.
NEVER, LEBARAN, DAY = "", "lebaran", "day"
OPEN_AFTER = 14  # days after Lebaran began on which its savings can still be fetched


@dataclass(frozen=True, slots=True)
class Rules:
    """What a kind of savings asks for. `per_month` 0: as often as she likes."""

    lock: str = NEVER
    locked_until: date | None = None
    opens_before: int = 14
    minimum_withdrawal: int = 0
    minimum_left: int = 0
    per_month: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A withdrawal on its way: of how much, for which day, out of what. `usable`: what all her savings allow.

    `times`: how often she took from this pocket in the month of that day.
    """

    amount: int
    day: date
    available: int
    usable: int
    times: int = 0


class Fault(StrEnum):
    """Why a withdrawal is refused."""

    NOT_ENOUGH = "not_enough_savings"
    OWES = "owes_first"
    BELOW_MINIMUM = "below_minimum"
    MINIMUM_LEFT = "minimum_left"
    TOO_OFTEN = "too_often"
    LOCKED = "pocket_locked"


def opens_on(rules: Rules, day: date, feasts: Sequence[date]) -> date | None:
    """Return the first day from `day` on when the pocket is open: `day` itself if it is; None if nobody knows yet.

    `feasts`: the first days of Lebaran in the calendar, in order.
    """
    if rules.lock == DAY and rules.locked_until is not None:
        return max(day, rules.locked_until)
    if rules.lock != LEBARAN:
        return day
    for feast in feasts:
        if day <= feast + timedelta(days=OPEN_AFTER):
            return max(day, feast - timedelta(days=rules.opens_before))
    return None


def is_locked(rules: Rules, day: date, feasts: Sequence[date]) -> bool:
    """Return whether nothing may leave the pocket on `day`."""
    return opens_on(rules, day, feasts) != day


def loosens(old: Rules, new: Rules, day: date, feasts: Sequence[date]) -> bool:
    """Return whether some day, from `day` on, is closed by the old rules and open by the new ones."""
    turns = {day, *(rules.locked_until for rules in (old, new) if rules.locked_until is not None)}
    for feast in feasts:
        turns |= {feast - timedelta(days=rules.opens_before) for rules in (old, new)}
        turns.add(feast + timedelta(days=OPEN_AFTER + 1))
    return any(is_locked(old, turn, feasts) and not is_locked(new, turn, feasts) for turn in turns if turn >= day)


def fault(rules: Rules, asked: Asked, feasts: Sequence[date], *, opened: bool = False) -> Fault | None:
    """Return why this must be refused, None if it may be paid. `opened`: two officers opened the lock for it."""
    refusals = (
        (Fault.NOT_ENOUGH, asked.amount > asked.available),
        (Fault.OWES, asked.amount > asked.usable),
        (Fault.LOCKED, not opened and is_locked(rules, asked.day, feasts)),
        (Fault.BELOW_MINIMUM, asked.amount < rules.minimum_withdrawal),
        (Fault.MINIMUM_LEFT, asked.available - asked.amount < rules.minimum_left),
        (Fault.TOO_OFTEN, 0 < rules.per_month <= asked.times),
    )
    return next((reason for reason, holds in refusals if holds), None)


def most(rules: Rules, available: int, usable: int) -> int:
    """Return the largest amount that may be taken when the pocket is open."""
    found = max(min(available - rules.minimum_left, usable), 0)
    return found if found >= rules.minimum_withdrawal else 0


def takeable(rules: Rules, asked: Asked, feasts: Sequence[date]) -> int:
    """Return the largest amount that `fault` lets through instead of the one that is asked."""
    amount = most(rules, asked.available, asked.usable)
    return 0 if fault(rules, replace(asked, amount=amount), feasts) else amount
