"""What only an officer can answer: a month that is closed by now, goods that are gone. By the pages she presses."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.models import Entry
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Deposit, StockDifference
from guyub.sync.actions import settle_fact
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_sync import fact_row, make_phone
from tests.factories_wastebank import at, make_bank
from tests.sync.test_settling import APRIL, MAY, close_april, lost


@pytest.fixture
def bank(org):
    return make_bank(org)


@pytest.fixture
def phone(org):
    return make_phone(org, Office.WEIGHING)


def test_a_closed_month_is_posted_today_with_the_price_of_its_day(bank, phone, org):
    """Spec 3.4 and scenario 15: an April session, April closed, posted in May at April's price."""
    member = make_member(org)
    with clock.set_to(at(APRIL, time(9))):
        fact = phone.deposit(bank, member, ("KRD", 2000), session=bank.session())
        bank.price("KRD", 1500, starts_at=at(date(2026, 5, 1), time(0)))
    with clock.set_to(at(MAY, time(9))):
        close_april(org)
        (result,) = phone.send(fact)
        assert (result["state"], result["reason"]) == ("checking", "month_closed")
        settle_fact(org=org, by=bank.treasurer, fact_id=fact_row(fact).pk, how="posted_today")
    assert bank.pocket(member).balance == 3400
    assert fact_row(fact).settling == "posted_today"


def test_a_correction_of_a_closed_month_is_posted_today(bank, phone, org):
    """As at the scale: April's visit, mended in April, arrives in May; entries of today, April's price."""
    member = make_member(org)
    with clock.set_to(at(APRIL, time(9))):
        visit = phone.deposit(bank, member, ("KRD", 20_000), session=bank.session())
        phone.send()
        lines = [{"item": str(bank.items["KRD"].pk), "quantity": 2000}]
        payload = {"deposit": visit["id"], "lines": lines, "reason": "koma"}
        mended = phone.record("wastebank.correction", payload, needs=[visit["id"]])
        bank.price("KRD", 1500, starts_at=at(date(2026, 5, 1), time(0)))
    with clock.set_to(at(MAY, time(9))):
        close_april(org)
        (result,) = phone.send(mended)
        assert (result["state"], result["reason"]) == ("checking", "month_closed")
        treasurer = signed_in(org, Office.TREASURER)
        page = treasurer.get(reverse("sync:fact", args=[org.slug, fact_row(mended).pk])).content.decode()
        today = reverse("sync:post-today", args=[org.slug, fact_row(mended).pk])
        assert today in page
        answer = treasurer.post(today, {"client_id": mended["id"], "line_0": "2"})
        assert answer.status_code == 303, answer.content
    row = fact_row(mended)
    assert (row.settling, row.amended, bank.pocket(member).balance) == ("posted_today", None, 3400)
    newest = Deposit.objects.get(pk=row.result_id)
    entry = Entry.objects.get(source_id=newest.pk, kind="bank_sampah.setoran")
    assert (newest.version, newest.net, entry.booked_on) == (2, 3400, MAY)
    assert "26-04-2026" in entry.memo


def test_an_officer_says_why_goods_are_gone_that_a_correction_takes_off(bank, phone, org):
    """12,5 kg typed for 1,25, all of it sold: the question stands where the correction is settled, not before."""
    member = make_member(org)
    visit = phone.deposit(bank, member, ("PET", 12_500))
    phone.send()
    bank.sell(bank.load("PET", 1250, 4000, take_all=True, own_quantity=0), collector=bank.collector())
    lines = [{"item": str(bank.items["PET"].pk), "quantity": 1250}]
    payload = {"deposit": visit["id"], "lines": lines, "reason": "koma"}
    mended = phone.record("wastebank.correction", payload, needs=[visit["id"]])
    (result,) = phone.send(mended)
    assert (result["state"], result["reason"]) == ("checking", "missing_reason")
    treasurer, accept = signed_in(org, Office.TREASURER), reverse("sync:accept", args=[org.slug, fact_row(mended).pk])
    typed = {"client_id": mended["id"], "line_0": "1,25"}
    asked = treasurer.post(accept, typed)
    assert (asked.status_code, "Mengapa sudah tidak ada?" in asked.content.decode()) == (422, True)
    assert treasurer.post(accept, typed | {"missing_reason": "tidak pernah ada"}).status_code == 303
    row = fact_row(mended)
    assert (row.settling, row.amended["missing_reason"]) == ("amended", "tidak pernah ada")
    assert [(one.missing, one.reason) for one in StockDifference.objects.all()] == [(11_250, "tidak pernah ada")]
    assert bank.pocket(member).balance == 5000
    other = phone.record("wastebank.correction", payload, needs=[visit["id"]], user=str(uuid7()))
    phone.send(other)
    page = treasurer.get(reverse("sync:accept", args=[org.slug, fact_row(other).pk])).content.decode()
    assert "Mengapa sudah tidak ada?" not in page, "nobody asked"


