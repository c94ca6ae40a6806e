"""A server killed in the middle of a batch, again and again: what it answered stands, the rest comes again."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from tests.factories_sync import sealed, stamp
from tests.processes import installation
from tests.serving import LOOK, WORLD, serving, stored

pytestmark = pytest.mark.django_db


def visits(world: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Facts as the phone of `WORLD` writes them: 1,25 kg PET each, worth 5.000."""
    return [
        sealed({
            "id": str(uuid7()), "kind": "wastebank.deposit", "v": 1, "user": world["user"], "device": world["device"],
            "counter": number + 1, "happened_at": stamp(clock.now()), "offset": 0, "needs": [],
            "payload": {
                "session": world["session"], "member": world["members"][number % len(world["members"])],
                "lines": [{"item": world["items"]["PET"], "quantity": 1250, "shown_price": 4000}],
                "ways": [], "channel": "delivered", "member_class": "individual", "list_version": 1,
                "slip_code": f"X-{number + 1}",
            },
        })
        for number in range(count)
    ]  # fmt: skip


def test_a_server_killed_in_the_middle_of_a_batch(tmp_path):
    dice, told = random.Random(7), {}
    with installation(tmp_path) as house:
        world = json.loads(house.run(WORLD, 12))
        facts = visits(world, 60)
        with serving(house) as server, ThreadPoolExecutor(1) as pool:
            for _kill in range(2):
                already = stored(house)
                batch = dice.sample(facts, len(facts))
                answer = pool.submit(server.post, world, batch)
                while stored(house) < min(already + dice.randint(3, 15), len(facts) - 1) and not answer.done():
                    pass
                server.kill()
                assert answer.result() is None, "killed before the batch was answered"
                assert already < stored(house) < len(facts)
                server.start()
            for _time in range(3):
                results = server.post(world, dice.sample(facts, len(facts)))
                assert results is not None
                for result in results:
                    assert told.setdefault(result["id"], result) == result
        seen = json.loads(house.run(LOOK))
    assert seen == {
        "receipts": list(range(1, 61)),
        "savings": 60 * 5000,
        "states": {"accepted": 60},
        "clashes": 0,
        "findings": [],
    }
    assert {result["state"] for result in told.values()} == {"accepted"}


def test_two_tabs_at_once_three_times(tmp_path):
    """Scenario 7 on real processes: 30 deposits, sent three times from two tabs to two workers: 30 receipts."""
    with installation(tmp_path) as house:
        world = json.loads(house.run(WORLD, 30))
        facts = visits(world, 30)
        with serving(house, workers=2) as server, ThreadPoolExecutor(2) as pool:
            orders = [facts, facts[::-1]] * 3
            answers = list(pool.map(lambda order: server.post(world, order), orders))
        seen = json.loads(house.run(LOOK))
    numbers = [{result["id"]: result["number"] for result in answer or []} for answer in answers]
    assert numbers[1:] == numbers[:1] * 5, "the same numbers, whichever tab asked"
    assert sorted(numbers[0].values()) == seen["receipts"] == list(range(1, 31))
    assert (seen["savings"], seen["states"], seen["findings"]) == (150_000, {"accepted": 30}, [])
