"""Selling, stock and prices, page by page, with their figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Collector, PriceRow, Sale, StockCount
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


@pytest.fixture
def bank(org):
    """100 kg of PET bought at 4.000 and 20 kg of cardboard at 1.700."""
    bank = make_bank(org)
    member = make_member(org, "Sutinah")
    bank.deposit(member, bank.line("PET", 50_000), bank.line("KRD", 20_000))
    bank.deposit(member, bank.line("PET", 50_000, confirmed=True))
    return bank


@pytest.fixture
def collector(bank):
    return bank.collector()


def load(org, client, bank, collector, code="PET", **typed):
    """Put one kind into a new draft; return the answer."""
    address = url(org, "sale-first-kind", bank.post.pk, collector, bank.items[code].pk)
    return press(client, address, client.get(address), **typed)


def test_a_load_from_draft_to_final_with_its_sheet(org, bank, treasurer, collector):
    start = url(org, "sale-new")
    chosen = press(treasurer, start, treasurer.get(start), collector=str(collector))
    assert chosen.headers["Location"] == url(org, "sale-first", bank.post.pk, collector)
    assert "100,00 kg" in text_of(treasurer.get(chosen.headers["Location"]))
    draft = follow(treasurer, load(org, treasurer, bank, collector, weight="96,4", price="5000"))
    said = text_of(draft)
    assert "Pengepul membayar Rp482.000" in said
    assert "HPP (harga beli kita) −Rp385.600" in said
    assert "Susut (berat hilang) −Rp14.400" in said
    assert "Sisa untuk paguyuban Rp82.000" in said
    sale = Sale.objects.get()
    more = url(org, "sale-kind", sale.pk, bank.items["KRD"].pk)
    draft = follow(
        treasurer, press(treasurer, more, treasurer.get(more), take="own", own="10", weight="9", price="2000")
    )
    assert "susut banyak" in text_of(draft)
    assert "Susut Kardus lebih dari 6 %." in text_of(draft)
    final = url(org, "sale-final", sale.pk)
    page = treasurer.get(final)
    assert "Lima ratus ribu rupiah".lower() in text_of(page).lower()
    first = press(treasurer, final, page, paid="later")
    assert press(treasurer, final, page, paid="later").headers["Location"] == first.headers["Location"]
    sold = text_of(follow(treasurer, first))
    assert "Masih terutang Rp500.000" in sold
    sale.refresh_from_db()
    assert (sale.revenue, sale.cogs, sale.shrinkage) == (500_000, 385_600 + 15_300, 14_400 + 1_700)
    assert bank.stock("PET").quantity == 0
    assert "96,40 kg" in text_of(treasurer.get(url(org, "sale-print", sale.pk)))
    assert treasurer.get(url(org, "sale-file", sale.pk)).content.startswith(b"%PDF")


def test_he_pays_in_parts_and_the_sale_is_reversed(org, bank, treasurer, collector):
    sale = bank.sell(bank.load("PET", 96_400, 5_000, take_all=True), collector=collector)
    pay = url(org, "sale-pay", sale.pk)
    check = press(treasurer, pay, treasurer.get(pay), amount="200.000")
    assert "Sisa utang Rp282.000" in text_of(check)
    for _twice in range(2):
        assert press(treasurer, pay, check, step="save").status_code == 303
    sale.refresh_from_db()
    assert sale.paid == 200_000
    assert "Pak Karsim" in text_of(treasurer.get(url(org, "sales")))
    over = press(treasurer, pay, press(treasurer, pay, treasurer.get(pay), amount="300.000"), step="save")
    assert over.status_code == 422
    reverse = url(org, "sale-reverse", sale.pk)
    assert press(treasurer, reverse, treasurer.get(reverse), reason="").status_code == 422
    page = follow(treasurer, press(treasurer, reverse, treasurer.get(reverse), reason="truk mogok"))
    assert "Penjualan ini dibatalkan." in text_of(page)
    assert (bank.stock("PET").quantity, bank.stock("PET").value) == (100_000, 400_000)


def test_more_than_the_stock_is_refused_or_confirmed_with_a_reason(org, bank, treasurer, collector):
    typed = {"take": "own", "own": "102", "weight": "102", "price": "5000"}
    answer = load(org, treasurer, bank, collector, **typed)
    assert answer.status_code == 422
    assert not Sale.objects.exists()
    assert "Mengapa lebih banyak dari catatan?" in text_of(answer)
    assert 'value="102"' in answer.content.decode()
    address = url(org, "sale-first-kind", bank.post.pk, collector, bank.items["PET"].pk)
    assert press(treasurer, address, answer, over_reason="timbangan pasar").status_code == 303
    too_much = load(org, treasurer, bank, collector, **{**typed, "own": "150", "weight": "150"})
    assert too_much.status_code == 422
    assert "Mengapa lebih banyak dari catatan?" not in text_of(too_much)


def test_a_kind_is_taken_out_and_the_draft_thrown_away(org, bank, treasurer, collector):
    follow(treasurer, load(org, treasurer, bank, collector, weight="90", price="5000"))
    sale = Sale.objects.get()
    more = url(org, "sale-kind", sale.pk, bank.items["KRD"].pk)
    press(treasurer, more, treasurer.get(more), weight="20", price="2000")
    drop = url(org, "sale-drop", sale.pk, bank.items["PET"].pk)
    follow(treasurer, press(treasurer, drop, treasurer.get(drop)))
    assert [line.item_name for line in sale.lines.all()] == ["Kardus"]
    discard = url(org, "sale-discard", sale.pk)
    follow(treasurer, press(treasurer, discard, treasurer.get(discard)))
    assert not Sale.objects.exists()
    assert treasurer.get(url(org, "sale", sale.pk)).status_code == 404


def test_litres_of_known_weight_are_sold_by_the_kilogram_too(org, bank, treasurer, collector):
    bank.deposit(make_member(org, "Rumini"), bank.line("JLT", 10_000))
    sold = load(org, treasurer, bank, collector, "JLT", sold_unit="g", weight="9,1", price="6000")
    assert sold.status_code == 303
    line = Sale.objects.get().lines.get()
    assert (line.sold_unit, line.weight, line.unit) == ("g", 9_100, "ml")


def test_a_collector_is_added_once(org, bank, treasurer):
    address = url(org, "collector-new")
    assert press(treasurer, address, treasurer.get(address), name="Bu Warti").status_code == 303
    again = press(treasurer, address, treasurer.get(address), name="Bu Warti")
    assert again.status_code == 422
    assert Collector.objects.count() == 1
    change = url(org, "collector", Collector.objects.get().pk)
    press(treasurer, change, treasurer.get(change), name="Bu Warti Legok", note="ambil hari Senin")
    assert "ambil hari Senin" in text_of(treasurer.get(url(org, "collectors")))


def test_the_stock_is_counted_with_a_reason_for_what_is_missing(org, bank, treasurer):
    address = url(org, "count", bank.post.pk, bank.items["KRD"].pk)
    check = press(treasurer, address, treasurer.get(address), counted="18,5", reason="basah dibuang")
    assert "Selisih −1,50 kg" in text_of(check)
    assert not StockCount.objects.exists()
    for _twice in range(2):
        assert press(treasurer, address, check, step="save").status_code == 303
    assert StockCount.objects.get().loss_value == 2_550
    card = text_of(treasurer.get(url(org, "stock-card", bank.post.pk, bank.items["KRD"].pk)))
    assert "18,50 kg" in card
    assert "Rp31.450" in card
    bare = press(treasurer, address, treasurer.get(address), counted="10")
    answer = press(treasurer, address, bare, step="save")
    assert answer.status_code == 422
    assert "Rp2.550" in text_of(treasurer.get(url(org, "counts")))


def test_a_price_is_read_back_and_published_once(org, bank, chair):
    address = url(org, "price-publish", bank.items["KRD"].pk)
    check = press(chair, address, chair.get(address), price="1.500")
    assert "Seribu lima ratus rupiah".lower() in text_of(check).lower()
    assert "Hari timbang sedang buka." in text_of(check)
    for _twice in range(2):
        assert press(chair, address, check, step="save").status_code == 303
    assert PriceRow.objects.filter(item=bank.items["KRD"], price=1_500).count() == 1
    assert "Rp1.500/kg" in text_of(chair.get(url(org, "prices")))
    assert "Rp1.700/kg" in text_of(chair.get(url(org, "price-item", bank.items["KRD"].pk)))


def test_a_later_price_waits_on_the_board(org, bank, chair):
    day = (clock.today(org.time_zone) + timedelta(days=3)).isoformat()
    address = url(org, "price-publish", bank.items["KRD"].pk)
    check = press(chair, address, chair.get(address), price="2000", start="later", day=day, hour="07:30")
    press(chair, address, check, step="save")
    board = text_of(chair.get(url(org, "prices")))
    assert "Rp1.700/kg" in board
    assert "Rp2.000 mulai" in board
    assert press(chair, address, chair.get(address), price="2000", start="later").status_code == 422


def test_buying_dearer_than_the_collector_pays_warns(org, bank, chair, collector):
    bank.sell(bank.load("KRD", 20_000, 2_000, take_all=True), collector=collector)
    address = url(org, "price-publish", bank.items["KRD"].pk)
    dear = text_of(press(chair, address, chair.get(address), price="1.950"))
    assert "Dengan harga ini paguyuban merugi." in dear
    fair = text_of(press(chair, address, chair.get(address), price="1.900"))
    assert "Dengan harga ini paguyuban merugi." not in fair


def test_prices_that_lose_money_are_named_until_they_are_lowered(org, bank, chair, collector):
    warned = "Dengan harga ini paguyuban merugi: Kardus."
    treasurer, member = signed_in(org, Office.TREASURER), signed_in(org)
    pages = [(chair, "prices"), (treasurer, "prices"), (treasurer, "coverage")]
    assert [warned in text_of(client.get(url(org, name))) for client, name in pages] == [False] * 3
    bank.sell(bank.load("KRD", 20_000, 1_781, take_all=True), collector=collector)  # 1.700 is the most at 4,5 % susut
    assert [warned in text_of(client.get(url(org, name))) for client, name in pages] == [False] * 3
    later = clock.now() + timedelta(days=1)
    bank.price("KRD", 1_701, starts_at=later)
    bank.price("KRD", 1_780, starts_at=later + timedelta(days=1), deduction_bp=450)  # 1.699,9 once it is deducted
    with clock.set_to(later):
        assert [warned in text_of(client.get(url(org, name))) for client, name in pages] == [True] * 3
        board = text_of(chair.get(url(org, "prices")))
        assert "merugi" in board
        assert "Rp1.780 mulai" in board
        assert "merugi" not in text_of(member.get(url(org, "prices")))
    with clock.set_to(later + timedelta(days=1)):
        assert [warned in text_of(client.get(url(org, name))) for client, name in pages] == [False] * 3


def test_the_poster_hangs_on_paper(org, bank, chair):
    assert "Rp4.000" in text_of(chair.get(url(org, "price-poster")))
    assert chair.get(url(org, "price-file")).content.startswith(b"%PDF")
    assert chair.get(url(org, "stock-file", "xlsx")).content.startswith(b"PK")


def test_what_is_foreign_is_not_here(org, other_org, bank, treasurer, collector):
    with tenant(other_org.pk):
        theirs = make_bank(other_org)
        theirs.deposit(make_member(other_org, "Warsini"), theirs.line("PET", 10_000))
        their_collector = theirs.collector()
        their_sale = theirs.sell(theirs.load("PET", 9_000, 5_000, take_all=True), collector=their_collector)
    for name, args in (
        ("sale", (their_sale.pk,)), ("sale-print", (their_sale.pk,)), ("sale-pay", (their_sale.pk,)),
        ("collector", (their_collector,)), ("sale-first", (bank.post.pk, their_collector)),
        ("stock-card", (theirs.post.pk, bank.items["PET"].pk)), ("count", (bank.post.pk, theirs.items["PET"].pk)),
        ("price-item", (theirs.items["PET"].pk,)),
    ):  # fmt: skip
        assert treasurer.get(url(org, name, *args)).status_code == 404, name


def test_lists_cost_the_same_with_one_and_with_three(org, bank, treasurer, collector, django_assert_num_queries):
    bank.sell(bank.load("PET", 1_000, 5_000, own_quantity=1_000), collector=collector)
    pages = [url(org, name) for name in ("sales", "stock", "prices", "collectors", "counts")]
    counts = []
    for address in pages:
        treasurer.get(address)
        with CaptureQueriesContext(connection) as seen:
            treasurer.get(address)
        counts.append(len(seen))
    for name in ("Bu Warti", "Pak Darno"):
        bank.sell(bank.load("PET", 1_000, 5_000, own_quantity=1_000), collector=bank.collector(name))
    bank.deposit(make_member(org, "Karsem"), bank.line("TRY", 10), bank.line("JLT", 1_000))
    for address, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            treasurer.get(address)
