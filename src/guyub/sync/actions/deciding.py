"""What becomes of one fact: in the books, waiting, or to be checked. Called inside the fact's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog

from guyub.foundation.accounts.models import Device
from guyub.foundation.core import recording
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, is_trouble
from guyub.foundation.core.errors import Busy, Forbidden, GuyubError
from guyub.foundation.core.recording import FactKind, Outcome, Payload, Recorded
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.queries import actor_of, person_of
from guyub.sync import reasons
from guyub.sync.choices import State
from guyub.sync.models import SyncFact
from guyub.sync.reading import Sent

log = structlog.get_logger(__name__)

DECIDED = ("state", "code", "message", "result_id", "receipt_number", "receipt_code", "member_id")


@dataclass(slots=True)
class Recorders:
    """Who recorded facts, with what she may do today; looked up once for each person and phone."""

    org: Organization
    known: dict[tuple[UUID | None, UUID | None], Actor | str] = field(default_factory=dict)

    def of(self, row: SyncFact) -> Actor | str:
        """Return the actor behind a fact, or why nobody is to be believed without a look."""
        if row.user_id != row.from_user_id:
            return reasons.OTHER_PERSON
        key = (row.user_id, row.device_id)
        if key not in self.known:
            self.known[key] = self._look_up(*key)
        return self.known[key]

    def _look_up(self, user_id: UUID | None, device_id: UUID | None) -> Actor | str:
        device = Device.objects.filter(pk=device_id).first() if device_id else None
        if device is None or device.user_id != user_id:
            return reasons.OTHER_DEVICE
        if device.revoked_at is not None:
            return reasons.DEVICE_REVOKED
        membership = person_of(user_id) if user_id else None
        if membership is None:
            return reasons.MEMBERSHIP_ENDED
        return actor_of(membership, device_id=device_id)


def decide(row: SyncFact, sent: Sent, recorders: Recorders) -> None:
    """Try to book a fact, and note on its row what came of it. Trouble of the database is not ours to note."""
    kind = recording.kind_of(sent.kind)
    code = sent.fault or _unknown(kind, sent)
    by = recorders.of(row)
    found = Needed.of(sent.needs)
    if kind is not None and not code:
        _note_whom(row, sent, kind, found)
    if kind is None or code:
        put(row, State.CHECKING, code)
    elif isinstance(by, str):
        put(row, State.CHECKING, by)
    elif found.rejected:
        put(row, State.CHECKING, reasons.NEEDED_REJECTED)
    elif found.missing:
        put(row, State.WAITING, reasons.NEEDS)
    else:
        _try(row, sent, kind, by, found, recorders.org)


def _try(  # noqa: PLR0917 -- what `decide` has looked up
    row: SyncFact, sent: Sent, kind: FactKind, by: Actor, needed: Needed, org: Organization
) -> None:
    try:
        outcome = book(org, row, kind, by, newest_payload(kind, sent), needed)
    except Busy:
        raise
    except GuyubError as error:
        put(row, State.CHECKING, *_in_words(error))
    except Exception as error:
        if is_trouble(error):
            raise
        log.exception("sync.fact_failed", kind=row.kind, fact=str(row.client_id))
        put(row, State.CHECKING, reasons.UNEXPECTED)
    else:
        accept(row, outcome)


def _note_whom(row: SyncFact, sent: Sent, kind: FactKind, needed: Needed) -> None:
    """Note whom it concerns, for lists and the search; what no upgrade can read concerns nobody yet."""
    with suppress(LookupError, TypeError, ValueError):
        concerned = people_in(kind, newest_payload(kind, sent), needed.results)
        row.member_id = concerned[0] if concerned else None


def newest_payload(kind: FactKind, sent: Sent) -> dict[str, Any]:
    """Return what the phone wrote, as the newest page would have written it."""
    return kind.upgraded(dict(sent.payload), max(sent.version, 1))


def book(  # noqa: PLR0917 -- what `decide` and the officer's settling both know
    org: Organization,
    row: SyncFact,
    kind: FactKind,
    by: Actor,
    payload: Mapping[str, Any],
    needed: Needed,
    *,
    post_today: bool = False,
) -> Outcome:
    """Call the kind's act in a savepoint of its own."""
    if row.happened_at is None:
        raise RuntimeError("only a readable fact is booked")
    fact = Recorded(
        org=org,
        by=by,
        client_id=row.client_id,
        happened_at=row.happened_at,
        offset=row.offset,
        received_at=row.received_at,
        payload=Payload(with_results(dict(payload), needed.results)),
        needed=frozenset(needed.results.values()),
        post_today=post_today,
    )
    with atomic():
        return kind.act(fact)


def put(row: SyncFact, state: State, code: str, message: str = "") -> None:
    """Note why a fact is not in the books."""
    row.state, row.code = state, code[:40]
    row.message = (message or reasons.sentence(code))[:300]


def accept(row: SyncFact, outcome: Outcome, state: State = State.ACCEPTED) -> None:
    """Note what a fact became."""
    row.state, row.code, row.message = state, "", outcome.message[:300]
    row.result_id, row.receipt_number, row.receipt_code = outcome.result_id, outcome.number, outcome.code


@dataclass(frozen=True, slots=True)
class Needed:
    """The facts that one refers to: what they became, which are missing, whether one was rejected."""

    results: dict[UUID, UUID]
    missing: frozenset[UUID]
    rejected: bool

    @classmethod
    def of(cls, client_ids: Iterable[UUID]) -> Needed:
        """Look them up; one query."""
        wanted = set(client_ids)
        if not wanted:
            return cls({}, frozenset(), rejected=False)
        rows = list(SyncFact.objects.filter(client_id__in=wanted).values_list("client_id", "result_id", "state"))
        results = {client_id: result for client_id, result, _state in rows if result is not None}
        rejected = any(result is None and state == State.SETTLED for _client_id, result, state in rows)
        return cls(results, frozenset(wanted - set(results)), rejected)


def with_results(value: Any, results: Mapping[UUID, UUID]) -> Any:
    """Return a payload in which every id of another fact is replaced by the id of what that became."""
    if not results:
        return value
    names = {str(client_id): str(result) for client_id, result in results.items()}
    return _replaced(value, names)


def _replaced(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value.lower(), value)
    if isinstance(value, list):
        return [_replaced(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _replaced(item, names) for key, item in value.items()}
    return value


def people_in(kind: FactKind | None, payload: Mapping[str, Any], results: Mapping[UUID, UUID]) -> list[UUID]:
    """Return whom a payload concerns; of one that cannot be read nobody."""
    if kind is None:
        return []
    try:
        return list(kind.people(Payload(with_results(dict(payload), results))))
    except GuyubError:
        return []


def _unknown(kind: FactKind | None, sent: Sent) -> str:
    if kind is None:
        return reasons.UNKNOWN_KIND
    return reasons.NEWER_PAGE if sent.version > kind.version else ""


def _in_words(error: GuyubError) -> tuple[str, str]:
    if isinstance(error, Forbidden) and error.code == Forbidden.code:
        return "forbidden", reasons.sentence("forbidden")
    return error.code, f"{error.sentence} {error.next_step}".strip()
