"""Taking facts in: each outcome, with numbers."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank.models import Deposit, Payout
from guyub.sync.models import Clash, SyncFact
from tests.factories_members import make_member
from tests.factories_sync import fact_row, hours_from_now, make_phone, sealed
from tests.factories_wastebank import make_bank


@pytest.fixture
def bank(org):
    return make_bank(org)


@pytest.fixture
def phone(org):
    return make_phone(org, Office.WEIGHING)


def test_a_deposit_is_booked_and_answered(bank, phone, org):
    member = make_member(org)
    fact = phone.deposit(bank, member, ("PET", 1250), ("KRD", 3200))
    (result,) = phone.send()
    deposit = Deposit.objects.get()
    assert (result["id"], result["hash"], result["state"]) == (fact["id"], fact["hash"], "accepted")
    assert (result["number"], result["code"], result["result"]) == (1, deposit.receipt_code, str(deposit.pk))
    assert result["url"] == reverse("wastebank:slip", args=[org.slug, deposit.pk])
    assert bank.pocket(member).balance == 5000 + 5440
    assert (deposit.source, deposit.slip_code) == ("phone", f"{phone.stay.device.code}-1")
    assert (deposit.recorded_by_id, deposit.device_id) == (phone.user.pk, phone.device_id)
    assert verify(org).sound


def test_a_repeated_fact_gets_its_first_answer(bank, phone, org):
    phone.deposit(bank, make_member(org), ("PET", 1000))
    first = phone.send()
    assert phone.send() == first
    assert phone.send(*phone.facts * 2) == first * 2
    assert (Deposit.objects.count(), SyncFact.objects.get().attempts) == (1, 3)


def test_same_id_with_other_content_is_shown_and_never_merged(bank, phone, org):
    member = make_member(org)
    fact = phone.deposit(bank, member, ("PET", 1000))
    phone.send()
    other = sealed(fact | {"payload": fact["payload"] | {"channel": "pickup"}})
    for _time in range(2):
        (result,) = phone.send(other)
        assert (result["state"], result["hash"], result["first"]["hash"]) == ("clash", other["hash"], fact["hash"])
        assert result["first"]["payload"] == fact["payload"]
        assert result["first"]["number"] == 1
    clash = Clash.objects.get()
    assert json.loads(clash.raw) == other
    assert (clash.attempts, bank.pocket(member).balance, Deposit.objects.count()) == (2, 4000, 1)


def test_one_broken_fact_costs_no_other(bank, phone, org):
    good = phone.deposit(bank, make_member(org), ("PET", 1000))
    broken = [
        None,
        7,
        "x",
        [],
        {},
        {"id": "nonsense"},
        {"id": good["id"][:-1], "hash": 1.5},
        sealed({"id": "1", "v": 1}),
    ]
    results = phone.send(*broken, good, {**good, "id": "0190a000-0000-7000-8000-00000000dead"})
    assert [r["state"] for r in results] == ["checking"] * len(broken) + ["accepted", "checking"]
    assert results[-1]["reason"] == "hash_differs"
    assert phone.send(*broken, good) == results[:-1]
    assert SyncFact.objects.count() == len(broken) + 2


def test_numbers_that_no_form_sends_are_kept_to_be_checked(bank, phone, org):
    member = make_member(org)
    for quantity in (0, -5, 1.5, "100", True, None, 10**13):
        phone.deposit(bank, member, ("PET", 1), payload={"lines": [{"item": "x", "quantity": quantity}]})
    phone.deposit(bank, None, ("PET", 1000), payload={"guest": "a\0b"})
    half = {**phone.facts[-1], "id": str(bank.post.pk), "payload": {"guest": "\ud800"}}
    results = phone.send(*phone.facts, half)
    assert {r["state"] for r in results} == {"checking"}
    assert Deposit.objects.count() == 0


def test_a_fact_waits_for_what_it_needs_and_wakes_in_a_later_batch(bank, phone, org):
    who = phone.record("members.registration", {"name": "Kasinem", "hamlet": "Cihonje Lor"})
    day = bank.session()
    weighed = phone.deposit(bank, who, ("PET", 2000), session=day)
    (result,) = phone.send(weighed)
    assert (result["state"], result["reason"]) == ("waiting", "needs")
    assert Deposit.objects.count() == 0
    (result,) = phone.send(who)
    assert result["state"] == "accepted"
    row = fact_row(weighed)
    assert row.state == "accepted"
    assert Deposit.objects.get().member.name == "Kasinem"
    (result,) = json.loads(phone.post(name="states", ids=[weighed["id"]]).content)["results"]
    assert (result["state"], result["number"]) == ("accepted", 1)


def test_a_chain_in_the_wrong_order_in_one_batch(bank, phone, org):
    day = phone.record(
        "wastebank.session",
        {
            "post": str(bank.post.pk),
            "planned_open": hours_from_now(-1),
            "planned_close": hours_from_now(3),
            "officers": [],
        },
    )
    who = phone.record("members.registration", {"name": "Kasinem"})
    visit = phone.deposit(bank, who, ("PET", 2000), session=day)
    lines = [{"item": str(bank.items["PET"].pk), "quantity": 1500}]
    mended = phone.record(
        "wastebank.correction", {"deposit": visit["id"], "lines": lines, "reason": "koma"}, needs=[visit["id"]]
    )
    asked = phone.record(
        "wastebank.payout_request", {"member": who["id"], "amount": 4000}, needs=[who["id"], mended["id"]]
    )
    results = phone.send(asked, mended, visit, who, day)
    assert [r["state"] for r in results] == ["accepted"] * 5
    assert [r["number"] for r in results] == [None, 2, 1, None, None]
    pocket = bank.pocket(Deposit.objects.first().member)
    assert (pocket.balance, pocket.held) == (6000, 4000)
    assert Payout.objects.get().amount == 4000
    assert verify(org).sound


def test_what_waits_for_something_rejected_is_to_be_checked_and_so_on(bank, phone, org):
    lost = "0190a000-0000-7000-8000-00000000dead"
    phone.deposit(bank, None, ("PET", 2000), payload={"member": lost}, needs=[lost])
    (result,) = phone.send()
    assert (result["state"], result["reason"]) == ("waiting", "needs")


def test_cash_without_a_signal_is_a_request_only(bank, phone, org):
    member = make_member(org)
    phone.deposit(bank, member, ("PET", 5000), payload={"ways": [{"way": "cash", "intent": "amount", "asked": 15000}]})
    (result,) = phone.send()
    payout = Payout.objects.get()
    assert (result["state"], payout.amount, payout.status) == ("accepted", 15000, "requested")
    assert (bank.pocket(member).balance, bank.pocket(member).held) == (20000, 15000)


def test_an_uncovered_request_stays_to_be_checked(bank, phone, org):
    member = make_member(org)
    phone.deposit(bank, member, ("PET", 1000))
    phone.record("wastebank.payout_request", {"member": str(member.pk), "amount": 5000})
    _deposit, asked = phone.send()
    assert (asked["state"], asked["reason"]) == ("checking", "not_enough_savings")
    assert "Rp4.000" in asked["message"]
    assert Payout.objects.count() == 0


def test_attendance_goes_through_the_same_door(phone, org):
    member = make_member(org)
    payload = {
        "member": str(member.pk), "activity": "meeting", "role": "received", "minutes": 90,
        "starts_at": hours_from_now(-2),
    }  # fmt: skip
    phone.record("participation.attendance", payload)
    first = phone.send()
    assert first == phone.send()
    row = Participation.objects.get()
    assert (first[0]["state"], row.minutes, row.activity, row.member_id) == ("accepted", 90, "meeting", member.pk)


# What the whole batch is answered


def test_signed_out_is_401_in_json_and_nothing_is_read(phone, bank, org):
    phone.deposit(bank, make_member(org), ("PET", 1000))
    answer = phone.post(client=Client())
    assert (answer.status_code, json.loads(answer.content)) == (401, {"error": "signed_out"})
    plain = Client().post(answer.wsgi_request.path, "{}", content_type="application/json")
    assert plain.status_code == 401
    assert SyncFact.objects.count() == 0


def test_another_person_on_a_shared_phone_is_409_and_nothing_is_read(phone, bank, org):
    phone.deposit(bank, make_member(org), ("PET", 1000))
    neighbour = make_phone(org, Office.WEIGHING)
    answer = phone.post(client=neighbour.client)
    assert answer.status_code == 409
    assert json.loads(answer.content) == {"error": "other_person", "user": str(neighbour.user.pk)}
    assert SyncFact.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("[]", 400), ('{"user": 5}', 409), ("null", 400), ("[" * 100_000, 400)],
)
def test_a_body_that_is_no_batch(phone, org, body, status):
    url, json_only = reverse("sync:intake", args=[org.slug]), {"accept": "application/json"}
    answer = phone.client.post(url, body, content_type="application/json", headers=json_only)
    assert answer.status_code == status


def test_too_many_facts_or_too_many_bytes(phone, org):
    assert phone.post(*[{}] * 101).status_code == 413
    assert phone.post("x" * 3_000_000).status_code == 413
    assert phone.post(facts="x").status_code == 400
    assert phone.post(name="states", ids=[str(phone.device_id)] * 501).status_code == 413
    assert phone.post(name="states", ids="x").status_code == 400


def test_the_states_of_others_are_not_told(bank, phone, org):
    fact = phone.deposit(bank, make_member(org), ("PET", 1000))
    phone.send()
    neighbour = make_phone(org, Office.CHAIR)
    assert json.loads(neighbour.post(name="states", ids=[fact["id"], "x", 5]).content)["results"] == []
