"""Scenarios of the waste bank that begin on a phone without a signal, as far as the server answers for them."""

from __future__ import annotations

import json
import random

import pytest

from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Deposit, Flag, Payout
from tests.factories_members import make_member
from tests.factories_sync import make_phone
from tests.factories_wastebank import make_bank
from tests.processes import installation
from tests.serving import LOOK, WORLD, serving
from tests.sync.test_killed import visits

COMMAND = "from django.core.management import call_command; call_command(*sys.argv[1:])"


def test_scenario_06_offline_cash_is_a_request_only(org):
    bank = make_bank(org, in_cash=100_000)
    phone, member = make_phone(org, Office.WEIGHING), make_member(org)
    phone.deposit(bank, member, ("PET", 5000), payload={"ways": [{"way": "cash", "intent": "all", "asked": 0}]})
    phone.send()
    pocket, payout = bank.pocket(member), Payout.objects.get()
    assert (pocket.balance, pocket.held, payout.amount, payout.status) == (20_000, 20_000, 20_000, "requested")
    assert balance(org=org, account="1101", fund="UMUM") == 100_000, "not a rupiah left the box"
    phone.record("wastebank.payout_request", {"member": str(member.pk), "amount": 1})
    (result,) = phone.send(phone.facts[-1])
    assert (result["state"], result["reason"]) == ("checking", "not_enough_savings")


def test_scenario_07_thirty_deposits_three_times_have_thirty_receipts(org):
    """In any order; from two tabs at one moment on real processes: tests/sync/test_killed.py."""
    bank, dice = make_bank(org), random.Random(30)
    phone, members = make_phone(org, Office.WEIGHING), [make_member(org, f"Anggota {n}") for n in range(30)]
    for member in members:
        phone.deposit(bank, member, ("PET", 1250))
    told = [
        {result["id"]: result["number"] for result in phone.send(*dice.sample(phone.facts, 30))} for _time in range(3)
    ]
    assert told[0] == told[1] == told[2]
    assert sorted(told[0].values()) == list(range(1, 31))
    assert {bank.pocket(member).balance for member in members} == {5000}
    assert (Deposit.objects.count(), verify(org).findings) == (30, [])


def test_scenario_08_two_officers_with_the_same_visit(org):
    bank, member = make_bank(org), make_member(org)
    for _officer in range(2):
        phone = make_phone(org, Office.WEIGHING)
        phone.deposit(bank, member, ("PET", 1250), ("KRD", 3200))
        assert [result["state"] for result in phone.send()] == ["accepted"]
    twins = Flag.objects.filter(reason="twin").values_list("subject_id", flat=True)
    assert set(twins) == set(Deposit.objects.values_list("pk", flat=True))
    assert (len(twins), bank.pocket(member).balance) == (2, 2 * 10_440)


@pytest.mark.django_db
def test_scenario_24_restore_and_replay(tmp_path):
    """The server dies an hour after the backup: what phones sent in that hour comes again, and nothing twice."""
    with installation(tmp_path) as house:
        world = json.loads(house.run(WORLD, 10))
        facts, file = visits(world, 40), tmp_path / "saved.tar.gz"
        with serving(house) as server:
            assert server.post(world, facts[:25]) is not None
            house.run(COMMAND, "backup", file)
            assert server.post(world, facts[25:]) is not None
        house.run(COMMAND, "restore", file, "--replace")
        assert json.loads(house.run(LOOK))["receipts"] == list(range(1, 26))
        with serving(house) as server:
            for _time in range(3):
                results = server.post(world, random.Random(24).sample(facts, 40))
                assert {result["state"] for result in results or []} == {"accepted"}
        seen = json.loads(house.run(LOOK))
    assert (seen["receipts"], seen["savings"]) == (list(range(1, 41)), 200_000)
    assert (seen["states"], seen["clashes"], seen["findings"]) == ({"accepted": 40}, 0, [])
