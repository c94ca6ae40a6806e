"""Reports, what they saved, the rules for the wall, and what partners see, walked through as a browser does."""

from __future__ import annotations

from datetime import date, time

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.organizations.actions import grant_operator
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import BankRule, ClassColumn, DlhReport, ItemMaterial, ReportSubmission
from tests.factories import enter, make_user, signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank
from tests.livelihoods.wastebank.pages import follow, press, text_of, url

NOW = at(date(2022, 3, 5), time(9))


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2022, 1, 9), time(9))):
        bank = make_bank(org)
        actions.choose_materials(
            org=org, by=bank.chair, item_id=bank.items["PET"].pk, materials={"desnz-2025": "pet", "warm-16": "pet"}
        )
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        for n in range(6):
            bank.deposit(make_member(org, f"Anggota {n}"), bank.line("PET", 20_000))
    with clock.set_to(at(date(2022, 2, 20), time(9))):
        bank.sell(bank.load("PET", 96_400, 5000, own_quantity=100_000), collector=bank.collector())
    with clock.set_to(NOW):
        yield bank


@pytest.fixture
def chair(bank):
    return signed_in(bank.org, Office.CHAIR, user=make_user("Tumirah"))


def frozen(bank, chair):
    """Freeze February on its page; return the address of the report."""
    address = url(bank.org, "report-period", "2022-02-01")
    page = chair.get(address)
    assert "Nasabah" in text_of(page)
    assert "2,41" not in text_of(page)
    answer = press(chair, address, page)
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["Location"]


def test_from_the_list_to_a_frozen_report_and_its_files(bank, chair):
    listing = chair.get(url(bank.org, "reports"))
    assert "Februari 2022" in text_of(listing)
    assert "Maret 2022" in text_of(listing)
    report = chair.get(frozen(bank, chair))
    words = text_of(report)
    for figure in ("96,40 kg", "3,60 kg", "20,00 kg", "Rp482.000", "Rp480.000", "159,06 kg CO2e", "110,474 kg CO2e"):
        assert figure in words, figure
    for name in ("DESNZ 2025", "EPA WARM v16", "Tumirah", "revisi".capitalize()):
        assert name in words, name
    row = DlhReport.objects.get()
    assert row.digest[:12] in words
    pdf = chair.get(url(bank.org, "report-file", row.pk, "pdf"))
    assert pdf.content.startswith(b"%PDF")
    assert chair.get(url(bank.org, "report-file", row.pk, "xlsx")).content.startswith(b"PK")
    csv = chair.get(url(bank.org, "report-file", row.pk, "csv")).content.decode("utf-8-sig").splitlines()
    assert csv[0].startswith("Bank;Hari pertama;Hari terakhir;Pos;Kode wilayah;Nasabah;Aktif")
    assert ";6;6;480000;482000;Plastik;kg;0,000;120,000;0,000;96,400;0,000;3,600;0,000;20,000" in csv[1]
    assert chair.get(url(bank.org, "report-file", row.pk, "exe")).status_code == 404
    assert DlhReport.objects.count() == 1


def test_later_facts_are_told_and_make_a_revision(bank, chair):
    first = frozen(bank, chair)
    assert "Ada catatan baru" not in text_of(chair.get(first))
    bank.deposit(
        make_member(bank.org, "Wasinah"), bank.line("KRD", 7_000), source="paper",
        session_id=bank.sessions[date(2022, 2, 6)].pk,
    )  # fmt: skip
    assert "Ada catatan baru" in text_of(chair.get(first))
    second = text_of(chair.get(frozen(bank, chair)))
    assert "Yang diubah revisi ini" in second
    assert "Rp480.000, sekarang Rp491.900" in second
    assert "Cihonje, Kertas dan karton, Masuk" in second
    assert "Cihonje, Nasabah 6, sekarang 7" in second
    assert "Ada revisi yang lebih baru" in text_of(chair.get(first))


