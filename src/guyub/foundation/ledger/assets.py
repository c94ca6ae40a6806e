"""Fixed assets: registered once, charged month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.months import add_months, first_of
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.depreciation import charge, month_number
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import AssetCharge, FixedAsset
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.organizations.models import Organization

KIND = "susut"
EXPENSE, ACCUMULATED = "6105", "1502"


@dataclass(frozen=True, slots=True)
class AssetState:
    """An asset with what has been charged of it so far."""

    asset: FixedAsset
    charged: int

    @property
    def worth(self) -> int:
        return self.asset.cost - self.charged


@atomic
def register_asset(
    *,
    org: Organization,
    by: Actor,
    name: str,
    cost: int,
    months: int,
    bought_on: date,
    happened_at: datetime,
    client_id: UUID,
    residual: int = 0,
    fund: str = "UMUM",
    unit: str = "PAG",
) -> FixedAsset:
    """Note something bought to last. Its purchase is booked as money out; this makes its cost an expense in time."""
    by.require(P.RECORD)
    content = {"name": name, "cost": cost, "months": months, "bought_on": bought_on, "residual": residual}
    content |= {"fund": fund, "unit": unit}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    if before := first_result(FixedAsset, client_id=client_id, content_hash=columns["content_hash"]):
        return before
    if not 0 <= residual < cost:
        raise BadInput(_("The value at the end must be below the cost."), field="residual")
    if months < 1:
        raise BadInput(_("Say how many months it will last."), field="months")
    asset: FixedAsset = FixedAsset.objects.create(
        id=uuid7(),
        **columns,
        name=name,
        cost=cost,
        residual=residual,
        months=months,
        bought_on=bought_on,
        fund=fund,
        unit=unit,
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.asset_registered", target=asset)
    return asset


@atomic
def charge_month(*, org: Organization, by: Actor, month: date) -> list[AssetCharge]:
    """Post the charge of `month` for every asset that has none yet. Part of closing the month."""
    lock_association(org.pk)
    month = first_of(month)
    last = add_months(month, 1)
    done = set(AssetCharge.objects.filter(month=month).values_list("asset_id", flat=True))
    return [
        row
        for asset in FixedAsset.objects.filter(bought_on__lt=last).order_by("bought_on", "id")
        if asset.pk not in done and (row := _charge(org, by, asset, month))
    ]


def states() -> list[AssetState]:
    """Return all assets with what they are still worth in the books."""
    charged = dict(AssetCharge.objects.values_list("asset_id").annotate(Sum("amount")).order_by())
    return [AssetState(asset, charged.get(asset.pk, 0)) for asset in FixedAsset.objects.order_by("bought_on", "id")]


def _charge(org: Organization, by: Actor, asset: FixedAsset, month: date) -> AssetCharge | None:
    number = month_number(bought=asset.bought_on, day=month)
    amount = charge(cost=asset.cost, residual=asset.residual, months=asset.months, month=number)
    if not amount:
        return None
    charge_id = uuid7()
    posted = post_entry(
        org=org,
        by=by,
        kind=KIND,
        source_id=charge_id,
        client_id=charge_id,
        lines=[
            Line(EXPENSE, amount, fund=asset.fund, unit=asset.unit),
            Line(ACCUMULATED, -amount, fund=asset.fund, unit=asset.unit),
        ],
        event_at=clock.start_of(add_months(month, 1), org.time_zone),
        booked_on=date.fromordinal(add_months(month, 1).toordinal() - 1),
        memo=_("wear, month %(number)s of %(months)s") % {"number": number, "months": asset.months},
    )
    row: AssetCharge = AssetCharge.objects.create(
        id=charge_id, org=org, asset=asset, month=month, amount=amount, entry_id=posted.entry_id
    )
    return row
