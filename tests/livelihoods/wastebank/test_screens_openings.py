"""Opening balances on the screen: typed, from a file, row by row judged, decided by a second officer, once for each."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guyub.foundation.core import sheets
from guyub.foundation.ledger.balances import party_balance
from guyub.foundation.ledger.models import Approval
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import OpeningBalance
from guyub.livelihoods.wastebank.rules.openings import TypedRow, find_rows
from tests.factories import signed_in
from tests.factories_members import make_member
from tests.livelihoods.wastebank.pages import follow, press, text_of, url

LIST = """Daftar saldo,,
No,Nomor Anggota,Nama,Saldo Awal
1,1,Sutinah,125.000
2,2,Tumirah,"Rp40.500"
3,3,Sri Wahyuni,1.000
4,,Kasiyem,7500
5,99,Siapa,5000
6,4,Kasiyem,seratus
7,5,Partini,
8,6,Karsinem,900
"""


def csv(text):
    return SimpleUploadedFile("saldo.csv", text.encode(), content_type="text/csv")


def agree(org, client):
    address = reverse("ledger:approval", args=[org.slug, Approval.objects.latest("recorded_at").pk])
    return press(client, address, client.get(address), approve="1")


def test_typed_one_by_one_until_the_second_officer_agrees(org, bank, treasurer, chair):
    sutinah, tumirah = make_member(org, "Sutinah"), make_member(org, "Tumirah")
    address = url(org, "openings")
    assert address in treasurer.get(url(org, "passbooks")).content.decode()
    page = treasurer.get(address)
    assert "Daftarnya masih kosong" in text_of(page)
    assert press(treasurer, address, page, number="1").status_code == 422
    page = press(treasurer, address, page, number="1", amount="125.000")
    page = press(treasurer, address, page, number="2", amount="40500")
    page = press(treasurer, address, page, number="2", amount="1")
    assert "Dia tertulis dua kali" in text_of(page)
    page = press(treasurer, address, page, drop="3")
    assert "Usulkan 2 saldo" in text_of(page)
    assert "Rp165.500" in text_of(page)
    page = follow(treasurer, press(treasurer, address, page, step="propose"))
    assert "1 daftar menunggu pengurus kedua." in text_of(page)
    assert not OpeningBalance.objects.exists()
    assert agree(org, chair).status_code == 302
    assert party_balance(org=org, account="2101", party=sutinah.pk) == -125_000
    assert bank.pocket(tumirah).balance == 40_500
    assert "Saldo awal" in text_of(treasurer.get(url(org, "passbook", tumirah.pk)))
    again = press(treasurer, address, treasurer.get(address), number="1", amount="9.000")
    assert "Saldo awalnya sudah pernah dimasukkan. Hanya sekali." in text_of(again)
    assert "Usulkan" not in text_of(again)
    assert verify(org).findings == []


def test_a_file_is_looked_at_first_and_only_good_rows_go_on(org, bank, treasurer, chair):
    for name in ("Sutinah", "Tumirah", "Sri Rahayu", "Kasiyem", "Partini"):
        make_member(org, name)
    make_member(org, "Karsinem", status="left", left_on=date(2021, 5, 1))
    address = url(org, "openings")
    page = press(treasurer, address, treasurer.get(address), step="file", file=csv(LIST))
    said = text_of(page)
    for words in (
        "Di daftar namanya Sri Wahyuni.",
        "Tidak ada anggota dengan nomor ini.",
        "seperti 12.500 atau 12rb",
        "Dia bukan anggota lagi.",
        "Usulkan 3 saldo",
        "Rp173.000",
    ):
        assert words in said
    press(treasurer, address, page, step="propose")
    assert Approval.objects.get().amount == 173_000
    agree(org, chair)
    assert dict(OpeningBalance.objects.values_list("member__name", "amount")) == {
        "Sutinah": 125_000,
        "Tumirah": 40_500,
        "Kasiyem": 7_500,
    }
    twice = press(treasurer, address, treasurer.get(address), step="file", file=csv(LIST))
    assert text_of(twice).count("Saldo awalnya sudah pernah dimasukkan.") == 3
    assert press(treasurer, address, twice, step="propose").status_code == 422
    assert OpeningBalance.objects.count() == 3


def test_what_is_no_list_is_refused_and_the_typed_rows_stay(org, bank, treasurer):
    make_member(org, "Sutinah")
    address = url(org, "openings")
    page = press(treasurer, address, treasurer.get(address), number="1", amount="5.000")
    for upload in (csv("apa,saja\n1,2\n"), None):
        typed = {"file": upload} if upload else {}
        answer = press(treasurer, address, page, step="file", **typed)
        assert answer.status_code == 422
        assert "Usulkan 1 saldo" in text_of(answer)
    broken = press(treasurer, address, page, rows='{"a": 1}', step="propose")
    assert broken.status_code == 422
    assert not Approval.objects.exists()


def test_the_sheet_to_fill_in_comes_back_as_it_went_out(org, bank, treasurer):
    for name in ("Sutinah", "Tumirah"):
        make_member(org, name)
    rows = [list(row) for row in sheets.read(treasurer.get(url(org, "openings-sheet")).content)[0].rows]
    place = next(n for n, row in enumerate(rows) if "Tumirah" in row)
    rows[place][-1] = 3000
    assert find_rows([rows]) == [TypedRow(place + 1, "2", "Tumirah", "3000")]


def test_her_own_balance_and_the_weighing_officer(org, bank):
    sutinah = make_member(org, "Sutinah")
    hers = signed_in(org, Office.TREASURER, member_id=sutinah.pk)
    address = url(org, "openings")
    page = press(hers, address, hers.get(address), number="1", amount="5.000")
    assert "Saldo Anda sendiri dimasukkan pengurus lain." in text_of(page)
    assert signed_in(org, Office.WEIGHING).get(address).status_code == 403


def test_judging_costs_the_same_with_one_row_and_with_three(org, bank, treasurer):
    for name in ("Sutinah", "Tumirah", "Kasiyem"):
        make_member(org, name)
    address, counts = url(org, "openings"), []
    page = treasurer.get(address)
    for number in "123":
        with CaptureQueriesContext(connection) as found:
            page = press(treasurer, address, page, number=number, amount="5.000")
        counts.append(len(found))
    assert counts[1] == counts[2] <= counts[0]
    assert "Usulkan 3 saldo" in text_of(page)
