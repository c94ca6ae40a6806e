"""Scenario 5: a balance of 60.000, two phones pay 50.000 at one moment; one succeeds, 10.000 is left, every time."""

from __future__ import annotations

import json

import pytest

from tests.processes import installation

SET_UP = """
import json
from datetime import timedelta
from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Pocket
from tests.factories import make_actor, make_org
from tests.factories_ledger import cash
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank, saver

runs = int(sys.argv[1])
org = make_org("lomba")
with tenant(org.pk):
    bank = make_bank(org, in_cash=50_000 * runs)
    pockets = [str(bank.pocket(saver(bank, 60_000, f"Anggota {n}")).pk) for n in range(runs)]
print(json.dumps({"org": str(org.pk), "post": str(bank.post.pk), "pockets": pockets}))
"""

# Both wait for each other before every payment: each of the runs is a race.
RACER = """
import json, os
from pathlib import Path
from uuid import UUID
from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import actions

folder, mine, other = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
world = json.loads((folder / "world.json").read_text())
org = Organization.objects.get(pk=world["org"])
results = []
with tenant(org.pk), open(folder / f"at-{mine}", "ab", buffering=0) as progress:
    for run, pocket in enumerate(world["pockets"], 1):
        progress.write(b".")
        their = folder / f"at-{other}"
        while not their.exists() or their.stat().st_size < run:
            os.sched_yield()
        try:
            actions.withdraw(
                org=org, by=SYSTEM, client_id=uuid7(), happened_at=clock.now(),
                pocket_id=UUID(pocket), amount=50_000, post_id=UUID(world["post"]),
            )
            results.append("paid")
        except Refused as refused:
            results.append(refused.code)
print(json.dumps(results))
"""

LOOK = """
import json
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import Pocket

org = Organization.objects.get(slug="lomba")
with tenant(org.pk):
    left = sorted(set(Pocket.objects.values_list("balance", flat=True)))
    print(json.dumps({"left": left, "cash": balance(org=org, account="1101"), "sound": verify(org).sound}))
"""


def race(folder, runs):
    with installation(folder) as house:
        (folder / "world.json").write_text(house.run(SET_UP, runs))
        outcomes = [json.loads(text) for text in house.race(RACER, [[folder, "a", "b"], [folder, "b", "a"]])]
        seen = json.loads(house.run(LOOK))
    return outcomes, seen


def check(folder, runs):
    (one, other), seen = race(folder, runs)
    assert [sorted(pair) for pair in zip(one, other, strict=True)] == [["not_enough_savings", "paid"]] * runs
    assert seen == {"left": [10_000], "cash": 0, "sound": True}


@pytest.mark.django_db
def test_scenario_05_two_phones_pay(tmp_path):
    check(tmp_path, 100)


@pytest.mark.slow
@pytest.mark.django_db
def test_scenario_05_two_phones_pay_a_thousand_times(tmp_path):
    check(tmp_path, 1000)
