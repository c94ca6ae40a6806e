"""Facts that waited: tried again as soon as what they need is there, and daily when time alone lets them through."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from guyub.foundation.core import recording
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.organizations.models import Organization
from guyub.sync import reasons
from guyub.sync.actions.deciding import DECIDED, Recorders, decide
from guyub.sync.choices import State
from guyub.sync.models import SyncFact
from guyub.sync.reading import read_stored


def retry_waiting(*, org: Organization) -> int:
    """Try every waiting fact whose needs are there now, in the order of the phones' counters; return how many left.

    Each in a transaction of its own. One that wakes may wake others, so it goes on until nothing moves.
    """
    left, tried = 0, set[UUID]()
    recorders = Recorders(org)
    while ready := [pk for pk in _ready() if pk not in tried]:
        for pk in ready:
            tried.add(pk)
            left += _again(org, pk, State.WAITING, recorders)
    return left


def retry_due(*, org: Organization) -> int:
    """Try again what was refused for a reason that passes: a weighing day to come, a kind that a newer server knows."""
    due = {(kind.name, code) for kind in recording.kinds().values() for code in kind.comes_due}
    rows = SyncFact.objects.filter(state=State.CHECKING).order_by("device_id", "counter", "received_at", "id")
    found = [
        pk
        for pk, kind, code in rows.values_list("pk", "kind", "code")
        if code in reasons.COMES_DUE or (kind, code) in due
    ]
    recorders = Recorders(org)
    left = sum(_again(org, pk, State.CHECKING, recorders) for pk in found)
    return left + retry_waiting(org=org)


def _ready() -> list[UUID]:
    """Return the waiting facts whose every need has become something, or was rejected; two queries."""
    rows = list(
        SyncFact.objects.filter(state=State.WAITING)
        .order_by("device_id", "counter", "received_at", "id")
        .values_list("pk", "needs")
    )
    wanted = {need for _pk, needs in rows for need in needs}
    if not wanted:
        return [pk for pk, _needs in rows]
    final = _final(wanted)
    return [pk for pk, needs in rows if set(needs) <= final]


def _final(client_ids: Iterable[str]) -> set[str]:
    rows = SyncFact.objects.filter(client_id__in=client_ids, state__in=[State.ACCEPTED, State.SETTLED])
    return {str(client_id) for client_id in rows.values_list("client_id", flat=True)}


@atomic
def _again(org: Organization, pk: UUID, state: State, recorders: Recorders) -> bool:
    """Try one fact again, if nobody did meanwhile; return whether it left the state that it was in."""
    lock_association(org.pk)
    row = SyncFact.objects.filter(pk=pk, state=state).first()
    if row is None:
        return False
    decide(row, read_stored(row.raw), recorders)
    row.save(update_fields=list(DECIDED))
    return bool(row.state != state)
