"""A visit out of a deposit book and prices out of a price list: read, looked at row by row, saved, taken back."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from xlsxwriter import Workbook

from guyub.foundation.core import clock, sheets
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Deposit, DepositLine, PriceList, PriceRow
from guyub.livelihoods.wastebank.rules.lists import BOOK, find_table
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank
from tests.livelihoods.wastebank.pages import fields, follow, press, text_of, url
from tests.shared_data import shared

BOOK_CSV = """kode_sampah,nama_sampah, qty
PET,,"1,5"
,Kardus,3 kg
SMP001,Plastik,20
TRY,,40
KRD,Kardus,"2.500"
PET,Kardus,1
KRD,,"60"
KRD,,"1001"
JLT,,
"""
PRICES_CSV = """Daftar harga Desember;;;;
Kode;Nama;Beli;Jual;Biaya Pilah
PET;Botol PET bersih;4.200;4.500;500
KRD;Kardus;1.700;2.000;0
TRY;;Rp175;400;
SMP001;Plastik;1.000;2.000;100
JLT;Jelantah;;6.000;
TRY;;180;;
"""


@pytest.fixture
def bank(org):
    bank = make_bank(org)
    bank.session()
    return bank


@pytest.fixture
def weigher(org):
    return signed_in(org, Office.WEIGHING)


@pytest.fixture
def chair(org):
    return signed_in(org, Office.CHAIR)


def upload(client, address, content, name="buku.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return client.post(address, {**fields(client.get(address)), "file": SimpleUploadedFile(name, content)})


def lines_of(answer):
    return fields(answer).get("line", [])


def test_a_deposit_book_goes_over_the_scale_into_the_books_and_out_again(org, bank, weigher):
    member = make_member(org, "Sutinah")
    address = url(org, "weigh-file", bank.session().pk, member.pk)
    assert address in weigher.get(url(org, "weigh-member", bank.session().pk, member.pk)).content.decode()
    looked = upload(weigher, address, BOOK_CSV)
    said = text_of(looked)
    for verdict in (
        "Plastik SMP001 Tidak ada jenis dengan kode atau nama ini.",
        "2,50 kg / 2.500,00 kg",
        "Kode ini berarti Botol PET bersih di sini.",
        "Beratnya belum ada.",
        "Kardus Berat: sudah benar komanya? 60,00 kg",
        "Terlalu banyak untuk satu baris. Periksa komanya.",
        "Taruh 4 baris di timbangan",
    ):
        assert verdict in said, verdict
    assert not Deposit.objects.exists()
    scale = weigher.post(address, fields(looked))
    assert "4 jenis, Rp119.100" in text_of(scale)
    visit = url(org, "weigh-member", bank.session().pk, member.pk)
    ways = weigher.post(visit, {**fields(scale), "step": "ways"})
    check = weigher.post(visit, {**fields(ways), "step": "check"})
    slip = weigher.post(visit, {**fields(check), "step": "save"})
    assert slip.status_code == 303
    assert bank.pocket(member).balance == 6_000 + 5_100 + 6_000 + 102_000
    assert sorted(DepositLine.objects.values_list("quantity", flat=True)) == [40, 1_500, 3_000, 60_000]
    undo = url(org, "undo", Deposit.objects.get().pk)
    follow(weigher, press(weigher, undo, weigher.get(undo), reason="salah buku"))
    assert bank.pocket(member).balance == 0


def test_a_spreadsheet_has_numbers_that_need_no_question(org, bank, weigher):
    """1.125 in a cell is 1,125 kg; half a tray is none."""
    made = io.BytesIO()
    with Workbook(made) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([["Kode", "Nama", "Qty"], ["PET", "", 1.125], ["KRD", "", 2], ["TRY", "", 0.5]]):
            sheet.write_row(place, 0, row)
    address = url(org, "weigh-file", bank.session().pk, make_member(org, "Sutinah").pk)
    looked = upload(weigher, address, made.getvalue(), "buku.xlsx")
    assert [token.split(":")[1] for token in lines_of(looked)] == ["1125", "2000"]


def test_a_file_without_such_a_table_is_told_and_nothing_is_lost(org, bank, weigher, chair):
    member = make_member(org, "Sutinah")
    for client, address in (
        (weigher, url(org, "weigh-file", bank.session().pk, member.pk)),
        (chair, url(org, "price-upload")),
    ):
        answer = upload(client, address, "Nama;Alamat\nSutinah;Cihonje\n")
        assert answer.status_code == 422
        assert "Tidak ada tabel seperti itu" in text_of(answer)
        assert client.post(address, {"client_id": ""}).status_code == 422
        assert client.post(address, {"line": "kosong"}).status_code in {400, 422}


def test_the_real_layout_of_another_bank_is_read():
    rows = find_table(
        [sheet.rows for sheet in sheets.read(shared("real/template_import_sampah_santani423.csv").read_bytes())],
        BOOK,
        [("code", "name"), ("quantity",)],
    )
    assert [(row.text("code"), row.text("name"), row.text("quantity")) for row in rows or []] == [
        ("SMP001", "Plastik", "20"), ("SMP002", "Kertas", "15"), ("SMP003", "Logam", "50"),
    ]  # fmt: skip


def test_a_price_list_is_looked_at_published_whole_and_put_back(org, bank, chair):
    address = url(org, "price-upload")
    assert address in chair.get(url(org, "prices")).content.decode()
    looked = upload(chair, address, PRICES_CSV, "harga.csv")
    said = text_of(looked)
    for verdict in (
        "Kardus Ini sudah harganya. Rp1.700",
        "Plastik SMP001 Tidak ada jenis dengan kode atau nama ini.",
        "Jelantah Harganya belum ada.",
        "Jenis ini tertulis dua kali.",
        "sampai sekarang Rp4.000/kg. Dengan harga ini paguyuban merugi. Rp4.200/kg",
        "sampai sekarang Rp150/biji Rp175/biji",
        "Umumkan 2 harga",
    ):
        assert verdict in said, verdict
    lists = PriceList.objects.count()
    for _twice in range(2):
        done = chair.post(address, {**fields(looked), "start": "now"})
        assert done.status_code == 303
    assert PriceList.objects.count() == lists + 1
    newest = PriceList.objects.order_by("-version")[0]
    assert {(row.item.code, row.price) for row in newest.rows.all()} == {("PET", 4_200), ("TRY", 175)}
    page = chair.get(done.headers["Location"])
    undo = url(org, "price-list-undo", newest.pk)
    assert undo in page.content.decode()
    with clock.set_to(clock.now() + timedelta(minutes=1)):
        assert press(chair, undo, chair.get(undo)).status_code == 303
        board = text_of(chair.get(url(org, "prices")))
    assert "Rp4.000/kg" in board
    assert "Rp150/biji" in board
    assert PriceRow.objects.filter(price_list=newest).count() == 2


def test_prices_from_a_day_on_need_the_day(org, bank, chair):
    looked = upload(chair, url(org, "price-upload"), PRICES_CSV, "harga.csv")
    bare = chair.post(url(org, "price-upload"), {**fields(looked), "start": "later"})
    assert bare.status_code == 422
    assert "Pilih harinya" in text_of(bare)
    assert len(lines_of(bare)) == 2
    tomorrow = clock.today(org.time_zone) + timedelta(days=1)
    done = chair.post(url(org, "price-upload"), {**fields(bare), "start": "later", "day": tomorrow.isoformat()})
    assert done.status_code == 303
    assert "Rp4.000/kg" in text_of(chair.get(url(org, "prices")))


def test_a_later_price_stays_when_a_list_is_put_back(org, bank, chair):
    looked = upload(chair, url(org, "price-upload"), PRICES_CSV, "harga.csv")
    chair.post(url(org, "price-upload"), {**fields(looked), "start": "now"})
    newest = PriceList.objects.order_by("-version")[0]
    later = clock.now() + timedelta(minutes=1)
    with clock.set_to(later):
        bank.price("PET", 4_100, starts_at=later)
        bank.price("TRY", 160, starts_at=later)
        undo = url(org, "price-list-undo", newest.pk)
        answer = press(chair, undo, chair.get(undo))
        assert answer.status_code == 422
        assert "Tidak ada harga sebelumnya" in text_of(answer)
