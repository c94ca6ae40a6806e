"""Saving a deposit into another kind of savings than the regular one, as it was tapped at the scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, NotHere
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.holding import free_newest_holds
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.taking import open_pocket
from guyub.livelihoods.wastebank.actions.weighing import Visit
from guyub.livelihoods.wastebank.choices import PassbookKind, Way
from guyub.livelihoods.wastebank.models import Pocket, PocketKind, UseOfValue
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.passbook import member_for
from guyub.livelihoods.wastebank.rules.ways import WayIn


@atomic
def open_savings(
    *, org: Organization, by: Actor, member_id: UUID, kind_id: UUID, happened_at: datetime, label: str = ""
) -> Pocket:
    """Give a member a pocket of a kind, so that deposits can be saved into it; the one she has, if she has it."""
    by.require(WastebankPermission.DEPOSIT)
    lock_association(org.pk)
    member = member_for(by=by, member_id=member_id)
    kind = PocketKind.get(kind_id)
    pocket = open_pocket(org=org, member_id=member.pk, kind=kind, label=" ".join(label.split()))
    if pocket.opened_at >= happened_at:
        audit.record(org_id=org.pk, by=by, verb="wastebank.savings_opened", target=pocket)
    return pocket


def is_elsewhere(way: WayIn, purse: Purse) -> bool:
    """Return whether a way saves into another pocket than the one that deposits enter."""
    return way.way == Way.SAVE and way.pocket_id is not None and way.pocket_id != purse.pocket_id


def check_targets(visit: Visit, purse: Purse) -> None:
    """Refuse pockets that are not hers, and ways other than saving that name one."""
    named = [way for way in visit.ways if way.pocket_id not in {None, purse.pocket_id}]
    if any(way.way != Way.SAVE for way in named):
        raise BadInput(_("Only saving goes into a chosen kind of savings."), field="ways")
    if named:
        hers = set(Pocket.objects.filter(member_id=purse.member_id).values_list("pk", flat=True))
        if {way.pocket_id for way in named} - hers:
            raise NotHere


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
