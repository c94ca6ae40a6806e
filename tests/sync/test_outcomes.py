"""What becomes of facts when something went wrong on the way: each outcome of the spec, with numbers."""

from __future__ import annotations

import json
from datetime import date, time, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.accounts.actions import allow_device, revoke_device
from guyub.foundation.core import clock, recording
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.actions import link_person
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries.duplicates import duplicate_pairs
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import OfficeTerm
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, Flag, PocketKind, Receivable, WeighingSession
from guyub.sync.actions import retry_due, retry_waiting, settle_fact
from guyub.sync.models import SyncFact
from tests.factories_members import make_member
from tests.factories_sync import fact_row, make_phone, stamp
from tests.factories_wastebank import at, make_bank

SUNDAY = date(2026, 3, 1)


@pytest.fixture
def bank(org):
    return make_bank(org)


@pytest.fixture
def phone(org):
    return make_phone(org, Office.WEIGHING)


def one(results):
    (result,) = results
    return result["state"], result["reason"]


def end_terms(phone):
    """Her offices ended yesterday."""
    yesterday = clock.today(phone.org.time_zone) - timedelta(days=1)
    OfficeTerm.objects.filter(membership=phone.membership).update(ends_on=yesterday)


def broken(kind_name, *errors):
    """The kind with an act that raises `errors`, one after the other, and then works."""
    waiting, real = list(errors), recording.kinds()[kind_name]

    def act(fact):
        if waiting:
            raise waiting.pop(0)
        return real.act(fact)

    return recording.FactKind(**{name: getattr(real, name) for name in real.__slots__} | {"act": act})


@pytest.fixture
def kinds():
    real = recording.kinds()
    yield recording.register_kind
    recording.register_kind(*real.values())


# The server in trouble


def test_lost_acknowledgements(bank, phone, org):
    """The answer was lost three times: the fourth is the first one."""
    for _number in range(5):
        phone.deposit(bank, make_member(org), ("PET", 1000))
    for _time in range(3):
        phone.post()
    results = phone.send()
    assert [r["number"] for r in results] == [1, 2, 3, 4, 5]
    assert (Deposit.objects.count(), {f.attempts for f in SyncFact.objects.all()}) == (5, {4})


def test_trouble_of_the_database_answers_503_and_what_was_taken_stands(bank, phone, org, kinds):
    member = make_member(org)
    facts = [phone.deposit(bank, member, ("PET", 1000)) for _number in range(3)]
    phone.send(facts[0])
    kinds(broken("wastebank.deposit", OperationalError("database is locked")))
    answer = phone.post(*facts)
    assert answer.status_code == 503
    body = json.loads(answer.content)
    assert body["error"] == "busy_locked"
    assert [(r["id"], r["state"]) for r in body["results"]] == [(facts[0]["id"], "accepted")]
    assert [r["number"] for r in phone.send()] == [1, 2, 3]
    assert bank.pocket(member).balance == 12_000


def test_a_mistake_of_ours_costs_no_other_fact_and_is_tried_again(bank, phone, org, kinds, caplog):
    member = make_member(org)
    facts = [phone.deposit(bank, member, ("PET", 1000)) for _number in range(3)]
    kinds(broken("wastebank.deposit", ZeroDivisionError()))
    results = phone.send()
    assert [r["state"] for r in results] == ["checking", "accepted", "accepted"]
    assert results[0]["reason"] == "unexpected"
    assert "aman" in results[0]["message"] or "disimpan" in results[0]["message"]
    assert retry_due(org=org) == 1
    assert [r["number"] for r in phone.send(*facts)] == [3, 1, 2]
    assert verify(org).sound


def test_a_kind_that_only_a_newer_server_knows_waits_for_it(phone, org, kinds):
    phone.record("supply.price", {"price": 1})
    assert one(phone.send()) == ("checking", "unknown_kind")
    phone.record("participation.attendance", {}, v=99)
    assert one(phone.send(phone.facts[-1])) == ("checking", "newer_page")
    assert retry_due(org=org) == 0
    assert SyncFact.objects.filter(state="checking").count() == 2


# Time


