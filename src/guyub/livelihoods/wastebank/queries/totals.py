"""What the group did together, and the months behind the charts. No member is compared with another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Sum, When

from guyub.foundation.core import clock
from guyub.foundation.core.months import add_months, first_of
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.models import StockBalance
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.models import (
    CategoryClass,
    Deposit,
    DepositLine,
    Pocket,
    Post,
    PriceRow,
    SaleLine,
    WasteItem,
)
from guyub.livelihoods.wastebank.queries.persons import heirs_of, who_came


@dataclass(frozen=True, slots=True)
class GroupTotals:
    """The waste bank on one card. `grams` counts what is weighed in kg or has a known weight."""

    month_visits: int
    month_members: int
    month_net: int
    month_grams: int
    savings: int
    held: int
    stock_value: int
    cash: int


@dataclass(frozen=True, slots=True)
class MonthClass:
    """Grams of one SIPSN class in one month."""

    month: date
    sipsn_class: str
    grams: int


@dataclass(frozen=True, slots=True)
class MonthPrices:
    """What an item was bought and sold for in one month; None: no price, no sale."""

    month: date
    buy: int | None
    collector: int | None


def newest_month(*, org: Organization) -> date:
    """Return the first day of the month of the last visit; this month, if there was none."""
    last = Deposit.objects.filter(org=org).order_by("-weighed_at").values_list("weighed_at", flat=True).first()
    return first_of(clock.day_of(last or clock.now(), org.time_zone))


def group_totals(
    *, org: Organization, month: date | None = None, weighed: list[MonthClass] | None = None
) -> GroupTotals:
    """Return the work of a month (this one) and what stands now.

    `weighed`: the rows of `grams_by_class`, where a page has them already; the month must be among them.
    """
    first = month or first_of(clock.today(org.time_zone))
    during = (clock.start_of(first, org.time_zone), clock.start_of(add_months(first, 1), org.time_zone))
    came = Deposit.objects.filter(
        org=org, weighed_at__gte=during[0], weighed_at__lt=during[1], replaced_by__isnull=True, line_count__gt=0
    )
    visits = came.aggregate(visits=Count("id"), net=Sum("net", default=0))
    savings = Pocket.objects.filter(org=org).aggregate(balance=Sum("balance", default=0), held=Sum("held", default=0))
    if weighed is None:
        weighed = grams_by_class(org=org, months=1, upto=first)
    stock = StockBalance.objects.filter(place_id__in=Post.objects.values("place_id"), account=accounts.STOCK)
    return GroupTotals(
        month_visits=visits["visits"],
        month_members=len(who_came(came, heirs_of(org))),
        month_net=visits["net"],
        month_grams=sum(row.grams for row in weighed if row.month == first),
        savings=savings["balance"],
        held=savings["held"],
        stock_value=stock.aggregate(value=Sum("value", default=0))["value"],
        cash=cash_of_posts(org=org),
    )


def cash_of_posts(*, org: Organization) -> int:
    """Return what is in the cash boxes that posts pay from."""
    accounts = set(Post.objects.values_list("cash_account", flat=True))
    return sum(balance(org=org, account=account) for account in accounts)


def grams_by_class(*, org: Organization, months: int = 12, upto: date | None = None) -> list[MonthClass]:
    """Return grams by month and class; items without a weight are left out, litres by their factor."""
    shown = last_months(org, months, upto)
    items = {item.pk: item for item in WasteItem.objects.only("org", "category", "unit", "factor_grams", "factor_per")}
    classes = _classes()
    sums: dict[tuple[date, str], int] = {}
    rows = _standing_lines(org, shown).values_list("month", "item_id").annotate(quantity=Sum("quantity"))
    for number, item_id, quantity in rows.order_by("month"):
        ratio, month = _grams_ratio(items[item_id]), shown[number]
        if ratio is None:
            continue
        name = _class_on(classes.get(items[item_id].category_id, []), month)
        sums[month, name] = sums.get((month, name), 0) + quantity * ratio[0] // ratio[1]
    return [MonthClass(month, name, grams) for (month, name), grams in sorted(sums.items())]


def prices_by_month(
    *, org: Organization, item_id: UUID, months: int = 24, upto: date | None = None
) -> list[MonthPrices]:
    """Return the price in force at each month's end, and the collector's last one in that month."""
    zone = ZoneInfo(org.time_zone)
    shown = last_months(org, months, upto)
    since = clock.start_of(shown[0], org.time_zone)
    rows = list(
        PriceRow.objects.filter(org=org, item_id=item_id, channel="", member_class="")
        .order_by("starts_at")
        .values_list("starts_at", "price")
    )
    sold: dict[date, int] = {}
    for moment, price in (
        SaleLine.objects.filter(item_id=item_id, sale__status=SaleStatus.FINAL, sale__happened_at__gte=since)
        .order_by("sale__happened_at")
        .values_list("sale__happened_at", "price")
    ):
        sold[first_of(moment.astimezone(zone).date())] = price
    found = []
    for month in shown:
        end = clock.start_of(add_months(month, 1), org.time_zone)
        buy = next((price for starts, price in reversed(rows) if starts < end), None)
        found.append(MonthPrices(month, buy, sold.get(month)))
    return found


def _standing_lines(org: Organization, months: list[date]) -> Any:
    """Return the lines that count, each with the place of its month in `months`.

    By the moments at which months end: truncating each moment would call a function of Python for each row on SQLite.
    """
    since, *ends = (clock.start_of(month, org.time_zone) for month in [*months, add_months(months[-1], 1)])
    return DepositLine.objects.filter(
        org=org, weighed_at__gte=since, weighed_at__lt=ends[-1], deposit__replaced_by__isnull=True
    ).annotate(month=Case(*(When(weighed_at__lt=end, then=number) for number, end in enumerate(ends))))


def _grams_ratio(item: WasteItem) -> tuple[int, int] | None:
    if item.unit == "g":
        return (1, 1)
    if item.factor_grams is None or item.factor_per is None:
        return None
    return (item.factor_grams, item.factor_per)


def _classes() -> dict[UUID, list[tuple[date, str]]]:
    found: dict[UUID, list[tuple[date, str]]] = {}
    for category, starts_on, name in CategoryClass.objects.order_by("starts_on").values_list(
        "category_id", "starts_on", "sipsn_class"
    ):
        found.setdefault(category, []).append((starts_on, name))
    return found


def _class_on(steps: list[tuple[date, str]], day: date) -> str:
    begun = [name for starts, name in steps if starts <= day]
    return begun[-1] if begun else (steps[0][1] if steps else "other")


def last_months(org: Organization, months: int, upto: date | None = None) -> list[date]:
    """Return the first days of the last months up to the month of `upto` (this one), the oldest first."""
    last = upto or clock.today(org.time_zone)
    return [add_months(last, -before) for before in reversed(range(months))]
