"""Work on the stock, page by page: carried between posts, sorted, thrown away, valued; collectors side by side."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.core.valuation import Stock
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import CollectorQuote, Disposal, PostTransfer, Sorting, WriteDown
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


@pytest.fixture
def bank(org):
    """10 kg of cardboard at 1.700 and 10 kg of PET at 4.000."""
    bank = make_bank(org)
    bank.deposit(make_member(org, "Sutinah"), bank.line("KRD", 10_000), bank.line("PET", 10_000))
    return bank


@pytest.fixture
def other_post(bank):
    return actions.create_post(org=bank.org, by=SYSTEM, name="Tlaga")


def kind(bank, code):
    return f"kind_{bank.items[code].pk}"


def test_a_load_goes_to_the_other_post_and_what_is_missing_is_susut(org, bank, other_post, treasurer, weigher):
    where = url(org, "load-new")
    nowhere = press(treasurer, where, treasurer.get(where), source=str(bank.post.pk), target=str(bank.post.pk))
    assert nowhere.status_code == 422
    send = press(treasurer, where, treasurer.get(where), source=str(bank.post.pk), target=str(other_post.pk))
    address = send.headers["Location"]
    assert "Di catatan 10,00 kg" in text_of(treasurer.get(address))
    assert press(treasurer, address, treasurer.get(address)).status_code == 422
    page = treasurer.get(address)
    for _twice in range(2):
        left = press(treasurer, address, page, **{kind(bank, "KRD"): "3"})
    said = text_of(follow(treasurer, left))
    load = PostTransfer.objects.get()
    assert "Barang sudah berangkat." in said
    assert "Barang sudah tiba" not in said
    assert bank.stock("KRD") == Stock(7_000, 11_900)
    assert "Dalam perjalanan" in text_of(weigher.get(url(org, "loads")))
    assert "Barang sudah tiba" in text_of(weigher.get(url(org, "load", load.pk)))
    receive = url(org, "load-receive", load.pk)
    check = press(weigher, receive, weigher.get(receive), **{kind(bank, "KRD"): "2,9"})
    assert "Yang kurang menjadi susut" in text_of(check)
    for _twice in range(2):
        done = press(weigher, receive, check, step="save")
        assert done.status_code == 303
    assert "tiba 2,90 kg" in text_of(follow(weigher, done))
    assert "Rp" not in text_of(weigher.get(url(org, "load", load.pk)))
    assert "susut Rp170" in text_of(treasurer.get(url(org, "load", load.pk)))
    assert bank.stock("KRD", post=other_post) == Stock(2_900, 4_930)


def test_who_sent_it_does_not_receive_it_and_may_bring_it_back(org, bank, other_post, treasurer):
    address = url(org, "load-send", bank.post.pk, other_post.pk)
    left = press(treasurer, address, treasurer.get(address), everything="on")
    load = PostTransfer.objects.get()
    assert bank.stock("KRD").quantity == bank.stock("PET").quantity == 0
    receive = url(org, "load-receive", load.pk)
    check = press(treasurer, receive, treasurer.get(receive))
    assert press(treasurer, receive, check, step="save").status_code == 422
    assert url(org, "load-cancel", load.pk) in follow(treasurer, left).content.decode()
    cancel = url(org, "load-cancel", load.pk)
    assert press(treasurer, cancel, treasurer.get(cancel), reason="").status_code == 422
    said = text_of(follow(treasurer, press(treasurer, cancel, treasurer.get(cancel), reason="mobil mogok")))
    assert "mobil mogok" in said
    assert bank.stock("KRD") == Stock(10_000, 17_000)


def test_more_than_left_needs_its_reason(org, bank, other_post, treasurer, weigher):
    address = url(org, "load-send", bank.post.pk, other_post.pk)
    press(treasurer, address, treasurer.get(address), **{kind(bank, "KRD"): "3"})
    receive = url(org, "load-receive", PostTransfer.objects.get().pk)
    bare = press(
        weigher, receive, press(weigher, receive, weigher.get(receive), **{kind(bank, "KRD"): "3,1"}), step="save"
    )
    assert bare.status_code == 422
    check = press(weigher, receive, bare, reason="kardus basah")
    assert press(weigher, receive, check, step="save").status_code == 303
    assert bank.stock("KRD", post=other_post) == Stock(3_100, 5_100)


def test_one_post_alone_sends_nothing(org, bank, treasurer):
    said = text_of(treasurer.get(url(org, "loads")))
    assert "Posnya baru satu." in said
    assert url(org, "load-new") not in treasurer.get(url(org, "loads")).content.decode()


@pytest.fixture
def bottles(bank):
    """10 kg of bottles with caps at 1.500."""
    category = actions.create_category(org=bank.org, by=SYSTEM, code="P1K", name="Botol", sipsn_class="plastic")
    for code, name in (("P1K", "Botol bertutup"), ("P1", "Botol tanpa tutup"), ("CAP", "Tutup botol")):
        bank.items[code] = actions.create_item(
            org=bank.org, by=SYSTEM, category_id=category.pk, code=code, name=name, unit="g"
        )
    bank.price("P1K", 1_500, starts_at=clock.now() - timedelta(days=1))
    bank.deposit(make_member(bank.org, "Warsini"), bank.line("P1K", 10_000))
    return bank


def test_bottles_are_sorted_by_who_weighs_and_the_residue_carries_its_part(org, bottles, weigher, treasurer):
    address = url(org, "sort", bottles.post.pk, bottles.items["P1K"].pk)
    assert address in weigher.get(url(org, "sortable")).content.decode()
    typed = {kind(bottles, "P1"): "9,2", kind(bottles, "CAP"): "0,5"}
    page = weigher.get(address)
    assert "Jenis lain" in text_of(page)
    check = press(weigher, address, page, **typed)
    said = text_of(check)
    assert "Botol bertutup −10,00 kg" in said
    assert "Sisa yang dibuang 0,30 kg" in said
    for _twice in range(2):
        done = press(weigher, address, check, step="save")
    assert done.headers["Location"] == url(org, "sortable")
    sorting = Sorting.objects.get()
    assert (sorting.residue, sorting.residue_value) == (300, 450)
    assert (bottles.stock("P1"), bottles.stock("CAP")) == (Stock(9_200, 13_800), Stock(500, 750))
    again = url(org, "sort", bottles.post.pk, bottles.items["KRD"].pk)
    too_much = press(treasurer, again, treasurer.get(again), quantity="1", **{kind(bottles, "PET"): "2"})
    assert press(treasurer, again, too_much, step="save").status_code == 422


def test_what_nobody_buys_is_thrown_away_at_its_cost(org, bank, treasurer):
    address = url(org, "dispose", bank.post.pk, bank.items["KRD"].pk)
    assert address in treasurer.get(url(org, "stock-card", bank.post.pk, bank.items["KRD"].pk)).content.decode()
    bare = press(treasurer, address, treasurer.get(address), take="part", quantity="1")
    assert bare.status_code == 422
    done = press(treasurer, address, bare, reason="busuk kena hujan")
    assert "Sudah keluar dari catatan." in text_of(follow(treasurer, done))
    assert Disposal.objects.get().loss_value == 1_700
    too_much = press(treasurer, address, treasurer.get(address), take="part", quantity="10", reason="busuk")
    assert too_much.status_code == 422


def test_at_the_end_of_the_year_stock_stands_at_what_it_brings(org, bank, treasurer):
    bank.sell(bank.load("KRD", 1_000, 1_500, own_quantity=1_000), collector=bank.collector())
    values = text_of(treasurer.get(url(org, "values")))
    # 9 kg for 15.300; 4,5 % less at 1.500 is 12.893
    assert "harga beli Rp15.300, laku Rp12.893" in values
    assert "Rp2.407 terlalu tinggi" in values
    address = url(org, "value", bank.post.pk, bank.items["KRD"].pk)
    check = press(treasurer, address, treasurer.get(address), selling_cost="100")
    assert "Akan laku Rp11.993" in text_of(check)
    assert "Selisih −Rp3.307" in text_of(check)
    for _twice in range(2):
        assert press(treasurer, address, check, step="save").status_code == 303
    assert WriteDown.objects.get().amount == -3_307
    after = text_of(treasurer.get(url(org, "values")))
    assert "Nilainya sudah diubah." in after
    assert "terlalu tinggi" not in after
    same = press(treasurer, address, treasurer.get(address), price="1500", selling_cost="100")
    assert "Nilainya sudah benar." in text_of(same)
    assert press(treasurer, address, same, step="save").status_code == 422


def test_collectors_prices_stand_side_by_side_with_the_least_to_ask(org, bank, treasurer):
    karsim, dul = bank.collector(), bank.collector("Pak Dul")
    assert "Belum ada harga pengepul yang dicatat." in text_of(treasurer.get(url(org, "quotes")))
    address = url(org, "quote-new", bank.items["KRD"].pk)
    assert address in treasurer.get(url(org, "quote-kind")).content.decode()
    page = treasurer.get(address)
    for _twice in range(2):
        noted = press(treasurer, address, page, collector=str(karsim), price="1.750")
    assert CollectorQuote.objects.count() == 1
    one = text_of(follow(treasurer, noted))
    # 17.000 for 10 kg, 4,5 % lost: 1.780,1… the kilogram
    assert "Jangan jual di bawah Rp1.781/kg" in one
    assert "Harga terbaik pun masih di bawah harga beli kita." in one
    press(treasurer, address, treasurer.get(address), collector=str(dul), price="1.800", note="ambil sendiri")
    both = text_of(treasurer.get(url(org, "quotes-item", bank.items["KRD"].pk)))
    best = both.index("Pak Dul hari ini, Rp19 di atas harga beli, ambil sendiri terbaik Rp1.800/kg")
    assert best < both.index("Pak Karsim hari ini, Rp31 di bawah harga beli Rp1.750/kg")
    assert "Harga terbaik pun" not in both
    listed = text_of(treasurer.get(url(org, "quotes")))
    assert "Kardus Pak Dul, hari ini, 1 harga lain" in listed
    assert press(treasurer, address, treasurer.get(address), price="1.800").status_code == 422


def test_without_a_collector_the_way_to_add_one_is_shown(org, bank, treasurer):
    page = treasurer.get(url(org, "quote-new", bank.items["KRD"].pk))
    assert url(org, "collector-new") in page.content.decode()


def test_officers_see_only_ways_that_are_open_to_them(org, bank, treasurer, weigher):
    chair = signed_in(org, Office.CHAIR)
    for client in (chair, treasurer, signed_in(org, Office.AUDITOR)):
        for name, args in (("stock", ()), ("stock-card", (bank.post.pk, bank.items["KRD"].pk)), ("quotes", ())):
            page = client.get(url(org, name, *args)).content.decode()
            for way, where in WAYS.items():
                address = url(org, way, *([bank.post.pk, bank.items["KRD"].pk] if where else []))
                if f'href="{address}"' in page:
                    assert client.get(address).status_code == 200, (name, way)
    home = weigher.get(url(org, "home")).content.decode()
    assert url(org, "loads") in home
    assert url(org, "sortable") in home
    assert weigher.get(url(org, "values")).status_code == 403


WAYS = {"loads": 0, "values": 0, "quotes": 0, "quote-kind": 0, "sort": 1, "dispose": 1, "value": 1, "count": 1}


def test_what_is_foreign_is_not_here(org, other_org, bank, other_post, treasurer):
    with tenant(other_org.pk):
        theirs = make_bank(other_org)
        far = actions.create_post(org=other_org, by=SYSTEM, name="Jauh")
        theirs.deposit(make_member(other_org, "Darmi"), theirs.line("KRD", 3_000))
        client = signed_in(other_org, Office.TREASURER)
        address = url(other_org, "load-send", theirs.post.pk, far.pk)
        press(client, address, client.get(address), everything="on")
        load = PostTransfer.objects.get().pk
    for name, args in (
        ("load", (load,)), ("load-receive", (load,)), ("load-cancel", (load,)), ("load-send", (bank.post.pk, far.pk)),
        ("sort", (bank.post.pk, theirs.items["KRD"].pk)), ("dispose", (theirs.post.pk, bank.items["KRD"].pk)),
        ("value", (theirs.post.pk, bank.items["KRD"].pk)), ("quotes-item", (theirs.items["KRD"].pk,)),
        ("quote-new", (theirs.items["KRD"].pk,)),
    ):  # fmt: skip
        assert treasurer.get(url(org, name, *args)).status_code == 404, name


def test_lists_cost_the_same_with_one_and_with_three(org, bank, other_post, treasurer):
    karsim = bank.collector()

    def send(code, weight):
        address = url(org, "load-send", bank.post.pk, other_post.pk)
        press(treasurer, address, treasurer.get(address), **{kind(bank, code): weight})

    def quote(code, collector, price):
        address = url(org, "quote-new", bank.items[code].pk)
        assert (
            press(treasurer, address, treasurer.get(address), collector=str(collector), price=price).status_code == 303
        )

    send("KRD", "1")
    quote("KRD", karsim, "1.800")
    bank.sell(bank.load("KRD", 1_000, 1_500, own_quantity=1_000), collector=karsim)
    where = [bank.post.pk, bank.items["KRD"].pk]
    pages = [url(org, name) for name in ("loads", "sortable", "values", "quotes")]
    pages += [url(org, "quotes-item", bank.items["KRD"].pk), url(org, "stock-card", *where), url(org, "sort", *where)]
    few = [queries(treasurer, page) for page in pages]
    for code, weight, name in (("PET", "1", "Pak Dul"), ("KRD", "2", "Bu Warti")):
        send(code, weight)
        collector = bank.collector(name)
        quote("KRD", collector, "1.900")
        quote("PET", collector, "4.500")
        bank.sell(bank.load(code, 1_000, 5_000, own_quantity=1_000), collector=collector)
    bank.deposit(make_member(org, "Karsem"), bank.line("TRY", 10), bank.line("JLT", 1_000))
    assert [queries(treasurer, page) for page in pages] == few


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)