def test_a_phone_clock_wrong_by_a_year(bank, org):
    """Without a known offset the planned opening counts, flagged; with it, the true time, without a flag."""
    for knows, flags in ((False, ["wrong_clock"]), (True, [])):
        phone = make_phone(org, Office.WEIGHING, ahead=timedelta(days=365), knows=knows)
        session = bank.session()
        moment = session.planned_open + timedelta(minutes=20)
        fact = phone.deposit(bank, make_member(org), ("PET", 1000), happened_at=stamp(moment + phone.ahead))
        assert one(phone.send()) == ("accepted", "")
        deposit = Deposit.objects.get(client_id=fact["id"])
        assert deposit.weighed_at == (moment.replace(microsecond=0) if knows else session.planned_open)
        assert list(Flag.objects.filter(subject_id=deposit.pk).values_list("reason", flat=True)) == flags
        assert fact_row(fact).concerns_on == clock.today(org.time_zone)


def test_a_session_in_the_future_waits_with_its_facts_until_its_day(bank, phone, org):
    day = clock.today(org.time_zone) + timedelta(days=2)
    times = {"planned_open": stamp(at(day, time(8))), "planned_close": stamp(at(day, time(10)))}
    session = phone.record("wastebank.session", {"post": str(bank.post.pk), "officers": [], **times})
    phone.deposit(bank, make_member(org), ("PET", 1000), session=session)
    planned = phone.deposit(bank, make_member(org), ("KRD", 1000), session=bank.plan(day))
    results = phone.send()
    assert [(r["state"], r["reason"]) for r in results] == [
        ("checking", "session_in_future"),
        ("waiting", "needs"),
        ("checking", "session_in_future"),
    ]
    assert retry_due(org=org) == 0
    with clock.set_to(at(day, time(12))):
        assert retry_due(org=org) == 3
    assert {f.state for f in SyncFact.objects.all()} == {"accepted"}
    assert fact_row(planned).receipt_number in {1, 2}


def test_who_opens_a_day_on_her_phone_has_her_hours_when_it_is_closed(bank, phone, org):
    """The phone names nobody; a weigher who is no member herself has no hours to count."""
    herself, stranger = make_member(org, "Tumirah"), make_phone(org, Office.WEIGHING)
    link_person(org=org, by=SYSTEM, member=herself, membership=phone.membership)
    times = {"planned_open": stamp(at(SUNDAY, time(8))), "planned_close": stamp(at(SUNDAY, time(10)))}
    with clock.set_to(at(SUNDAY, time(8))):
        for one_of_them in (phone, stranger):
            one_of_them.record("wastebank.session", {"post": str(bank.post.pk), "officers": [], **times})
            assert one(one_of_them.send()) == ("accepted", "")
    with clock.set_to(at(SUNDAY, time(10, 30))):
        for session in WeighingSession.objects.all():
            actions.close_session(org=org, by=bank.weigher, session_id=session.pk, happened_at=clock.now())
    assert list(Participation.objects.values_list("member_id", "minutes")) == [(herself.pk, 150)]


def test_a_session_dated_long_back_is_looked_at(bank, phone, org):
    day = clock.today(org.time_zone) - timedelta(days=365)
    times = {"planned_open": stamp(at(day, time(8))), "planned_close": stamp(at(day, time(10)))}
    phone.record("wastebank.session", {"post": str(bank.post.pk), "officers": [], **times})
    assert one(phone.send()) == ("checking", "session_long_ago")


def test_a_day_that_closed_before_its_time_takes_what_counts_as_its_opening(bank, phone, org):
    with clock.set_to(at(SUNDAY, time(6))):
        session = bank.session()
        actions.close_session(org=org, by=bank.weigher, session_id=session.pk, happened_at=at(SUNDAY, time(7, 30)))
        phone.deposit(bank, make_member(org), ("PET", 1000), session=session)
    with clock.set_to(at(SUNDAY, time(11))):
        assert one(phone.send()) == ("accepted", "")
    assert Deposit.objects.get().weighed_at == session.planned_open == at(SUNDAY, time(8))


def test_a_closed_session_takes_what_was_weighed_before_and_flags_it(bank, phone, org):
    with clock.set_to(at(SUNDAY, time(9))):
        session = bank.session()
        before = phone.deposit(bank, make_member(org), ("PET", 1000))
    with clock.set_to(at(SUNDAY, time(10))):
        actions.close_session(org=org, by=bank.weigher, session_id=session.pk, happened_at=clock.now())
    with clock.set_to(at(SUNDAY, time(11))):
        after = phone.deposit(bank, make_member(org), ("PET", 1000), session=session)
        first, second = phone.send(before, after)
    assert (first["state"], second["state"], second["reason"]) == ("accepted", "checking", "weighed_after_closing")
    assert Flag.objects.get().reason == "late"


