"""What leaves the house: read back by other programs, not by our own."""

from __future__ import annotations

import csv as reader
import io
import time
import zipfile
from datetime import UTC, date, datetime

import pypdf
import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from guyub.foundation.core import exports
from guyub.foundation.core.exports import Column, Slip, Table
from guyub.foundation.core.exports.answers import safe_name
from guyub.foundation.core.exports.excel import sheet_name
from guyub.foundation.core.quantities import Unit

MADE = datetime(2022, 3, 6, 1, 5, tzinfo=UTC)  # 08.05 in Gumelar
COLUMNS = [
    Column("Name"),
    Column("Day", "date"),
    Column("Weight", "quantity"),
    Column("Oil", "quantity", unit=Unit.MILLILITRE),
    Column("Money", "rupiah"),
    Column("Visits", "number"),
]
WIDE = "\N{FULLWIDTH EQUALS SIGN}1+1"
FORMULAS = ["=1+1", "+62812", "-2", "@SUM(A1)", "\tx", WIDE, "https://example.org", "12500"]


def table(rows=None, **values):
    rows = rows if rows is not None else [["Sutinah", date(2022, 3, 6), 3200, 2500, -12500, 3]]
    return Table("Deposits", COLUMNS, rows, **values)


def workbook(*tables, **values):
    values = {"title": "Report", "org_name": "Paguyuban A & B", "made_at": MADE} | values
    return exports.xlsx(tables, **values)


def sheet(content, n=0):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(n).to_python()


def words(content):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


# Workbooks


def test_values_keep_their_kind_in_a_workbook():
    rows = sheet(workbook(table(totals=["Total", None, 3200, 2500, -12500, 3], notes=["Weights are net."])))
    assert [row[0] for row in rows[:3]] == ["Paguyuban A & B", "Report", "Deposits"]
    assert rows[3][0].endswith("6 Mar 2022 pukul 08.05")
    assert rows[5] == ["Name", "Day", "Weight (kg)", "Oil (l)", "Money", "Visits"]
    assert rows[6] == ["Sutinah", date(2022, 3, 6), 3.2, 2.5, -12500, 3]
    assert rows[7] == ["Total", "", 3.2, 2.5, -12500, 3]
    assert rows[9][0] == "Weights are net."


def test_kilograms_are_written_without_rounding():
    content = workbook(Table("T", [Column("W", "quantity")], [[n] for n in (1, 2675, 999_999_999_999)]))
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    for text in ("<v>0.001</v>", "<v>2.675</v>", "<v>999999999.999</v>"):
        assert text in xml


def test_the_formats_are_those_of_the_house():
    styles = zipfile.ZipFile(io.BytesIO(workbook(table()))).read("xl/styles.xml").decode()
    assert "&quot;Rp&quot;#,##0;" in styles
    assert "[$-421]d mmm yyyy" in styles
    with translation.override("en"):
        styles = zipfile.ZipFile(io.BytesIO(workbook(table()))).read("xl/styles.xml").decode()
    assert "[$-409]d mmm yyyy" in styles


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula_a_link_or_a_number(text):
    content = workbook(Table(text, [Column(text)], [[text]], totals=[text], notes=[text]), title=text, org_name=text)
    xml = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert "<hyperlink" not in xml
    assert sheet(content)[-3][0] == text


def test_the_sheet_prints_on_a4_with_its_heading_on_every_page():
    archive = zipfile.ZipFile(io.BytesIO(workbook(table())))
    xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'paperSize="9"' in xml
    assert 'state="frozen"' in xml
    assert "Print_Titles" in archive.read("xl/workbook.xml").decode()
    assert "A &amp;&amp; B" in xml


def test_sheets_get_names_that_excel_accepts():
    taken: set[str] = set()
    assert sheet_name("Kas/Bank: [2022]?*", taken) == "Kas Bank   2022"
    assert sheet_name("kas bank   2022", taken) == "kas bank   2022 2"
    assert len(sheet_name("x" * 40, taken)) == len(sheet_name("x" * 40, taken)) == 31
    assert sheet_name("'/'", taken) == "Tabel"


def test_a_workbook_of_fifty_thousand_cells_is_written_in_time():
    columns = [Column(f"C{n}", "rupiah" if n % 2 else "text") for n in range(10)]
    rows = [[n if column.is_number else f"text {n}" for column in columns] for n in range(5000)]
    started = time.process_time()
    workbook(Table("T", columns, rows))
    assert time.process_time() - started < 5


# CSV


def test_csv_opens_in_an_indonesian_spreadsheet():
    content = exports.csv(table())
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(reader.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")) == [
        ["Name", "Day", "Weight (kg)", "Oil (l)", "Money", "Visits"],
        ["Sutinah", "2022-03-06", "3,200", "2,500", "-12500", "3"],
    ]


@pytest.mark.parametrize("text", [text for text in FORMULAS if not text[0].isalnum()])
def test_csv_guards_what_a_spreadsheet_would_run(text):
    content = exports.csv(Table("T", [Column("Name")], [[text]])).decode("utf-8-sig")
    assert list(reader.reader(io.StringIO(content), delimiter=";"))[1] == ["'" + text]


# Paper


