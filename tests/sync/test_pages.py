"""Kiriman HP: the list, one record, and the three buttons of spec 5, as an officer presses them."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Deposit
from guyub.sync.models import Clash, SyncFact
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_sync import fact_row, make_phone, sealed
from tests.factories_wastebank import make_bank


@pytest.fixture
def bank(org):
    return make_bank(org)


@pytest.fixture
def phone(org):
    return make_phone(org, Office.WEIGHING)


@pytest.fixture
def treasurer(org):
    return signed_in(org, Office.TREASURER)


@pytest.fixture
def lost(bank, phone, org):
    """A visit of 1,25 kg PET and 3,2 kg cardboard that somebody else handed in."""
    fact = phone.deposit(bank, make_member(org), ("PET", 1250), ("KRD", 3200))
    make_phone(org, Office.CHAIR).send(fact)
    return fact_row(fact)


def url(name, org, *args):
    return reverse(f"sync:{name}", args=[org.slug, *args])


def text(answer, status=200):
    assert answer.status_code == status, answer.content[:400]
    return answer.content.decode()


def test_the_list_shows_what_is_to_be_checked_with_filters_and_search(bank, phone, org, lost, treasurer):
    page = text(treasurer.get(url("list", org)))
    code = phone.stay.device.code
    for words in ("Setoran · Sutinah", f"{code}-1", "Perlu diperiksa"):
        assert words in page
    phone.deposit(bank, make_member(org, "Kasinem"), ("PET", 1000))
    phone.send(phone.facts[-1])
    assert "Kasinem" not in text(treasurer.get(url("list", org)))
    for asked in ({"keadaan": "accepted"}, {"keadaan": "", "q": "kasinem"}, {"keadaan": "", "q": f"{code.lower()}-2"}):
        page = text(treasurer.get(url("list", org), asked))
        assert ("Kasinem" in page, f"{code}-1" in page) == (True, False), asked
    assert "Tidak ada yang cocok" in text(treasurer.get(url("list", org), {"q": "xyzzy"}))


def test_a_list_costs_the_same_queries_for_one_and_for_three(bank, phone, org, lost, treasurer):
    treasurer.get(url("list", org))
    with CaptureQueriesContext(connection) as one:
        treasurer.get(url("list", org))
    for name in ("Kasinem", "Tumirah"):
        fact = phone.deposit(bank, make_member(org, name), ("PET", 1000))
        make_phone(org, Office.CHAIR).send(fact)
    with CaptureQueriesContext(connection) as three:
        treasurer.get(url("list", org))
    assert len(one) == len(three)


def test_the_pages_follow_each_other(bank, phone, org, treasurer, monkeypatch):
    monkeypatch.setattr("guyub.sync.queries.PAGE", 2)
    for _number in range(5):
        phone.deposit(bank, None, ("PET", 1000))
    phone.send()
    seen, asked = [], "?keadaan=accepted"
    while asked:
        answer = treasurer.get(url("list", org) + asked)
        seen += [line.url for line in answer.context["lines"]]
        asked = answer.context["pager"]["next"]
    assert len(seen) == len(set(seen)) == 5


def test_one_record_says_why_and_what(org, lost, treasurer, phone):
    page = text(treasurer.get(url("fact", org, lost.pk)))
    for words in ("Ini dicatat orang lain.", "1,25 kg", "3,20 kg", "Sutinah", phone.user.addressed, "Terima", "Tolak"):
        assert words in page
    assert "Bukukan hari ini" not in page


def test_accepting_with_a_correction(bank, org, lost, treasurer):
    page = treasurer.get(url("accept", org, lost.pk))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()} | {"line_0": "2,5", "line_1": "3,2"}
    answer = treasurer.post(url("accept", org, lost.pk), data)
    assert answer.status_code == 303, answer.content
    lost.refresh_from_db()
    assert (lost.settling, lost.amended["lines"][0]["quantity"]) == ("amended", 2500)
    assert Deposit.objects.get().net == 10_000 + 5440
    assert "Diterima dengan koreksi" in text(treasurer.get(url("fact", org, lost.pk)))


def test_accepting_as_it_is(org, lost, treasurer):
    form = treasurer.get(url("accept", org, lost.pk)).context["form"]
    data = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    data |= {"line_0": "1,25", "line_1": "3,2"}
    assert treasurer.post(url("accept", org, lost.pk), data).status_code == 303
    lost.refresh_from_db()
    assert (lost.settling, lost.receipt_number) == ("accepted", 1)


def test_rejecting_needs_a_reason(org, lost, treasurer):
    assert "alasan" in text(treasurer.post(url("reject", org, lost.pk), {"client_id": lost.pk}), 422).lower()
    answer = treasurer.post(url("reject", org, lost.pk), {"client_id": lost.pk, "reason": "dobel"})
    assert answer.status_code == 303
    assert "dobel" in text(treasurer.get(url("fact", org, lost.pk)))
    assert Deposit.objects.count() == 0


def test_what_a_rule_refuses_is_told_on_the_page(bank, phone, org, treasurer):
    member = make_member(org)
    fact = phone.record("wastebank.payout_request", {"member": str(member.pk), "amount": 5000})
    bank.deposit(member, bank.line("PET", 1000))
    phone.send()
    page = text(treasurer.post(url("accept", org, fact_row(fact).pk), {"client_id": fact["id"], "amount": "6000"}), 422)
    assert "Rp4.000" in page
    answer = treasurer.post(url("accept", org, fact_row(fact).pk), {"client_id": fact["id"], "amount": "4000"})
    assert (answer.status_code, bank.pocket(member).held) == (303, 4000)


def test_both_versions_of_a_clash_are_shown(bank, phone, org, treasurer):
    fact = phone.deposit(bank, make_member(org), ("PET", 1000))
    phone.send()
    lines = [{"item": str(bank.items["PET"].pk), "quantity": 9000}]
    phone.send(sealed(fact | {"payload": fact["payload"] | {"lines": lines}}))
    assert "Dua versi" in text(treasurer.get(url("list", org), {"keadaan": "clash"}))
    page, clash = text(treasurer.get(url("fact", org, fact_row(fact).pk))), Clash.objects.get()
    assert "1,00 kg" in page and "9,00 kg" in page  # noqa: PT018 -- both on one page
    answer = treasurer.post(url("compare", org, clash.pk), {"client_id": clash.pk, "note": "koma hilang"})
    assert answer.status_code == 303
    assert "koma hilang" in text(treasurer.get(url("fact", org, fact_row(fact).pk)))
    assert "Tidak ada di sini" in text(treasurer.get(url("list", org), {"keadaan": "clash"}))


def test_what_nobody_can_read_is_shown_as_it_came(phone, org):
    phone.send({"id": "nonsense", "note": "<script>"})
    chair = signed_in(org, Office.CHAIR)
    page = text(chair.get(url("fact", org, SyncFact.objects.get().pk)))
    assert ("&lt;script&gt;" in page, "<script>" in page.split("<main")[1].split("</main")[0]) == (True, False)


def test_officers_see_only_what_they_may(bank, phone, org, lost):
    for office, status in (
        (Office.WEIGHING, 404),
        (Office.SECRETARY, 404),
        (Office.TREASURER, 200),
        (Office.CHAIR, 200),
    ):
        client = signed_in(org, office)
        assert client.get(url("fact", org, lost.pk)).status_code == status
        assert client.get(url("reject", org, lost.pk)).status_code == status
        assert (f"{lost.pk}" in client.get(url("list", org)).content.decode()) == (status == 200)
    assert phone.client.get(url("fact", org, lost.pk)).status_code == 200, "her own she sees"
    assert phone.client.get(url("accept", org, lost.pk)).status_code == 404


def test_every_kind_is_read_in_words_and_can_be_put_right(bank, phone, org):
    """Each kind, good and torn: a page never fails over what a phone wrote."""
    chair = signed_in(org, *Office)
    torn = (
        {},
        {"lines": 5, "member": [], "session": "x", "ways": "y", "planned_open": 1, "amount": "z", "deposit": None},
    )
    for kind in ("session", "deposit", "correction", "payout_request"):
        for payload in torn:
            phone.record(f"wastebank.{kind}", payload)
    for payload in torn:
        phone.record("members.registration", payload)
        phone.record("participation.attendance", payload)
    assert {r["state"] for r in phone.send()} == {"checking"}
    for row in SyncFact.objects.all():
        assert chair.get(url("fact", org, row.pk)).status_code == 200, row.kind
        assert chair.get(url("accept", org, row.pk)).status_code == 200, row.kind


def test_the_pack_changes_only_with_its_content(bank, phone, org):
    first = phone.client.get(url("pack", org))
    assert first.headers["Cache-Control"] == "no-store"
    again = phone.client.get(url("pack", org), headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    bank.session()
    assert phone.client.get(url("pack", org), headers={"if-none-match": first.headers["ETag"]}).status_code == 200
    assert json.loads(first.content)["counter"] == 0
