"""Hari bayar on the screen: asked for many, approved by another officer, paid one after another, signed for."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core import clock
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Payout, PocketKind
from tests.factories import signed_in
from tests.factories_savings import ask, lebaran, move
from tests.factories_wastebank import at, make_bank, saver
from tests.livelihoods.wastebank.pages import follow, press, text_of, url

TODAY, DAY = date(2022, 4, 20), "2022-04-25"


@pytest.fixture
def bank(org):
    with clock.set_to(at(TODAY, time(9))):
        bank = make_bank(org)
        lebaran(bank, date(2022, 5, 2))
        yield bank


@pytest.fixture
def three(bank):
    members = [saver(bank, 60_000, name) for name in ("Sutinah", "Tumirah", "Kasiyem")]
    for member in members:
        move(bank, member, 40_000)
    return members


def sent(client, address, **typed):
    return press(client, address, client.get(address), **typed)


def asked_for(org, bank, treasurer, **typed):
    """Walk through both steps, all ticked."""
    kind = PocketKind.objects.get(code="lebaran")
    answer = sent(treasurer, url(org, "payday-new"), kind=str(kind.pk), day="25-04-2022", **typed)
    assert answer.status_code == 303, text_of(answer)
    address = answer.headers["Location"]
    return address, treasurer.get(address)


def test_from_the_list_of_people_to_the_signed_sheet(org, bank, three, treasurer, chair):
    assert url(org, "paydays") in treasurer.get(url(org, "payouts")).content.decode()
    assert "Belum ada hari bayar." in text_of(treasurer.get(url(org, "paydays")))
    address, page = asked_for(org, bank, treasurer)
    assert "Rp120.000" in text_of(page)
    first, second = (press(treasurer, address, page) for _ in range(2))  # pressed twice
    assert (first.status_code, second.status_code, Payout.objects.count()) == (303, 303, 3)
    day = text_of(treasurer.get(url(org, "payday", DAY)))
    assert "3 penarikan sudah diminta." in day
    assert "Kas cukup untuk hari itu." in day
    assert "Setujui banyak" in text_of(chair.get(url(org, "payday", DAY)))
    approved = follow(chair, sent(chair, url(org, "payday-approve", DAY)))
    assert "3 penarikan sudah disetujui." in text_of(approved)
    with clock.set_to(at(date(2022, 4, 25), time(9))):
        to_pay = treasurer.get(url(org, "payday-next", DAY)).headers["Location"]
        receipt = follow(treasurer, sent(treasurer, to_pay))
        assert url(org, "payday-next", DAY) in receipt.content.decode()
        for _n in range(2):
            to_pay = treasurer.get(url(org, "payday-next", DAY)).headers["Location"]
            follow(treasurer, sent(treasurer, to_pay))
        end = follow(treasurer, treasurer.get(url(org, "payday-next", DAY)))
        assert "Semua yang disetujui untuk hari itu sudah dibayar." in text_of(end)
    assert set(Payout.objects.values_list("status", flat=True)) == {"paid"}
    sheet = text_of(treasurer.get(url(org, "payday-sheet", DAY)))
    assert "Tanda tangan" in sheet
    assert "Rp120.000" in sheet
    assert treasurer.get(url(org, "payday-file", DAY, "pdf")).content.startswith(b"%PDF")
    assert treasurer.get(url(org, "payday-file", DAY, "xlsx")).content.startswith(b"PK")
    assert treasurer.get(url(org, "payday-file", DAY, "doc")).status_code == 404


def test_only_those_ticked_and_at_most_so_much(org, bank, three, treasurer):
    address, page = asked_for(org, bank, treasurer, at_most="25.000")
    ticked = [f"{bank.pocket(member, 'lebaran').pk}:25000" for member in three[:2]]
    assert press(treasurer, address, page, rows=ticked).status_code == 303
    assert sorted(Payout.objects.values_list("member__name", "amount")) == [("Sutinah", 25_000), ("Tumirah", 25_000)]
    assert press(treasurer, address, page, rows=[]).status_code == 422
    assert press(treasurer, address, page, rows=["x:1"]).status_code == 422


def test_who_is_left_out_is_named(org, bank, three, treasurer):
    address, page = asked_for(org, bank, treasurer)
    ask(bank, three[0], 30_000, kind="lebaran", planned_on=date(2022, 4, 25))
    told = text_of(follow(treasurer, press(treasurer, address, page)))
    assert "1 tidak ikut." in told
    assert "Rp10.000" in told
    assert Payout.objects.count() == 3


def test_open_requests_get_a_day(org, bank, three, treasurer, chair):
    payouts = [ask(bank, member, 10_000) for member in three]
    ticked = [f"{payout.pk}:{payout.amount}" for payout in payouts[:2]]
    answer = sent(chair, url(org, "payday-plan"), day="25-04-2022", rows=ticked)
    assert "2 penarikan sudah diberi hari." in text_of(follow(chair, answer))
    assert Payout.objects.filter(planned_on=date(2022, 4, 25)).count() == 2
    past = sent(chair, url(org, "payday-plan"), day="01-04-2022", rows=[f"{payouts[2].pk}:10000"])
    assert past.status_code == 422
    moved = sent(chair, f"{url(org, 'payday-plan')}?hari={DAY}", day="26-04-2022")
    assert moved.headers["Location"] == url(org, "payday", "2022-04-26")


def test_her_own_is_not_on_her_list(org, bank, three):
    ask(bank, three[0], 10_000, planned_on=date(2022, 4, 25))
    hers = signed_in(org, Office.CHAIR, member_id=three[0].pk)
    assert "Tidak ada yang menunggu." in text_of(hers.get(url(org, "payday-approve", DAY)))


def test_a_short_box_and_a_wrong_day(org, bank, treasurer):
    member = saver(bank, 1_200_000)
    ask(bank, member, 1_100_000, planned_on=date(2022, 4, 25))
    assert "Kas kurang Rp100.000 untuk hari itu." in text_of(treasurer.get(url(org, "payday", DAY)))
    assert "Belum ada permintaan untuk hari itu." in text_of(treasurer.get(url(org, "payday", "2022-04-26")))
    assert treasurer.get(url(org, "payday", "2022-02-30")).status_code == 404
    assert treasurer.get(url(org, "payday", "kapan")).status_code == 404
    assert signed_in(org, Office.WEIGHING).get(url(org, "paydays")).status_code == 403
    assert signed_in(org, Office.AUDITOR).get(url(org, "payday-new")).status_code == 403


def test_pages_cost_the_same_with_one_and_with_three(org, bank, treasurer):
    pages = [
        url(org, "paydays"),
        url(org, "payday", DAY),
        url(org, "payday-sheet", DAY),
        url(org, "payday-approve", DAY),
    ]
    kind, post = PocketKind.objects.get(code="reguler"), bank.post
    pages.append(url(org, "payday-people", kind.pk, post.pk, DAY))

    def costs():
        found = []
        for address in pages:
            treasurer.get(address)
            with CaptureQueriesContext(connection) as seen:
                treasurer.get(address)
            found.append(len(seen))
        return found

    ask(bank, saver(bank, 20_000, "Ngatini"), 10_000, planned_on=date(2022, 4, 25))
    before = costs()
    for name in ("Karsem", "Rumini"):
        ask(bank, saver(bank, 20_000, name), 10_000, planned_on=date(2022, 4, 25))
    assert costs() == before
    assert max(before) <= 8
