"""Kecukupan kas with rows of a real bank: what counts as promised, expected, cash, and what could become cash."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core import clock
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Post
from guyub.livelihoods.wastebank.queries.coverage import coverage, short_soon
from tests.factories import signed_in
from tests.factories_savings import ask, bill, common, lebaran, move
from tests.factories_wastebank import at, make_bank, saver
from tests.livelihoods.wastebank.pages import text_of, url

TODAY = date(2022, 4, 2)
FEAST = date(2022, 5, 2)


@pytest.fixture
def bank(org):
    with clock.set_to(at(TODAY, time(9))):
        yield make_bank(org)


def by_days(org):
    return {one.days: one.outlook for one in coverage(org=org).ahead}


def test_nothing_promised_is_covered(org, bank):
    found = by_days(org)
    assert list(found) == [7, 14, 30, 60]
    assert {(one.promised, one.cash, one.short, one.expected) for one in found.values()} == {(0, 1_000_000, 0, 0)}
    assert short_soon(org=org) is None


def test_paydays_bills_and_requests_of_any_day(org, bank):
    member = saver(bank, 2_000_000)
    ask(bank, member, 100_000)
    ask(bank, member, 900_000, planned_on=TODAY + timedelta(days=20))
    wanted = bill(bank, member, 50_000)
    found = by_days(org)
    assert [found[days].promised for days in (7, 14, 30, 60)] == [150_000, 150_000, 1_050_000, 1_050_000]
    assert [found[days].short for days in (7, 14, 30, 60)] == [0, 0, 50_000, 50_000]
    assert (short_soon(org=org).amount, short_soon(org=org).days) == (50_000, 30)
    actions.fail_bill(**common(bank.treasurer, bank), bill_id=wanted.pk, reason="PLN tutup")
    assert short_soon(org=org) is None


def test_the_box_of_the_paying_post_counts(org, bank):
    Post.objects.create(org=org, name="Tlaga", place=bank.post.place.__class__.objects.create(
        org=org, name="Gudang Tlaga", kind="post"), cash_account="1101.02")  # fmt: skip
    member = saver(bank, 800_000)
    tlaga = Post.objects.get(name="Tlaga")
    ask(bank, member, 300_000, post_id=tlaga.pk)
    assert by_days(org)[7].short == 300_000  # Cihonje's million does not pay at Tlaga
    ask(bank, member, 300_000)
    assert by_days(org)[7].short == 300_000


def test_the_estimate_adds_what_opens_and_the_rush(org, bank):
    lebaran(bank, FEAST)
    member = saver(bank, 1_000_000)
    move(bank, member, 400_000)
    found = by_days(org)
    # The Lebaran pocket opens on 18 April, 14 days before; so does the rush on the regular savings.
    assert [(found[days].unlocking, found[days].rush) for days in (7, 14, 30)] == [(0, 0), (0, 0), (400_000, 480_000)]
    assert (found[30].expected, found[30].short, found[30].short_expected) == (880_000, 0, 0)
    org.chosen["wastebank.lebaran_share_bp"] = 10_000
    saver(bank, 200_000, "Tumirah")
    found = by_days(org)
    assert (found[30].rush, found[30].short_expected) == (800_000, 200_000)


def test_once_lebaran_has_begun_its_rush_is_over(org, bank):
    lebaran(bank, FEAST)
    move(bank, saver(bank, 1_000_000), 400_000)
    with clock.set_to(at(FEAST - timedelta(days=1), time(9))):
        assert {(one.unlocking, one.rush) for one in by_days(org).values()} == {(400_000, 480_000)}
    for later in (0, 14):  # her Lebaran savings are open for two more weeks, and may still be fetched
        with clock.set_to(at(FEAST + timedelta(days=later), time(9))):
            assert {(one.unlocking, one.rush) for one in by_days(org).values()} == {(400_000, 0)}
            assert coverage(org=org).feast is None
    lebaran(bank, date(2023, 4, 22))
    with clock.set_to(at(date(2023, 3, 1), time(9))):  # 38 days before the rush of the next year
        found = by_days(org)
    assert [found[days].rush for days in (7, 14, 30, 60)] == [0, 0, 0, 480_000]


def test_last_lebaran_tells_the_share_unless_one_is_chosen(org, bank):
    lebaran(bank, FEAST)
    members = [saver(bank, 100_000, name) for name in ("Sutinah", "Tumirah")]
    with clock.set_to(at(date(2022, 4, 17), time(9))):
        bank.withdraw(members[0], 40_000)  # a day too early to count
    with clock.set_to(at(date(2022, 4, 25), time(9))):
        bank.withdraw(members[1], 60_000)
        bank.deposit(members[1], bank.line("PET", 1_000))
    with clock.set_to(at(date(2022, 8, 1), time(9))):
        found = coverage(org=org)
        assert (found.share.points, found.share.feast) == (3_750, FEAST)  # 60.000 of 160.000
        assert "37,5 %" in text_of(signed_in(org, Office.TREASURER).get(url(org, "coverage"))).replace("\xa0", " ")
        org.chosen["wastebank.lebaran_share_bp"] = 8_000
        assert (coverage(org=org).share.points, coverage(org=org).share.feast) == (8_000, None)


def test_without_a_lebaran_in_the_calendar_nothing_is_guessed(org, bank):
    member = saver(bank, 400_000)
    move(bank, member, 100_000)
    found = coverage(org=org)
    assert found.feast is None
    assert {(one.outlook.unlocking, one.outlook.rush) for one in found.ahead} == {(0, 0)}


def test_stock_and_debts_stand_beside_it(org, bank):
    saver(bank, 400_000)  # 100 kg of PET
    assert (coverage(org=org).saleable, coverage(org=org).owed) == (0, 0)  # never sold: nobody knows a price
    bank.sell(bank.load("PET", 10_000, 5_000, own_quantity=10_000), collector=bank.collector())
    found = coverage(org=org)
    assert found.owed == 50_000
    assert found.saleable == 429_750  # 90 kg less the usual susut of 4,5 %, at 5.000


def test_the_page_warns_and_can_be_taken_along(org, bank):
    treasurer = signed_in(org, Office.TREASURER)
    quiet = text_of(treasurer.get(url(org, "coverage")))
    assert "Kas cukup untuk semua yang sudah dijanjikan." in quiet
    member = saver(bank, 2_000_000)
    ask(bank, member, 1_200_000, planned_on=TODAY + timedelta(days=3))
    page = text_of(treasurer.get(url(org, "coverage")))
    assert "Kas kurang Rp200.000" in page
    assert "Kas kurang Rp200.000" in text_of(treasurer.get(url(org, "payouts")))
    assert treasurer.get(url(org, "coverage-file", "pdf")).content.startswith(b"%PDF")
    assert treasurer.get(url(org, "coverage-file", "xlsx")).content.startswith(b"PK")
    assert treasurer.get(url(org, "coverage-file", "exe")).status_code == 404
    assert url(org, "coverage") in treasurer.get(url(org, "home")).content.decode()


def test_the_page_costs_the_same_with_one_and_with_three(org, bank):
    treasurer = signed_in(org, Office.TREASURER)

    def cost(count):
        for _n in range(count):
            ask(bank, saver(bank, 40_000, f"Anggota {count} {_n}"), 20_000, planned_on=TODAY + timedelta(days=5))
        treasurer.get(url(org, "coverage"))
        with CaptureQueriesContext(connection) as seen:
            treasurer.get(url(org, "coverage"))
        return len(seen)

    assert cost(1) == cost(2) <= 24
