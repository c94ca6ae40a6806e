"""Whatever happens in whatever order: passbooks are the books' debt, grams are conserved, nothing goes below zero.

A seeded walk through the real actions, with a plain tally beside it that knows nothing of ledgers. Refusals are part
of the walk: they must leave no trace.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, time, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import approvals, reversals
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import StockBalance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Deposit, Loan, Payout, Pocket, Receivable, Sale, StockDifference
from guyub.livelihoods.wastebank.visits import GroupPart, WayIn
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import KINDS, at, make_bank

WEIGHTS = {
    "deposit": 40,
    "gift": 3,
    "group": 3,
    "withdraw": 12,
    "request": 8,
    "move_payout": 10,
    "correct": 12,
    "undo": 3,
    "sell": 6,
    "settle_sale": 4,
    "count": 3,
    "price": 2,
    "next_day": 3,
    "lend": 4,
    "repay": 3,
    "let_go": 1,
}


class Walk:
    """A random life of one waste bank."""

    def __init__(self, org, seed):
        self.random = random.Random(seed)
        self.moment = at(date(2021, 1, 3), time(8))
        with clock.set_to(self.moment):
            self.bank = make_bank(org, in_cash=2_000_000)
            self.members = [make_member(org, f"Anggota {n}") for n in range(8)]
            self.collector = self.bank.collector()
            self.fixer = make_actor(org, Office.TREASURER, Office.CHAIR)
        self.org = org
        self.grams: Counter[str] = Counter()
        self.lent = 0
        self.savings: Counter[object] = Counter()
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

    def lines(self):
        codes = self.random.sample(list(KINDS), self.random.randint(1, 3))
        return [
            self.bank.line(code, self.random.choice((1, 999, 1250, self.random.randint(1, 9000)))) for code in codes
        ]

    def code_of(self, item_id):
        return next(code for code, item in self.bank.items.items() if item.pk == item_id)

    def weigh(self, lines, sign=1):
        for line in lines:
            self.grams[self.code_of(line.item_id)] += sign * line.quantity

    def deposit(self):
        member, lines = self.random.choice(self.members), self.lines()
        ways = self.random.choice(
            (
                [],
                [],
                [WayIn("cash", "ratio", 5000)],
                [WayIn("donate", "amount", 1500)],
                [WayIn("donate", "ratio", 2500), WayIn("cash", "rest")],
                [WayIn("dues", "all"), WayIn("save", "rest")],
            )
        )
        source = self.random.choice(("online", "online", "online", "phone"))
        result = self.bank.deposit(member, *lines, ways=ways, source=source)
        self.weigh(lines)
        self.savings[member.pk] += result.saved

    def gift(self):
        lines = self.lines()
        self.bank.deposit(None, *lines, guest_name="Tamu")
        self.weigh(lines)

    def group(self):
        some, lines = self.random.sample(self.members, 3), self.lines()
        self.bank.deposit(None, *lines, group=[GroupPart(m.pk, self.random.randint(1, 3)) for m in some])
        self.weigh(lines)
        for member in some:
            self.savings[member.pk] = Pocket.objects.get(member=member).balance

    def withdraw(self):
        member = self.random.choice(self.members)
        if not Pocket.objects.filter(member=member).exists():
            return
        amount = self.random.randint(1, 40_000)
        self.bank.withdraw(member, amount)
        self.savings[member.pk] -= amount

    def request(self):
        pockets = list(Pocket.objects.order_by("member__number", "kind__position", "label"))
        if not pockets:
            return
        pocket = self.random.choice(pockets)
        actions.request_payout(
            org=self.org,
            by=self.bank.weigher,
            client_id=uuid7(),
            happened_at=self.moment,
            pocket_id=pocket.pk,
            amount=self.random.randint(1, 30_000),
            post_id=self.bank.post.pk,
        )

    def move_payout(self):
        payout = Payout.objects.filter(status__in=["requested", "approved"]).order_by("id").first()
        if payout is None:
            return
        common = {"org": self.org, "payout_id": payout.pk, "happened_at": self.moment}
        match self.random.randint(1, 6):
            case 1:
                actions.refuse_payout(by=self.bank.treasurer, reason="nanti", **common)
            case 2:
                actions.cancel_payout(by=self.bank.weigher, **common)
            case _:
                actions.approve_payout(by=self.bank.chair, **common)
                actions.pay_payout(by=self.bank.treasurer, client_id=uuid7(), **common)
                self.savings[payout.member_id] -= payout.amount

    def some_deposit(self):
        rows = Deposit.objects.filter(replaced_by__isnull=True).order_by("-id")[:6]
        return self.random.choice(rows) if rows else None

    def correct(self):
        old = self.some_deposit()
        if old is None:
            return
        self.replace(old, self.lines())

    def undo(self):
        old = self.some_deposit()
        if old is None:
            return
        self.replace(old, [])

    def replace(self, old, lines):
        before = [(line.item_id, line.quantity) for line in old.lines.all()]
        why = {"missing_reason": self.random.choice(("", "hilang", "hilang"))}
        if lines:
            done = self.bank.correct(old.pk, *lines, by=self.fixer, **why)
        else:
            done = actions.undo_deposit(
                org=self.org,
                by=self.fixer,
                client_id=uuid7(),
                happened_at=self.moment,
                deposit_id=old.pk,
                reason="dua kali",
                **why,
            )
        self.weigh(lines)
        for item_id, missing in StockDifference.objects.filter(deposit_id=done.deposit_id).values_list(
            "item_id", "missing"
        ):
            self.grams[self.code_of(item_id)] += missing
        for item_id, quantity in before:
            self.grams[self.code_of(item_id)] -= quantity
        for member_id, amount in Pocket.objects.values_list("member_id", "balance"):
            self.savings[member_id] = amount

    def sell(self):
        code = self.random.choice(list(KINDS))
        there = self.bank.stock(code).quantity
        if not there:
            return
        take_all = self.random.random() < 0.4
        own = there if take_all else self.random.randint(1, there + there // 20)
        weight = max(own * self.random.randint(920, 1010) // 1000, 1)
        sale = self.bank.sell(
            self.bank.load(
                code,
                weight,
                self.random.randint(0, 5000),
                take_all=take_all,
                own_quantity=own,
                rafaksi_bp=self.random.choice((0, 0, 300)),
                over_reason=self.random.choice(("", "timbangan pengepul")),
            ),
            collector=self.collector,
            cash_account=self.random.choice(("", "1101")),
        )
        line = sale.lines.get()
        self.grams[code] -= line.out_quantity - line.extra_quantity

    def settle_sale(self):
        sale = Sale.objects.filter(status="final").order_by("-id").first()
        if sale is None:
            return
        if self.random.random() < 0.3:
            back = [(self.code_of(x.item_id), x.out_quantity - x.extra_quantity) for x in sale.lines.all()]
            actions.reverse_sale(
                org=self.org,
                by=self.bank.treasurer,
                client_id=uuid7(),
                happened_at=self.moment,
                sale_id=sale.pk,
                reason="batal",
            )
            for code, quantity in back:
                self.grams[code] += quantity
            return
        actions.record_sale_payment(
            org=self.org,
            by=self.bank.treasurer,
            client_id=uuid7(),
            happened_at=self.moment,
            sale_id=sale.pk,
            amount=max((sale.revenue - sale.paid) // 2, 1),
            cash_account="1101",
        )

    def count(self):
        code = self.random.choice(list(KINDS))
        there = self.bank.stock(code).quantity
        counted = max(there + self.random.randint(-200, 50), 0)
        actions.count_stock(
            org=self.org,
            by=self.bank.treasurer,
            client_id=uuid7(),
            happened_at=self.moment,
            post_id=self.bank.post.pk,
            item_id=self.bank.items[code].pk,
            counted=counted,
            reason="opname",
        )
        self.grams[code] = counted

    def price(self):
        self.bank.price(
            self.random.choice(list(KINDS)), self.random.randint(0, 6000), starts_at=self.moment + timedelta(seconds=1)
        )

    def lend(self):
        member = self.random.choice(self.members)
        common = {"org": self.org, "happened_at": self.moment}
        loan = actions.ask_loan(
            by=self.bank.weigher,
            client_id=uuid7(),
            member_id=member.pk,
            amount=self.random.randint(1, 60_000),
            share_bp=self.random.choice((10_000, 10_000, 5000, 3333)),
            **common,
        )
        actions.approve_loan(by=self.bank.chair, loan_id=loan.pk, **common)
        actions.disburse_loan(
            by=self.bank.treasurer, client_id=uuid7(), loan_id=loan.pk, post_id=self.bank.post.pk, **common
        )
        self.lent += loan.amount

    def some_debt(self):
        loans, lacking = (model.objects.filter(owed__gt=0).order_by("id") for model in (Loan, Receivable))
        rows = [*loans, *lacking]
        return self.random.choice(rows) if rows else None

    def repay(self):
        debt = self.some_debt()
        if debt is None:
            return
        common = {"org": self.org, "by": self.bank.treasurer, "client_id": uuid7(), "happened_at": self.moment}
        amount = self.random.randint(1, debt.owed + debt.owed // 10)
        pocket = Pocket.objects.filter(member_id=debt.member_id).first()
        if pocket is not None and self.random.random() < 0.4:
            actions.repay_out_of_pocket(debt_id=debt.pk, amount=amount, pocket_id=pocket.pk, **common)
            self.savings[debt.member_id] -= amount
            return
        row = actions.repay_in_cash(debt_id=debt.pk, amount=amount, post_id=self.bank.post.pk, **common)
        if self.random.random() < 0.3:
            facts = {"org": self.org, "by": self.bank.treasurer, "happened_at": self.moment}
            reversals.take_back(entry_id=row.entry_id, reason="salah", client_id=uuid7(), **facts)

    def let_go(self):
        debt = self.some_debt()
        if debt is None:
            return
        common = {"org": self.org, "by": self.bank.treasurer, "client_id": uuid7(), "happened_at": self.moment}
        proposal = actions.propose_write_off(debt_id=debt.pk, reason="sakit", **common)
        approvals.approve(org=self.org, by=self.bank.chair, approval_id=proposal.pk)

    def next_day(self):
        self.moment += timedelta(days=1)
        self.moment = at(clock.day_of(self.moment, self.org.time_zone), time(8))

    def check(self):
        with clock.set_to(self.moment):
            report = verify(self.org)
        assert report.sound, report.findings
        pockets = {pk: amount for pk, amount in Pocket.objects.values_list("member_id", "balance") if amount}
        assert pockets == {pk: amount for pk, amount in self.savings.items() if amount}
        assert sum(pockets.values()) == -balance(org=self.org, account="2101")
        for model, account in ((Receivable, "1201"), (Loan, "1202")):
            assert sum(model.objects.values_list("owed", flat=True)) == balance(org=self.org, account=account)
            assert min(model.objects.values_list("owed", flat=True), default=0) >= 0
        handed_out = Loan.objects.filter(disbursed_at__isnull=False)
        assert self.lent == sum(handed_out.values_list("amount", flat=True))
        parts = handed_out.values_list("amount", "repaid", "written_off", "owed")
        assert all(amount == repaid + off + owed for amount, repaid, off, owed in parts)
        assert -balance(org=self.org, account="2201") >= 0
        assert all(0 <= held <= amount for amount, held in Pocket.objects.values_list("balance", "held"))
        assert {code: self.bank.stock(code).quantity for code in KINDS} == {code: self.grams[code] for code in KINDS}
        for quantity, value in StockBalance.objects.values_list("quantity", "value"):
            assert quantity >= 0
            assert value >= 0
            assert quantity or not value
        assert balance(org=self.org, account="1101") >= 0


def walk(org, seed, steps, check_every):
    life = Walk(org, seed)
    for step in range(1, steps + 1):
        life.step()
        if step % check_every == 0:
            life.check()
    life.check()
    return life


def test_a_short_life(org):
    life = walk(org, seed=7, steps=300, check_every=100)
    assert {"deposit", "withdraw", "correct", "sell", "count", "move_payout", "lend", "repay"} <= set(life.done)
    assert life.refused  # the walk does meet refusals


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_long_lives(org, seed):
    """Five times 2,200 operations: more than ten thousand on each database."""
    life = walk(org, seed=100 + seed, steps=2200, check_every=550)
    assert set(life.done) == set(WEIGHTS)