def test_prices_are_those_of_the_weighing_and_a_shown_one_that_differs_is_told(bank, phone, org):
    with clock.set_to(at(SUNDAY, time(7))):
        bank.price("KRD", 1500, starts_at=at(SUNDAY, time(10)))
    with clock.set_to(at(SUNDAY, time(9, 50))):
        bank.session()
        early = phone.deposit(bank, make_member(org), ("KRD", 3200))
    with clock.set_to(at(SUNDAY, time(10, 5))):
        item = {"item": str(bank.items["KRD"].pk), "quantity": 3200, "shown_price": 1700}
        late = phone.deposit(bank, make_member(org), payload={"lines": [item]})
    with clock.set_to(at(SUNDAY, time(11))):
        first, second = phone.send(late, early)
    assert [Deposit.objects.get(client_id=f["id"]).net for f in (early, late)] == [5440, 4800]
    assert ("harga" in first["message"].lower(), second["message"]) == (True, "")
    assert [(r["booked"]["net"], r["booked"]["lines"][0]["amount"]) for r in (first, second)] == [
        (4800,) * 2,
        (5440,) * 2,
    ]


def test_a_settled_visit_and_a_correction_tell_what_the_books_took(bank, phone, org):
    """Amounts of each line, after the deduction; never a balance; the same again when it is asked for."""
    bank.price("PET", 4000, starts_at=clock.now() - timedelta(minutes=1), deduction_bp=1000)
    visit = phone.deposit(bank, make_member(org), ("PET", 12_500))
    chair = make_phone(org, Office.CHAIR)
    assert chair.send(visit)[0]["booked"] == {}
    payload = visit["payload"] | {"lines": [{"item": str(bank.items["PET"].pk), "quantity": 1250}]}
    settle_fact(org=org, by=bank.treasurer, fact_id=fact_row(visit).pk, how="amended", amended=payload)
    (settled,) = json.loads(phone.post(name="states", ids=[visit["id"]]).content)["results"]
    assert settled["state"] == "settled"
    assert {name: settled["booked"][name] for name in ("gross", "deduction", "net", "goods")} == {
        "gross": 5000, "deduction": 500, "net": 4500, "goods": 0,
    }  # fmt: skip
    (line,) = settled["booked"]["lines"]
    assert (line["quantity"], line["price"], line["amount"], line["deduction"]) == (1250, 4000, 5000, 1000)
    other = phone.deposit(bank, make_member(org), ("KRD", 2000))
    lines = [{"item": str(bank.items["KRD"].pk), "quantity": 1000}]
    phone.record(
        "wastebank.correction", {"deposit": other["id"], "lines": lines, "reason": "berat"}, needs=[other["id"]]
    )
    results = phone.send(*phone.facts[-2:])
    assert [r["booked"]["net"] for r in results] == [3400, 1700]
    assert "balance" not in json.dumps(results)


def test_the_slip_of_a_visit_names_whose_it_became(bank, phone, org):
    """Another officer saw that it was the neighbour's: the phone hears her number and name."""
    visit = phone.deposit(bank, make_member(org), ("KRD", 2000))
    make_phone(org, Office.CHAIR).send(visit)
    neighbour = make_member(org, "Kasinem binti Karto", nickname="Kasinem")
    payload = visit["payload"] | {"member": str(neighbour.pk)}
    settle_fact(org=org, by=bank.treasurer, fact_id=fact_row(visit).pk, how="amended", amended=payload)
    (settled,) = json.loads(phone.post(name="states", ids=[visit["id"]]).content)["results"]
    assert settled["booked"]["member"] == [str(neighbour.pk), neighbour.number, "Kasinem"]
    assert (settled["booked"]["title"], settled["booked"]["about"]) == ("Kasinem", "1 jenis, Rp3.400")


def test_what_the_books_say_costs_the_same_queries_for_one_and_for_three(bank, phone, org):
    for name in ("Sutinah", "Kasinem", "Tumirah"):
        phone.deposit(bank, make_member(org, name), ("PET", 1000))
    phone.send()
    ids = [fact["id"] for fact in phone.facts]
    costs = []
    for asked in (ids[:1], ids[:1], ids):
        with CaptureQueriesContext(connection) as asking:
            assert len(json.loads(phone.post(name="states", ids=asked).content)["results"]) == len(asked)
        costs.append(len(asking))
    assert costs[1] == costs[2]


# People