def test_a_period_that_runs_can_be_read_but_not_frozen(bank, chair):
    address = url(bank.org, "report-period", "2022-03-01")
    page = chair.get(address)
    assert "masih berjalan" in text_of(page)
    assert "Bekukan laporan ini" not in text_of(page)
    assert press(chair, address, page).status_code == 422
    for broken in ("x", "2022-13-01"):
        assert chair.get(url(bank.org, "report-period", broken)).status_code == 404


def test_scenario_23_partners_see_aggregates_and_no_passbook(bank, chair):
    """The second half: what was handed in, and nothing else, whatever address they try."""
    frozen(bank, chair)
    mentor = signed_in(bank.org, Office.MENTOR, user=make_user("Dyah"))
    report, member = DlhReport.objects.get(), make_member(bank.org, "Sutinah")
    assert "belum mengajukan" in text_of(mentor.get(url(bank.org, "partners")))
    assert mentor.get(url(bank.org, "partner-report", report.pk)).status_code == 404
    address = url(bank.org, "report-submit", report.pk)
    follow(chair, press(chair, address, chair.get(address), recipient="DLH Banyumas"))
    assert ReportSubmission.objects.get().recipient == "DLH Banyumas"
    assert "Februari 2022" in text_of(mentor.get(url(bank.org, "partners")))
    seen = text_of(mentor.get(url(bank.org, "partner-report", report.pk)))
    assert "96,40 kg" in seen
    assert "Anggota 1" not in seen
    assert mentor.get(url(bank.org, "partner-file", report.pk, "xlsx")).status_code == 200
    for name, *args in (
        ("home",), ("passbooks",), ("savings",), ("summary",), ("sales",), ("reports",), ("own-passbook",),
        ("passbook", member.pk), ("passbook-print", member.pk), ("report", report.pk),
        ("report-file", report.pk, "csv"),
    ):  # fmt: skip
        assert mentor.get(url(bank.org, name, *args)).status_code == 404, name
    start = text_of(mentor.get(f"/p/{bank.org.slug}/"))
    assert "Angka untuk mitra" in start
    assert "Bank sampah" not in start.replace(bank.org.name, "")


def test_small_numbers_look_alike_on_every_form(bank, chair, org):
    with clock.set_to(at(date(2022, 1, 9), time(9))):
        for n in range(3):
            bank.deposit(make_member(org, f"Lama {n}"), bank.line("KRD", 1_000))
    # nine depositors, three of whom stayed away in February: 6 and 3 tell each other, so both are hidden
    report = chair.get(frozen(bank, chair))
    assert text_of(report).count("••") >= 2
    content = DlhReport.objects.get().content
    assert (content["whole"]["members"], content["whole"]["active"]) == (9, None)
    csv = chair.get(url(org, "report-file", DlhReport.objects.get().pk, "csv")).content.decode("utf-8-sig")
    assert ";9;••;" in csv


def test_what_recycling_saved_with_both_names(bank, chair):
    words = text_of(chair.get(url(bank.org, "impact")))
    assert "DESNZ 2025 sekitar 159,06 kg CO2e" in words
    assert "EPA WARM v16 sekitar 110,474 kg CO2e" in words
    assert "Bukan kredit karbon" in words
    summary = text_of(chair.get(url(bank.org, "summary")))
    assert "Keikutsertaan" in summary
    assert "Hemat CO2e, dua metode" in summary


def test_choosing_a_material_and_the_authoritys_words(bank, chair):
    item = bank.items["KRD"]
    address = url(bank.org, "material", item.pk)
    follow(chair, press(chair, address, chair.get(address), **{"desnz-2025": "cardboard", "warm-16": ""}))
    assert dict(ItemMaterial.objects.filter(item=item).values_list("factor_set", "material")) == {
        "desnz-2025": "cardboard"
    }
    assert "DESNZ 2025: kardus. EPA WARM v16: tanpa faktor" in text_of(chair.get(url(bank.org, "materials")))
    address = url(bank.org, "columns")
    follow(chair, press(chair, address, chair.get(address), plastic="Plastik campur"))
    assert ClassColumn.objects.get().column == "Plastik campur"
    assert 'value="Plastik campur"' in chair.get(address).content.decode()


