"""Kecukupan kas: what is promised and expected against the cash boxes, and what could still become cash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery, Sum

from guyub.foundation.core import calendar, clock
from guyub.foundation.core.money import half_up
from guyub.foundation.core.quantities import Unit
from guyub.foundation.ledger.models import Account, Balance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts, settings
from guyub.livelihoods.wastebank.choices import HOLDING, BillStatus, Lock, PassbookKind
from guyub.livelihoods.wastebank.models import Bill, PassbookLine, Payout, Pocket, PocketKind, Post
from guyub.livelihoods.wastebank.queries.locks import feasts_from, rules_of
from guyub.livelihoods.wastebank.queries.sales import owed_total
from guyub.livelihoods.wastebank.queries.stock import StockRow, stock
from guyub.livelihoods.wastebank.rules.coverage import (
    HORIZONS,
    RUSH_DAYS,
    Outlook,
    Promise,
    Unlocking,
    outlook,
    shortfall,
)
from guyub.livelihoods.wastebank.rules.goods import realisable
from guyub.livelihoods.wastebank.rules.pockets import opens_on


@dataclass(frozen=True, slots=True)
class Box:
    """A cash box that posts pay from."""

    account: str
    name: str
    cash: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """How it stands so many days from now."""

    days: int
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Share:
    """Part of the regular savings that is expected to be asked. `feast`: the Lebaran that told it, if one did."""

    points: int
    feast: date | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole page. `saleable`: what own stock brings at the collectors' last prices; `owed`: their debts.

    `feast`: the Lebaran that is ahead, if the calendar has it.
    """

    boxes: list[Box]
    ahead: list[Ahead]
    saleable: int
    owed: int
    feast: date | None
    share: Share

    @property
    def cash(self) -> int:
        return sum(box.cash for box in self.boxes)

    @property
    def short(self) -> Ahead | None:
        """The nearest of the days on which the cash will surely lack."""
        return next((one for one in self.ahead if one.outlook.short), None)

    @property
    def short_expected(self) -> Ahead | None:
        """The nearest of the days on which the cash will probably lack."""
        return next((one for one in self.ahead if one.outlook.short_expected), None)


@dataclass(frozen=True, slots=True)
class Short:
    """Rupiah that surely lack within so many days."""

    amount: int
    days: int


def short_soon(*, org: Organization) -> Short | None:
    """Return the nearest sure shortfall, for the home page; two queries where nothing is promised, three at most."""
    promises = promised(org=org)
    if not promises:
        return None
    boxes, today = cash_boxes(org=org), clock.today(org.time_zone)
    for days in HORIZONS:
        lacking = shortfall(promises, boxes, today + timedelta(days=days))
        if lacking:
            return Short(lacking, days)
    return None


def promised(*, org: Organization) -> list[Promise]:
    """Return what is held: withdrawals with their payday and post, bills that wait to be paid; two queries."""
    payouts = (
        Payout.objects.filter(org=org, status__in=HOLDING)
        .values_list("planned_on", "post__cash_account")
        .annotate(amount=Sum("amount"))
        .order_by("planned_on", "post__cash_account")
    )
    bills = Bill.objects.filter(org=org, status=BillStatus.HELD).aggregate(amount=Sum("amount", default=0))["amount"]
    found = [Promise(amount, payday, box or "") for payday, box, amount in payouts]
    return [*found, Promise(bills)] if bills else found


def cash_boxes(*, org: Organization) -> dict[str, int]:
    """Return the cash of each box that posts pay from; one query."""
    rows = Balance.objects.filter(org_id=OuterRef("org_id"), account=OuterRef("cash_account"), fund=accounts.FUND)
    cash = rows.values("account").annotate(net=Sum(F("debit") - F("credit"))).values("net")
    boxes = Post.objects.filter(org=org).order_by("cash_account").values_list("cash_account", Subquery(cash))
    return {code: max(int(net or 0), 0) for code, net in boxes.distinct()}