def test_two_officers_record_the_same_member(bank, phone, org):
    """Spec 3.4: both are kept, both are flagged, whoever comes first."""
    member, other = make_member(org), make_phone(org, Office.WEIGHING)
    facts = [writer.deposit(bank, member, ("PET", 1250), ("KRD", 3200)) for writer in (phone, other)]
    assert one(other.send()) == one(phone.send()) == ("accepted", "")
    deposits = [Deposit.objects.get(client_id=fact["id"]) for fact in facts]
    assert bank.pocket(member).balance == 2 * (5000 + 5440)
    twins = Flag.objects.filter(reason="twin")
    assert {flag.subject_id for flag in twins} == {deposit.pk for deposit in deposits}


def test_a_member_registered_on_two_phones(bank, phone, org):
    """Both stand, with their visits, and are shown as a pair that may be one person."""
    other = make_phone(org, Office.WEIGHING)
    for writer in (phone, other):
        who = writer.record("members.registration", {"name": "Kasinem", "hamlet": "Cihonje Lor"})
        writer.deposit(bank, who, ("PET", 1000))
        assert [r["state"] for r in writer.send()] == ["accepted", "accepted"]
    (pair,) = duplicate_pairs()
    assert {pair.first.name, pair.second.name} == {"Kasinem"}
    assert [bank.pocket(m).balance for m in Member.objects.filter(name="Kasinem")] == [4000, 4000]


def test_a_device_revoked_before_its_first_sync(bank, phone, org):
    """Signed out at once; a copy of its queue, brought on another phone, is kept to be checked. Nothing is dropped."""
    fact = phone.deposit(bank, make_member(org), ("PET", 1000))
    revoke_device(user=phone.user, by=bank.chair, device_id=phone.device_id, org_id=org.pk)
    assert phone.post().status_code == 401
    fresh = phone.again()
    assert one(fresh.send(fact)) == ("checking", "device_revoked")
    assert Deposit.objects.count() == 0
    allow_device(user=phone.user, by=bank.chair, device_id=phone.device_id, org_id=org.pk)
    assert fact_row(fact).state == "checking"


def test_a_revoked_device_let_in_again_sends_as_before(bank, phone, org):
    phone.deposit(bank, make_member(org), ("PET", 1000))
    revoke_device(user=phone.user, by=bank.chair, device_id=phone.device_id, org_id=org.pk)
    allow_device(user=phone.user, by=bank.chair, device_id=phone.device_id, org_id=org.pk)
    assert one(phone.send(client=phone.again().client)) == ("accepted", "")


def test_her_own_other_phone_may_hand_in(bank, phone, org):
    phone.deposit(bank, make_member(org), ("PET", 1000))
    assert one(phone.send(client=phone.again().client)) == ("accepted", "")
    assert Deposit.objects.get().device_id == phone.device_id


def test_what_somebody_else_recorded_is_kept_to_be_checked(bank, phone, org):
    """The backup file of a lost phone, brought by the chair."""
    phone.deposit(bank, make_member(org), ("PET", 1000))
    chair = make_phone(org, Office.CHAIR)
    assert one(chair.send(*phone.facts)) == ("checking", "other_person")
    assert one(phone.send()) == ("checking", "other_person")
    stranger = phone.record("wastebank.deposit", {}, device=str(chair.device_id))
    assert one(phone.send(stranger)) == ("checking", "other_device")


def test_membership_ended_before_the_sync(bank, phone, org):
    fact = phone.deposit(bank, make_member(org), ("PET", 1000))
    type(phone.membership).objects.filter(pk=phone.membership.pk).update(ended_at=clock.now())
    assert one(phone.send()) == ("checking", "membership_ended")
    answer = json.loads(phone.post(name="states", ids=[fact["id"]]).content)
    assert answer["results"][0]["reason"] == "membership_ended"
    pack = phone.client.get(f"/p/{org.slug}/kiriman/paket/", headers={"accept": "application/json"})
    assert pack.status_code == 404


def test_a_right_lost_since(bank, phone, org):
    phone.deposit(bank, make_member(org), ("PET", 1000))
    OfficeTerm.objects.filter(membership=phone.membership).update(
        ends_on=clock.today(org.time_zone) - timedelta(days=1)
    )
    assert one(phone.send()) == ("checking", "forbidden")
    assert Deposit.objects.count() == 0


