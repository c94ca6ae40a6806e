"""What screens show before saving is what is saved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, UseOfValue
from guyub.livelihoods.wastebank.queries import sale_preview, visitors
from guyub.livelihoods.wastebank.visits import WayIn
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank, saver


@pytest.mark.parametrize(
    "ways", [(), (WayIn("cash"),), (WayIn("donate", "amount", 3_000),), (WayIn("cash", "amount", 99_999),)]
)
@pytest.mark.parametrize("channel", ["delivered", "pickup"])
def test_a_preview_says_what_is_then_recorded(ways, channel, org, bank):
    member = saver(bank, 8_000)
    now = clock.now()
    bank.price("KRD", 600, starts_at=now - timedelta(seconds=1), channel="pickup", deduction_bp=1_000)
    lines = [bank.line("KRD", 3_333), bank.line("TRY", 7), bank.line("PET", 1_001)]
    found = visitors.preview(
        org=org, session=bank.session(), member=member, lines=lines, tapped=ways, moment=now, channel=channel
    )
    done = bank.deposit(member, *lines, ways=ways, channel=channel, happened_at=now)
    assert (found.gross, found.deduction, found.net) == (done.gross, done.deduction, done.net)
    assert (found.saved, found.balance_after) == (done.saved, done.balance_after)


def test_a_correction_is_previewed_at_the_price_of_its_day(org, bank):
    member = make_member(org, "Sutinah")
    done = bank.deposit(member, bank.line("PET", 12_500))
    bank.price("PET", 5_000, starts_at=clock.now())
    found = visitors.correction_preview(org=org, deposit_id=done.deposit_id, lines=[bank.line("PET", 1_250)])
    assert (found.net_before, found.net_after) == (50_000, 5_000)
    assert bank.correct(done.deposit_id, bank.line("PET", 1_250)).net == found.net_after


def test_a_draft_shows_the_figures_that_its_sale_will_have(org, bank):
    bank.deposit(make_member(org), bank.line("PET", 50_000), bank.line("KRD", 20_001))
    lines = [
        bank.load("PET", 48_200, 5_000, take_all=True, rafaksi_bp=250),
        bank.load("KRD", 9_900, 2_000, own_quantity=10_001),
    ]
    draft = actions.draft_sale(
        org=org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(), post_id=bank.post.pk,
        collector_id=bank.collector(), lines=lines,
    )  # fmt: skip
    shown = sale_preview.draft_lines(org=org, sale_id=draft.pk)
    sale = actions.finalise_sale(
        org=org, by=bank.treasurer, client_id=uuid7(), sale_id=draft.pk, happened_at=clock.now()
    )
    kept = [(x.out_quantity, x.paid_quantity, x.revenue, x.cogs, x.shrinkage) for x in sale.lines.order_by("no")]
    assert [(x.out, x.paid, x.revenue, x.cogs, x.shrinkage) for x in shown] == kept
    assert [x.shrinks_much for x in shown] == [True, False]


def test_a_draft_that_no_longer_fits_says_so(org, bank):
    bank.deposit(make_member(org), bank.line("PET", 10_000))
    collector = bank.collector()
    draft = actions.draft_sale(
        org=org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(), post_id=bank.post.pk,
        collector_id=collector, lines=[bank.load("PET", 9_000, 5_000, own_quantity=10_000)],
    )  # fmt: skip
    bank.sell(bank.load("PET", 4_000, 5_000, own_quantity=4_000), collector=collector)
    assert [line.fits for line in sale_preview.draft_lines(org=org, sale_id=draft.pk)] == [False]


def test_visitors_and_kinds_of_lately_only_of_this_association(org, other_org, bank):
    with tenant(other_org.pk):
        theirs = make_bank(other_org)
        theirs.deposit(make_member(other_org, "Warsini"), theirs.line("JLT", 1_000))
    first, second = make_member(org, "Sutinah"), make_member(org, "Kasiyem")
    with clock.set_to(clock.now() - timedelta(days=7)):
        bank.deposit(first, bank.line("KRD", 1_000), bank.line("PET", 1_000))
    bank.deposit(second, bank.line("PET", 2_000))
    assert [(v.name, v.today) for v in visitors.recent_visitors(org=org)] == [("Kasiyem", True), ("Sutinah", False)]
    assert visitors.most_used_items(org=org) == [bank.items["PET"].pk, bank.items["KRD"].pk]


def test_who_may_correct(org, bank):
    member = make_member(org, "Sutinah")
    done = bank.deposit(member, bank.line("PET", 1_000))
    other = make_actor(org, Office.WEIGHING)
    hers = make_actor(org, Office.TREASURER, member_id=member.pk)

    def may(by):
        return visitors.may_correct(by=by, deposit_id=done.deposit_id)

    assert [may(by) for by in (bank.weigher, bank.treasurer, other, hers)] == [True, True, False, False]
    actions.close_session(org=org, by=bank.weigher, session_id=bank.session().pk, happened_at=clock.now())
    assert [may(by) for by in (bank.weigher, bank.treasurer)] == [False, True]


@pytest.mark.parametrize("points", [10_000, 5_000])
@pytest.mark.parametrize("ways", [(), (WayIn("donate"),), (WayIn("cash", "amount", 9_000),)])
def test_a_preview_knows_what_is_owed(points, ways, org, bank):
    org.chosen["wastebank.receivable_bp"] = points
    org.save()
    member = saver(bank, 40_000)
    bank.withdraw(member, 40_000)
    typed = Deposit.objects.get()
    bank.correct(typed.pk, bank.line("PET", 5_000))
    loan = actions.ask_loan(
        org=org, by=bank.weigher, client_id=uuid7(), happened_at=clock.now(), member_id=member.pk, amount=60_000,
        share_bp=5_000,
    )  # fmt: skip
    actions.approve_loan(org=org, by=bank.chair, loan_id=loan.pk, happened_at=clock.now())
    actions.disburse_loan(
        org=org, by=bank.treasurer, client_id=uuid7(), happened_at=clock.now(), loan_id=loan.pk, post_id=bank.post.pk
    )
    now, lines = clock.now(), [bank.line("PET", 7_501)]
    found = visitors.preview(
        org=org, session=bank.session(), member=member, lines=lines, tapped=ways, moment=now, channel="delivered"
    )
    done = bank.deposit(member, *lines, ways=ways, happened_at=now)
    repaid = dict(UseOfValue.objects.filter(deposit_id=done.deposit_id).values_list("way", "amount"))
    assert (found.repays.receivable, found.repays.loans) == (repaid["receivable"], repaid["loan"])
    assert (found.saved, found.balance_after) == (done.saved, done.balance_after)
