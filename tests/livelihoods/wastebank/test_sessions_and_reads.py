"""Weighing days, the list to check, and the reads: right figures, and the same queries for one row and for three."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Forbidden, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.periods import blockers
from guyub.foundation.members.actions import merge_members
from guyub.foundation.organizations.choices import Office
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import CategoryClass, Flag
from guyub.livelihoods.wastebank.periods import period_of
from guyub.livelihoods.wastebank.queries import (
    catalogue,
    flags,
    passbook,
    payouts,
    sales,
    sessions,
    stock,
    totals,
    trends,
)
from guyub.livelihoods.wastebank.queries.report import report_content
from guyub.livelihoods.wastebank.visits import GroupPart, WayIn
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

SUNDAY = date(2021, 6, 6)


@pytest.fixture
def bank(org):
    with clock.set_to(at(SUNDAY, time(9))):
        yield make_bank(org)


class TestSessions:
    def test_planned_open_closed_reopened(self, bank):
        tumirah = make_member(bank.org, "Tumirah")
        session = bank.plan(SUNDAY, officers=[tumirah.pk])
        common = {"org": bank.org, "session_id": session.pk}
        with pytest.raises(Refused):
            actions.close_session(by=bank.weigher, happened_at=clock.now(), **common)
        actions.open_session(by=bank.weigher, happened_at=at(SUNDAY, time(8, 5)), **common)
        closed = actions.close_session(by=bank.weigher, happened_at=at(SUNDAY, time(10, 35)), **common)
        assert closed.status == "closed"
        hours = Participation.objects.get()
        assert (hours.member_id, hours.role, hours.minutes) == (tumirah.pk, "gave", 150)
        with pytest.raises(Refused):
            actions.open_session(by=bank.weigher, happened_at=clock.now(), **common)
        with pytest.raises(Forbidden):
            actions.reopen_session(by=bank.weigher, reason="lupa", **common)
        with pytest.raises(BadInput):
            actions.reopen_session(by=bank.chair, reason=" ", **common)
        reopened = actions.reopen_session(by=bank.chair, reason="ada yang tertinggal", **common)
        assert (reopened.status, reopened.recap_version) == ("open", 2)
        actions.close_session(by=bank.weigher, happened_at=at(SUNDAY, time(11)), **common)
        assert Participation.objects.count() == 1

    def test_planning_twice_is_planning_once(self, bank):
        same = {"client_id": uuid7()}
        with clock.set_to(clock.now()):
            values = {
                "org": bank.org,
                "by": bank.weigher,
                "happened_at": clock.now(),
                "post_id": bank.post.pk,
                "planned_open": at(SUNDAY, time(8)),
                "planned_close": at(SUNDAY, time(10)),
            }
            assert actions.plan_session(**values, **same) == actions.plan_session(**values, **same)
            with pytest.raises(BadInput):
                actions.plan_session(**values | {"planned_close": at(SUNDAY, time(8))}, client_id=uuid7())

    def test_a_session_of_another_association_is_not_here(self, bank, other_org):
        session = bank.session()
        with tenant(other_org.pk), pytest.raises(NotHere):
            actions.open_session(
                org=other_org,
                by=make_actor(other_org, Office.WEIGHING),
                session_id=session.pk,
                happened_at=clock.now(),
            )


class TestFlags:
    def test_settled_with_a_word_by_somebody_else(self, bank):
        sutinah = make_member(bank.org)
        for _twice in range(2):
            bank.deposit(sutinah, bank.line("PET", 1000))
        first, second = flags.open_flags(org=bank.org)
        assert (first.reason, first.member, first.net) == ("twin", "Sutinah", 4000)
        common = {"org": bank.org, "happened_at": clock.now()}
        herself = make_actor(bank.org, Office.TREASURER, member_id=sutinah.pk)
        with pytest.raises(Refused):
            actions.settle_flag(by=herself, flag_id=first.id, settlement="kept", **common)
        with pytest.raises(Forbidden):
            actions.settle_flag(by=bank.weigher, flag_id=first.id, settlement="kept", **common)
        with pytest.raises(BadInput):
            actions.settle_flag(by=bank.treasurer, flag_id=first.id, settlement="rejected", **common)
        actions.settle_flag(by=bank.treasurer, flag_id=first.id, settlement="kept", **common)
        actions.settle_flag(by=bank.treasurer, flag_id=first.id, settlement="rejected", note="x", **common)
        assert Flag.get(first.id).settlement == "kept"
        assert [row.id for row in flags.open_flags(org=bank.org)] == [second.id]

    def test_a_group_is_named_in_the_roster_and_where_its_load_is_checked(self, bank):
        names = ("Sri", "Sutinah", "Tumirah", "Warsini", "Yuni")
        parts = [GroupPart(make_member(bank.org, name).pk) for name in names]
        bank.deposit(None, bank.line("PET", 1000, shown_price=3500), group=parts, source="phone")
        bank.deposit(None, bank.line("PET", 1000), guest_name="Bu Lurah")
        roster = sessions.roster(org=bank.org, session_id=bank.session().pk)
        assert [row.member for row in roster] == ["Bu Lurah", "Sri, Sutinah, Tumirah +2"]
        assert [row.member for row in flags.open_flags(org=bank.org)] == ["Sri, Sutinah, Tumirah +2"]

    def test_nobody_of_a_group_settles_the_flag_of_its_load(self, bank):
        one, other = make_member(bank.org), make_member(bank.org, "Tumirah")
        line = bank.line("PET", 1000, shown_price=3500)
        bank.deposit(None, line, group=[GroupPart(one.pk), GroupPart(other.pk)], source="phone")
        flag = Flag.objects.get()
        common = {"org": bank.org, "happened_at": clock.now(), "flag_id": flag.pk, "settlement": "kept"}
        for member in (one, other):
            with pytest.raises(Refused) as refused:
                actions.settle_flag(by=make_actor(bank.org, Office.TREASURER, member_id=member.pk), **common)
            assert refused.value.code == "own_benefit"
        assert actions.settle_flag(by=bank.treasurer, **common).settlement == "kept"

    def test_a_month_waits_for_its_flags(self, bank):
        for _twice in range(2):
            bank.deposit(make_member(bank.org) if not _twice else None, bank.line("PET", 1000))
        sutinah = make_member(bank.org, "Sutinah")
        for _twice in range(2):
            bank.deposit(sutinah, bank.line("PET", 1000))
        with clock.set_to(at(date(2021, 7, 2), time(9))):
            urls = [blocker.url_name for blocker in blockers(org=bank.org, month=date(2021, 6, 1))]
            assert "wastebank:flags" in urls
            assert flags.open_flag_count(org=bank.org, upto=date(2021, 5, 31)) == 0


class TestRecap:
    def test_sums_by_item_and_by_way(self, bank):
        one, other = make_member(bank.org), make_member(bank.org, "Tumirah")
        bank.deposit(one, bank.line("PET", 1000), bank.line("KRD", 1000), ways=[WayIn("cash", "amount", 700)])
        bank.deposit(other, bank.line("PET", 500), ways=[WayIn("donate")])
        bank.deposit(None, bank.line("PET", 250), guest_name="Tamu")
        bank.deposit(None, bank.line("KRD", 1000), group=[GroupPart(one.pk), GroupPart(other.pk)])
        typed = bank.deposit(one, bank.line("TRY", 400))
        bank.correct(typed.deposit_id, bank.line("TRY", 40))
        recap = sessions.recap(org=bank.org, session_id=bank.session().pk)
        assert (recap.visits, recap.members, recap.guests) == (5, 2, 1)
        assert recap.net == 5700 + 2000 + 1000 + 1700 + 6000
        assert recap.saved == 5000 + 1700 + 6000
        assert {(row.item, row.quantity, row.net) for row in recap.by_item} == {
            ("Botol PET bersih", 1750, 7000),
            ("Kardus", 2000, 3400),
            ("Tray telur", 40, 6000),
        }
        assert [(row.way, row.visits, row.amount) for row in recap.by_way] == [("cash", 1, 700), ("donate", 1, 2000)]
        roster = sessions.roster(org=bank.org, session_id=bank.session().pk)
        assert [row.version for row in roster] == [2, 1, 1, 1, 1]
        assert sessions.sessions_today(org=bank.org)[0].visits == 5

    def test_who_brings_together_is_counted_on_every_page_as_in_the_report(self, bank):
        one, *others, alone = (make_member(bank.org, f"Anggota {n}") for n in range(6))
        bank.deposit(None, bank.line("PET", 1000), group=[GroupPart(member.pk) for member in (one, *others)])
        bank.deposit(one, bank.line("KRD", 1000))
        bank.deposit(alone, bank.line("KRD", 500))
        bank.deposit(None, bank.line("PET", 250), guest_name="Tamu")
        month, session_id = date(2021, 6, 1), bank.session().pk

        def counted():
            return (
                sessions.recap(org=bank.org, session_id=session_id).members,
                totals.group_totals(org=bank.org, month=month).month_members,
                trends.participation(org=bank.org, months=[month])[0].members,
                report_content(org=bank.org, period=period_of(bank.org, month))["posts"][0]["active"],
            )

        with clock.set_to(at(date(2021, 7, 1), time(9))):
            assert trends.participation(org=bank.org, months=[month])[0].visits == 4
            assert counted() == (6, 6, 6, 6)
            values = {"org": bank.org, "client_id": uuid7(), "happened_at": clock.now()}
            merge_members(by=make_actor(bank.org, Office.CHAIR), kept_id=one.pk, gone_id=alone.pk, **values)
            assert counted() == (5, 5, 5, 5)

    def test_group_totals_and_months(self, bank):
        bank.deposit(make_member(bank.org), bank.line("PET", 1000), bank.line("TRY", 10))
        seen = totals.group_totals(org=bank.org)
        assert (seen.month_visits, seen.month_members, seen.month_net, seen.month_grams) == (1, 1, 5500, 1000)
        assert (seen.savings, seen.held, seen.stock_value, seen.cash) == (5500, 0, 5500, 1_000_000)
        with clock.set_to(at(date(2021, 7, 1), time(6))):
            bank.sell(bank.load("PET", 1000, 5000, take_all=True), collector=bank.collector())
            bank.price("PET", 3500, starts_at=clock.now())
            months = totals.prices_by_month(org=bank.org, item_id=bank.items["PET"].pk, months=3)
        assert [(m.month.month, m.buy, m.collector) for m in months] == [
            (5, 4000, None),
            (6, 4000, None),
            (7, 3500, 5000),
        ]

    def test_savings_and_cash_at_each_months_end(self, bank):
        sutinah = make_member(bank.org)
        bank.deposit(sutinah, bank.line("PET", 2500))
        with clock.set_to(at(date(2021, 7, 4), time(9))):
            bank.withdraw(sutinah, 4000)
            rows = trends.savings_and_cash(org=bank.org, months=3)
        assert [(row.month.month, row.savings, row.cash) for row in rows] == [
            (5, 0, 0),
            (6, 10_000, 1_000_000),
            (7, 6000, 996_000),
        ]

    def test_the_class_of_the_day_counts(self, bank):
        actions.classify(
            org=bank.org,
            by=bank.chair,
            category_id=bank.items["PET"].category_id,
            sipsn_class="other",
            starts_on=date(2021, 7, 1),
        )
        assert CategoryClass.objects.filter(category=bank.items["PET"].category).count() == 2
        bank.deposit(make_member(bank.org), bank.line("PET", 1000))
        july = at(date(2021, 7, 4), time(9))
        with clock.set_to(july):
            bank.deposit(make_member(bank.org), bank.line("PET", 500))
            rows = totals.grams_by_class(org=bank.org, months=2)
        assert [(r.month.month, r.sipsn_class, r.grams) for r in rows] == [(6, "plastic", 1000), (7, "other", 500)]


class TestCatalogue:
    def test_the_board_shows_what_follows(self, bank):
        later = clock.now() + timedelta(days=3)
        bank.price("KRD", 1500, starts_at=later)
        bank.price("KRD", 1200, starts_at=later, channel="pickup")
        board = {(row.code, row.channel): row for row in catalogue.price_board(org=bank.org)}
        assert (board["KRD", ""].price, board["KRD", ""].next_price) == (1700, 1500)
        assert board["KRD", "pickup"].starts_at == later
        assert [step.price for step in catalogue.price_history(org=bank.org, item_id=bank.items["KRD"].pk)] == [
            1500,
            1200,
            1700,
        ]
        tiles = {tile.code: tile for tile in catalogue.items(org=bank.org)}
        assert (tiles["KRD"].price, tiles["TRY"].has_weight, tiles["JLT"].has_weight) == (1700, False, True)

    def test_what_rests_is_not_offered(self, bank):
        actions.update_item(org=bank.org, by=bank.chair, item_id=bank.items["KRD"].pk, name="Kardus", is_active=False)
        assert "KRD" not in {tile.code for tile in catalogue.items(org=bank.org)}
        assert "KRD" in {tile.code for tile in catalogue.items(org=bank.org, active_only=False)}


def reads(bank, member, sale):
    org, by = bank.org, bank.treasurer
    return {
        "items": lambda: catalogue.items(org=org),
        "board": lambda: catalogue.price_board(org=org),
        "sessions": lambda: sessions.sessions(org=org),
        "roster": lambda: sessions.roster(org=org, session_id=bank.session().pk),
        "recap": lambda: sessions.recap(org=org, session_id=bank.session().pk),
        "passbook": lambda: passbook.passbook(org=org, by=by, member_id=member.pk),
        "slips": lambda: passbook.slips_of(org=org, by=by, member_id=member.pk),
        "savings": lambda: passbook.savings(org=org),
        "payouts": lambda: payouts.open_payouts(org=org),
        "stock": lambda: stock.stock(org=org),
        "sales": lambda: sales.sales(org=org),
        "sheet": lambda: sales.sale_sheet(org=org, sale_id=sale.pk),
        "debts": lambda: sales.debts(org=org),
        "flags": lambda: flags.open_flags(org=org),
        "totals": lambda: totals.group_totals(org=org),
        "savings and cash": lambda: trends.savings_and_cash(org=org),
    }


def test_lists_of_one_and_of_three_cost_the_same(bank):
    member, collector = make_member(bank.org), bank.collector()

    def live(code):
        visitor = member if code == "PET" else make_member(bank.org, f"Anggota {code}")
        for _twice in range(2):
            bank.deposit(visitor, bank.line(code, 1000))
        bank.deposit(member, bank.line(code, 900))
        actions.request_payout(
            org=bank.org,
            by=bank.weigher,
            client_id=uuid7(),
            happened_at=clock.now(),
            pocket_id=bank.pocket(visitor).pk,
            amount=100,
        )
        return bank.sell(bank.load(code, 100, 2000, own_quantity=100), collector=collector)

    def cost(act):
        with CaptureQueriesContext(connection) as statements:
            act()
        return len(statements)

    sale = live("PET")
    before = {name: cost(act) for name, act in reads(bank, member, sale).items()}
    live("KRD")
    live("TRY")
    assert {name: cost(act) for name, act in reads(bank, member, sale).items()} == before
    assert before["passbook"] <= 3
    assert max(before.values()) <= 13


def test_a_passbook_is_read_page_by_page(bank):
    member = make_member(bank.org)
    for n in range(7):
        bank.deposit(member, bank.line("PET", 100 + n))
    seen, before = [], None
    while True:
        page = passbook.passbook(org=bank.org, by=bank.treasurer, member_id=member.pk, before=before, limit=3)
        seen += [row.no for row in page.lines]
        before = page.older
        if before is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert page.balance == 4 * (700 + 21)
