"""Files that leave the waste bank: only of the kinds that there are; the stock card; what one collector bought."""

from __future__ import annotations

import io
from datetime import date, time

import pytest
from python_calamine import CalamineWorkbook

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank
from tests.livelihoods.wastebank.pages import text_of, url

MARCH, APRIL = date(2022, 3, 6), date(2022, 4, 3)


@pytest.fixture
def bank(org):
    """In March 100 kg of PET and 20 kg of cardboard came in, at 1.700 each."""
    bank = make_bank(org)
    member = make_member(org, "Sutinah")
    with clock.set_to(at(MARCH, time(9))):
        bank.deposit(member, bank.line("PET", 50_000), bank.line("KRD", 20_000))
    with clock.set_to(at(MARCH, time(9, 30))):
        bank.deposit(member, bank.line("PET", 50_000))
    return bank


@pytest.fixture
def treasurer(org):
    return signed_in(org, Office.TREASURER)


@pytest.fixture
def collector(bank):
    """Pak Karsim took cardboard in March and April; PET with 2 % rafaksi in April, of which he paid a part."""
    karsim = bank.collector()
    with clock.set_to(at(MARCH, time(12))):
        cardboard, cash = bank.load("KRD", 5_000, 2_000, own_quantity=5_000), bank.post.cash_account
        bank.sell(cardboard, collector=karsim, cash_account=cash)
    with clock.set_to(at(APRIL, time(12))):
        load = bank.load("PET", 10_000, 5_000, own_quantity=10_000, rafaksi_bp=200)
        bank.sell(load, bank.load("KRD", 4_000, 2_000, own_quantity=4_000), collector=karsim)
        bank.sell(bank.load("KRD", 1_000, 2_000, own_quantity=1_000), collector=bank.collector("Bu Warti"))
    return karsim


def workbook(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_a_kind_of_file_that_there_is_not_is_not_here(org, bank, treasurer, collector):
    """No guessing: a wrong ending in an address gives no PDF under another name."""
    where = (bank.post.pk, bank.items["KRD"].pk)
    files = [
        ("stock-file", ()), ("stock-card-file", where), ("stock-card-consigned-file", where),
        ("collector-file", (collector,)), ("recap-file", (bank.session(MARCH).pk,)), ("coverage-file", ()),
        ("payday-file", ("2022-04-03",)),
    ]  # fmt: skip
    for name, args in files:
        got = [treasurer.get(url(org, name, *args, kind)).status_code for kind in ("pdf", "xlsx", "exe", "csv", "PDF")]
        assert got == [200, 200, 404, 404, 404], name
    books = f"/p/{org.slug}/buku-kas/laporan/unduh/"
    assert [treasurer.get(f"{books}{kind}/").status_code for kind in ("pdf", "xlsx", "exe")] == [200, 200, 404]


def test_the_stock_card_goes_on_paper_from_its_first_movement(org, bank, treasurer, collector):
    where = (bank.post.pk, bank.items["KRD"].pk)
    page = treasurer.get(url(org, "stock-card", *where))
    assert url(org, "stock-card-file", *where, "xlsx") in page.content.decode()
    (card,) = workbook(treasurer.get(url(org, "stock-card-file", *where, "xlsx")))
    head = next(n for n, row in enumerate(card) if "Banyaknya" in row)
    moved = [(row[2], row[3], row[4], row[5]) for row in card[head + 1 : head + 5]]
    assert moved == [
        ("20,00 kg", 34_000, "20,00 kg", 34_000),
        ("−5,00 kg", -8_500, "15,00 kg", 25_500),
        ("−4,00 kg", -6_800, "11,00 kg", 18_700),
        ("−1,00 kg", -1_700, "10,00 kg", 17_000),
    ]
    assert treasurer.get(url(org, "stock-card-file", *where, "pdf")).content.startswith(b"%PDF")


def test_an_empty_card_offers_no_file(org, bank, treasurer):
    where = (bank.post.pk, bank.items["JLT"].pk)
    assert "kartu." not in treasurer.get(url(org, "stock-card", *where)).content.decode()


def test_what_one_collector_bought_and_still_owes(org, bank, treasurer, collector):
    """April: 9,80 of 10 kg PET at 5.000, 4 kg cardboard at 2.000; March and the other collector stay out."""
    address = url(org, "collector-sheet", collector)
    april = text_of(treasurer.get(f"{address}?bulan=2022-04"))
    assert "Penjualan 1 Dibeli seharga Rp57.000 Dibayar Rp0 Masih terutang Rp57.000" in april
    assert "10,00 kg 2 % 9,80 kg Rp5.000/kg" in april
    assert "Warti" not in april
    march = text_of(treasurer.get(f"{address}?bulan=2022-03"))
    assert "Dibeli seharga Rp10.000 Dibayar Rp10.000 Masih terutang Rp0" in march
    both = text_of(treasurer.get(f"{address}?dari=2022-03-01&sampai=2022-04-30"))
    assert "Penjualan 2 Dibeli seharga Rp67.000 Dibayar Rp10.000 Masih terutang Rp57.000" in both
    assert "Tidak ada pembelian" in text_of(treasurer.get(f"{address}?bulan=2022-05"))


def test_the_collector_sheet_as_a_file(org, bank, treasurer, collector):
    address = url(org, "collector-file", collector, "xlsx")
    kinds, loads = workbook(treasurer.get(f"{address}?bulan=2022-04"))
    assert [row[-1] for row in kinds if "Botol PET bersih" in row or "Kardus" in row] == [49_000, 8_000]
    assert [row[3:] for row in loads if row[0] == "Jumlah" or "Cihonje" in row] == [[57_000, 0, 57_000]] * 2
    paper = treasurer.get(f"{url(org, 'collector-file', collector, 'pdf')}?bulan=2022-04")
    assert paper.content.startswith(b"%PDF")


def test_a_sale_taken_back_was_no_purchase(org, bank, treasurer):
    karsim = bank.collector()
    with clock.set_to(at(APRIL, time(12))):
        sale = bank.sell(bank.load("KRD", 5_000, 2_000, own_quantity=5_000), collector=karsim)
        actions.reverse_sale(
            org=org, by=bank.treasurer, client_id=uuid7(), sale_id=sale.pk, happened_at=clock.now(), reason="salah"
        )
    shown = text_of(treasurer.get(f"{url(org, 'collector-sheet', karsim)}?bulan=2022-04"))
    assert "Tidak ada pembelian dalam waktu ini." in shown


def test_the_sheet_asks_the_same_whatever_its_length(org, bank, treasurer, collector, django_assert_num_queries):
    address = url(org, "collector-sheet", collector)
    treasurer.get(address)
    with django_assert_num_queries(5):
        treasurer.get(f"{address}?bulan=2022-03")
    with django_assert_num_queries(5):
        treasurer.get(f"{address}?dari=2022-03-01&sampai=2022-04-30")