def test_thirteen_headings_for_the_wall(bank, chair):
    words = text_of(chair.get(url(bank.org, "rules")))
    for number, heading in ((1, "Jam buka"), (2, "Mengambil tabungan"), (13, "Upah")):
        assert f"{number}. {heading}" in words
    assert "Cihonje: terakhir hari Minggu, 08.00 sampai 10.30" in words
    assert "Yang diterima: Botol PET bersih" in words
    address = url(bank.org, "rule", "wages")
    follow(chair, press(chair, address, chair.get(address), text="Petugas mendapat Rp25.000 sehari.\nDari kas."))
    sheet = text_of(chair.get(url(bank.org, "rules-print")))
    assert "13. Upah Petugas mendapat Rp25.000 sehari. Dari kas." in sheet
    assert "11. Wadah" not in sheet, "an empty heading does not hang on the wall"
    follow(chair, press(chair, address, chair.get(address), text=" "))
    assert not BankRule.objects.exists()
    long = press(chair, address, chair.get(address), text="a" * 1001)
    assert long.status_code == 422
    assert chair.get(url(bank.org, "rule", "nothing")).status_code == 404


def test_a_member_reads_the_rules_and_writes_none(bank):
    member = signed_in(bank.org, user=make_user("Kasinem"))
    page = member.get(url(bank.org, "rules"))
    assert page.status_code == 200
    assert "/aturan/wages/" not in page.content.decode()
    assert member.get(url(bank.org, "rule", "wages")).status_code == 403
    assert member.get(url(bank.org, "reports")).status_code == 403


def test_the_list_asks_the_same_whatever_its_length(bank, chair, django_assert_max_num_queries):
    frozen(bank, chair)
    address = url(bank.org, "reports")
    chair.get(address)
    with django_assert_max_num_queries(9):
        chair.get(address)


def test_the_host_is_not_told_how_few_persons_came(bank, chair, client):
    """February: six members; the report for the office hides small counts, so the host's page names none at all."""
    address = url(bank.org, "summary")
    assert "Anggota yang datang 6" in text_of(chair.get(address))
    host = make_user("Penjaga Server")
    grant_operator(org=bank.org, by=SYSTEM, user=host, reason="Bendahara menelepon: ringkasan kosong", minutes=30)
    enter(client, host)
    shown = client.get(address)
    assert shown.status_code == 200
    assert "120,00 kg" in text_of(shown)
    assert "Rp480.000" in text_of(shown)
    assert "Anggota yang datang" not in text_of(shown)
    assert "Keikutsertaan" not in text_of(shown)


def test_the_host_cannot_read_what_one_visitor_earned(bank, chair, client):
    """March: one woman brought 7 kg; her rupiah, and the kilograms that tell them, stay inside the association."""
    bank.deposit(make_member(bank.org, "Wasinah"), bank.line("KRD", 7_000))
    address = f"{url(bank.org, 'summary')}?bulan=2022-03"
    inside = text_of(chair.get(address))
    assert "Kunjungan 1 Anggota yang datang 1 Ditimbang 7,00 kg Nilai Rp11.900" in inside
    host = make_user("Penjaga Server")
    grant_operator(org=bank.org, by=SYSTEM, user=host, reason="Bendahara menelepon: ringkasan kosong", minutes=30)
    enter(client, host)
    shown = text_of(client.get(address))
    assert "Kunjungan •• Ditimbang •• Nilai ••" in shown
    assert "disembunyikan" in shown
    assert "11.900" not in shown
    assert "7,00 kg" not in shown
