"""A phone that was offline for weeks sends facts of an older page to a newer server.

`tests/data/phone_facts_v1.json` holds one of each kind as the first page wrote them. It is never edited: when a kind
changes, it gets a new version and an upgrade, and these facts must still be booked. `$post` and the like stand for ids
of the installation.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from guyub.foundation.core import clock, recording
from guyub.foundation.core.facts import content_hash
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank.models import Deposit, Payout, PocketKind, SaleLine
from guyub.sync.models import SyncFact
from tests.factories_sync import make_phone, sealed
from tests.factories_wastebank import at, make_bank, time
from tests.sync.test_settling import MAY

SAMPLE = json.loads((Path(__file__).parents[1] / "data" / "phone_facts_v1.json").read_text(encoding="utf-8"))["facts"]


def test_hashes_are_computed_as_the_first_page_did():
    for fact in SAMPLE:
        assert sealed(fact)["hash"] == fact["hash"] == content_hash({k: v for k, v in fact.items() if k != "hash"})


def test_every_kind_has_a_sample():
    assert {fact["kind"] for fact in SAMPLE} == set(recording.kinds())


@pytest.mark.parametrize("turned", [False, True])
def test_facts_of_the_first_page_are_booked(org, turned):
    with clock.set_to(at(MAY, time(9))):
        bank = make_bank(org)
        phone = make_phone(org, *Office)
        ids = {
            "$user": phone.user.pk,
            "$device": phone.device_id,
            "$post": bank.post.pk,
            "$PET": bank.items["PET"].pk,
            "$KRD": bank.items["KRD"].pk,
            "$collector": bank.collector(),
            "$pocket": PocketKind.objects.order_by("position")[0].pk,
        }
        text = json.dumps(SAMPLE)
        for name, value in ids.items():
            text = text.replace(f'"{name}"', f'"{value}"')
        facts = [sealed(fact) for fact in json.loads(text)]
        results = phone.send(*(facts[::-1] if turned else facts))
    assert {result["state"] for result in results} == {"accepted"}, results
    member = Member.objects.get(name="Wartinah Asih")
    pocket = bank.pocket(member)
    assert (pocket.balance, pocket.held) == (9000 + 5440 - 1000, 5000)
    assert sorted(Deposit.objects.values_list("net", flat=True)) == [1700, 5000 + 5440, 9000 + 5440]
    assert (Payout.objects.get().amount, Participation.objects.filter(role="gave").get().minutes) == (5000, 120)
    assert list(SaleLine.objects.values_list("own_quantity", "weight", "price")) == [(2000, 1900, 6000)]
    assert verify(org).sound


def test_an_older_version_goes_through_each_upgrade(org):
    """A kind that changed twice: v1 called the name `nama`, v2 had no hamlet."""
    real = recording.kinds()["members.registration"]
    upgrades = {
        1: lambda old: {"name": old["nama"]},
        2: lambda old: {**old, "hamlet": "Cihonje Lor"},
    }
    recording.register_kind(replace(real, version=3, upgrades=upgrades))
    try:
        phone = make_phone(org, Office.SECRETARY)
        phone.record("members.registration", {"nama": "Satu"}, v=1)
        phone.record("members.registration", {"name": "Dua"}, v=2)
        phone.record("members.registration", {"name": "Tiga", "hamlet": "Gumelar"}, v=3)
        phone.record("members.registration", {"name": "Rusak"}, v=1)
        results = phone.send()
    finally:
        recording.register_kind(real)
    assert [result["state"] for result in results] == ["accepted"] * 3 + ["checking"]
    found = Member.objects.order_by("number").values_list("name", "hamlet")
    assert list(found) == [("Satu", "Cihonje Lor"), ("Dua", "Cihonje Lor"), ("Tiga", "Gumelar")]
    assert json.loads(SyncFact.objects.get(counter=1).raw)["payload"] == {"nama": "Satu"}


def test_a_kind_without_an_upgrade_for_each_step_is_a_mistake_at_start():
    real = recording.kinds()["members.registration"]
    with pytest.raises(ValueError, match="no upgrade from version 2"):
        recording.register_kind(replace(real, version=3, upgrades={1: dict}))
