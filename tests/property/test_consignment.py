"""Waste left for sale, whatever happens to it: no gram and no rupiah is lost, and each share is the notebook's share.

A seeded walk through the real actions, with a notebook beside it that shares by largest remainder in fractions, keeps
lots in a plain list, and knows nothing of ledgers.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Sum

from guyub.foundation.core import clock
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.balances import balance, party_balance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions.consigning import return_lots
from guyub.livelihoods.wastebank.models import ConsignmentLot, Deposit, Pocket, Receivable, SaleLot
from guyub.livelihoods.wastebank.visits import GroupPart
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

WEIGHTS = {
    "deposit": 30,
    "group": 4,
    "guest": 3,
    "correct": 20,
    "undo": 2,
    "sell": 16,
    "pay": 14,
    "reverse": 5,
    "give_back": 4,
    "count": 4,
    "withdraw": 8,
    "fee": 1,
    "next_day": 3,
}
CASH = 1_000_000


def shares(total: int, weights: list[int]) -> list[int]:
    """Whole numbers that add up to `total`: floors, then one each to the largest fractions, ties to the earlier."""
    exact = [Fraction(total * weight, sum(weights)) for weight in weights]
    whole = [part.numerator // part.denominator for part in exact]
    order = sorted(range(len(weights)), key=lambda i: (whole[i] - exact[i], i))
    for i in order[: total - sum(whole)]:
        whole[i] += 1
    return whole


def rounded(value: Fraction) -> int:
    """Half up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@dataclass(eq=False)
class Lot:
    """One line of one person, as the notebook has it."""

    root: UUID
    turn: int
    owner: Any  # a member, or none for a guest
    came: Any
    fee_bp: int
    quantity: int = 0
    held: int = 0
    sold: int = 0
    returned: int = 0
    lost: int = 0
    discrepancy: int = 0

    @property
    def place(self) -> tuple[Any, ...]:
        return self.came, self.owner.number if self.owner else 10**9, self.turn


@dataclass(eq=False)
class Part:
    """What a sale took of a lot; `corrected` grams since, worth what its grams brought."""

    lot: Lot
    grams: int
    amount: int
    corrected: int = 0

    @property
    def worth(self) -> int:
        more = rounded(Fraction(self.amount * abs(self.corrected), self.grams))
        return more if self.corrected >= 0 else -more


@dataclass(eq=False)
class Load:
    """A sale that stands."""

    pk: UUID
    brought: int
    costs: int
    fee: int
    parts: list[Part]
    paid: int = 0

    @property
    def is_settled(self) -> bool:
        return self.paid >= self.brought


@dataclass(eq=False)
class Visit:
    """A deposit in its newest version: who brought it in which parts."""

    root: UUID
    newest: UUID
    came: Any
    people: list[tuple[Any, int]]
    fee_bp: int
    lots: dict[tuple[int, Any], Lot] = field(default_factory=dict)


