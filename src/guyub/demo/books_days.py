"""The books of the demo, month by month: opening, costs, counting the tin, closing by two persons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from guyub.demo.calendar_days import is_suspended
from guyub.demo.world import BOX, World
from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import share
from guyub.foundation.core.words import banknotes
from guyub.foundation.ledger import approvals, cash, periods, proposals
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.entries import Line
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions as bank
from guyub.livelihoods.wastebank.models import Deposit, Flag


def open_the_books(world: World) -> None:
    """Enter what was there on the first day, by two persons."""
    proposal = proposals.propose_opening(
        org=world.org,
        by=world.one(Office.TREASURER),
        lines=[Line(BOX, 2_500_000), Line("1501", 1_200_000), Line("2201", -300_000)],
        happened_at=clock.now(),
        client_id=uuid7(),
    )
    approvals.approve(org=world.org, by=world.one(Office.CHAIR), approval_id=proposal.pk)


def pay_costs(world: World, year: int, month: int) -> None:
    """Pay what a month costs: transport of the waste, refreshments of the meeting, paper and scales."""
    total = 70_000 + world.rng.randrange(0, 60) * 1_000
    parts = zip(("transport", "activity", "running"), share(total, [4, 4, 2]), strict=True)
    for category, amount in parts:
        if is_suspended(date(year, month, 20)) and category != "running":
            continue
        cash.pay_money(
            org=world.org,
            by=world.one(Office.TREASURER),
            category_key=category,
            amount=amount // 500 * 500,
            box=BOX,
            happened_at=clock.now(),
            client_id=uuid7(),
            unit="BSP" if category == "transport" else "PAG",
            payee_name={"transport": "Pak Darmo", "activity": "Warung Bu Yem", "running": "Toko Maju"}[category],
        )


def close_month(world: World, month: date) -> None:
    """Settle what waits, count the tin, and close the month by two persons."""
    for flag in Flag.objects.filter(settled_at__isnull=True).order_by("id"):
        bank.settle_flag(
            org=world.org,
            by=world.other_than(_owner(flag), Office.DEPUTY, Office.CHAIR),
            flag_id=flag.pk,
            settlement="kept",
            happened_at=clock.now(),
        )
    cash.count_cash(
        org=world.org,
        by=world.one(Office.SECRETARY),
        box=BOX,
        pieces=dict(notes(balance(org=world.org, account=BOX))),
        happened_at=clock.now(),
        client_id=uuid7(),
    )
    proposal = periods.propose_close(
        org=world.org, by=world.one(Office.TREASURER), month=month, happened_at=clock.now(), client_id=uuid7()
    )
    approvals.approve(org=world.org, by=world.one(Office.CHAIR), approval_id=proposal.pk)


def notes(amount: int) -> Iterator[tuple[int, int]]:
    """Return the notes and coins that make `amount`, what is below a hundred left over."""
    return ((value, count) for value, count in banknotes(amount) if value >= 100)


def _owner(flag: Flag) -> UUID | None:
    """Return whose deposit a flag is about."""
    owner: UUID | None = Deposit.objects.filter(pk=flag.subject_id).values_list("member_id", flat=True).first()
    return owner
