"""Several processes at one waste bank at once, at random: nothing lost, nothing doubled, no invariant broken.

Source of the figure: spec of the waste bank, speed standard: 100,000 random concurrent operations on both databases.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.processes import installation
from tests.property.storm import PET, START_CASH, WEIGHTS

RACERS = 4


def rage(folder, days, steps):
    """Return the operations that stood, and those refused; after each day the books say what all tallies say."""
    done, refused, cash = Counter(), Counter(), START_CASH
    worth, grams, visits = Counter(), Counter(), 0
    with installation(folder) as house:
        house.run("from tests.property.storm import set_up; set_up()")
        for day in range(days):
            house.run("from tests.property.storm import open_day; open_day(*sys.argv[1:])", day)
            arguments = [[number, day, steps] for number in range(RACERS)]
            tallies = [
                json.loads(text)
                for text in house.race("from tests.property.storm import race; print(race(*sys.argv[1:]))", arguments)
            ]
            for tally in tallies:
                worth.update(tally["worth"])
                grams.update(tally["grams"])
                done.update(tally["done"])
                refused.update(tally["refused"])
                cash += tally["cash"]
            once = {key: visit for tally in tallies for key, visit in tally["together"].items()}
            visits += len(once) + sum(tally["done"].get(name, 0) for tally in tallies for name in ("deposit", "gift"))
            for name, weight in once.values():
                worth[name] += PET * weight
                grams["PET"] += weight
            seen = json.loads(house.run("from tests.property.storm import look; print(look(*sys.argv[1:]))", day))
            assert seen["findings"] == []
            assert {name: n for name, n in seen["worth"].items() if n} == {name: n for name, n in worth.items() if n}
            assert {code: n for code, n in seen["grams"].items() if n} == {code: n for code, n in grams.items() if n}
            assert (seen["cash"], seen["passbooks less the books"], seen["below zero"]) == (cash, 0, 0)
            assert seen["visits"] == visits
            assert seen["entries"][0] == seen["entries"][1]
            assert seen["receipts"][0] == seen["receipts"][1]
    return done, refused


@pytest.mark.django_db
def test_four_processes_at_once(tmp_path):
    done, _refused = rage(tmp_path, days=1, steps=80)
    assert {"deposit", "same_visit", "withdraw", "give", "correct", "sell"} <= set(done)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_hundred_thousand_operations_of_four_processes(tmp_path):
    done, refused = rage(tmp_path, days=20, steps=1250)
    assert set(done) == set(WEIGHTS)
    assert {"not_enough_savings", "not_newest", "two_persons"} <= set(refused)
    assert done.total() + refused.total() == 100_000