def report(*tables, **values):
    values = {"title": "Report", "org_name": "Paguyuban Sekar", "made_at": MADE} | values
    return exports.pdf(tables, **values)


def test_a_report_says_who_what_when_and_how_much():
    text = words(
        report(
            table(totals=["Total", None, 3200, 2500, -12500, 3], notes=["Weights are net."]),
            subtitle="March 2022",
            signatures=[("Ketua", "Ngatiyem"), ("Bendahara", "Sri Rahayu")],
            footer="ab12cd34",
        )
    )
    for part in (
        *("Paguyuban Sekar", "Report", "March 2022", "Deposits", "Sutinah", "6 Mar 2022", "3,20 kg", "2,5 l"),
        *("−Rp12.500", "Total", "Weights are net.", "Ketua", "Sri Rahayu", "ab12cd34", "Halaman 1 dari 1", "08.05"),
    ):
        assert part in text


def test_a_thousand_rows_take_less_than_a_second_and_repeat_the_heading():
    rows = [[f"Sutinah {n}", date(2022, 3, 6), 3200 + n, 2500, 12500, n] for n in range(1000)]
    started = time.process_time()
    content = report(table(rows))
    assert time.process_time() - started < 2  # 0.25 s when nothing else runs
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(pages) > 15
    assert all("Money" in page.extract_text() for page in pages)
    assert f"Halaman 7 dari {len(pages)}" in pages[6].extract_text()
    text = words(content)
    assert all(f"Sutinah {n}\n" in text or f"Sutinah {n} " in text for n in range(1000))


def test_the_same_report_is_the_same_bytes():
    assert report(table()) == report(table())


def test_letters_that_people_write_are_printed():
    text = words(report(Table("T", [Column("Name")], [["Rênon é − – Rp½ “kula” ā→b 漢"]])))
    assert "Rênon é − – Rp½ “kula” a->b ?" in text


def test_a_long_text_breaks_and_runs_over_to_the_next_page():
    long = " ".join(f"word{n}" for n in range(1200)) + " " + "x" * 300
    content = report(Table("T", [Column("Note"), Column("Money", "rupiah")], [[long, 12500]]))
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) > 1
    text = words(content).replace("\n", " ")
    assert all(f"word{n} " in text for n in range(1200))
    assert text.count("x") >= 300


def test_many_columns_still_fit_the_paper():
    columns = [Column(f"Heading {n}", "rupiah") for n in range(16)]
    content = report(Table("T", columns, [[1_000_000] * 16] * 3), landscape=True)
    page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
    assert page.mediabox.width > page.mediabox.height
    assert page.extract_text().count("Rp1.000.000") == 48


def test_an_empty_table_says_so():
    assert "Belum ada isi" in words(report(table([])))


# Slips


def slip(**values):
    values = {
        "title": "Bukti setoran",
        "org_name": "Paguyuban Sekar",
        "heading": [("No.", "000123"), ("Ibu Sutinah", "")],
        "lines": [("Kardus 3,20 kg × Rp1.500", "Rp4.800"), ("Botol plastik bening tanpa tutup dan label", "Rp30.875")],
        "totals": [("Jumlah", "Rp35.675")],
        "code": "7KQ2-M4XD",
        "qr_text": "https://guyub.example.org/kuitansi/7KQ2-M4XD",
        "footer": "Simpan bukti ini.",
    } | values
    return exports.slip_pdf(Slip(**values))


def test_a_slip_is_58_mm_wide_and_as_long_as_it_must_be():
    page = pypdf.PdfReader(io.BytesIO(slip())).pages[0]
    assert abs(float(page.mediabox.width) - 58 / 25.4 * 72) < 0.1
    text = page.extract_text()
    for part in ("Paguyuban Sekar", "000123", "Rp4.800", "Rp30.875", "Rp35.675", "7KQ2-M4XD", "Simpan bukti ini."):
        assert part in text
    longer = pypdf.PdfReader(io.BytesIO(slip(lines=[("Kardus", "Rp1")] * 40))).pages
    assert len(longer) == 1
    assert longer[0].mediabox.height > page.mediabox.height + 300
    without = pypdf.PdfReader(io.BytesIO(slip(qr_text="", code=""))).pages[0]
    assert without.mediabox.height < page.mediabox.height - 70


def test_the_same_slip_is_the_same_bytes():
    assert slip() == slip()


# Answers


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Laporan é 2022", "Laporan é 2022.pdf"),
        ("Laporan.pdf", "Laporan.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("a\r\nSet-Cookie: x", "a-Set-Cookie- x.pdf"),
        ("", "guyub.pdf"),
        ("con", "guyub-con.pdf"),
        ("fdp.\u202eexe", "fdp.-exe.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
    ],
)
def test_file_names_are_harmless(given, name):
    assert safe_name(given, "pdf") == name


def test_a_download_is_named_for_every_browser_and_kept_by_none():
    answer = exports.download(b"x", "Laporan é", "pdf")
    assert answer["Content-Disposition"] == (
        "attachment; filename=\"Laporan e.pdf\"; filename*=UTF-8''Laporan%20%C3%A9.pdf"
    )
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert answer["Content-Type"] == "application/pdf"
    assert exports.download(b"x", "slip", "pdf", inline=True)["Content-Disposition"].startswith("inline;")
