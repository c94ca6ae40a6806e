"""What must hold of reports, recomputed for `guyub verify`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models.functions import Coalesce

from guyub.foundation.core.facts import content_hash
from guyub.foundation.ledger.models import StockBalance, StockMovement
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.flows import COURSES, Flow
from guyub.livelihoods.wastebank.models import DlhReport, Post, WasteItem
from guyub.livelihoods.wastebank.queries.material_balance import material_balance


def material(org: Organization) -> Iterator[str]:
    """Every movement of waste has its column, what the report says lies there does, nothing is sold unweighed."""
    posts = dict(Post.objects.values_list("place_id", "pk"))
    items = dict(WasteItem.objects.values_list("stock_item_id", "pk"))
    moved = StockMovement.objects.filter(item_id__in=items).exclude(quantity=0)
    kinds = moved.annotate(kind=Coalesce("entry__reverses__kind", "entry__kind")).values_list("kind", flat=True)
    unknown = sorted(set(kinds.distinct().order_by()) - set(COURSES))
    if unknown:
        yield f"movements without a column in the report: {', '.join(unknown)}"
        return
    balances = material_balance(org=org, first=date.min, last=date.max)
    there: dict[tuple[UUID, UUID], int] = {}
    rows = StockBalance.objects.filter(place_id__in=posts, item_id__in=items)
    for place, card, quantity in rows.values_list("place_id", "item_id", "quantity"):
        key = posts[place], items[card]
        there[key] = there.get(key, 0) + quantity
    for key in {*there, *balances}:
        closing = balances[key].closing if key in balances else 0
        if closing != there.get(key, 0):
            yield f"post {key[0]}, item {key[1]}: the report says {closing}, {there.get(key, 0)} lie there"
    for item_id in items.values():
        own = [balance for key, balance in balances.items() if key[1] == item_id]
        total = {flow: sum(balance.flows[flow] for balance in own) for flow in Flow}
        if total[Flow.SOLD] > total[Flow.IN] + total[Flow.GAIN] + sum(balance.opening for balance in own):
            yield f"item {item_id}: more was sold than received and gained"


def frozen(org: Organization) -> Iterator[str]:
    """Frozen reports are what was frozen, and their revisions follow each other."""
    last: dict[tuple[date, date], int] = {}
    rows = DlhReport.objects.filter(org=org).order_by("first_day", "last_day", "revision")
    for report in rows.iterator():
        if content_hash(report.content) != report.digest:
            yield f"report {report.pk}: its content is not what was frozen"
        period = report.first_day, report.last_day
        if report.revision != last.get(period, 0) + 1:
            yield f"report {report.pk}: revision {report.revision} follows {last.get(period, 0)}"
        last[period] = report.revision
