"""Taking in what phones recorded: in any order, any number of times, from several tabs at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import F

from guyub.foundation.core import clock, recording
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, is_trouble, lock_association
from guyub.foundation.core.errors import Busy
from guyub.foundation.core.ids import uuid7
from guyub.foundation.organizations.models import Organization
from guyub.sync.actions.deciding import DECIDED, Recorders, decide
from guyub.sync.actions.waking import retry_waiting
from guyub.sync.choices import State
from guyub.sync.models import Clash, SyncFact
from guyub.sync.permissions import SyncPermission
from guyub.sync.reading import Sent, read
from guyub.sync.results import Result, answers

MOST_FACTS = 100


class Interrupted(Exception):
    """The database gave up in the middle. What was taken in before stands; `results` tells which."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__()
        self.results = results


def take_in(*, org: Organization, by: Actor, facts: Sequence[object]) -> list[Result]:
    """Take facts in, each in a transaction of its own, and answer every one.

    A repeated fact gets its first answer. Trouble of the database raises `Interrupted` from it: the phone keeps the
    rest and sends it again.
    """
    by.require(SyncPermission.SEND)
    sents = [read(fact) for fact in facts]
    done = _repeated(sents)
    recorders = Recorders(org)
    taken: list[Sent] = []
    try:
        for sent in sents:
            if (sent.client_id, sent.content_hash) not in done:
                _take(org, by, sent, recorders)
            taken.append(sent)
        retry_waiting(org=org)
    except Exception as error:
        if not is_trouble(error) and not isinstance(error, Busy):
            raise
        raise Interrupted(answers(org, taken) if taken else []) from error
    return answers(org, sents)


def _repeated(sents: Sequence[Sent]) -> set[tuple[UUID, str]]:
    """Count the repetition of facts whose answer stands, and return which they are."""
    sent = {(one.client_id, one.content_hash) for one in sents}
    rows = SyncFact.objects.filter(client_id__in={client_id for client_id, _digest in sent}).exclude(
        state=State.WAITING
    )
    known = {(client_id, digest): pk for pk, client_id, digest in rows.values_list("pk", "client_id", "content_hash")}
    again = sent & set(known)
    if again:
        _count([known[key] for key in again])
    return again


@atomic
def _count(pks: Sequence[UUID]) -> None:
    SyncFact.objects.filter(pk__in=pks).update(attempts=F("attempts") + 1, last_sent_at=clock.now())


@atomic
def _take(org: Organization, by: Actor, sent: Sent, recorders: Recorders) -> None:
    """Take one fact in."""
    lock_association(org.pk)
    row = SyncFact.objects.filter(client_id=sent.client_id).first()
    if row is None:
        row = _row(org, by, sent)
        decide(row, sent, recorders)
        row.save(force_insert=True)
    elif row.content_hash != sent.content_hash:
        _note_clash(org, by, row, sent)
    else:
        row.attempts, row.last_sent_at = row.attempts + 1, clock.now()
        if row.state == State.WAITING:
            decide(row, sent, recorders)
        row.save(update_fields=["attempts", "last_sent_at", *DECIDED])


def _row(org: Organization, by: Actor, sent: Sent) -> SyncFact:
    now = clock.now()
    return SyncFact(
        id=uuid7(),
        org=org,
        client_id=sent.client_id,
        content_hash=sent.content_hash,
        raw=sent.raw,
        kind=sent.kind,
        version=sent.version,
        user_id=sent.user_id,
        device_id=sent.device_id,
        counter=sent.counter,
        happened_at=sent.happened_at,
        offset=sent.offset,
        needs=[str(client_id) for client_id in sent.needs],
        concerns_on=_day(org, sent),
        from_user_id=by.user_id,
        from_device_id=by.device_id,
        received_at=now,
        last_sent_at=now,
    )


def _day(org: Organization, sent: Sent) -> date:
    """Return the day that a fact counts for; a clock far off counts for today."""
    now = clock.now()
    if sent.happened_at is None:
        return clock.day_of(now, org.time_zone)
    fact = recording.Recorded(
        org=org,
        by=Actor(None),
        client_id=sent.client_id,
        happened_at=sent.happened_at,
        offset=sent.offset,
        received_at=now,
        payload=recording.Payload({}),
    )
    return clock.day_of(fact.moment, org.time_zone)


def _note_clash(org: Organization, by: Actor, row: SyncFact, sent: Sent) -> None:
    """Keep the other content beside the first, once however often it comes."""
    known = Clash.objects.filter(fact=row, content_hash=sent.content_hash)
    if known.update(attempts=F("attempts") + 1):
        return
    Clash.objects.create(
        id=uuid7(),
        org=org,
        fact=row,
        content_hash=sent.content_hash,
        raw=sent.raw,
        from_user_id=by.user_id,
        from_device_id=by.device_id,
        received_at=clock.now(),
    )
