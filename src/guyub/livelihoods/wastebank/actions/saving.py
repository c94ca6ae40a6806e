"""Saving a deposit into another kind of savings than the regular one, as it was tapped at the scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.errors import BadInput, NotHere
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.holding import free_newest_holds
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import open_pocket, refuse_resting
from guyub.livelihoods.wastebank.actions.weighing import Visit
from guyub.livelihoods.wastebank.choices import PassbookKind, Way
from guyub.livelihoods.wastebank.models import Pocket, PocketKind, UseOfValue
from guyub.livelihoods.wastebank.rules.ways import WayIn


def is_elsewhere(way: WayIn, purse: Purse) -> bool:
    """Return whether a way saves into another pocket than the one that deposits enter."""
    return way.way == Way.SAVE and way.pocket_id is not None and way.pocket_id != purse.pocket_id


def settle_targets(visit: Visit, purse: Purse) -> None:
    """Find hers of each kind of savings that is named; refuse a foreign pocket, and one for anything but saving."""
    if any(way.names_savings and way.way != Way.SAVE and way.pocket_id != purse.pocket_id for way in visit.ways):
        raise BadInput(_("Only saving goes into a chosen kind of savings."), field="ways")
    visit.ways = tuple(_settled(visit, purse, way) for way in visit.ways)
    named = {way.pocket_id for way in visit.ways} - {None, purse.pocket_id}
    if named - set(Pocket.objects.filter(member_id=purse.member_id, pk__in=named).values_list("pk", flat=True)):
        raise NotHere


def _settled(visit: Visit, purse: Purse, way: WayIn) -> WayIn:
    if way.kind_id is None:
        return way
    if way.kind_id == purse.kind_id:
        return replace(way, kind_id=None)
    kind = PocketKind.get(way.kind_id)
    refuse_resting(kind)
    is_new = not Pocket.objects.filter(member_id=purse.member_id, kind=kind, label="").exists()
    pocket = open_pocket(org=visit.org, member_id=purse.member_id, kind=kind)
    if is_new:
        audit.record(org_id=visit.org.pk, by=visit.by, verb="wastebank.savings_opened", target=pocket)
    return replace(way, pocket_id=pocket.pk, kind_id=None)


def save_into(visit: Visit, purse: Purse, pocket_id: UUID | None, amount: int) -> UUID | None:
    """Carry `amount` of the value on into the chosen pocket; in a correction less what could not come back from it."""
    if pocket_id is None:
        raise RuntimeError("saved into no pocket")
    amount = min(amount - visit.stays.pop(pocket_id, 0), purse.available)
    if amount <= 0:
        return None
    target = Purse.of_row(Pocket.objects.get(pk=pocket_id))
    entry_id = _carry(visit, purse, target, amount)
    target.flush()
    return entry_id


def bring_back(visit: Visit, purse: Purse, uses: Sequence[UseOfValue]) -> None:
    """In a correction: bring what the earlier version saved elsewhere back first, as far as it is still there."""
    for use in uses:
        if use.way != Way.SAVE or use.pocket_id in {None, purse.pocket_id} or not use.amount:
            continue
        target = Purse.of_row(Pocket.objects.get(pk=use.pocket_id))
        back = min(use.amount, target.balance)
        visit.stays[target.pocket_id] = visit.stays.get(target.pocket_id, 0) + use.amount - back
        if back:
            _carry(visit, target, purse, back)
            free_newest_holds(target, by=visit.by)
            target.flush()


def _carry(visit: Visit, source: Purse, target: Purse, amount: int) -> UUID:
    """Post the move and write both lines."""
    posted = post_entry(
        org=visit.org,
        by=visit.by,
        kind=accounts.SAVE_INTO,
        source_id=uuid7(),
        lines=[
            Line(accounts.SAVINGS, amount, unit=accounts.UNIT, party=source.member_id),
            Line(accounts.SAVINGS, -amount, unit=accounts.UNIT, party=target.member_id),
        ],
        event_at=visit.event_at,
        client_id=uuid7(),
    )
    source.write(PassbookKind.SAVED, -amount, visit.event_at, visit.id, posted.entry_id)
    target.write(PassbookKind.SAVED, amount, visit.event_at, visit.id, posted.entry_id)
    return posted.entry_id
