"""However savings move: passbooks are the books' debt, what is set aside is what open bills say, nothing below zero.

A seeded walk through the real actions around a Lebaran, with a plain tally beside it. Refusals are part of the walk:
they must leave no trace.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions import RequestIn
from guyub.livelihoods.wastebank.models import Bill, Override, PassbookLine, Payout, Pocket, PocketKind, Transfer
from guyub.livelihoods.wastebank.queries.coverage import coverage
from tests.factories_members import make_member
from tests.factories_savings import agree, common, lebaran
from tests.factories_wastebank import at, make_bank

WEIGHTS = {
    "deposit": 25,
    "move": 20,
    "give": 12,
    "ask": 10,
    "ask_many": 2,
    "settle": 14,
    "hold_bill": 10,
    "end_bill": 8,
    "open_early": 5,
    "next_day": 4,
}
KINDS = ("reguler", "lebaran", "pendidikan", "sembako")


class Walk:
    """A random life of the savings of six members."""

    def __init__(self, org, seed):
        self.random = random.Random(seed)
        self.moment = at(date(2022, 4, 1), time(8))
        with clock.set_to(self.moment):
            self.bank = make_bank(org, in_cash=400_000)
            lebaran(self.bank, date(2022, 5, 2))
            self.members = [make_member(org, f"Anggota {n}") for n in range(6)]
            self.kinds = {kind.code: kind.pk for kind in PocketKind.objects.all()}
        self.org = org
        self.tally: Counter[tuple[object, str, str]] = Counter()
        self.aside: Counter[object] = Counter()
        self.cash, self.fees = 400_000, 0
        self.refused: Counter[str] = Counter()
        self.done: Counter[str] = Counter()

    def step(self):
        self.moment += timedelta(seconds=self.random.randint(1, 40))
        name = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        with clock.set_to(self.moment):
            try:
                getattr(self, name)()
                self.done[name] += 1
            except GuyubError as error:
                self.refused[error.code] += 1

    def by(self, actor=None):
        return common(actor or self.bank.treasurer, self.bank)

    def pocket(self):
        """A pocket that exists, in an order that both databases share."""
        rows = Pocket.objects.select_related("kind").order_by("member__number", "kind__code", "label")
        return self.random.choice(list(rows)) if rows else self.deposit()

    def key(self, pocket):
        return pocket.member_id, pocket.kind.code, pocket.label

    def deposit(self):
        member = self.random.choice(self.members)
        done = self.bank.deposit(member, self.bank.line("PET", self.random.randint(1, 9_000)))
        self.tally[member.pk, "reguler", ""] += done.net
        return Pocket.objects.select_related("kind").get(member=member, kind__code="reguler")

    def move(self):
        pocket, code = self.pocket(), self.random.choice(KINDS)
        label = self.random.choice(("", "", "Cucu")) if code == "pendidikan" else ""
        amount = self.random.randint(0, 15_000)
        actions.move_savings(**self.by(), pocket_id=pocket.pk, kind_id=self.kinds[code], amount=amount, label=label)
        self.tally[self.key(pocket)] -= amount
        self.tally[pocket.member_id, code, label] += amount

    def give(self):
        pocket, receiver = self.pocket(), self.random.choice(self.members)
        amount = self.random.randint(1, 15_000)
        actions.transfer_savings(
            **self.by(), pocket_id=pocket.pk, to_member_id=receiver.pk, amount=amount, consent="slip"
        )
        self.tally[self.key(pocket)] -= amount
        self.tally[receiver.pk, "reguler", ""] += amount

    def day(self):
        today = clock.today(self.org.time_zone)
        return self.random.choice((None, today, today + timedelta(days=20)))

    def ask(self):
        pocket = self.pocket()
        actions.request_payout(
            **self.by(), pocket_id=pocket.pk, amount=self.random.randint(1, 20_000), planned_on=self.day()
        )

    def ask_many(self):
        rows = [RequestIn(pocket.pk, 2_000) for pocket in Pocket.objects.order_by("id")]
        actions.request_many(**self.by(), rows=rows, planned_on=self.day() or clock.today(self.org.time_zone))

    def settle(self):
        payout = Payout.objects.filter(status__in=["requested", "approved"]).order_by("recorded_at", "id").first()
        if payout is None:
            return
        facts = {"org": self.org, "payout_id": payout.pk, "happened_at": self.moment}
        if self.random.random() < 0.3:
            actions.cancel_payout(by=self.bank.treasurer, **facts)
            return
        actions.approve_payout(by=self.bank.chair, **facts)
        actions.pay_payout(**self.by(), payout_id=payout.pk, post_id=self.bank.post.pk)
        self.tally[self.key(Pocket.objects.select_related("kind").get(pk=payout.pocket_id))] -= payout.amount
        self.cash -= payout.amount

    def hold_bill(self):
        pocket, amount, fee = self.pocket(), self.random.randint(1, 12_000), self.random.choice((0, 2_500))
        actions.hold_bill(**self.by(), pocket_id=pocket.pk, kind="electricity", amount=amount, fee=fee)
        self.tally[self.key(pocket)] -= amount + fee
        self.aside[pocket.member_id] += amount + fee

    def end_bill(self):
        bill = Bill.objects.filter(status="held").select_related("pocket__kind").order_by("recorded_at", "id").first()
        if bill is None:
            return
        total = bill.amount + bill.fee
        if self.random.random() < 0.4:
            actions.fail_bill(**self.by(), bill_id=bill.pk, reason="PLN tutup")
            self.tally[self.key(bill.pocket)] += total
        else:
            actions.pay_bill(**self.by(), bill_id=bill.pk, post_id=self.bank.post.pk, proof="1234")
            self.cash, self.fees = self.cash - bill.amount, self.fees + bill.fee
        self.aside[bill.pocket.member_id] -= total

    def open_early(self):
        pocket, amount = self.pocket(), self.random.randint(1, 15_000)
        proposal = actions.propose_override(**self.by(), pocket_id=pocket.pk, amount=amount, reason="sakit")
        agree(self.bank, proposal)
        if self.random.random() < 0.7:
            actions.request_payout(**self.by(), pocket_id=pocket.pk, amount=self.random.randint(1, amount))

    def next_day(self):
        self.moment = at(clock.day_of(self.moment, self.org.time_zone) + timedelta(days=1), time(8))
        with clock.set_to(self.moment):
            actions.expire_payouts(org=self.org, by=self.bank.treasurer, happened_at=self.moment)

    def check(self):
        with clock.set_to(self.moment):
            report = verify(self.org)
            ahead = coverage(org=self.org)
        assert report.sound, report.findings
        pockets = {self.key(p): p.balance for p in Pocket.objects.select_related("kind")}
        assert {key: amount for key, amount in pockets.items() if amount} == +self.tally
        assert sum(pockets.values()) == -balance(org=self.org, account="2101")
        for member in self.members:
            assert party_balance(org=self.org, account="2102", party=member.pk) == -self.aside[member.pk]
        assert all(0 <= held <= amount for amount, held in Pocket.objects.values_list("balance", "held"))
        held = sum(Pocket.objects.values_list("held", flat=True))
        waiting = sum(Bill.objects.filter(status="held").values_list("amount", flat=True))
        open_payouts = Payout.objects.filter(status__in=["requested", "approved"])
        assert held == sum(open_payouts.values_list("amount", flat=True))
        assert ahead.ahead[-1].outlook.promised == held + waiting
        books = [balance(org=self.org, account=code) for code in ("1101", "4201")]
        assert books == [self.cash, -self.fees]
        assert self.cash >= 0
        moved = Transfer.objects.values_list("pk", flat=True)
        assert PassbookLine.objects.filter(source_id__in=moved).count() == 2 * len(moved)
        spent = Payout.objects.filter(status="paid", override_id__isnull=False).values_list("override_id", "amount")
        allowed = dict(Override.objects.values_list("pk", "amount"))
        assert all(amount <= allowed[pk] for pk, amount in spent)


def walk(org, seed, steps, check_every):
    life = Walk(org, seed)
    for step in range(1, steps + 1):
        life.step()
        if step % check_every == 0:
            life.check()
    life.check()
    return life


def test_a_short_life_of_the_savings(org):
    life = walk(org, seed=5, steps=300, check_every=100)
    assert set(life.done) == set(WEIGHTS)
    assert {"not_enough_savings", "pocket_locked"} <= set(life.refused)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_long_lives_of_the_savings(org, seed):
    """Three times 1,500 operations on each database, from before the locks open until they are closed again."""
    life = walk(org, seed=200 + seed, steps=1500, check_every=500)
    assert set(life.done) == set(WEIGHTS)
    assert life.refused["cash_short"]