class Notebook:
    """A random life of consigned aluminium, and what it should come to."""

    def __init__(self, org: Any, seed: int) -> None:
        self.org, self.random = org, random.Random(seed)
        self.moment = at(date(2021, 1, 3), time(8))
        self.fee_bp = 1000
        with clock.set_to(self.moment):
            self.bank = make_bank(org, in_cash=CASH)
            self.bank.consign("ALU")
            self.members = [make_member(org, f"Anggota {n}") for n in range(5)]
            self.collector = self.bank.collector()
            self.fixer = make_actor(org, Office.TREASURER, Office.CHAIR)
        self.visits: list[Visit] = []
        self.gone: list[Visit] = []
        self.loads: list[Load] = []
        self.drawn: Counter[UUID] = Counter()
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    # --- what happens ---------------------------------------------------------------------------------------------

    def step(self) -> None:
        self.moment += timedelta(seconds=self.random.randint(1, 40))
        name = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        with clock.set_to(self.moment):
            try:
                getattr(self, name)()
            except GuyubError as error:
                self.refused[error.code] += 1
            else:
                self.done[name] += 1

    def facts(self, by: Any = None) -> dict[str, Any]:
        who = by or self.bank.treasurer
        return {"org": self.org, "by": who, "client_id": uuid7(), "happened_at": self.moment}

    def weights(self) -> list[int]:
        return [self.random.choice((1, 333, self.random.randint(1, 4000))) for _ in range(self.random.randint(1, 2))]

    def deposit(self) -> None:
        self.bring([(self.random.choice(self.members), 1)])

    def guest(self) -> None:
        self.bring([(None, 1)])

    def group(self) -> None:
        some = sorted(self.random.sample(self.members, 3), key=lambda member: member.number)
        self.bring([(member, self.random.randint(1, 3)) for member in some])

    def bring(self, people: list[tuple[Any, int]]) -> None:
        weights = self.weights()
        lines = [self.bank.line("ALU", grams) for grams in weights]
        first = people[0][0]
        if len(people) > 1:
            group = [GroupPart(member.pk, parts) for member, parts in people]
            done = self.bank.deposit(None, *lines, group=group).deposit_id
        else:
            done = self.bank.deposit(first, *lines, **({} if first else {"guest_name": "Tamu"})).deposit_id
        came = Deposit.objects.get(pk=done).weighed_at
        visit = Visit(done, done, came, people, self.fee_bp)
        self.visits.append(visit)
        self.weigh(visit, weights)

    def weigh(self, visit: Visit, weights: list[int]) -> None:
        """Bring the lots of a visit to what was weighed: what is held changes first, then what was sold."""
        wanted = {}
        for turn, grams in enumerate(weights, 1):
            parts = shares(grams, [parts for _member, parts in visit.people])
            wanted.update({(turn, m): part for (m, _parts), part in zip(visit.people, parts, strict=True) if part})
        for key in {**visit.lots, **wanted}:
            turn, owner = key
            lot = visit.lots.setdefault(key, Lot(visit.root, turn, owner, visit.came, visit.fee_bp))
            more = wanted.get(key, 0) - lot.quantity
            lot.quantity += more
            here = 0 if more > 0 and lot.sold and not lot.held else max(more, -lot.held)
            lot.held += here
            lot.discrepancy -= more - here
            self.carry(lot, more - here)

    def carry(self, lot: Lot, more: int) -> None:
        """Let a correction of sold grams follow them to their sales, the newest first."""
        for load in reversed(self.loads):
            for part in (part for part in load.parts if part.lot is lot and more):
                step = more if more > 0 else max(more, -(part.grams + part.corrected))
                part.corrected += step
                more -= step

    def correct(self) -> None:
        if not self.visits:
            return
        visit = self.random.choice(self.visits[-8:])
        weights = self.weights()
        lines = [self.bank.line("ALU", grams) for grams in weights]
        why = {"missing_reason": "hilang"}
        visit.newest = self.bank.correct(visit.newest, *lines, by=self.fixer, **why).deposit_id
        self.weigh(visit, weights)

    def undo(self) -> None:
        if not self.visits:
            return
        visit = self.random.choice(self.visits[-8:])
        actions.undo_deposit(**self.facts(self.fixer), deposit_id=visit.newest, reason="dua kali")
        self.weigh(visit, [])
        self.visits.remove(visit)
        self.gone.append(visit)

    def lots(self) -> list[Lot]:
        """Every lot, in the order in which it is sold."""
        return sorted(
            (lot for visit in [*self.visits, *self.gone] for lot in visit.lots.values()), key=lambda lot: lot.place
        )

    def there(self) -> int:
        return sum(lot.held for lot in self.lots())

    def sell(self) -> None:
        there = self.there()
        own = self.random.choice((there, self.random.randint(1, there + there // 25 + 1)))
        weight, price = max(own * self.random.randint(900, 1005) // 1000, 1), self.random.randint(0, 20_000)
        brought = rounded(Fraction(weight * price, 1000))
        costs = self.random.choice((0, 0, self.random.randint(0, 3000)))
        line = self.bank.load(
            "ALU", weight, price, pool="B", own_quantity=own, costs=costs, over_reason="timbangan beda"
        )
        account = self.random.choice(("", "1101"))
        sale = self.bank.sell(line, collector=self.collector, cash_account=account)
        parts = []
        left = min(own, there)
        for lot in self.lots():
            grams = min(lot.held, left)
            if grams:
                lot.held, lot.sold, left = lot.held - grams, lot.sold + grams, left - grams
                parts.append(Part(lot, grams, 0))
        fee = self.share(parts, brought - costs)
        self.loads.append(Load(sale.pk, brought, costs, fee, parts, brought if account else 0))

    @staticmethod
    def share(parts: list[Part], rest: int) -> int:
        """Fill in each part's amount; return the fee. Lots of one fee rate go together."""
        ranked = sorted(parts, key=lambda part: part.lot.place[1:])
        rates = list(dict.fromkeys(part.lot.fee_bp for part in ranked))
        groups = [[part for part in ranked if part.lot.fee_bp == rate] for rate in rates]
        fees = 0
        for rate, group, sum_of in zip(
            rates, groups, shares(rest, [sum(part.grams for part in group) for group in groups]), strict=True
        ):
            fee = rounded(Fraction(sum_of * rate, 10_000))
            fees += fee
            amounts = shares(sum_of - fee, [part.grams for part in group])
            for part, amount in zip(group, amounts, strict=True):
                part.amount = amount
        return fees

    def pay(self) -> None:
        owing = [load for load in self.loads if not load.is_settled]
        if owing:
            load = self.random.choice(owing)
            left = load.brought - load.paid
            amount = self.random.choice((left, self.random.randint(1, left)))
            actions.record_sale_payment(**self.facts(), sale_id=load.pk, amount=amount, cash_account="1101")
            load.paid += amount

    def reverse(self) -> None:
        if not self.loads:
            return
        load = self.random.choice(self.loads[-4:])
        actions.reverse_sale(**self.facts(), sale_id=load.pk, reason="batal")
        self.loads.remove(load)
        for part in load.parts:
            part.lot.sold -= part.grams
            part.lot.held += part.grams + part.corrected
            part.lot.discrepancy += part.corrected

    def give_back(self) -> None:
        member = self.random.choice(self.members)
        hers = [lot for lot in self.lots() if lot.owner is member and lot.held]
        quantity = self.random.randint(1, sum(lot.held for lot in hers) + 50)
        return_lots(
            **self.facts(), post_id=self.bank.post.pk, member_id=member.pk, item_id=self.bank.items["ALU"].pk,
            quantity=quantity,
        )  # fmt: skip
        for lot in hers:
            grams = min(lot.held, quantity)
            lot.held, lot.returned, quantity = lot.held - grams, lot.returned + grams, quantity - grams

    def count(self) -> None:
        there = self.there()
        counted = max(there + self.random.randint(-300, 60), 0)
        actions.count_stock(
            **self.facts(), post_id=self.bank.post.pk, item_id=self.bank.items["ALU"].pk, counted=counted,
            reason="opname", pool="B",
        )  # fmt: skip
        holding = [lot for lot in self.lots() if lot.held]
        if holding and counted != there:
            for lot, grams in zip(holding, shares(abs(counted - there), [lot.held for lot in holding]), strict=True):
                if counted < there:
                    lot.held, lot.lost = lot.held - grams, lot.lost + grams
                else:
                    lot.held, lot.discrepancy = lot.held + grams, lot.discrepancy + grams

    def withdraw(self) -> None:
        pocket = Pocket.objects.filter(balance__gt=0).order_by("member__number").first()
        if pocket is not None:
            amount = self.random.randint(1, pocket.balance)
            self.bank.withdraw(next(m for m in self.members if m.pk == pocket.member_id), amount)
            self.drawn[pocket.member_id] += amount

    def fee(self) -> None:
        fee_bp = self.random.choice((0, 500, 1250))
        self.moment += timedelta(seconds=2)
        self.bank.price("ALU", 0, starts_at=self.moment, mode="B", fee_bp=fee_bp)
        self.fee_bp = fee_bp
        self.moment += timedelta(seconds=2)

    def next_day(self) -> None:
        self.moment = at(clock.day_of(self.moment, self.org.time_zone) + timedelta(days=1), time(8))

    # --- what must hold -------------------------------------------------------------------------------------------

    def check(self) -> None:
        with clock.set_to(self.moment):
            report = verify(self.org)
            assert report.sound, report.findings
            self.check_grams()
            self.check_shares()
            self.check_money()

    def check_grams(self) -> None:
        columns = ("quantity", "held", "sold", "returned", "lost", "discrepancy")
        rows = ConsignmentLot.objects.values_list("root_id", "turn", "member_id", *columns)
        kept = {row[:3]: row[3:] for row in rows}
        noted = {
            (lot.root, lot.turn, lot.owner.pk if lot.owner else None): tuple(getattr(lot, name) for name in columns)
            for lot in self.lots()
        }
        assert kept == noted
        for quantity, held, sold, returned, lost, discrepancy in kept.values():
            assert quantity + discrepancy == held + sold + returned + lost
        assert self.bank.stock("ALU", "B").quantity == self.there()
        assert self.bank.stock("ALU", "B").value == 0

    def check_shares(self) -> None:
        for load in self.loads:
            assert load.costs + load.fee + sum(part.amount for part in load.parts) == load.brought
            rows = SaleLot.objects.filter(line__sale_id=load.pk)
            kept = {
                (root, turn, owner): (grams, amount)
                for root, turn, owner, grams, amount in rows.values_list(
                    "lot__root_id", "lot__turn", "lot__member_id", "quantity", "amount"
                )
            }
            assert kept == {
                (part.lot.root, part.lot.turn, part.lot.owner.pk if part.lot.owner else None): (part.grams, part.amount)
                for part in load.parts
            }

    def check_money(self) -> None:
        settled = [load for load in self.loads if load.is_settled]
        for member in self.members:
            hers = sum(part.amount + part.worth for part in self.parts(settled) if part.lot.owner is member)
            saved = Pocket.objects.filter(member=member).aggregate(rupiah=Sum("balance", default=0))["rupiah"]
            owed = Receivable.objects.filter(member=member).aggregate(rupiah=Sum("owed", default=0))["rupiah"]
            assert saved - owed == hers - self.drawn[member.pk]
            assert saved == -party_balance(org=self.org, account="2101", party=member.pk)
        guests = sum(part.amount + part.worth for part in self.parts(settled) if part.lot.owner is None)
        held = sum(load.brought for load in self.loads if not load.is_settled)
        booked = {code: balance(org=self.org, account=code) for code in ("2201", "2102.01", "4201", "6102", "5202")}
        assert booked == {
            "2201": -guests,
            "2102.01": -held,
            "4201": -sum(load.fee for load in settled),
            "6102": -sum(load.costs for load in settled),
            "5202": sum(part.worth for part in self.parts(settled)),
        }
        paid = sum(load.paid for load in self.loads)
        assert balance(org=self.org, account="1101") == CASH + paid - sum(self.drawn.values())

    @staticmethod
    def parts(loads: list[Load]) -> Iterator[Part]:
        return (part for load in loads for part in load.parts)


def walk(org: Any, seed: int, steps: int, check_every: int) -> Notebook:
    life = Notebook(org, seed)
    for step in range(1, steps + 1):
        life.step()
        if step % check_every == 0:
            life.check()
    life.check()
    return life


def test_a_short_life_of_consigned_waste(org):
    life = walk(org, seed=3, steps=250, check_every=25)
    assert {"deposit", "correct", "sell", "pay", "reverse", "give_back", "count"} <= set(life.done)
    assert any(part.corrected for part in life.parts(life.loads)), "a sold lot was corrected"
    assert life.refused


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_long_lives_of_consigned_waste(org, seed):
    life = walk(org, seed=300 + seed, steps=1000, check_every=100)
    assert set(life.done) == set(WEIGHTS)
