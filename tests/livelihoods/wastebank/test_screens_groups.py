"""Several who bring one load together, on the pages: chosen, weighed, read back, shared by parts."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, GroupShare, Receivable
from tests.factories import make_org, signed_in
from tests.factories_members import make_member
from tests.factories_savings import common
from tests.livelihoods.wastebank.pages import fields, follow, press, text_of, url
from tests.livelihoods.wastebank.test_exits import indebted, lend


@pytest.fixture
def officer(org):
    return signed_in(org, Office.WEIGHING)


@pytest.fixture
def three(org):
    return [make_member(org, name) for name in ("Sutinah", "Tumirah", "Kasiyem")]


@pytest.fixture
def page(org, bank):
    return url(org, "weigh-group", bank.session().pk)


def chosen(officer, page, members, **typed):
    """Tap one after the other, as a browser without JavaScript does."""
    answer = officer.get(page)
    for member in members:
        answer = officer.get(page, {**fields(answer), "tambah": str(member.pk)})
    return officer.get(page, {**fields(answer), **typed})


def address_of(answer):
    """Where the visit of the page is sent to."""
    return unescape(re.search(r'<form id="visit"[^>]* action="([^"]+)"', answer.content.decode()).group(1))


def weighed(officer, bank, scale, code, weight):
    item = str(bank.items[code].pk)
    first = officer.get(scale)
    assert address_of(first) == scale
    answer = press(officer, scale, first, step="ways", item=item, weight=weight)
    return address_of(answer), answer


def shares():
    return list(GroupShare.objects.order_by("member__number").values_list("member__name", "parts", "amount"))


def test_shared_equally_the_odd_rupiah_to_the_first(org, bank, officer, three, page, capsys):
    """4.250 among three: one rupiah more for the two lowest numbers, whoever was tapped first."""
    answer = chosen(officer, page, [three[2], three[0], three[1]], mulai="1")
    assert answer.status_code == 303
    scale, answer = weighed(officer, bank, answer.headers["Location"], "KRD", "2,5")
    said = text_of(answer)
    assert "Rp4.250" in said
    for expected in ("Sutinah (No. 1) Rp1.417", "Tumirah (No. 2) Rp1.417", "Kasiyem (No. 3) Rp1.416"):
        assert expected in said
    assert "Nama tamu" not in said
    first, again = (press(officer, scale, answer, step="save") for _press in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert Deposit.objects.get().net == 4250
    assert shares() == [("Sutinah", 1, 1417), ("Tumirah", 1, 1417), ("Kasiyem", 1, 1416)]
    assert [bank.pocket(member).balance for member in three] == [1417, 1417, 1416]
    slip = follow(officer, first)
    assert "Sutinah (No. 1) Rp1.417" in text_of(slip)
    assert f'data-visit-done="{scale.replace("&", "&amp;")}"' in slip.content.decode()
    call_command("verify")
    assert org.slug in capsys.readouterr().out


def test_agreed_parts_stand_on_the_read_back_and_on_the_slip(org, bank, officer, three, page):
    answer = chosen(officer, page, three[:2], bagian=["3", "1"], mulai="1")
    scale, answer = weighed(officer, bank, answer.headers["Location"], "PET", "2")
    assert "Sutinah (No. 1), 3 bagian Rp6.000" in text_of(answer)
    slip = follow(officer, press(officer, scale, answer, step="save"))
    assert "Tumirah (No. 2), 1 bagian Rp2.000" in text_of(slip)
    assert shares() == [("Sutinah", 3, 6000), ("Tumirah", 1, 2000)]


def test_what_goes_to_the_debts_of_each_is_read_back_as_it_will_be_booked(org, bank, officer, three, page):
    owes, borrows = indebted(bank, 40_000, 30_000), three[0]
    loan = lend(bank, borrows, 1_500)
    post = {"loan_id": loan.pk, "post_id": bank.post.pk}
    actions.disburse_loan(**common(bank.treasurer, bank), **post)
    answer = chosen(officer, page, [borrows, three[1], owes], mulai="1")
    scale, answer = weighed(officer, bank, answer.headers["Location"], "PET", "1,5")
    said = text_of(answer)
    assert "Sutinah (No. 1) Rp2.000 dari itu: Angsuran pinjaman Rp1.500 dari itu: Ditabung Rp500 Tumirah" in said
    assert "Tumirah (No. 2) Rp2.000 Waginah" in said
    assert "Waginah (No. 4) Rp2.000 dari itu: Piutang dari perbaikan Rp2.000" in said
    assert "Ditabung Rp0" not in said
    press(officer, scale, answer, step="save")
    loan.refresh_from_db()
    assert (loan.owed, Receivable.objects.get().owed) == (0, 28_000)
    assert [bank.pocket(member).balance for member in (borrows, three[1], owes)] == [500, 2_000, 0]


def test_choosing_taking_away_and_searching(org, officer, three, page):
    assert "Belum ada. Ketuk siapa saja" in text_of(officer.get(page))
    answer = officer.get(page, {"q": "tumi"})
    assert "Tumirah" in text_of(answer)
    answer = chosen(officer, page, three)
    assert fields(answer)["dari"] == [str(member.pk) for member in three]
    assert f'name="tambah" value="{three[0].pk}"' not in answer.content.decode(), "nobody is offered twice"
    answer = officer.get(page, {**fields(answer), "bagian": ["1", "2", "5"], "buang": str(three[1].pk)})
    assert (fields(answer)["dari"], fields(answer)["bagian"]) == ([str(three[0].pk), str(three[2].pk)], ["1", "5"])


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["1", "0"], "Bagian ditulis angka bulat, 1 sampai 99."),
        (["1", "1,5"], "Bagian ditulis angka bulat, 1 sampai 99."),
        (["1", "²"], "Bagian ditulis angka bulat, 1 sampai 99."),
        (["1", "100"], "Bagian ditulis angka bulat, 1 sampai 99."),
    ],
)
def test_impossible_parts_are_refused_and_stay_typed(parts, said, bank, officer, three, page):
    answer = chosen(officer, page, three[:2], bagian=parts, mulai="1")
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert fields(answer)["bagian"] == parts
    scale = f"{page}timbang/"
    asked = {"dari": [str(member.pk) for member in three[:2]], "bagian": parts}
    assert officer.get(scale, asked).status_code == 422


def test_one_alone_is_no_group_and_foreign_or_gone_members_are_not_here(org, officer, three, page):
    assert "Kelompok terdiri dari 2 sampai 40 anggota." in text_of(chosen(officer, page, three[:1], mulai="1"))
    stranger = make_member(make_org("lain"), "Orang Lain")
    gone = make_member(org, "Sudah Pergi", status="left", left_on=three[0].joined_on)
    for pk in (stranger.pk, gone.pk, uuid7()):
        assert officer.get(page, {"tambah": str(pk)}).status_code == 404
        assert officer.get(f"{page}timbang/", {"dari": [str(three[0].pk), str(pk)]}).status_code == 404
    assert officer.get(page, {"tambah": "rusak"}).status_code == 422


def test_a_group_costs_the_same_with_two_and_with_ten(org, bank, officer, page):
    members = [make_member(org, f"Nomor {n}") for n in range(10)]

    def asked(count):
        people = {"dari": [str(member.pk) for member in members[:count]]}
        counts = []
        for address in (page, f"{page}timbang/"):
            with CaptureQueriesContext(connection) as seen:
                assert officer.get(address, people).status_code == 200
            counts.append(len(seen))
        return counts

    asked(2)
    assert asked(2) == asked(10)


def test_the_way_there_is_on_the_page_who(org, bank, officer, page):
    assert page in officer.get(url(org, "weigh-who", bank.session().pk)).content.decode()
