"""When savings are open, and what may be taken out of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guyub.livelihoods.wastebank import choices
from guyub.livelihoods.wastebank.rules import pockets
from guyub.livelihoods.wastebank.rules.pockets import Asked, Fault, Rules, fault, loosens, most, opens_on, takeable

FEAST = date(2022, 5, 2)
NEXT = date(2023, 4, 22)
FEASTS = [FEAST, NEXT]
LEBARAN = Rules(lock="lebaran", opens_before=14)


def test_locks_are_the_choices():
    assert {pockets.NEVER, pockets.LEBARAN, pockets.DAY} == set(choices.Lock.values)


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2022, 1, 1), date(2022, 4, 18)),
        (date(2022, 4, 17), date(2022, 4, 18)),
        (date(2022, 4, 18), date(2022, 4, 18)),
        (FEAST, FEAST),
        (FEAST + timedelta(days=14), FEAST + timedelta(days=14)),
        (FEAST + timedelta(days=15), date(2023, 4, 8)),
        (NEXT + timedelta(days=15), None),
    ],
)
def test_lebaran_savings_open_two_weeks_before_and_stay_open_two_weeks(day, opens):
    assert opens_on(LEBARAN, day, FEASTS) == opens


def test_a_day_opens_for_good():
    rules = Rules(lock="day", locked_until=date(2022, 7, 1))
    assert opens_on(rules, date(2022, 6, 30), []) == date(2022, 7, 1)
    assert opens_on(rules, date(2023, 1, 1), []) == date(2023, 1, 1)
    assert opens_on(Rules(), FEAST, []) == FEAST


@pytest.mark.parametrize(
    ("rules", "asked", "found"),
    [
        (Rules(), Asked(50_000, FEAST, 48_500, 48_500), Fault.NOT_ENOUGH),
        (Rules(), Asked(48_500, FEAST, 48_500, 48_500), None),
        (Rules(), Asked(48_500, FEAST, 48_500, 40_000), Fault.OWES),
        (Rules(minimum_withdrawal=5000), Asked(4999, FEAST, 9000, 9000), Fault.BELOW_MINIMUM),
        (Rules(minimum_left=5000), Asked(4001, FEAST, 9000, 9000), Fault.MINIMUM_LEFT),
        (Rules(per_month=2), Asked(1, FEAST, 9000, 9000, times=2), Fault.TOO_OFTEN),
        (Rules(per_month=2), Asked(1, FEAST, 9000, 9000, times=1), None),
        (LEBARAN, Asked(1, date(2022, 1, 1), 9000, 9000), Fault.LOCKED),
        (LEBARAN, Asked(1, FEAST, 9000, 9000), None),
    ],
)
def test_what_is_refused(rules, asked, found):
    assert fault(rules, asked, FEASTS) == found


def test_two_officers_open_the_lock_and_nothing_else():
    early = date(2022, 1, 1)
    rules = Rules(lock="lebaran", minimum_left=1000)
    assert fault(rules, Asked(8000, early, 9000, 9000), FEASTS, opened=True) is None
    assert fault(rules, Asked(8001, early, 9000, 9000), FEASTS, opened=True) == Fault.MINIMUM_LEFT


@pytest.mark.parametrize(
    ("rules", "available", "usable", "found"),
    [
        (Rules(), 9000, 9000, 9000),
        (Rules(), 9000, 4000, 4000),
        (Rules(minimum_left=2000), 9000, 9000, 7000),
        (Rules(minimum_withdrawal=10_000), 9000, 9000, 0),
        (Rules(minimum_left=10_000), 9000, 9000, 0),
    ],
)
def test_the_most_that_may_be_taken(rules, available, usable, found):
    assert most(rules, available, usable) == found


@pytest.mark.parametrize(
    ("rules", "asked", "found"),
    [
        (Rules(minimum_left=2000), Asked(0, FEAST, 9000, 8000), 7000),
        (Rules(minimum_left=2000), Asked(0, FEAST, 9000, 5000), 5000),
        (Rules(minimum_withdrawal=9001), Asked(0, FEAST, 9000, 9000), 0),
        (Rules(per_month=2), Asked(0, FEAST, 9000, 9000, times=1), 9000),
        (Rules(per_month=2), Asked(0, FEAST, 9000, 9000, times=2), 0),
        (LEBARAN, Asked(0, date(2022, 1, 1), 9000, 9000), 0),
        (LEBARAN, Asked(0, FEAST, 9000, 9000), 9000),
        (Rules(), Asked(0, FEAST, 0, 0), 0),
    ],
)
def test_what_is_shown_is_what_may_be_taken(rules, asked, found):
    assert takeable(rules, asked, FEASTS) == found
    if found:
        assert fault(rules, replace(asked, amount=found), FEASTS) is None
    assert fault(rules, replace(asked, amount=found + 1), FEASTS) is not None


DAY = Rules(lock="day", locked_until=date(2022, 7, 1))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (Rules(), LEBARAN, False),
        (Rules(), Rules(), False),
        (LEBARAN, LEBARAN, False),
        (LEBARAN, Rules(), True),
        (LEBARAN, replace(LEBARAN, opens_before=15), True),
        (LEBARAN, replace(LEBARAN, opens_before=13), False),
        (LEBARAN, DAY, True),  # closed longer this year, and never again after
        (DAY, replace(DAY, locked_until=date(2022, 6, 30)), True),
        (DAY, replace(DAY, locked_until=date(2022, 7, 2)), False),
        (DAY, LEBARAN, True),  # open around the feast in May
        (replace(DAY, locked_until=date(2022, 4, 18)), LEBARAN, False),
        (replace(DAY, locked_until=date(2021, 12, 31)), Rules(), False),  # long open
    ],
)
def test_what_shortens_a_lock(old, new, found):
    assert loosens(old, new, date(2022, 1, 1), FEASTS) is found


def test_without_a_feast_in_the_calendar_a_lock_is_kept_too():
    assert loosens(LEBARAN, Rules(), date(2022, 1, 1), []) is True
    assert loosens(LEBARAN, DAY, date(2022, 1, 1), []) is True
    assert loosens(DAY, LEBARAN, date(2022, 1, 1), []) is False