def coverage(*, org: Organization) -> Coverage:
    """Return promises, expectations and cash 60, 30, 14 and 7 days ahead; the same queries with any number of rows."""
    today, share = clock.today(org.time_zone), expected_share(org=org)
    boxes, promises = cash_boxes(org=org), promised(org=org)
    feasts = feasts_from(org=org, day=today)
    unlocking, regular = _savings(org, today, feasts)
    feast = next((day for day in feasts if day > today), None)  # once it has begun, what was asked for it is gone
    ahead = [
        Ahead(
            days,
            outlook(
                promises=promises,
                boxes=boxes,
                unlocking=unlocking,
                regular=regular,
                share_bp=share.points,
                rush_from=feast - timedelta(days=RUSH_DAYS) if feast else None,
                day=today + timedelta(days=days),
            ),
        )
        for days in HORIZONS
    ]
    names = dict(Account.objects.filter(org=org, code__in=boxes).values_list("code", "name"))
    shown = [Box(code, names.get(code, code), cash) for code, cash in boxes.items()]
    return Coverage(shown, ahead, saleable(org=org), owed_total(org=org), feast, share)


def expected_share(*, org: Organization) -> Share:
    """Return what is expected to be asked before Lebaran: as chosen in the settings, else as it was last time.

    Without either it is our estimate. Three queries at most.
    """
    usual = Share(settings.tuning(org).lebaran_share_bp)
    if settings.is_chosen(org, "lebaran_share_bp"):
        return usual
    today = clock.today(org.time_zone)
    past = [day for day in calendar.lebaran_days(org=org, since=today - timedelta(days=400)) if day < today]
    points = _asked_before(org, past[-1]) if past else 0
    return Share(points, past[-1]) if points else usual


def _asked_before(org: Organization, feast: date) -> int:
    """Return the part of the regular savings that was paid out in the weeks before a Lebaran, in basis points."""
    begins = clock.start_of(feast - timedelta(days=RUSH_DAYS), org.time_zone)
    since = PassbookLine.objects.filter(org=org, happened_at__gte=begins, pocket__kind__lock=Lock.NONE)
    taken = Q(kind=PassbookKind.WITHDRAWAL, happened_at__lt=clock.start_of(feast, org.time_zone))
    found = since.aggregate(net=Sum("amount", default=0), taken=Sum("amount", filter=taken, default=0))
    now = Pocket.objects.filter(org=org, kind__lock=Lock.NONE).aggregate(all=Sum("balance", default=0))["all"]
    held_then = int(now) - int(found["net"])
    return min(half_up(-10_000 * int(found["taken"]), held_then), 10_000) if held_then > 0 else 0


def _savings(org: Organization, today: date, feasts: Sequence[date]) -> tuple[list[Unlocking], int]:
    """Return what opens when, and what lies free in savings that are not locked."""
    free = dict(
        Pocket.objects.filter(org=org, balance__gt=F("held"))
        .values_list("kind_id")
        .annotate(free=Sum(F("balance") - F("held")))
        .order_by()
    )
    unlocking, regular = [], 0
    for kind in PocketKind.objects.filter(org=org, pk__in=free):
        is_past = kind.lock == Lock.DAY and kind.locked_until is not None and kind.locked_until <= today
        if kind.lock == Lock.NONE or is_past:
            regular += int(free[kind.pk])
            continue
        opens = opens_on(rules_of(kind), today, feasts)
        if opens is not None:
            unlocking.append(Unlocking(int(free[kind.pk]), opens))
    return unlocking, regular


def saleable(*, org: Organization) -> int:
    """Return what the bank's own stock brings at the collectors' last prices, less usual susut; five queries.

    What was never sold has no price and counts nothing.
    """
    lying: dict[UUID, list[StockRow]] = defaultdict(list)
    for row in stock(org=org):
        lying[row.item_id].append(row)
    return sum(
        realisable(sum(row.quantity for row in rows), Unit(rows[0].unit), price, 0, rows[0].usual_susut)
        for rows in lying.values()
        if (price := rows[0].collector_price) is not None
    )
