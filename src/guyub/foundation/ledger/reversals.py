"""Taking an entry back from its page. Each kind says how; what no kind claims is corrected in its own room.

register_reversal("iuran", reverse_dues)   # called with org, by, entry_id, event_at, client_id
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import Refused
from guyub.foundation.ledger.entries import Posted
from guyub.foundation.ledger.models import Entry
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.organizations.models import Organization

Reversal = Callable[..., Posted]
_reversals: dict[str, Reversal] = {}


def register_reversal(kind: str, act: Reversal) -> None:
    """Let entries of `kind` be taken back from the entry page."""
    _reversals[kind] = act


def can_take_back(entry: Entry) -> bool:
    """Return whether the entry page may offer it: its kind allows, and it was not taken back before."""
    return entry.kind in _reversals and not Entry.objects.filter(reverses=entry).exists()


@atomic
def take_back(
    *, org: Organization, by: Actor, entry_id: UUID, reason: str, happened_at: datetime, client_id: UUID
) -> Posted:
    """Reverse a whole entry, once; the first stays readable for ever."""
    by.require(P.RECORD)
    lock_association(org.pk)
    entry = Entry.get(entry_id)
    act = _reversals.get(entry.kind)
    if act is None:
        raise Refused(
            _("This entry belongs to another room. It is corrected there."),
            next_step=_("Open its source and correct it there."),
            code="other_room",
        )
    posted = act(org=org, by=by, entry_id=entry.pk, event_at=happened_at, client_id=client_id, memo=reason)
    audit.record(org_id=org.pk, by=by, verb="ledger.taken_back", target=entry, n=entry.n)
    return posted
