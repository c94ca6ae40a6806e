"""Uploads: real layouts read whole, and what is no list is refused with a clear sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
import xlsxwriter

from guyub.foundation.core import exports, sheets
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.exports import Column, Table
from tests.shared_data import shared


def xlsx(*cells, merged=()):
    """A workbook of one sheet: (row, column, value) …"""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Daftar")
    for area in merged:
        sheet.merge_range(*area)
    for cell in cells:
        sheet.write(*cell)
    book.close()
    return out.getvalue()


def ods(body):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr(
            "content.xml",
            '<?xml version="1.0"?><office:document-content'
            ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
            ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="Daftar">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def code_of(content, limit=None):
    with pytest.raises(BadInput) as caught:
        sheets.read(content, limit)
    assert caught.value.field == "file"
    assert str(caught.value.sentence)
    assert str(caught.value.next_step)
    return caught.value.code


# Values


def test_cells_become_plain_values():
    content = xlsx(
        (0, 0, "  Ibu\u00a0 Sutinah\n "),
        (0, 1, 12500),
        (0, 2, 2.5),
        (0, 3, date(2022, 3, 6)),
        (1, 1, True),
        (1, 2, "081234567890"),
    )
    (sheet,) = sheets.read(content)
    assert sheet.name == "Daftar"
    assert sheet.rows == [["Ibu Sutinah", 12500, 2.5, date(2022, 3, 6)], [None, True, "081234567890", None]]
    assert type(sheet.rows[0][1]) is int


def test_a_nik_typed_as_a_number_is_recognised_as_cut():
    (sheet,) = sheets.read(xlsx((0, 0, 3302154506780001), (0, 1, 3.30215e15), (0, 2, "3302154506780001"), (0, 3, 7)))
    assert [sheets.is_rounded(value) for value in sheet.rows[0]] == [True, True, False, False]
    assert f"{sheet.rows[0][1]:.5E}" == "3.30215E+15"


def test_merged_headings_keep_their_blank_cells_and_rows_their_numbers():
    content = xlsx((3, 0, "No"), (4, 1, "Januari"), (4, 2, "Februari"), merged=[(3, 1, 3, 2, "BULAN")])
    (sheet,) = sheets.read(content)
    assert sheet.rows[:3] == [[None] * 3] * 3
    assert sheet.rows[3:] == [["No", "BULAN", None], [None, "Januari", "Februari"]]


def test_ods_is_read_and_its_blank_tail_cut():
    cell = '<table:table-cell office:value-type="string"><text:p>Sutinah</text:p></table:table-cell>'
    number = (
        '<table:table-cell office:value-type="float" office:value="12500"><text:p>12.500</text:p></table:table-cell>'
    )
    blanks = '<table:table-cell table:number-columns-repeated="1024"/>'
    tail = f'<table:table-row table:number-rows-repeated="1048575">{blanks}</table:table-row>'
    (sheet,) = sheets.read(ods(f"<table:table-row>{cell}{number}</table:table-row>{tail}"))
    assert sheet.rows == [["Sutinah", 12500]]


# CSV


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("kode,nama, qty\nSMP001,Plastik,20\n", [["kode", "nama", "qty"], ["SMP001", "Plastik", "20"]]),
        ("nama;berat\nKardus;2,5\nBotol;1,25\n", [["nama", "berat"], ["Kardus", "2,5"], ["Botol", "1,25"]]),
        ("nama\tberat\r\nKardus\t2,5\r\n", [["nama", "berat"], ["Kardus", "2,5"]]),
        (
            'nama,catatan\n"Siti, anak Karto","a\nb"\n',
            [["nama", "catatan"], ["Siti, anak Karto", "a b"]],
        ),
        ("sep=;\nnama;berat\nA;1,5\n", [["nama", "berat"], ["A", "1,5"]]),
        ("nama\nSutinah\nKasinem\n", [["nama"], ["Sutinah"], ["Kasinem"]]),
        ("a;b\n\n;\nx\n", [["a", "b"], [None, None], [None, None], ["x", None]]),
    ],
)
def test_csv_in_the_wild(text, rows):
    assert sheets.read(text.encode())[0].rows == rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_the_letters_of_any_machine(encoding):
    assert sheets.read("nama;kota\nRênon;Café\n".encode(encoding))[0].rows == [["nama", "kota"], ["Rênon", "Café"]]


def test_our_own_csv_comes_back_as_it_went():
    table = Table("T", [Column("Name"), Column("Money", "rupiah")], [["=1+1", 12500], ["+62812", -5], ["'quoted'", 0]])
    assert sheets.read(exports.csv(table))[0].rows == [
        ["Name", "Money"],
        ["=1+1", "12500"],
        ["+62812", "-5"],
        ["'quoted'", "0"],
    ]


def test_our_own_workbook_comes_back_as_it_went():
    made_at = datetime(2022, 3, 6, tzinfo=UTC)
    table = Table("T", [Column("Name"), Column("Weight", "quantity")], [["Sutinah", 3200], ["Kasinem", 4000]])
    (sheet,) = sheets.read(exports.xlsx([table], title="R", org_name="P", made_at=made_at))
    assert sheet.rows[-2:] == [["Sutinah", 3.2], ["Kasinem", 4]]


# What is refused


def test_a_file_over_the_limit_is_refused_before_it_is_read_whole():
    class Endless:
        asked = 0

        def read(self, size):
            Endless.asked += size
            return b"x" * size

    assert code_of(Endless(), 1000) == "too_large"
    assert Endless.asked == 1001


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b";;\n;;\n", "empty"),
        (b"%PDF-1.7 ...", "not_a_sheet"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_sheet"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "not_a_sheet"),
        (b"a;b\x00;c", "not_a_sheet"),
        (b"PK\x03\x04 damaged", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 a letter", "not_a_sheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)
def test_what_is_no_list_is_refused(content, code):
    assert code_of(content) == code


def test_a_workbook_cut_in_the_middle_is_refused():
    content = xlsx(*[(n, 0, f"name {n}") for n in range(500)])
    assert code_of(content[: len(content) // 2]) == "corrupt"
    broken = bytearray(content)
    broken[len(content) // 2 : len(content) // 2 + 20] = b"\xff" * 20
    assert code_of(bytes(broken)) == "corrupt"


def repacked(content, **parts):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, parts.get(part.filename.rsplit("/", 1)[-1].split(".")[0], old.read(part)))
    return out.getvalue()


def test_a_small_file_that_becomes_gigabytes_is_refused():
    bomb = repacked(xlsx((0, 0, 1)), sharedStrings=b" " * 151 * 1_048_576, theme1=b" " * 151 * 1_048_576)
    assert len(bomb) < 1_000_000
    assert code_of(bomb) == "too_large"


def test_one_cell_a_million_rows_down_is_refused():
    assert code_of(xlsx((0, 0, 1), (1_048_575, 16_383, 1))) == "too_many_cells"
    assert code_of(xlsx((0, 600, 1))) == "too_many_cells"
    cell = '<table:table-cell office:value-type="string"/>'
    far = f'<table:table-row table:number-rows-repeated="900000">{cell}</table:table-row>'
    assert code_of(ods(far)) == "too_many_cells"


def test_too_many_lines_are_refused():
    assert code_of(b"a\n" * 50_001) == "too_many_cells"


def test_a_zip_of_something_else_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert code_of(out.getvalue()) == "not_a_sheet"


# Real files


def test_the_price_workbook_of_the_trade_office_is_read_whole():
    found = sheets.read(shared("real/dinperindag_banyumas_bahan_pokok_2019_2023.xlsx").read_bytes())
    assert [sheet.name for sheet in found] == ["2019", "2020", "2021", "2022", "2023"]
    rows = found[0].rows
    assert len(rows) == 90
    assert rows[3][:5] == ["No.", "Nama Barang", "Satuan", "BULAN", None]
    assert rows[4][3:5] == ["Januari", "Februari"]
    assert rows[7][:4] == [None, "- BERAS IR64 (kw premium)", "kg", 13000]


def test_the_member_list_of_a_real_waste_bank_is_read():
    found = sheets.read(shared("real/format_import_nasabah_tanahdatar.xlsx").read_bytes())
    assert found[0].rows[0] == ["Nama", "Email", "Password", "NIK", "Nomor HP"]
    assert found[0].rows[1][3:] == ["1307012345678901", "081234567890"]


def test_the_waste_list_of_a_real_waste_bank_is_read():
    (sheet,) = sheets.read(shared("real/template_import_sampah_santani423.csv").read_bytes())
    assert sheet.rows == [
        ["kode_sampah", "nama_sampah", "qty"],
        ["SMP001", "Plastik", "20"],
        ["SMP002", "Kertas", "15"],
        ["SMP003", "Logam", "50"],
    ]
