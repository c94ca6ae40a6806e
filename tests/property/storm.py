"""One of several processes that live the life of one waste bank at the same time, each with a plain tally of its own.

The tallies know nothing of ledgers. Added up they must say what the books say, whoever came first: so only what the
answer of an action tells is counted, never what stood in the database before.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import Entry, Receipt, StockBalance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Membership, OfficeTerm, Organization
from guyub.foundation.organizations.queries import actor_of
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import (
    Collector,
    Deposit,
    Pocket,
    Post,
    Receivable,
    StockDifference,
    WasteItem,
    WeighingSession,
)
from tests.factories import make_actor, make_org
from tests.factories_members import make_member
from tests.factories_wastebank import KINDS, Bank, at, make_bank

FIRST_DAY = date(2021, 6, 6)
SECONDS = 2  # between two operations of one process: a weighing day of 1,250 takes 42 minutes
MEMBERS = 12
START_CASH = 5_000_000
PET = 4  # rupiah the gram
SHARED = UUID("0190a000-0000-7000-8000-0000000000aa")
WEIGHTS = {
    "deposit": 40,
    "same_visit": 10,
    "gift": 3,
    "withdraw": 12,
    "ask_and_pay": 8,
    "give": 8,
    "correct": 8,
    "correct_the_same": 4,
    "sell": 5,
    "count": 2,
    "repay": 3,
}


def begin_of(day: int) -> datetime:
    """Return nine o'clock of a weighing day, counted from zero."""
    return at(FIRST_DAY + timedelta(days=day), time(9))


def set_up() -> None:
    """One bank with its members."""
    org = make_org("badai")
    with tenant(org.pk), clock.set_to(begin_of(0)):
        bank = make_bank(org, in_cash=START_CASH)
        bank.collector()
        for number in range(MEMBERS):
            make_member(org, f"Anggota {number}")
        make_actor(org, Office.TREASURER, Office.CHAIR)


def officers_of(org: Organization) -> dict[frozenset[str], Actor]:
    """Return who acts, by the offices that she holds."""
    held: dict[Membership, set[str]] = {}
    for term in OfficeTerm.objects.filter(org=org).select_related("membership__user"):
        held.setdefault(term.membership, set()).add(term.office)
    return {frozenset(offices): actor_of(membership) for membership, offices in held.items()}


def bank_of(org: Organization) -> Bank:
    """Return the bank that `set_up` made, as another process finds it."""
    officers = officers_of(org)
    three = (officers[frozenset({office})] for office in (Office.WEIGHING, Office.TREASURER, Office.CHAIR))
    return Bank(org, Post.objects.get(), {code: WasteItem.objects.get(code=code) for code in KINDS}, *three)


