"""Does the cash reach? With the numbers of the specification."""

from __future__ import annotations

from datetime import date

import pytest

from guyub.livelihoods.wastebank.rules.coverage import Promise, Unlocking, outlook, shortfall

DAY = date(2022, 4, 25)
LATER = date(2022, 4, 26)


@pytest.mark.parametrize(
    ("promises", "boxes", "lacking"),
    [
        ([Promise(18_450_000, DAY)], {"1101": 15_000_000}, 3_450_000),
        ([Promise(18_450_000, LATER)], {"1101": 15_000_000}, 0),
        ([Promise(15_000_000, DAY)], {"1101": 15_000_000}, 0),
        ([Promise(1, None)], {"1101": 0}, 1),
        ([Promise(600, DAY, "1101"), Promise(600, DAY, "1101.02")], {"1101": 500, "1101.02": 900}, 100),
        ([Promise(600, DAY, "1101"), Promise(900, DAY)], {"1101": 1000, "1101.02": 400}, 100),
        ([Promise(600, DAY, "1101"), Promise(800, DAY)], {"1101": 1000, "1101.02": 400}, 0),
        ([Promise(50, DAY, "gone")], {"1101": 40}, 10),
        ([], {}, 0),
    ],
)
def test_firm_shortfall(promises, boxes, lacking):
    assert shortfall(promises, boxes, DAY) == lacking


def test_the_forecast_adds_what_opens_and_the_rush_before_lebaran():
    values = {
        "promises": [Promise(2_000_000, DAY)],
        "boxes": {"1101": 3_000_000},
        "unlocking": [Unlocking(1_500_000, DAY), Unlocking(900_000, LATER)],
        "regular": 1_234_567,
        "share_bp": 8000,
    }
    found = outlook(**values, rush_from=DAY, day=DAY)
    assert (found.promised, found.cash, found.short) == (2_000_000, 3_000_000, 0)
    assert (found.unlocking, found.rush) == (1_500_000, 987_654)  # half_up(987.653,6)
    assert found.expected == 4_487_654
    assert found.short_expected == 1_487_654
    quiet = outlook(**values, rush_from=LATER, day=DAY)
    assert (quiet.rush, quiet.short_expected) == (0, 500_000)
    assert outlook(**values, rush_from=None, day=LATER).unlocking == 2_400_000
