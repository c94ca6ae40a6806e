"""Whatever order phones send in, however often, in whatever batches, with whatever trouble: always the same ledger.

A seed makes two phones write a weighing morning down: a session, new members, visits with ways, corrections, requests.
The quiet run sends everything once, in order. Every other run deals the same facts into random batches with random
repetitions, while the server fails at random: before a fact is booked, after it was booked and before it is kept,
by a mistake of ours, or after all was kept, so that the phone never hears of it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.db import OperationalError, transaction

from guyub.foundation.core import recording
from guyub.foundation.core.db import atomic
from guyub.foundation.core.recording import Outcome, Recorded
from guyub.foundation.ledger.models import Balance, PartyBalance, StockBalance
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank.models import Deposit, Flag, PassbookLine, Payout, Pocket
from guyub.sync.actions import retry_due
from guyub.sync.models import Clash, SyncFact
from tests.factories_members import make_member
from tests.factories_sync import Phone, hours_from_now, make_phone
from tests.factories_wastebank import Bank, make_bank

PRICES = {"PET": 4000, "KRD": 1700}


@dataclass(slots=True)
class Morning:
    """What two phones wrote down."""

    bank: Bank
    dice: random.Random
    phones: list[Phone]
    members: list[Member]
    facts: list[tuple[Phone, dict[str, Any]]] = field(default_factory=list)

    def write(self, visits: int) -> None:
        day = self.bank.session()
        for phone in self.phones:
            own = day
            if self.dice.random() < 0.5:
                times = {"planned_open": hours_from_now(-1), "planned_close": hours_from_now(3)}
                own = self._add(phone, "wastebank.session", {"post": str(self.bank.post.pk), "officers": [], **times})
            people: list[Any] = list(self.members)
            for number in range(self.dice.randint(0, 2)):
                name = f"Baru {self.phones.index(phone)}{number}"
                people.append(self._add(phone, "members.registration", {"name": name, "hamlet": "Cihonje Lor"}))
            for _visit in range(visits):
                self._visit(phone, own, self.dice.choice([*people, None]))

    def _add(self, phone: Phone, kind: str, payload: dict[str, Any], *needs: str) -> dict[str, Any]:
        fact = phone.record(kind, payload, needs=needs)
        self.facts.append((phone, fact))
        return fact

    def _visit(self, phone: Phone, day: Any, who: Any) -> None:
        grams = {code: self.dice.randrange(300, 9000, 50) for code in self.dice.sample(list(PRICES), 2)}
        worth = sum((grams[code] * PRICES[code] + 500) // 1000 for code in grams)
        corrected = who is not None and self.dice.random() < 0.4
        ways = [] if who is None else self._ways(worth, cash=not corrected)
        fact = phone.deposit(self.bank, who, *grams.items(), session=day, payload={"ways": ways})
        self.facts.append((phone, fact))
        needs = [fact["id"]]
        for _time in range(self.dice.randint(1, 2) if corrected else 0):
            lines = [
                {"item": str(self.bank.items[code].pk), "quantity": self.dice.randrange(300, 9000, 50)}
                for code in grams
            ]
            payload = {"deposit": fact["id"], "lines": lines, "reason": "salah timbang"}
            needs.append(self._add(phone, "wastebank.correction", payload, *needs)["id"])
        if who is not None and not corrected and self.dice.random() < 0.4:
            member = who["id"] if isinstance(who, dict) else str(who.pk)
            whom = [who["id"]] if isinstance(who, dict) else []
            self._add(phone, "wastebank.payout_request", {"member": member, "amount": worth // 3}, fact["id"], *whom)

    def _ways(self, worth: int, *, cash: bool) -> list[dict[str, Any]]:
        """A third of the value each at most, so that nothing depends on what else the member has."""
        ways = []
        if self.dice.random() < 0.5:
            ways.append({"way": "donate", "intent": "ratio", "asked": self.dice.randint(1, 3333)})
        if cash and self.dice.random() < 0.5:
            ways.append({"way": "cash", "intent": "amount", "asked": max(worth // 3, 1)})
        return ways


class Unlucky:
    """Makes real acts fail at random, before they booked or after: what a locked disk or a mistake of ours does."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.rate = 0.15
        self.failures: Counter[str] = Counter()

    def act(self, real: recording.FactKind) -> Any:
        def unlucky(fact: Recorded) -> Outcome:
            self._perhaps("before")
            outcome = real.act(fact)
            self._perhaps("after")
            return outcome

        return unlucky

    def _perhaps(self, when: str) -> None:
        if self.dice.random() < self.rate:
            self.failures[when] += 1
            raise self.dice.choice([OperationalError("database is locked"), RuntimeError("a mistake of ours")])