class Racer:
    """What one process does, and what it knows that it has done.

    `worth`: savings less Piutang, by member. `together`: the visits that every process sends, {key: [name, grams of
    PET]}; they are in no tally, for who adds the tallies up to count once.
    """

    def __init__(self, org: Organization, seed: str, day: int) -> None:
        self.org, self.random, self.day = org, random.Random(seed), day
        self.bank = bank_of(org)
        self.bank.sessions = {session.held_on: session for session in WeighingSession.objects.all()}
        self.fixer = officers_of(org)[frozenset({Office.TREASURER, Office.CHAIR})]
        self.members = list(Member.objects.order_by("number"))
        self.collector = Collector.objects.get().pk
        self.mine: list[tuple[UUID, Member, list, int]] = []
        self.shared: list[tuple[UUID, Member, int]] = []
        self.together: dict[str, list] = {}
        self.worth: Counter[str] = Counter()
        self.grams: Counter[str] = Counter()
        self.cash = 0
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def live(self, steps: int) -> None:
        for step in range(steps):
            name = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            with clock.set_to(begin_of(self.day) + timedelta(seconds=SECONDS * step)):
                try:
                    getattr(self, name)()
                    self.done[name] += 1
                except GuyubError as error:
                    self.refused[error.code] += 1
            del self.mine[:-20], self.shared[:-20]

    def member(self) -> Member:
        return self.random.choice(self.members)

    def lines(self) -> list:
        codes = self.random.sample(list(KINDS), self.random.randint(1, 3))
        return [self.bank.line(code, self.random.choice((1, 999, self.random.randint(1, 9000)))) for code in codes]

    def weigh(self, lines: list, sign: int = 1) -> None:
        codes = {item.pk: code for code, item in self.bank.items.items()}
        for line in lines:
            self.grams[codes[line.item_id]] += sign * line.quantity

    def deposit(self) -> None:
        member, lines = self.member(), self.lines()
        done = self.bank.deposit(member, *lines)
        self.weigh(lines)
        self.worth[member.name] += done.net
        self.mine.append((done.deposit_id, member, lines, done.net))

    def same_visit(self) -> None:
        """The same fact comes from every process, as from the tabs of one phone: it counts once."""
        key = f"{self.day}:{self.done['same_visit']}"
        dice = random.Random(key)
        member, grams = dice.choice(self.members), dice.randint(1, 5000)
        moment = begin_of(self.day) + timedelta(seconds=dice.randint(0, 2400))
        line = self.bank.line("PET", grams)
        done = self.bank.deposit(member, line, client_id=uuid5(SHARED, key), happened_at=moment)
        self.together[key] = [member.name, grams]
        self.shared.append((done.deposit_id, member, grams))

    def gift(self) -> None:
        lines = self.lines()
        self.bank.deposit(None, *lines, guest_name="Tamu")
        self.weigh(lines)

    def withdraw(self) -> None:
        pocket, amount = self.some_pocket(), self.random.randint(1, 40_000)
        if pocket is None:
            return
        self.bank.withdraw(pocket.member, amount)
        self.worth[pocket.member.name] -= amount
        self.cash -= amount

    def some_pocket(self) -> Pocket | None:
        return Pocket.objects.filter(member=self.member()).select_related("member").first()

    def ask_and_pay(self) -> None:
        pocket, amount = self.some_pocket(), self.random.randint(1, 30_000)
        if pocket is None:
            return
        common = {"org": self.org, "happened_at": clock.now()}
        payout = actions.request_payout(
            by=self.bank.weigher, client_id=uuid7(), pocket_id=pocket.pk, amount=amount, post_id=self.bank.post.pk,
            **common,
        )  # fmt: skip
        if self.random.random() < 0.3:
            actions.cancel_payout(by=self.bank.weigher, payout_id=payout.pk, **common)
            return
        actions.approve_payout(by=self.bank.chair, payout_id=payout.pk, **common)
        actions.pay_payout(by=self.bank.treasurer, client_id=uuid7(), payout_id=payout.pk, **common)
        self.worth[pocket.member.name] -= amount
        self.cash -= amount

    def give(self) -> None:
        pocket, receiver, amount = self.some_pocket(), self.member(), self.random.randint(1, 15_000)
        if pocket is None:
            return
        actions.transfer_savings(
            org=self.org, by=self.bank.treasurer, client_id=uuid7(), happened_at=clock.now(),
            pocket_id=pocket.pk, to_member_id=receiver.pk, amount=amount, consent="slip",
        )  # fmt: skip
        self.worth[pocket.member.name] -= amount
        self.worth[receiver.name] += amount

    def correct(self) -> None:
        if not self.mine:
            return
        place = self.random.randrange(len(self.mine))
        deposit_id, member, before, net = self.mine[place]
        lines = self.lines()
        done = self.replace(deposit_id, lines)
        self.weigh(before, -1)
        self.worth[member.name] += done.net - net
        self.mine[place] = (done.deposit_id, member, lines, done.net)

    def correct_the_same(self) -> None:
        """Two officers mend one visit: whoever comes second is refused."""
        if not self.shared:
            return
        deposit_id, member, grams = self.shared.pop(self.random.randrange(len(self.shared)))
        lines = self.lines()
        done = self.replace(deposit_id, lines)
        self.grams["PET"] -= grams
        self.worth[member.name] += done.net - PET * grams

    def replace(self, deposit_id: UUID, lines: list) -> actions.DepositResult:
        done = self.bank.correct(deposit_id, *lines, by=self.fixer, missing_reason="sudah dijual")
        self.weigh(lines)
        codes = {item.pk: code for code, item in self.bank.items.items()}
        lacking = StockDifference.objects.filter(deposit_id=done.deposit_id).values_list("item_id", "missing")
        self.grams.update({codes[item_id]: missing for item_id, missing in lacking})
        return done

    def sell(self) -> None:
        code = self.random.choice(list(KINDS))
        there = self.bank.stock(code).quantity
        if not there:
            return
        take_all = self.random.random() < 0.4
        own = there if take_all else self.random.randint(1, there)
        load = self.bank.load(
            code, max(own * self.random.randint(920, 1000) // 1000, 1), self.random.randint(0, 5000),
            take_all=take_all, own_quantity=own, over_reason="timbangan pengepul",
        )  # fmt: skip
        sale = self.bank.sell(load, collector=self.collector, cash_account="1101")
        line = sale.lines.get()
        self.grams[code] -= line.out_quantity - line.extra_quantity
        self.cash += sale.revenue

    def count(self) -> None:
        code = self.random.choice(list(KINDS))
        counted = max(self.bank.stock(code).quantity + self.random.randint(-200, 50), 0)
        row = actions.count_stock(
            org=self.org, by=self.bank.treasurer, client_id=uuid7(), happened_at=clock.now(), post_id=self.bank.post.pk,
            item_id=self.bank.items[code].pk, counted=counted, reason="opname",
        )  # fmt: skip
        self.grams[code] += row.counted - row.expected

    def repay(self) -> None:
        debt = Receivable.objects.filter(owed__gt=0).select_related("member").order_by("?").first()
        if debt is None:
            return
        amount = self.random.randint(1, debt.owed)
        actions.repay_in_cash(
            org=self.org, by=self.bank.treasurer, client_id=uuid7(), happened_at=clock.now(),
            debt_id=debt.pk, amount=amount, post_id=self.bank.post.pk,
        )  # fmt: skip
        self.worth[debt.member.name] += amount
        self.cash += amount


def open_day(day: str) -> None:
    """Open the weighing day that all processes record on."""
    org = Organization.objects.get(slug="badai")
    with tenant(org.pk), clock.set_to(begin_of(int(day))):
        bank_of(org).session()


def race(number: str, day: str, steps: str) -> str:
    """Live `steps` operations of a day and return the tally, as JSON."""
    org = Organization.objects.get(slug="badai")
    with tenant(org.pk):
        racer = Racer(org, f"{day}/{number}", int(day))
        racer.live(int(steps))
    told = ("together", "worth", "grams", "cash", "done", "refused")
    return json.dumps({name: getattr(racer, name) for name in told})


def look(day: str) -> str:
    """Return, as JSON, what the books, the passbooks and the stock say."""
    org = Organization.objects.get(slug="badai")
    with tenant(org.pk), clock.set_to(begin_of(int(day) + 1)):
        worth: Counter[str] = Counter()
        for name, amount in Pocket.objects.values_list("member__name", "balance"):
            worth[name] += amount
        pockets = worth.total()
        for name, owed in Receivable.objects.values_list("member__name", "owed"):
            worth[name] -= owed
        codes = dict(WasteItem.objects.values_list("stock_item_id", "code"))
        below = Pocket.objects.filter(balance__lt=0).count() + StockBalance.objects.filter(quantity__lt=0).count()
        return json.dumps(
            {
                "findings": [finding.sentence for finding in verify(org).findings],
                "worth": worth,
                "grams": {codes[pk]: n for pk, n in StockBalance.objects.values_list("item_id", "quantity")},
                "cash": balance(org=org, account="1101"),
                "passbooks less the books": pockets + balance(org=org, account="2101"),
                "below zero": below,
                "entries": [Entry.objects.count(), Entry.objects.order_by("-n").values_list("n", flat=True)[0]],
                "receipts": [Receipt.objects.count(), Receipt.objects.order_by("-number")[0].number],
                "visits": Deposit.objects.filter(version=1).count(),
            }
        )
