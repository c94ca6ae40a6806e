"""Goods bought, bartered, lent and counted; rows joined, accounts closed: in any order, every sum is kept.

A seeded walk through the real actions with a plain tally beside it. A joined row takes what it had along to the last
rupiah and gram; a closed account has paid, written off or handed out all of it.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members import actions as members
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import AccountExit, Barter, ConsignmentLot, LoanGood, Payout, Pocket
from guyub.livelihoods.wastebank.queries.exits import what_is_left
from tests.factories import make_actor
from tests.factories_goods import buy, lies, make_oil, make_soap
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

STEPS = {
    "bring": 30,
    "buy": 8,
    "take": 14,
    "take_back": 4,
    "lend": 10,
    "count": 4,
    "ask": 8,
    "join": 3,
    "leave": 3,
    "end_account": 5,
    "fetch": 6,
}


class Life:
    """A waste bank with goods, whose members come, turn out to be one, and go."""

    def __init__(self, org, seed):
        self.random, self.org = random.Random(seed), org
        self.moment = at(date(2021, 6, 6), time(8))
        with clock.set_to(self.moment):
            self.bank = bank = make_bank(org, in_cash=5_000_000)
            bank.consign("ALU")
            self.goods = [make_oil(bank, 20, 300_000, price=19_000), make_soap(bank, 50, 125_000, price=3_000)]
            self.members = [make_member(org, f"Anggota {n}") for n in range(9)]
        self.secretary = make_actor(org, Office.SECRETARY)
        self.there = Counter({self.goods[0].pk: 20, self.goods[1].pk: 50})
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def step(self):
        self.moment += timedelta(minutes=self.random.randint(1, 400))
        name = self.random.choices(list(STEPS), list(STEPS.values()))[0]
        with clock.set_to(self.moment):
            try:
                self.done[name] += getattr(self, name)() is not False
            except GuyubError as error:
                self.refused[error.code] += 1

    def facts(self, by, *, fresh=True):
        found = {"org": self.org, "by": by, "happened_at": self.moment}
        return found | {"client_id": uuid7()} if fresh else found

    def someone(self, status="active"):
        rows = [member for member in self.members if member.status == status]
        return self.random.choice(rows) if rows else None

    def pocket(self):
        rows = list(Pocket.objects.filter(balance__gt=0, member__status="active").order_by("id"))
        return self.random.choice(rows) if rows else None

    def bring(self):
        member = self.someone()
        if member is None:
            return False
        lines = [self.bank.line("PET", self.random.randint(100, 15_000))]
        if self.random.random() < 0.4:
            lines.append(self.bank.line("ALU", self.random.randint(10, 3_000)))
        self.bank.deposit(member, *lines)
        return True

    def buy(self):
        good, count = self.random.choice(self.goods), self.random.randint(1, 6)
        buy(self.bank, good, count, count * self.random.randint(1_000, 16_000))
        self.there[good.pk] += count
        return True

    def take(self):
        pocket = self.pocket()
        good, count = self.random.choice(self.goods), self.random.randint(1, 5)
        if pocket is None:
            return False
        actions.barter_savings(
            **self.facts(self.bank.weigher),
            pocket_id=pocket.pk,
            post_id=self.bank.post.pk,
            good_id=good.pk,
            count=count,
        )
        self.there[good.pk] -= count
        return True

    def take_back(self):
        row = Barter.objects.filter(reversed_at__isnull=True).order_by("-id").first()
        if row is None:
            return False
        actions.undo_barter(**self.facts(self.bank.treasurer), barter_id=row.pk, reason="salah")
        self.there[row.good_id] += row.count
        return True

    def lend(self):
        member = self.someone()
        if member is None:
            return False
        loan = actions.ask_loan(
            **self.facts(self.bank.weigher), member_id=member.pk, amount=self.random.randint(5_000, 90_000)
        )
        actions.approve_loan(**self.facts(self.bank.chair, fresh=False), loan_id=loan.pk)
        wanted = [actions.LentIn(good.pk, self.random.randint(0, 3)) for good in self.goods]
        actions.loan_for_goods(
            **self.facts(self.bank.treasurer), loan_id=loan.pk, post_id=self.bank.post.pk, goods=wanted
        )
        for one in wanted:
            self.there[one.good_id] -= one.count
        return True

    def count(self):
        good = self.random.choice(self.goods)
        counted = max(self.there[good.pk] + self.random.randint(-2, 1), 0)
        actions.count_goods(
            **self.facts(self.bank.treasurer), post_id=self.bank.post.pk, good_id=good.pk, counted=counted,
            reason="hitung ulang",
        )  # fmt: skip
        self.there[good.pk] = counted
        return True

    def ask(self):
        pocket = self.pocket()
        if pocket is None:
            return False
        amount = self.random.randint(1, 30_000)
        actions.request_payout(**self.facts(self.bank.weigher), pocket_id=pocket.pk, amount=amount)
        return True

    def sums(self):
        """What nobody gains or loses when rows are joined."""
        booked = [balance(org=self.org, account=account) for account in ("2101", "1201", "1202", "1101", "1302")]
        grams = sum(ConsignmentLot.objects.values_list("held", flat=True))
        held = sum(Pocket.objects.values_list("held", flat=True))
        return [*booked, grams, held]

    def join(self):
        kept, gone = self.someone(), self.someone()
        if kept is None or kept == gone or len([m for m in self.members if m.status == "active"]) < 4:
            return False
        before, both = self.sums(), self.of(kept)
        both.update(self.of(gone))
        members.merge_members(**self.facts(self.secretary), kept_id=kept.pk, gone_id=gone.pk)
        gone.refresh_from_db()
        assert self.sums() == before
        assert (self.of(kept), self.of(gone)) == (both, Counter())
        self.members.append(make_member(self.org, f"Anggota {len(self.members)}"))
        return True

    def of(self, member):
        """What one member has and owes, in the books and in grams."""
        found = Counter({a: party_balance(org=self.org, account=a, party=member.pk) for a in ("2101", "1201", "1202")})
        found["grams"] = sum(ConsignmentLot.objects.filter(member=member).values_list("held", flat=True))
        return found

    def leave(self):
        member = self.someone()
        if member is None or len([m for m in self.members if m.status == "active"]) < 4:
            return False
        member.status, member.left_on = "left", clock.day_of(self.moment, self.org.time_zone)
        member.save()
        return True

    def end_account(self):
        member = self.someone("left")
        if member is None:
            return False
        left = what_is_left(org=self.org, member_id=member.pk)
        owed = balance(org=self.org, account="2101")
        proposal = actions.propose_exit(**self.facts(self.bank.treasurer), member_id=member.pk)
        approvals.approve(org=self.org, by=self.bank.chair, approval_id=proposal.pk)
        row = AccountExit.objects.filter(member=member).latest("recorded_at")
        assert row.rest == left.rest
        assert row.written_off == left.written_off
        assert row.receivable_paid + row.loan_paid + row.rest == left.savings + left.set_aside
        assert balance(org=self.org, account="2101") == owed + row.receivable_paid + row.loan_paid
        after = what_is_left(org=self.org, member_id=member.pk)
        assert (after.receivable, after.loan, after.savings) == (0, 0, row.rest)
        return True

    def fetch(self):
        payout = Payout.objects.filter(status="approved").order_by("id").first()
        if payout is None:
            return False
        actions.pay_payout(**self.facts(self.bank.treasurer), payout_id=payout.pk, post_id=self.bank.post.pk)
        return True

    def check(self):
        with clock.set_to(self.moment):
            report = verify(self.org)
        assert report.sound, report.findings
        for good in self.goods:
            stock = lies(self.bank, good)
            assert stock.quantity == self.there[good.pk] * good.unit_size >= 0
            assert stock.value >= 0
            assert stock.quantity or not stock.value
        assert sum(Pocket.objects.values_list("balance", flat=True)) == -balance(org=self.org, account="2101")
        for row in AccountExit.objects.filter(status="closed"):
            assert what_is_left(org=self.org, member_id=row.member_id).nothing


def walk(org, seed, steps):
    life = Life(org, seed)
    for step in range(1, steps + 1):
        life.step()
        if step % 100 == 0:
            life.check()
    life.check()
    return life


def test_a_short_life_with_goods(org):
    life = walk(org, seed=3, steps=200)
    assert {"bring", "buy", "take", "lend", "join", "leave", "end_account"} <= {
        n for n, times in life.done.items() if times
    }
    assert life.refused
    assert LoanGood.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_long_lives_with_goods(org, seed):
    life = walk(org, seed=40 + seed, steps=900)
    assert {name for name, times in life.done.items() if times} == set(STEPS)