@contextmanager
def unlucky_kinds(dice: random.Random) -> Iterator[Unlucky]:
    luck, real = Unlucky(dice), recording.kinds()
    recording.register_kind(*(replace(kind, act=luck.act(kind)) for kind in real.values()))
    try:
        yield luck
    finally:
        recording.register_kind(*real.values())


def quiet(morning: Morning) -> None:
    for phone, fact in morning.facts:
        phone.send(fact)


def stormy(morning: Morning, dice: random.Random) -> Counter[str]:
    """Send at random until everything was answered at least once, then once more with better luck."""
    seen: set[str] = set()
    with unlucky_kinds(dice) as luck:
        for _round in range(12):
            for phone in dice.sample(morning.phones, len(morning.phones)):
                own = [fact for writer, fact in morning.facts if writer is phone]
                if not own:
                    continue
                batch = dice.choices(own, k=dice.randint(1, 2 * len(own)))
                answer = phone.post(*batch)
                assert answer.status_code in {200, 503}
                if dice.random() < 0.5:  # the acknowledgement reaches the phone
                    seen |= {result["id"] for result in answer.json()["results"]}
                luck.failures[str(answer.status_code)] += 1
    for phone in morning.phones:
        own = [fact for writer, fact in morning.facts if writer is phone]
        dice.shuffle(own)
        for start in range(0, len(own), 7):
            phone.send(*own[start : start + 7])
    retry_due(org=morning.bank.org)  # what failed by a mistake of ours is tried again every day
    return luck.failures


def ledger(bank: Bank) -> dict[str, Any]:
    """Everything that must not depend on the order, by names that do not depend on it either."""
    names = dict(Member.objects.values_list("pk", "name"))
    items = {item.stock_item_id: code for code, item in bank.items.items()}
    roots = dict(Deposit.objects.filter(version=1).values_list("pk", "client_id"))
    newest = {d.root_id: d for d in Deposit.objects.order_by("version").prefetch_related("lines")}
    receipts = sorted(Deposit.objects.values_list("receipt_number", flat=True))
    assert receipts == list(range(1, len(receipts) + 1)), "receipts have gaps"
    assert set(SyncFact.objects.values_list("state", flat=True)) == {"accepted"}, list(
        SyncFact.objects.exclude(state="accepted").values_list("kind", "state", "code", "message")
    )
    assert Clash.objects.count() == 0
    return {
        "receipts": len(receipts),
        "balances": {(b.account, b.fund, b.unit): b.debit - b.credit for b in Balance.objects.all()},
        "parties": Counter(
            {(p.account, names[p.party]): p.debit - p.credit for p in PartyBalance.objects.all() if p.debit != p.credit}
        ),
        "stock": {items[s.item_id]: (s.quantity, s.value) for s in StockBalance.objects.filter(item_id__in=items)},
        "pockets": {names[p.member_id]: (p.balance, p.held) for p in Pocket.objects.all()},
        "passbooks": Counter(
            (names[line.pocket.member_id], line.kind, line.amount)
            for line in PassbookLine.objects.select_related("pocket")
        ),
        "visits": {
            str(roots[root]): (d.version, d.net, sorted((line.item_name, line.quantity) for line in d.lines.all()))
            for root, d in newest.items()
        },
        "requests": Counter((names[p.member_id], p.amount, p.status) for p in Payout.objects.all()),
        "hours": Counter(names[p.member_id] for p in Participation.objects.filter(withdrawn_at__isnull=True)),
        "flags": Counter((f.reason, bool(f.settled_at)) for f in Flag.objects.all()),
    }


def run(bank: Bank, send: Any) -> dict[str, Any]:
    """Do one run and roll it back, so that the next one begins with the same rows."""
    with atomic():
        send()
        report = verify(bank.org)
        assert report.sound, report.findings
        found = ledger(bank)
        transaction.set_rollback(True)
    return found


def check(org: Any, seed: int, *, visits: int, storms: int) -> None:
    dice = random.Random(seed)
    bank = make_bank(org)
    phones = [make_phone(org, Office.WEIGHING) for _number in range(2)]
    members = [make_member(org, name) for name in ("Sutinah", "Kasinem", "Tumirah")]
    morning = Morning(bank, dice, phones, members)
    morning.write(visits)
    expected = run(bank, lambda: quiet(morning))
    failures: Counter[str] = Counter()
    for _storm in range(storms):
        assert run(bank, lambda: failures.update(stormy(morning, dice))) == expected
    assert min(failures["before"], failures["after"], failures["503"]) > 0, failures


@pytest.mark.parametrize("seed", range(3))
def test_replay(org, seed):
    check(org, seed, visits=3, storms=2)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 160))
def test_replay_long(org, seed):
    check(org, seed, visits=10, storms=8)
