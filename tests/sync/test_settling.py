"""An officer settles: accepted with a correction, posted today, rejected for a reason; never her own."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Forbidden, NotHere, Refused
from guyub.foundation.core.home import notes_for
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.ledger.models import Period
from guyub.foundation.ledger.periods import blockers
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.actions import ask_erasure, carry_out_erasure
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.queries import actor_of
from guyub.livelihoods.wastebank.models import Deposit
from guyub.sync import queries
from guyub.sync.actions import settle_clash, settle_fact
from guyub.sync.models import Clash, SyncFact
from tests.factories import make_actor, signed_in
from tests.factories_members import make_member
from tests.factories_sync import fact_row, make_phone, sealed
from tests.factories_wastebank import at, make_bank

APRIL, MAY = date(2026, 4, 26), date(2026, 5, 12)


@pytest.fixture
def bank(org):
    return make_bank(org)


@pytest.fixture
def phone(org):
    return make_phone(org, Office.WEIGHING)


def lost(phone, bank, member, *lines, **values):
    """A visit that only an officer can settle: the chair brings it in the backup file of a lost phone."""
    fact = phone.deposit(bank, member, *lines, **values)
    chair = make_phone(phone.org, Office.CHAIR)
    assert [r["state"] for r in chair.send(fact)] == ["checking"]
    return fact, fact_row(fact)


def close_april(org):
    Period.objects.create(
        org=org,
        month=date(2026, 4, 1),
        head_n=0,
        head_hash="0" * 64,
        closed_at=clock.now(),
        closed_by_id=None,
        totals=[],
    )


def test_accepted_as_it_is(bank, phone, org):
    member = make_member(org)
    fact, row = lost(phone, bank, member, ("PET", 1250))
    settled = settle_fact(org=org, by=bank.treasurer, fact_id=row.pk, how="accepted")
    deposit = Deposit.objects.get()
    assert (settled.state, settled.receipt_number, settled.result_id) == ("settled", 1, deposit.pk)
    assert (deposit.recorded_by_id, bank.pocket(member).balance) == (bank.treasurer.user_id, 5000)
    assert settle_fact(org=org, by=bank.treasurer, fact_id=row.pk, how="accepted") == settled
    (result,) = phone.send(fact)
    assert (result["state"], result["number"]) == ("settled", 1)
    assert AuditEvent.objects.filter(verb="sync.fact_settled", target_id=row.pk).count() == 1
    assert verify(org).sound


def test_accepted_with_a_correction_keeps_what_the_phone_wrote(bank, phone, org):
    member, fact = make_member(org), None
    fact, row = lost(phone, bank, member, ("PET", 12_500))
    payload = json.loads(row.raw)["payload"]
    payload["lines"][0]["quantity"] = 1250
    settle_fact(org=org, by=bank.treasurer, fact_id=row.pk, how="amended", amended=payload, reason="koma")
    row.refresh_from_db()
    assert bank.pocket(member).balance == 5000
    assert json.loads(row.raw) == fact
    assert row.amended["lines"][0]["quantity"] == 1250


def test_rejected_for_a_reason_and_what_waited_for_it_is_to_be_checked(bank, phone, org):
    who = phone.record("members.registration", {"name": "Kasinem"})
    weighed = phone.deposit(bank, who, ("PET", 1000))
    make_phone(org, Office.CHAIR).send(who)
    assert [r["state"] for r in phone.send(weighed)] == ["waiting"]
    secretary, row = make_actor(org, Office.SECRETARY), fact_row(who)
    with pytest.raises(BadInput):
        settle_fact(org=org, by=secretary, fact_id=row.pk, how="rejected", reason=" ")
    settle_fact(org=org, by=secretary, fact_id=row.pk, how="rejected", reason="sudah anggota")
    (result,) = phone.send(who)
    assert (result["state"], "sudah anggota" in result["message"]) == ("settled", True)
    assert (fact_row(weighed).state, fact_row(weighed).code) == ("checking", "needed_rejected")
    with pytest.raises(Refused):
        settle_fact(org=org, by=secretary, fact_id=row.pk, how="accepted")


def test_accepting_wakes_what_waited(bank, phone, org):
    who = phone.record("members.registration", {"name": "Kasinem"})
    weighed = phone.deposit(bank, who, ("PET", 1000))
    make_phone(org, Office.CHAIR).send(who)
    phone.send(weighed)
    settle_fact(org=org, by=make_actor(org, Office.SECRETARY), fact_id=fact_row(who).pk, how="accepted")
    assert (fact_row(weighed).state, Deposit.objects.get().member.name) == ("accepted", "Kasinem")


def test_nobody_settles_her_own(bank, phone, org):
    member = make_member(org)
    _fact, row = lost(phone, bank, member, ("PET", 1000))
    hers = make_actor(org, Office.TREASURER, member_id=member.pk)
    for how in ("accepted", "rejected"):
        with pytest.raises(Forbidden) as own:
            settle_fact(org=org, by=hers, fact_id=row.pk, how=how, reason="x")
        assert own.value.code == "own_benefit"
    weigher = make_phone(org, Office.WEIGHING, Office.TREASURER)
    weigher.record("wastebank.payout_request", {"member": str(member.pk), "amount": 5})
    weigher.send()
    (client_id,) = [one["id"] for one in weigher.facts]
    with pytest.raises(Forbidden) as own:
        settle_fact(
            org=org, by=actor_of(weigher.membership), fact_id=fact_row({"id": client_id}).pk, how="rejected", reason="x"
        )
    assert own.value.code == "another_officer"


def test_amending_to_oneself_is_seen_too(bank, phone, org):
    member = make_member(org)
    _fact, row = lost(phone, bank, make_member(org, "Kasinem"), ("PET", 1000))
    payload = json.loads(row.raw)["payload"] | {"member": str(member.pk)}
    with pytest.raises(Forbidden):
        settle_fact(
            org=org,
            by=make_actor(org, Office.TREASURER, member_id=member.pk),
            fact_id=row.pk,
            how="amended",
            amended=payload,
        )


def test_without_the_right_it_is_not_there(bank, phone, org):
    _fact, row = lost(phone, bank, make_member(org), ("PET", 1000))
    for office in (Office.SECRETARY, Office.WEIGHING, Office.MEMBER):
        with pytest.raises(NotHere):
            settle_fact(org=org, by=make_actor(org, office), fact_id=row.pk, how="rejected", reason="x")


def test_what_cannot_be_read_can_only_be_rejected(bank, phone, org):
    phone.send({"id": "nonsense"})
    row, chair = SyncFact.objects.get(), make_actor(org, Office.CHAIR)
    with pytest.raises(Refused):
        settle_fact(org=org, by=chair, fact_id=row.pk, how="accepted")
    assert settle_fact(org=org, by=chair, fact_id=row.pk, how="rejected", reason="kosong").state == "settled"


def test_a_waiting_fact_needs_its_partner_or_another(bank, phone, org):
    nobody = "0190a000-0000-7000-8000-00000000dead"
    phone.deposit(bank, None, ("PET", 1000), payload={"member": nobody}, needs=[nobody])
    phone.send()
    row, member = SyncFact.objects.get(), make_member(org)
    with pytest.raises(Refused) as refused:
        settle_fact(org=org, by=bank.treasurer, fact_id=row.pk, how="accepted")
    assert refused.value.code == "needs"
    payload = json.loads(row.raw)["payload"] | {"member": str(member.pk)}
    settle_fact(org=org, by=bank.treasurer, fact_id=row.pk, how="amended", amended=payload)
    assert bank.pocket(member).balance == 4000


def test_open_facts_keep_their_month_open(bank, phone, org):
    with clock.set_to(at(APRIL, time(9))):
        fact, row = lost(phone, bank, make_member(org), ("PET", 1000))
    with clock.set_to(at(MAY, time(9))):
        urls = [blocker.url_name for blocker in blockers(org=org, month=date(2026, 4, 1))]
        assert "sync:list" in urls
        settle_fact(org=org, by=bank.treasurer, fact_id=row.pk, how="rejected", reason="ganda")
        urls = [blocker.url_name for blocker in blockers(org=org, month=date(2026, 4, 1))]
        assert "sync:list" not in urls
    assert fact["id"] == str(row.client_id)


def test_a_clash_is_compared_by_an_officer(bank, phone, org):
    fact = phone.deposit(bank, make_member(org), ("PET", 1000))
    phone.send()
    other = sealed(fact | {"counter": 99})
    phone.send(other)
    clash = Clash.objects.get()
    with pytest.raises(BadInput):
        settle_clash(org=org, by=bank.treasurer, clash_id=clash.pk, note="")
    settle_clash(org=org, by=bank.treasurer, clash_id=clash.pk, note="angka sama")
    (result,) = phone.send(other)
    assert (result["state"], result["reason"]) == ("settled", "clash")


def test_whoever_asks_hears_about_the_version_that_she_has(bank, phone, org):
    """Asked by {id, hash}: the first version, the other one before and after it was compared, one that never came."""
    fact = phone.deposit(bank, make_member(org), ("PET", 1000))
    other, third = sealed(fact | {"counter": 99}), sealed(fact | {"counter": 100})
    damaged = fact | {"counter": 101}  # its hash is still that of the first
    damaged["hash"] = "f" * 64
    phone.send(fact)
    phone.send(other)
    phone.send(damaged)

    def told(by, *facts):
        ids = [{"id": one["id"], "hash": one["hash"]} for one in facts]
        return [(r["hash"], r["state"]) for r in json.loads(by.post(name="states", ids=ids).content)["results"]]

    assert told(phone, fact) == [(fact["hash"], "accepted")]
    assert told(phone, other) == [(other["hash"], "clash")]
    assert told(phone, damaged) == [("f" * 64, "clash")]
    assert told(phone, third) == []
    for clash in Clash.objects.filter(content_hash=other["hash"]):
        settle_clash(org=org, by=bank.treasurer, clash_id=clash.pk, note="angka sama")
    assert told(phone, other) == [(other["hash"], "settled")]
    assert told(phone, damaged) == [("f" * 64, "clash")]
    assert told(make_phone(org, Office.WEIGHING), fact) == told(make_phone(org, Office.WEIGHING), other) == []
    before = json.loads(phone.post(name="states", ids=[fact["id"], {"id": 5}, {}, None]).content)["results"]
    assert [(r["hash"], r["state"]) for r in before] == [(fact["hash"], "accepted")], "as pages of before ask"


def test_a_fact_damaged_on_the_way_is_told_under_its_own_hash(bank, phone, org):
    fact = phone.deposit(bank, make_member(org), ("PET", 1000)) | {"hash": "f" * 64}
    assert [r["reason"] for r in phone.send(fact)] == ["hash_differs"]
    settle_fact(org=org, by=bank.treasurer, fact_id=fact_row(fact).pk, how="rejected", reason="rusak")
    (told,) = json.loads(phone.post(name="states", ids=[{"id": fact["id"], "hash": fact["hash"]}]).content)["results"]
    assert (told["hash"], told["state"]) == ("f" * 64, "settled")


# The database itself refuses


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sync_syncfact SET raw = '{}'",
        "UPDATE sync_syncfact SET content_hash = 'x'",
        "UPDATE sync_syncfact SET counter = 77",
        "UPDATE sync_syncfact SET receipt_number = 77",
        "UPDATE sync_syncfact SET state = 'checking', result_id = NULL",
        "DELETE FROM sync_syncfact",
        "UPDATE sync_clash SET raw = '{}'",
        "DELETE FROM sync_clash",
    ],
)
def test_what_a_phone_wrote_stays(bank, phone, org, change):
    fact = phone.deposit(bank, make_member(org), ("PET", 1000))
    phone.send()
    phone.send(sealed(fact | {"counter": 99}))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_erasing_a_person_empties_what_phones_wrote_of_her(bank, phone, org):
    fact = phone.record("members.registration", {"name": "Kasinem", "phone": "0812-3456-7890"})
    phone.send()
    phone.send(sealed(fact | {"payload": {"name": "Kasinem binti Kasan"}}))
    member = Member.objects.get(name="Kasinem")
    asked = ask_erasure(
        org=org, by=make_actor(org, Office.CHAIR), client_id=uuid7(), happened_at=clock.now(), member_id=member.pk
    )
    carry_out_erasure(org=org, by=make_actor(org, Office.SECRETARY), erasure_id=asked.pk)
    assert (SyncFact.objects.get().raw, Clash.objects.get().raw) == ("", "")
    assert [result["state"] for result in phone.send()] == ["accepted"]
    assert text_of(signed_in(org, *Office), org, SyncFact.objects.get().pk)
    assert verify(org).sound


def text_of(client, org, fact_id):
    answer = client.get(reverse("sync:fact", args=[org.slug, fact_id]))
    return answer.status_code == 200 and "Kasinem" not in answer.content.decode()


def test_verify_names_what_is_lost_or_changed(bank, phone, org):
    fact = phone.record("members.registration", {"name": "Kasinem"})
    phone.send()
    Member.objects.filter(name="Kasinem").delete()
    assert [f.sentence for f in verify(org).findings] == [f"what fact {fact['id']} became is not there"]


# What officers see


def test_notes_and_the_way_from_the_waste_bank(bank, phone, org):
    lost(phone, bank, make_member(org), ("PET", 1000))
    notes = [note.sentence for note in notes_for(org, bank.treasurer)]
    assert "1 kiriman HP perlu diperiksa." in notes
    assert not any("kiriman HP" in note.sentence for note in notes_for(org, bank.weigher))
    page = signed_in(org, Office.TREASURER).get(reverse("wastebank:flags", args=[org.slug])).content.decode()
    assert reverse("sync:list", args=[org.slug]) in page


def test_waiting_for_too_long_raises_the_note(bank, phone, org):
    nobody = "0190a000-0000-7000-8000-00000000dead"
    with clock.set_to(at(APRIL, time(9))):
        phone.deposit(bank, None, ("PET", 1000), payload={"member": nobody}, needs=[nobody])
        phone.send()
        assert queries.to_check(org=org, by=bank.treasurer) == 0
    with clock.set_to(at(MAY, time(9))):
        assert queries.to_check(org=org, by=bank.treasurer) == 1


def test_what_is_still_on_a_phone_is_listed(bank, phone, org):
    for _number in range(5):
        phone.deposit(bank, None, ("PET", 1000))
    phone.send(phone.facts[0], phone.facts[2], phone.facts[4])
    (gap,) = queries.still_on_phones()
    assert (gap.device, gap.numbers) == (phone.stay.device.code, [2, 4])
    phone.send()
    assert queries.still_on_phones() == []