def test_a_right_lost_while_a_fact_waited(bank, phone, org):
    who = phone.record("members.registration", {"name": "Kasinem"})
    weighed = phone.deposit(bank, who, ("PET", 1000))
    phone.send(weighed)
    OfficeTerm.objects.filter(membership=phone.membership).update(
        ends_on=clock.today(org.time_zone) - timedelta(days=1)
    )
    assert one(phone.send(who)) == ("checking", "forbidden")
    assert fact_row(weighed).state == "waiting"
    assert retry_waiting(org=org) == 0


# Corrections


def test_corrections_come_one_after_the_other_in_any_order(bank, phone, org):
    member = make_member(org)
    visit = phone.deposit(bank, member, ("PET", 12_500))
    needs = [visit["id"]]
    for grams in (1250, 2500, 500):
        lines = [{"item": str(bank.items["PET"].pk), "quantity": grams}]
        payload = {"deposit": visit["id"], "lines": lines, "reason": "koma"}
        needs.append(phone.record("wastebank.correction", payload, needs=needs)["id"])
    results = phone.send(*reversed(phone.facts))
    assert [r["number"] for r in results] == [4, 3, 2, 1]
    assert (bank.pocket(member).balance, bank.stock("PET").quantity) == (2000, 500)
    assert verify(org).sound


def test_a_correction_from_before_the_closing_comes_late_and_stands(bank, phone, org):
    member = make_member(org)
    with clock.set_to(at(SUNDAY, time(9))):
        visit = phone.deposit(bank, member, ("PET", 12_500))
        lines = [{"item": str(bank.items["PET"].pk), "quantity": 1250}]
        mended = phone.record(
            "wastebank.correction", {"deposit": visit["id"], "lines": lines, "reason": "koma"}, needs=[visit["id"]]
        )
    with clock.set_to(at(SUNDAY, time(10))):
        actions.close_session(org=org, by=SYSTEM, session_id=bank.session().pk, happened_at=clock.now())
        assert [row["state"] for row in phone.send(visit, mended)] == ["accepted", "accepted"]
    assert (bank.pocket(member).balance, bank.stock("PET").quantity) == (5000, 1250)
    assert sorted(Flag.objects.values_list("reason", "settlement")) == [("late", ""), ("late", "amended")]
    assert verify(org).sound


def test_a_correction_after_the_session_was_closed_is_for_another_officer(bank, phone, org):
    visit = phone.deposit(bank, make_member(org), ("PET", 12_500))
    phone.send()
    closing = clock.now() - timedelta(minutes=1)
    actions.close_session(org=org, by=SYSTEM, session_id=bank.session().pk, happened_at=closing)
    lines = [{"item": str(bank.items["PET"].pk), "quantity": 1250}]
    mended = phone.record(
        "wastebank.correction", {"deposit": visit["id"], "lines": lines, "reason": "koma"}, needs=[visit["id"]]
    )
    assert one(phone.send(mended)) == ("checking", "another_officer")


def into(kind):
    return {"ways": [{"way": "save", "intent": "all", "asked": 0, "pocket_kind": str(kind.pk)}]}


def test_what_was_saved_elsewhere_at_the_scale_comes_back_from_there(bank, phone, org):
    """The savings are part of the visit: a correction takes from them, so nothing is lacking."""
    member, lebaran = make_member(org), PocketKind.objects.get(code="lebaran")
    visit = phone.deposit(bank, member, ("PET", 12_500), payload=into(lebaran))
    assert one(phone.send(visit)) == ("accepted", "")
    assert (bank.pocket(member).balance, bank.pocket(member, "lebaran").balance) == (0, 50_000)
    lines = [{"item": str(bank.items["PET"].pk), "quantity": 1250}]
    load = {"deposit": visit["id"], "lines": lines, "reason": "salah koma"}
    assert one(phone.send(phone.record("wastebank.correction", load, needs=[visit["id"]]))) == ("accepted", "")
    assert (bank.pocket(member).balance, bank.pocket(member, "lebaran").balance) == (0, 5000)
    assert not Receivable.objects.exists()
    assert verify(org).findings == []


def test_savings_that_rest_by_now_leave_the_value_in_the_regular_ones(bank, phone, org):
    member, lebaran = make_member(org), PocketKind.objects.get(code="lebaran")
    PocketKind.objects.filter(pk=lebaran.pk).update(is_active=False)
    (result,) = phone.send(phone.deposit(bank, member, ("PET", 1000), payload=into(lebaran)))
    assert (result["state"], bank.pocket(member).balance) == ("accepted", 4000)
    assert "tabungan reguler" in result["message"]
