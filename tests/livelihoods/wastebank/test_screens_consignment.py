"""Waste left for sale, page by page: agreed, weighed, given back, lost, sold, shared, and read in the passbook."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import ConsignmentLot, LotReturn, PriceRow, Sale, SaleSettlement
from tests.factories import make_user, signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank
from tests.livelihoods.wastebank.pages import follow, press, text_of, url


@pytest.fixture
def bank(org):
    bank = make_bank(org)
    bank.consign("ALU")
    return bank


@pytest.fixture
def mother(bank):
    return make_member(bank.org, "Sutinah")


@pytest.fixture
def neighbour(bank):
    return make_member(bank.org, "Warsini")


@pytest.fixture
def herself(org, mother):
    return signed_in(org, Office.MEMBER, user=make_user("Sutinah"), member_id=mother.pk)


def sold(bank, weight=2_900, price=10_000, **values):
    """All aluminium to Pak Karsim, 3,0 kg at our scale."""
    line = bank.load("ALU", weight, price, pool="B", take_all=True)
    return bank.sell(line, collector=bank.collector(values.pop("name", "Pak Karsim")), **values)


def test_a_price_that_is_agreed_for_consignment_has_no_rupiah(org, bank):
    chair = signed_in(org, Office.CHAIR)
    address = url(org, "price-publish", bank.items["KRD"].pk)
    typed = {"mode": "B", "price": "9.999", "fee": "12,5"}
    check = press(chair, address, chair.get(address), **typed)
    said = text_of(check)
    assert "Bagaimana dibayarnya? titip jual, jasa 12,5 %" in said
    assert "9.999" not in said
    assert "merugi" not in said
    for _twice in range(2):
        assert press(chair, address, check, step="save").status_code == 303
    row = PriceRow.objects.get(item=bank.items["KRD"], mode="B")
    assert (row.price, row.fee_bp) == (None, 1_250)
    assert "titip jual" in text_of(chair.get(url(org, "prices")))
    assert "titip jual" in text_of(chair.get(url(org, "price-item", bank.items["KRD"].pk)))
    assert "titip jual, jasa 12,5 %" in text_of(chair.get(url(org, "price-poster")))
    bare = press(chair, address, chair.get(address), mode="A")
    assert bare.status_code == 422


def test_what_she_leaves_is_shown_in_kilograms_and_never_in_rupiah(org, bank, mother, weigher, herself):
    result = bank.deposit(mother, bank.line("ALU", 1_500), bank.line("KRD", 2_000))
    slip = text_of(weigher.get(url(org, "slip", result.deposit_id)))
    assert "Aluminium 1,50 kg titip jual" in slip
    assert "Rp3.400" in slip
    book = text_of(herself.get(url(org, "passbook", mother.pk)))
    assert "Titip jual Aluminium Cihonje 1,50 kg" in book
    paper = text_of(herself.get(url(org, "passbook-print", mother.pk)))
    assert "Aluminium (titipan), Cihonje 1,50 kg" in paper
    mine = text_of(herself.get(url(org, "lots", mother.pk)))
    assert "Dibayar setelah pengepul membayar." in mine
    assert "Rp" not in mine.split("Masih ada")[1]
    assert "kembali/" not in herself.get(url(org, "lots", mother.pk)).content.decode()


def test_she_takes_a_part_back_and_signs_for_it(org, bank, mother, weigher, herself):
    bank.deposit(mother, bank.line("ALU", 1_500))
    address = url(org, "lot-give-back", mother.pk, bank.post.pk, bank.items["ALU"].pk)
    assert address in weigher.get(url(org, "lots", mother.pk)).content.decode()
    nothing = press(weigher, address, weigher.get(address), take="part")
    assert nothing.status_code == 422
    check = press(weigher, address, weigher.get(address), take="part", quantity="0,5", reason="butuh kawat")
    assert "Aluminium 0,50 kg" in text_of(check)
    assert not LotReturn.objects.exists()
    for _twice in range(2):
        done = press(weigher, address, check, step="save")
        assert done.status_code == 303
    slip = LotReturn.objects.get()
    assert done.headers["Location"] == url(org, "lot-return", slip.pk)
    said = text_of(herself.get(url(org, "lot-return", slip.pk)))
    assert "Aluminium 0,50 kg" in said
    assert "butuh kawat" in said
    assert weigher.get(url(org, "lot-return-file", slip.pk)).content.startswith(b"%PDF")
    lot = ConsignmentLot.objects.get()
    assert (lot.held, lot.returned) == (1_000, 500)
    assert "1,00 kg" in text_of(herself.get(url(org, "passbook", mother.pk)))
    too_much = press(weigher, address, weigher.get(address), take="part", quantity="1,2")
    answer = press(weigher, address, too_much, step="save")
    assert answer.status_code == 422
    assert "Titipannya di sini 1,00 kg Aluminium." in text_of(answer)


def test_who_left_it_does_not_hand_it_out_to_herself(org, bank, mother):
    bank.deposit(mother, bank.line("ALU", 1_500))
    client = signed_in(org, Office.WEIGHING, user=make_user("Sutinah"), member_id=mother.pk)
    address = url(org, "lot-give-back", mother.pk, bank.post.pk, bank.items["ALU"].pk)
    check = press(client, address, client.get(address))
    assert press(client, address, check, step="save").status_code == 422
    assert not LotReturn.objects.exists()


def test_a_load_of_both_pools_from_draft_to_the_passbooks(org, bank, mother, neighbour, treasurer, herself):
    """3,0 kg of two members at 10.000: 29.000, fee 2.900, and 26.100 as 2 : 1; beside it our own cardboard."""
    bank.deposit(mother, bank.line("ALU", 2_000), bank.line("KRD", 10_000))
    bank.deposit(neighbour, bank.line("ALU", 1_000))
    collector = bank.collector()
    assert "Titipan anggota Aluminium" in text_of(treasurer.get(url(org, "sale-first", bank.post.pk, collector)))
    first = url(org, "sale-first-consigned", bank.post.pk, collector, bank.items["ALU"].pk)
    assert "Senilai" not in text_of(treasurer.get(first))
    draft = follow(treasurer, press(treasurer, first, treasurer.get(first), weight="2,9", price="10000"))
    sale = Sale.objects.get()
    own = url(org, "sale-kind", sale.pk, bank.items["KRD"].pk)
    draft = follow(treasurer, press(treasurer, own, treasurer.get(own), weight="9,6", price="2000"))
    said = text_of(draft)
    assert "Aluminium (titipan)" in said
    assert "Pengepul membayar Rp48.200" in said
    assert "Untuk pemilik titipan −Rp26.100" in said
    # 19.200 of our own less 17.000 it cost, and the fee of 2.900
    assert "Sisa untuk paguyuban Rp5.100" in said
    preview = text_of(treasurer.get(url(org, "sale-owners", sale.pk)))
    assert "Barang belum berangkat." in preview
    assert f"Sutinah (No. {mother.number}) Aluminium 2,00 kg Rp17.400" in preview
    assert f"Warsini (No. {neighbour.number}) Aluminium 1,00 kg Rp8.700" in preview
    final = url(org, "sale-final", sale.pk)
    sold_page = text_of(follow(treasurer, press(treasurer, final, treasurer.get(final), paid="later")))
    assert "Titipan dibukukan setelah pengepul membayar Rp29.000." in sold_page
    assert "Rp17.400" not in text_of(herself.get(url(org, "passbook", mother.pk)))
    pay = url(org, "sale-pay", sale.pk)
    press(treasurer, pay, press(treasurer, pay, treasurer.get(pay), amount="29.000"), step="save")
    settled = SaleSettlement.objects.get()
    assert (settled.credited, settled.fee) == (26_100, 2_900)
    assert "Hasil titipan sudah masuk buku tabungan" in text_of(treasurer.get(url(org, "sale", sale.pk)))
    owners = text_of(treasurer.get(url(org, "sale-owners", sale.pk)))
    assert "Untuk pemilik titipan Rp26.100" in owners
    assert treasurer.get(url(org, "sale-owners-file", sale.pk)).content.startswith(b"%PDF")
    share = url(org, "share", settled.pk, mother.pk)
    assert share in herself.get(url(org, "passbook", mother.pk)).content.decode()
    hers = text_of(herself.get(share))
    assert "Aluminium 2,00 kg" in hers
    assert "Rp17.400" in hers
    assert "Warsini" not in hers
    assert herself.get(url(org, "share-file", settled.pk, mother.pk)).content.startswith(b"%PDF")


def test_costs_are_taken_off_first_and_may_not_be_more_than_it_brings(org, bank, mother, treasurer):
    bank.deposit(mother, bank.line("ALU", 2_000))
    address = url(org, "sale-first-consigned", bank.post.pk, bank.collector(), bank.items["ALU"].pk)
    follow(treasurer, press(treasurer, address, treasurer.get(address), weight="2", price="10000", costs="5000"))
    sale = Sale.objects.get()
    # 20.000 less 5.000, less a tenth of the rest
    assert "Rp13.500" in text_of(treasurer.get(url(org, "sale-owners", sale.pk)))
    draft = text_of(treasurer.get(url(org, "sale", sale.pk)))
    assert "Untuk pemilik titipan −Rp13.500 Ongkos dari pemilik titipan −Rp5.000" in draft
    assert "Sisa untuk paguyuban Rp1.500" in draft
    assert "HPP" not in draft
    again = url(org, "sale-consigned", sale.pk, bank.items["ALU"].pk)
    assert 'value="5000"' in treasurer.get(again).content.decode().replace("5.000", "5000")
    dear = press(treasurer, again, treasurer.get(again), costs="20.001")
    assert dear.status_code == 422
    drop = url(org, "sale-drop-consigned", sale.pk, bank.items["ALU"].pk)
    follow(treasurer, press(treasurer, drop, treasurer.get(drop)))
    assert not Sale.objects.exists()
    assert bank.stock("ALU", "B").quantity == 2_000


def test_a_correction_before_the_money_came_is_told_apart(org, bank, mother, neighbour, treasurer):
    typed = bank.deposit(mother, bank.line("ALU", 2_000))
    bank.deposit(neighbour, bank.line("ALU", 1_000))
    sale = sold(bank, 3_000)
    bank.correct(typed.deposit_id, bank.line("ALU", 1_500), by=bank.treasurer)
    # 18.000 for 2 kg; half a kilogram less is 4.500 less, and nobody else's share moves
    said = text_of(treasurer.get(url(org, "sale-owners", sale.pk)))
    assert "Perbaikan sesudah dijual −Rp4.500" in said
    assert "Aluminium 2,00 kg Rp13.500" in said
    assert "Aluminium 1,00 kg Rp9.000" in said
    pay = url(org, "sale-pay", sale.pk)
    press(treasurer, pay, press(treasurer, pay, treasurer.get(pay), amount="30.000"), step="save")
    hers = text_of(treasurer.get(url(org, "share", SaleSettlement.objects.get().pk, mother.pk)))
    assert "Rp13.500" in hers
    assert bank.pocket(mother).balance == 13_500


def test_what_lies_there_is_whose_and_a_loss_is_borne_by_all(org, bank, mother, neighbour, treasurer):
    bank.deposit(mother, bank.line("ALU", 1_000))
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        bank.deposit(neighbour, bank.line("ALU", 500))
    where = (bank.post.pk, bank.items["ALU"].pk)
    assert "Titipan anggota Aluminium Cihonje 1,50 kg" in text_of(treasurer.get(url(org, "stock")))
    card = text_of(treasurer.get(url(org, "stock-card-consigned", *where)))
    assert card.index("Sutinah") < card.index("Warsini")
    assert "Rp" not in card.split("Di catatan")[1].split("Milik siapa")[0]
    dispose = url(org, "dispose-consigned", *where)
    assert press(treasurer, dispose, treasurer.get(dispose), take="all").status_code == 422
    done = press(treasurer, dispose, treasurer.get(dispose), take="part", quantity="0,3", reason="berkarat")
    assert "Sudah keluar dari catatan." in text_of(follow(treasurer, done))
    count = url(org, "count-consigned", *where)
    check = press(treasurer, count, treasurer.get(count), counted="1,35", reason="terselip")
    assert "Ditanggung semua pemilik titipan, menurut beratnya." in text_of(check)
    press(treasurer, count, check, step="save")
    assert list(ConsignmentLot.objects.order_by("-quantity").values_list("held", "lost", "discrepancy")) == [
        (900, 200, 100),
        (450, 100, 50),
    ]
    assert "Aluminium (titipan), Cihonje" in text_of(treasurer.get(url(org, "counts")))


def test_the_list_of_stock_on_paper_has_both(org, bank, mother, treasurer):
    bank.deposit(mother, bank.line("KRD", 10_000))
    assert len(sheets(treasurer.get(url(org, "stock-file", "xlsx")))) == 1
    bank.deposit(mother, bank.line("ALU", 1_500))
    again, consigned = sheets(treasurer.get(url(org, "stock-file", "xlsx")))
    assert [row for row in again if "Aluminium" in row] == []
    assert ["Cihonje", "Aluminium", "1,50 kg"] in consigned
    assert treasurer.get(url(org, "stock-file", "pdf")).content.startswith(b"%PDF")


def sheets(answer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_what_was_agreed_since_does_not_mix_the_pools(org, bank, mother, treasurer):
    """The same kind, first bought and then left for sale, stands twice in the stock and is sold pool by pool."""
    bank.deposit(mother, bank.line("KRD", 10_000))
    row = {"starts_at": clock.now(), "mode": "B"}
    bank.price("KRD", 0, **row)
    with clock.set_to(clock.now() + timedelta(seconds=2)):
        bank.deposit(mother, bank.line("KRD", 4_000))
    where = (bank.post.pk, bank.items["KRD"].pk)
    shown = text_of(treasurer.get(url(org, "stock")))
    assert "Kardus" in shown
    assert "Nilai semua stok Rp17.000" in shown
    assert "Titipan anggota Kardus Cihonje 4,00 kg" in shown
    assert "Di catatan 10,00 kg" in text_of(treasurer.get(url(org, "stock-card", *where)))
    assert "Di catatan 4,00 kg" in text_of(treasurer.get(url(org, "stock-card-consigned", *where)))
    collector = bank.collector()
    bank.sell(bank.load("KRD", 9_800, 2_000, take_all=True), collector=collector)
    assert (bank.stock("KRD").quantity, bank.stock("KRD", "B").quantity) == (0, 4_000)
    rest = text_of(treasurer.get(url(org, "stock")))
    assert "Nilai semua stok" not in rest
    assert "Titipan anggota Kardus Cihonje 4,00 kg" in rest


def test_her_pages_are_hers_and_foreign_ones_are_not_here(org, other_org, bank, mother, neighbour, herself, treasurer):
    bank.deposit(mother, bank.line("ALU", 2_000))
    bank.deposit(neighbour, bank.line("ALU", 1_000))
    sale = sold(bank, cash_account="1101")
    settled = SaleSettlement.objects.get().pk
    for name, args in (
        ("lots", (neighbour.pk,)),
        ("share", (settled, neighbour.pk)),
        ("share-file", (settled, neighbour.pk)),
    ):
        assert herself.get(url(org, name, *args)).status_code == 404, name
    outsider = make_member(org, "Karsem")
    assert treasurer.get(url(org, "share", settled, outsider.pk)).status_code == 404
    with tenant(other_org.pk):
        theirs = make_bank(other_org)
        theirs.consign("ALU")
        stranger = make_member(other_org, "Darmi")
        theirs.deposit(stranger, theirs.line("ALU", 1_000))
        their_sale = theirs.sell(
            theirs.load("ALU", 900, 9_000, pool="B", take_all=True), collector=theirs.collector(), cash_account="1101"
        )
        their_settlement = SaleSettlement.objects.get(sale=their_sale).pk
    for name, args in (
        ("lots", (stranger.pk,)), ("sale-owners", (their_sale.pk,)), ("share", (their_settlement, mother.pk)),
        ("stock-card-consigned", (theirs.post.pk, bank.items["ALU"].pk)),
        ("lot-give-back", (stranger.pk, bank.post.pk, bank.items["ALU"].pk)),
    ):  # fmt: skip
        assert treasurer.get(url(org, name, *args)).status_code == 404, name
    bank.deposit(mother, bank.line("KRD", 1_000))
    ours = bank.sell(bank.load("KRD", 900, 2_000, take_all=True), collector=bank.collector("Pak Dul"))
    assert treasurer.get(url(org, "sale-owners", ours.pk)).status_code == 404
    assert treasurer.get(url(org, "sale-owners", sale.pk)).status_code == 200


def test_lists_cost_the_same_with_one_and_with_three(org, bank, mother, neighbour, treasurer):
    bank.deposit(mother, bank.line("ALU", 1_000))
    first = sold(bank, 990, cash_account="1101")
    bank.deposit(mother, bank.line("ALU", 1_000))
    where = (bank.post.pk, bank.items["ALU"].pk)
    names = [("stock", ()), ("stock-card-consigned", where), ("lots", (mother.pk,)), ("passbook", (mother.pk,))]
    pages = [(name, url(org, name, *args)) for name, args in names]
    few = queries(treasurer, [*pages, ("sale-owners", url(org, "sale-owners", first.pk))])
    bank.consign("TMB")
    for member in (neighbour, make_member(org, "Karsem"), mother):
        bank.deposit(member, bank.line("ALU", 1_000), bank.line("TMB", 200))
    lines = [
        bank.load(code, weight, 10_000, pool="B", own_quantity=weight)
        for code, weight in (("ALU", 2_500), ("TMB", 300))
    ]
    second = bank.sell(*lines, collector=bank.collector("Pak Dul"), cash_account="1101")
    assert queries(treasurer, [*pages, ("sale-owners", url(org, "sale-owners", second.pk))]) == few


def queries(client, pages):
    """Count what each page asks the database, once it is warm."""
    counts = {}
    for name, address in pages:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200, name
        counts[name] = len(seen)
    return counts