def test_a_month_that_closed_while_a_visit_was_held_is_answered_on_the_page(bank, phone, org):
    """Held because another brought it; its month closed since: Accept is refused and shows the way to Post today."""
    member = make_member(org)
    with clock.set_to(at(APRIL, time(9))):
        fact, row = lost(phone, bank, member, ("PET", 12_500))
    with clock.set_to(at(MAY, time(9))):
        close_april(org)
        treasurer = signed_in(org, Office.TREASURER)
        accept, today = (reverse(f"sync:{name}", args=[org.slug, row.pk]) for name in ("accept", "post-today"))
        form = treasurer.get(accept)
        assert today not in form.content.decode()
        typed = {"client_id": fact["id"], "session": str(bank.session(APRIL).pk), "member": str(member.pk)}
        refused = treasurer.post(accept, typed | {"line_0": "1,25"})
        assert (refused.status_code, today in refused.content.decode()) == (422, True), refused.content
        assert Deposit.objects.count() == 0
        assert treasurer.post(today, typed | {"line_0": "1,25"}).status_code == 303
    row.refresh_from_db()
    assert (row.settling, row.amended["lines"][0]["quantity"]) == ("posted_today", 1250)
    assert bank.pocket(member).balance == 5000


def closed_visit(bank, phone, org, member):
    """A visit of April that arrives in May, after April was closed."""
    with clock.set_to(at(APRIL, time(9))):
        fact = phone.deposit(bank, member, ("KRD", 2000), session=bank.session())
        bank.price("KRD", 1500, starts_at=at(date(2026, 5, 1), time(0)))
    with clock.set_to(at(MAY, time(9))):
        close_april(org)
        assert [r["reason"] for r in phone.send(fact)] == ["month_closed"]
    return fact


def addresses(org, fact):
    return [reverse(f"sync:{name}", args=[org.slug, fact_row(fact).pk]) for name in ("fact", "post-today")]


def test_post_today_is_read_back_pressed_once_and_told(bank, phone, org):
    """The record shows the button, its page what will be booked; pressed twice it is one deposit."""
    member = make_member(org)
    fact = closed_visit(bank, phone, org, member)
    with clock.set_to(at(MAY, time(9))):
        treasurer = signed_in(org, Office.TREASURER)
        record, today = addresses(org, fact)
        assert today in treasurer.get(record).content.decode()
        page = treasurer.get(today).content.decode()
        for words in ("Bukukan hari ini", "Sutinah", "Kardus", "2,00 kg", "26 Apr"):
            assert words in page, words
        assert Deposit.objects.count() == 0
        pressed = {
            "client_id": str(uuid7()),
            "session": fact["payload"]["session"],
            "member": str(member.pk),
            "line_0": "2",
        }
        first = treasurer.post(today, pressed)
        assert (first.status_code, first.headers["Location"]) == (303, record)
        told = treasurer.get(record).content.decode()
        assert ("Dibukukan hari ini." in told, today in told) == (True, False)
        assert treasurer.post(today, pressed).status_code in {303, 422}
    deposit = Deposit.objects.get()
    entry = Entry.objects.get(source_id=deposit.pk, kind="bank_sampah.setoran")
    assert (deposit.net, bank.pocket(member).balance, entry.booked_on) == (3400, 3400, MAY)


def test_post_today_is_for_who_settles_and_only_for_what_a_closed_month_holds_back(bank, phone, org):
    member = make_member(org)
    fact = closed_visit(bank, phone, org, member)
    with clock.set_to(at(MAY, time(9))):
        record, today = addresses(org, fact)
        assert today not in phone.client.get(record).content.decode()
        assert [phone.client.get(today).status_code, phone.client.post(today).status_code] == [404, 404]
        asked = phone.record("wastebank.payout_request", {"member": str(member.pk), "amount": 5000})
        (result,) = phone.send(asked)
        assert result["state"] == "checking"
        treasurer = signed_in(org, Office.TREASURER)
        record, today = addresses(org, asked)
        assert today not in treasurer.get(record).content.decode()
        assert treasurer.get(today).status_code == 404
    assert Deposit.objects.count() == 0
