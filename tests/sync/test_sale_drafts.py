"""A load for a collector that a phone wrote down: a draft on the server, once, and never a sale."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.models import Entry
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Sale
from guyub.sync.actions import retry_due, settle_fact
from tests.factories import make_org
from tests.factories_members import make_member
from tests.factories_sync import fact_row, make_phone
from tests.factories_wastebank import make_bank


@pytest.fixture
def bank(org):
    """20 kg of cardboard lie at the post."""
    bank = make_bank(org)
    weigher = make_phone(org, Office.WEIGHING)
    weigher.deposit(bank, make_member(org), ("KRD", 20_000))
    assert [r["state"] for r in weigher.send()] == ["accepted"]
    return bank


@pytest.fixture
def collector(bank):
    return actions.create_collector(org=bank.org, by=bank.treasurer, name="Pak Slamet", phone="081234567890")


@pytest.fixture
def phone(org):
    return make_phone(org, Office.TREASURER)


def load(phone, bank, collector, *lines, **payload):
    """(code, our weight, his weight, price or None) each."""
    rows = [
        {"item": str(bank.items[code].pk), "own": own, "weight": weight, **({} if price is None else {"price": price})}
        for code, own, weight, price in lines
    ]
    names = {"post": str(bank.post.pk), "collector": str(collector.pk)}
    return phone.record("wastebank.sale_draft", names | {"lines": rows} | payload)


def kinds_posted():
    return list(Entry.objects.values_list("kind", flat=True))


def test_a_load_sent_three_times_is_one_draft_and_nothing_moves(bank, collector, phone):
    before = kinds_posted()
    fact = load(phone, bank, collector, ("KRD", 12_500, 12_000, 2000))
    answers = [phone.send(fact)[0] for _time in range(3)]
    assert {(a["state"], a["result"]) for a in answers} == {("accepted", str(Sale.objects.get().pk))}
    sale = Sale.objects.get()
    assert (sale.status, sale.post, sale.collector, sale.revenue) == ("draft", bank.post, collector, 0)
    assert list(sale.lines.values_list("own_quantity", "weight", "price", "take_all")) == [
        (12_500, 12_000, 2000, False)
    ]
    assert kinds_posted() == before
    page = phone.client.get(answers[0]["url"])
    assert "Draf untuk Pak Slamet" in page.content.decode()
    assert "Rp24.000" in page.content.decode()


def test_it_becomes_a_sale_only_when_an_officer_finishes_it(bank, collector, phone, org):
    fact = load(phone, bank, collector, ("KRD", 12_500, 12_000, 2000))
    phone.send(fact)
    sale = Sale.objects.get()
    common = {"org": org, "by": bank.treasurer, "sale_id": sale.pk, "happened_at": clock.now()}
    actions.finalise_sale(**common, client_id=uuid7())
    (again,) = phone.send(fact)
    sale.refresh_from_db()
    assert (again["state"], sale.status, sale.revenue, Sale.objects.count()) == ("accepted", "final", 24_000, 1)


def test_without_a_price_it_gets_the_last_one_of_that_kind(bank, collector, phone, org):
    load(phone, bank, collector, ("KRD", 5000, 5000, None))
    (unsold,) = phone.send()
    assert Sale.objects.get().lines.get().price == 0
    assert "belum ada harga" in phone.client.get(unsold["url"]).content.decode()
    sold = actions.draft_sale(
        org=org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(), post_id=bank.post.pk,
        collector_id=collector.pk, lines=[actions.SaleLineIn(bank.items["KRD"].pk, 4000, 2200, own_quantity=4000)],
    )  # fmt: skip
    common = {"org": org, "by": bank.treasurer, "sale_id": sold.pk, "happened_at": clock.now()}
    actions.finalise_sale(**common, client_id=uuid7())
    fact = load(phone, bank, collector, ("KRD", 3000, 3000, None))
    (result,) = phone.send(fact)
    assert Sale.objects.get(pk=result["result"]).lines.get().price == 2200


def test_a_post_or_collector_of_another_association_is_refused_and_stays_visible(bank, collector, phone, org):
    other = make_org("lain")
    with tenant(other.pk):
        foreign = make_bank(other)
        stranger = actions.create_collector(org=other, by=foreign.treasurer, name="Pak Anu")
    facts = [
        load(phone, bank, collector, ("KRD", 1000, 1000, 2000), post=str(foreign.post.pk)),
        load(phone, bank, stranger, ("KRD", 1000, 1000, 2000)),
    ]
    with tenant(org.pk):
        results = phone.send(*facts)
        assert [(r["state"], r["result"]) for r in results] == [("checking", "")] * 2
        assert all(r["message"] for r in results)
        assert not Sale.objects.exists()
        assert [fact_row(fact).state for fact in facts] == ["checking", "checking"]


def test_who_may_not_sell_leaves_no_draft(bank, collector, org):
    weigher = make_phone(org, Office.WEIGHING)
    (result,) = weigher.send(load(weigher, bank, collector, ("KRD", 1000, 1000, 2000)))
    assert (result["state"], result["reason"], Sale.objects.count()) == ("checking", "forbidden", 0)


def test_a_newer_page_than_the_server_stays_visible(bank, collector, phone):
    fact = load(phone, bank, collector, ("KRD", 1000, 1000, 2000))
    later = phone.record("wastebank.sale_draft", fact["payload"], v=2)
    (unknown,) = phone.send(phone.record("wastebank.sale_draft_of_tomorrow", fact["payload"]))
    (newer,) = phone.send(later)
    assert [(r["state"], r["reason"]) for r in (unknown, newer)] == [
        ("checking", "unknown_kind"), ("checking", "newer_page"),
    ]  # fmt: skip
    page = phone.client.get(reverse("sync:list", args=[phone.org.slug])).content.decode()
    assert "Muatan untuk pengepul" in page
    assert Sale.objects.count() == 0


def test_more_than_the_books_hold_waits_for_the_visits_of_another_phone(bank, collector, phone, org):
    """30 kg leave, 20 are on the books: the other weighing phone comes home in the evening."""
    fact = load(phone, bank, collector, ("KRD", 30_000, 30_000, 2000))
    (result,) = phone.send(fact)
    assert (result["state"], result["reason"]) == ("checking", "over_stock_count_first")
    weigher = make_phone(org, Office.WEIGHING)
    weigher.deposit(bank, make_member(org, "Kasinem"), ("KRD", 15_000))
    weigher.send()
    with clock.set_to(clock.now() + timedelta(days=1)):
        retry_due(org=org)
    assert fact_row(fact).state == "accepted"
    assert Sale.objects.get().lines.get().own_quantity == 30_000


def test_an_officer_puts_a_weight_right_and_a_draft_may_be_thrown_away(bank, collector, phone, org):
    fact = load(phone, bank, collector, ("KRD", 125_000, 12_000, 2000))
    phone.send(fact)
    row = fact_row(fact)
    deputy = make_phone(org, Office.CHAIR)
    page = deputy.client.get(reverse("sync:accept", args=[org.slug, row.pk])).content.decode()
    assert "Kardus: berat kita" in page
    assert "125,00 kg" in page
    data = {"client_id": uuid7(), "own_0": "12,5", "weight_0": "12", "price_0": "2.000"}
    assert deputy.client.post(reverse("sync:accept", args=[org.slug, row.pk]), data).status_code == 303
    sale = Sale.objects.get()
    assert list(sale.lines.values_list("own_quantity", "weight", "price")) == [(12_500, 12_000, 2000)]
    actions.discard_draft(org=org, by=bank.treasurer, sale_id=sale.pk)
    assert verify(org).sound


def test_the_phone_of_who_sells_takes_along_names_of_collectors_and_nothing_else_of_them(bank, collector, phone, org):
    actions.create_collector(org=org, by=bank.treasurer, name="Bu Yati", note="datang Jumat")
    raw = phone.client.get(reverse("sync:pack", args=[org.slug])).content.decode()
    parts = json.loads(raw)["parts"]
    assert [one["name"] for one in parts["wastebank_sales"]["collectors"]] == ["Bu Yati", "Pak Slamet"]
    assert {name for one in parts["wastebank_sales"]["collectors"] for name in one} == {"id", "name"}
    assert ("1234567890" in raw, "Jumat" in raw) == (False, False)
    assert "wastebank" not in parts
    weigher = make_phone(org, Office.WEIGHING)
    assert "wastebank_sales" not in weigher.client.get(reverse("sync:pack", args=[org.slug])).json()["parts"]


def test_a_draft_of_a_settling_officer_is_hers_by_the_books(bank, collector, phone, org):
    """What another person hands in is looked at first, and then still only a draft."""
    fact = load(phone, bank, collector, ("KRD", 1000, 1000, 2000))
    chair = make_phone(org, Office.CHAIR)
    assert [r["state"] for r in chair.send(fact)] == ["checking"]
    settle_fact(org=org, by=bank.treasurer, fact_id=fact_row(fact).pk, how="amended", amended=fact["payload"])
    assert Sale.objects.get().status == "draft"
