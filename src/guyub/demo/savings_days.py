"""Savings of the demo that are kept for a purpose: the Lebaran pocket and its payday, a gift to a daughter, a bill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import F

from guyub.demo.calendar_days import LEBARAN
from guyub.demo.world import BOX, World
from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.balances import balance
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank import actions as bank
from guyub.livelihoods.wastebank.models import Payout, Pocket, PocketKind

SAVERS = 24  # members who put something aside for Lebaran
SAVED_ON = [date(2021, 3, 21), date(2021, 10, 10), date(2022, 2, 6), date(2022, 10, 9), date(2023, 2, 5)]
ASKED_BEFORE, APPROVED_BEFORE, PAID_BEFORE = 30, 25, (9, 5)  # days before Lebaran
GIFT, BILL = date(2022, 3, 13), date(2022, 3, 20)
LEFT_IN_BOX = 100_000


def plan() -> Iterator[tuple[date, Callable[..., None], tuple[date, ...]]]:
    """Yield on which day what happens, with what it wants to know."""
    yield from ((day, set_aside, ()) for day in SAVED_ON)
    for feast in LEBARAN.values():
        yield feast - timedelta(days=ASKED_BEFORE), ask_for_lebaran, (feast,)
        yield feast - timedelta(days=APPROVED_BEFORE), approve_for_lebaran, ()
        yield from ((feast - timedelta(days=days), pay_for_lebaran, ()) for days in PAID_BEFORE)
    yield GIFT, give, ()
    yield BILL, pay_bill, ()


def set_aside(world: World) -> None:
    """Some members put half of what they have into the Lebaran savings, where it is closed until the weeks before."""
    kind = PocketKind.objects.get(code="lebaran")
    rows = Pocket.objects.filter(kind__code="reguler", member__status="active", balance__gte=20_000)
    for pocket in rows.order_by("member__number")[:SAVERS]:
        amount = (pocket.balance - pocket.held) // 2 // 500 * 500
        if amount < 5_000:
            continue
        bank.move_savings(
            org=world.org,
            by=world.other_than(pocket.member_id, Office.WEIGHING),
            client_id=uuid7(),
            happened_at=clock.now(),
            pocket_id=pocket.pk,
            kind_id=kind.pk,
            amount=amount,
        )


def ask_for_lebaran(world: World, feast: date) -> None:
    """Ask for everything in the Lebaran savings, for one payday on which they are open."""
    pockets = Pocket.objects.filter(kind__code="lebaran", balance__gt=0).order_by("member__number")
    bank.request_many(
        org=world.org,
        by=world.one(Office.TREASURER),
        client_id=uuid7(),
        happened_at=clock.now(),
        rows=[bank.RequestIn(pocket.pk, pocket.balance - pocket.held) for pocket in pockets],
        planned_on=feast - timedelta(days=PAID_BEFORE[0]),
        post_id=world.posts["Cihonje"].pk,
    )


def approve_for_lebaran(world: World) -> None:
    """The chair approves them, the deputy those that are the chair's own."""
    for office in (Office.CHAIR, Office.DEPUTY):
        waiting = Payout.objects.filter(status="requested", planned_on__isnull=False).order_by("id")
        bank.approve_many(
            org=world.org, by=world.one(office), happened_at=clock.now(), payout_ids=[row.pk for row in waiting]
        )


def pay_for_lebaran(world: World) -> None:
    """Pay one after another while the box holds; the rest waits for what the collector brings."""
    for payout in Payout.objects.filter(status="approved", planned_on__isnull=False).order_by("member__number", "id"):
        if balance(org=world.org, account=BOX, fund=accounts.FUND) < payout.amount + LEFT_IN_BOX:
            continue
        payer = world.other_than(payout.member_id, Office.TREASURER)
        bank.pay_payout(org=world.org, by=payer, client_id=uuid7(), happened_at=clock.now(), payout_id=payout.pk)


def give(world: World) -> None:
    """A mother gives to her daughter in the same village, on a paper that the treasurer keeps."""
    pocket = _richest()
    neighbours = Member.objects.filter(village_code=pocket.member.village_code, status="active")
    receiver = neighbours.exclude(pk=pocket.member_id).latest("number")
    bank.transfer_savings(
        org=world.org,
        by=world.other_than(receiver.pk, Office.TREASURER),
        client_id=uuid7(),
        happened_at=clock.now(),
        pocket_id=pocket.pk,
        to_member_id=receiver.pk,
        amount=min(75_500, pocket.balance - pocket.held),
        consent="slip",
        note="biaya sekolah",
    )


def pay_bill(world: World) -> None:
    """The bank pays a member's electricity out of her savings."""
    pocket = _richest()
    facts: dict[str, Any] = {"org": world.org, "happened_at": clock.now()}
    bill = bank.hold_bill(
        by=world.other_than(pocket.member_id, Office.WEIGHING),
        client_id=uuid7(),
        pocket_id=pocket.pk,
        kind="electricity",
        amount=20_000,
        fee=2_500,
        customer="530011223344",
        **facts,
    )
    bank.pay_bill(
        by=world.other_than(pocket.member_id, Office.TREASURER),
        client_id=uuid7(),
        bill_id=bill.pk,
        post_id=world.posts["Cihonje"].pk,
        proof="2718-2818-2845-9045-2353",
        **facts,
    )


def _richest() -> Pocket:
    """Return the regular savings in which most is free."""
    rows = Pocket.objects.filter(kind__code="reguler", member__status="active").select_related("member")
    found: Pocket | None = rows.order_by(F("held") - F("balance"), "member__number").first()
    if found is None:
        raise LookupError("nobody has savings")
    return found
