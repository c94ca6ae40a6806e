"""What a phone takes along of the waste bank: kinds of waste, prices of late and to come, days, pockets' names."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.recording import register_part
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import REGULAR, SessionStatus
from guyub.livelihoods.wastebank.models import PocketKind, Post, PriceList, PriceRow, WasteItem, WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries.goods_phones import phone_goods
from guyub.livelihoods.wastebank.queries.locks import lock_states
from guyub.livelihoods.wastebank.settings import tuning

LATELY = timedelta(days=7)  # weighing days whose late notes may still be written
PRICED = timedelta(days=14)  # a visit of that time may still be corrected, at the price of its moment


def part(org: Organization, by: Actor) -> dict[str, Any] | None:
    """Return what weighing needs, for those who weigh."""
    if not by.may(P.DEPOSIT):
        return None
    limits = tuning(org)
    return {
        "items": items(),
        "prices": _prices(clock.now()),
        "list_version": PriceList.objects.aggregate(last=Max("version"))["last"] or 0,
        "confirm_above": {"g": limits.confirm_above, "ml": limits.confirm_above},
        "refuse_above": {"g": limits.refuse_above, "ml": limits.refuse_above},
        "sessions": _sessions(org),
        "posts": posts(),
        "pockets": _pockets(org),
        **phone_goods(org, by.device_id),
    }


def posts() -> list[dict[str, str]]:
    """Return the posts that are in use."""
    rows = Post.objects.filter(is_active=True).order_by("name").values_list("pk", "name")
    return [{"id": str(pk), "name": name} for pk, name in rows]


def items() -> list[dict[str, Any]]:
    """Return the kinds of waste in the order of the tiles."""
    rows = WasteItem.objects.filter(is_active=True, category__is_active=True).select_related("category")
    return [
        {
            "id": str(item.pk),
            "name": item.name,
            "category": item.category.name,
            "unit": item.unit,
            "drawing": item.category.drawing,
            "hazardous": item.category.is_hazardous,
        }
        for item in rows.order_by("category__position", "position", "name")
    ]


def _pockets(org: Organization) -> list[dict[str, Any]]:
    """Return the kinds of savings, the regular one first; of locked ones the day they open, if it is known."""
    kinds = list(PocketKind.objects.filter(is_active=True).order_by("position", "name"))
    locks = lock_states(org=org, kinds=kinds)
    found = []
    for kind in sorted(kinds, key=lambda kind: kind.code != REGULAR):
        lock = locks[kind.pk]
        opens = lock.opens.isoformat() if lock.is_locked and lock.opens else ""
        found.append({"id": str(kind.pk), "name": kind.name, "locked": lock.is_locked, "opens": opens})
    return found


def _prices(now: datetime) -> list[dict[str, Any]]:
    """Return for each item, channel and class the row in force two weeks ago and those that follow it."""
    since = now - PRICED
    rows = PriceRow.objects.filter(item__is_active=True).order_by("item_id", "channel", "member_class", "starts_at")
    kept: dict[tuple[Any, ...], list[PriceRow]] = {}
    for row in rows:
        steps = kept.setdefault((row.item_id, row.channel, row.member_class), [])
        if steps and row.starts_at <= since:
            steps.clear()  # a later row that had begun by then takes the place of the earlier ones
        steps.append(row)
    return [
        {
            "item": str(row.item_id),
            "channel": row.channel,
            "class": row.member_class,
            "starts_at": f"{row.starts_at:%Y-%m-%dT%H:%M:%SZ}",
            "mode": row.mode,
            "price": row.price,
            "deduction_bp": row.deduction_bp,
        }
        for steps in kept.values()
        for row in steps
    ]


def _sessions(org: Organization) -> list[dict[str, Any]]:
    lately = clock.today(org.time_zone) - LATELY
    rows = WeighingSession.objects.filter(~Q(status=SessionStatus.CLOSED) | Q(held_on__gte=lately))
    return [
        {
            "id": str(row.pk),
            "post": str(row.post_id),
            "post_name": row.post.name,
            "held_on": row.held_on.isoformat(),
            "status": row.status,
            "planned_open": f"{row.planned_open:%Y-%m-%dT%H:%M:%SZ}",
            "planned_close": f"{row.planned_close:%Y-%m-%dT%H:%M:%SZ}",
        }
        for row in rows.select_related("post").order_by("planned_open", "id")
    ]


def register() -> None:
    """Give phones this part."""
    register_part("wastebank", part)
