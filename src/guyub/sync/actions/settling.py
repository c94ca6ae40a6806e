"""An officer settles what the books did not take: with a correction, today, or not at all, for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit, clock, recording
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.db import atomic, is_trouble, lock_association
from guyub.foundation.core.errors import BadInput, Forbidden, GuyubError, NotHere, Refused
from guyub.foundation.core.recording import FactKind
from guyub.foundation.organizations.models import Organization
from guyub.sync.actions.deciding import DECIDED, Needed, accept, book, newest_payload, people_in
from guyub.sync.actions.waking import retry_waiting
from guyub.sync.choices import OPEN, Settling, State
from guyub.sync.models import Clash, SyncFact
from guyub.sync.queries import may_settle
from guyub.sync.reading import Sent, read_stored

log = structlog.get_logger(__name__)


def settle_fact(
    *,
    org: Organization,
    by: Actor,
    fact_id: UUID,
    how: str,
    reason: str = "",
    amended: Mapping[str, Any] | None = None,
) -> SyncFact:
    """Settle a fact: `accepted` as it is, `amended` (another payload), `posted_today` (either), or `rejected` with a
    reason.

    Another officer than the one who recorded it, and nobody whom it concerns. What waited for it is tried again.
    """
    row = _settle(org, by, fact_id, how, reason.strip(), amended)
    retry_waiting(org=org)
    return row


@atomic
def _settle(  # noqa: PLR0917 -- `settle_fact` names its arguments
    org: Organization, by: Actor, fact_id: UUID, how: str, reason: str, amended: Mapping[str, Any] | None
) -> SyncFact:
    lock_association(org.pk)
    row = SyncFact.get(fact_id)
    kind = recording.kind_of(row.kind)
    if not may_settle(by, row.kind):
        raise NotHere
    if how not in Settling.values:
        raise BadInput(_("Please choose one from the list."), field="how")
    if row.state not in OPEN:
        return _same(row, how)
    sent = read_stored(row.raw)
    needed = Needed.of(sent.needs)
    written = sent.payload if kind is None else newest_payload(kind, sent)
    payload = written if amended is None else dict(amended)
    _refuse_own(by, row, {*people_in(kind, written, needed.results), *people_in(kind, payload, needed.results)})
    if how == Settling.REJECTED:
        if not reason:
            raise BadInput(_("Please write the reason."), field="reason")
        row.state = State.SETTLED
    else:
        _book(org, by, row, kind, sent, payload, needed, how)
    row.settling, row.reason = Settling(how), reason
    row.amended = payload if amended is not None and how != Settling.REJECTED else None
    row.settled_at, row.settled_by_id = clock.now(), by.user_id
    row.save(update_fields=[*DECIDED, "settling", "reason", "amended", "settled_at", "settled_by_id"])
    audit.record(org_id=org.pk, by=by, verb="sync.fact_settled", target=row, how=row.settling)
    return row


@atomic
def settle_clash(*, org: Organization, by: Actor, clash_id: UUID, note: str) -> Clash:
    """Note that both versions were compared. The first stands; what is wrong in it is corrected as always."""
    lock_association(org.pk)
    clash = Clash.get(clash_id)
    if not may_settle(by, clash.fact.kind):
        raise NotHere
    if clash.settled_at is not None:
        return clash
    if not note.strip():
        raise BadInput(_("Please write what you found."), field="note")
    needed = Needed.of([UUID(need) for need in clash.fact.needs])
    kind = recording.kind_of(clash.fact.kind)
    _refuse_own(by, clash.fact, set(people_in(kind, read_stored(clash.fact.raw).payload, needed.results)))
    clash.note, clash.settled_at, clash.settled_by_id = note.strip()[:140], clock.now(), by.user_id
    clash.save(update_fields=["note", "settled_at", "settled_by_id"])
    audit.record(org_id=org.pk, by=by, verb="sync.clash_settled", target=clash)
    return clash


def _book(  # noqa: PLR0917 -- what `_settle` has looked up
    org: Organization,
    by: Actor,
    row: SyncFact,
    kind: FactKind | None,
    sent: Sent,
    payload: dict[str, Any],
    needed: Needed,
    how: str,
) -> None:
    """Book it in the officer's name: the right to settle lends her the right that the act itself asks for."""
    if kind is None or row.happened_at is None or sent.version > kind.version:
        raise Refused(
            _("Nobody can book what cannot be read."),
            next_step=_("Enter it by hand, then reject it here with a note."),
            code="unreadable",
        )
    if needed.missing & _named(payload):
        raise Refused(
            _("This waits for another record that has not come yet."),
            next_step=_("Choose what it belongs to, or wait."),
            code="needs",
        )
    lent = replace(by, permissions=by.permissions | {str(kind.permission)})
    try:
        outcome = book(org, row, kind, lent, payload, needed, post_today=how == Settling.POSTED_TODAY)
    except GuyubError:
        raise
    except Exception as error:
        if is_trouble(error):
            raise
        log.exception("sync.fact_failed", kind=row.kind, fact=str(row.client_id))
        raise Refused(
            _("The server could not book this. It is kept."),
            next_step=_("Tell the person who looks after Guyub."),
            code="unexpected",
        ) from error
    accept(row, outcome, State.SETTLED)


def _refuse_own(by: Actor, row: SyncFact, people: set[UUID]) -> None:
    if by.kind is ActorKind.SYSTEM:
        return
    if by.user_id == row.user_id:
        raise Forbidden(_("You recorded this yourself. Another officer must settle it."), code="another_officer")
    if by.member_ids & people:
        raise Forbidden(_("This concerns yourself. Another officer must settle it."), code="own_benefit")


def _same(row: SyncFact, how: str) -> SyncFact:
    """Settling again in the same way changes nothing; in another way it is too late."""
    if row.settling == how:
        return row
    raise Refused(_("This record is settled already. Nothing was changed."), code="settled")


def _named(value: Any) -> set[UUID]:
    """Return every id that a payload names."""
    if isinstance(value, dict):
        return set().union(*map(_named, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(_named, value)) if value else set()
    try:
        return {UUID(value)} if isinstance(value, str) else set()
    except ValueError:
        return set()
