"""What this room tells other pages: notes for officers, what keeps a month open, what `guyub verify` looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guyub.foundation.core import home, recording
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.verbs import name_verbs
from guyub.foundation.ledger.periods import Blocker, register_blocker
from guyub.foundation.ledger.verify import register_check
from guyub.foundation.members import erasing
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.daily import daily
from guyub.foundation.organizations.models import Organization
from guyub.sync import queries, settings
from guyub.sync.actions import retry_due
from guyub.sync.models import Clash, SyncFact
from guyub.sync.permissions import SyncPermission
from guyub.sync.reading import read_stored
from guyub.sync.seals import SEALS

AT_ONCE = 1000


def register() -> None:
    """Make all of it known, once."""
    settings.register()
    name_verbs(
        {
            "sync.fact_settled": _("settled a record of a phone"),
            "sync.clash_settled": _("compared two versions of a phone's record"),
        }
    )
    home.register_note("sync.to_check", inbox_note)
    home.register(home.Tile("sync:list", "phone", _("Records of phones"), SyncPermission.LOOK, order=65))
    recording.register_inbox(inbox_note)
    recording.register_sender(SyncPermission.SEND)
    register_blocker(open_facts_of_the_month)
    register_check("sync.sealed", SEALS.sealed)
    register_check("sync.facts", facts)
    daily("sync.retry")(retry)
    erasing.register_eraser(forget_registration)


def inbox_note(org: Organization, actor: Actor) -> home.Note | None:
    """Tell who may settle anything that phones' records wait for her. Two queries, for those with the right only."""
    if not any(queries.may_settle(actor, name) for name in ["", *recording.kinds()]):
        return None
    count = queries.to_check(org=org, by=actor)
    if not count:
        return None
    words = ngettext("%(n)s phone record wants a look.", "%(n)s phone records want a look.", count)
    return home.Note("turmeric", "phone", words % {"n": count}, reverse("sync:list", args=[org.slug]))


def open_facts_of_the_month(org: Organization, first: date, last: date) -> Iterator[Blocker]:
    """What phones recorded and is not settled keeps its month open."""
    del org, first  # the active association; months close in order
    waiting = queries.open_until(upto=last)
    if waiting:
        sentence = ngettext(
            "%(count)d phone record must be settled first.", "%(count)d phone records must be settled first.", waiting
        )
        yield Blocker(sentence % {"count": waiting}, "sync:list")


def retry(*, org: str) -> None:
    """Try again what time alone lets through."""
    retry_due(org=Organization.objects.get(pk=UUID(org)))


def forget_registration(*, org: Organization, member: Member) -> None:
    """Empty what phones wrote when they registered her; that there was a record stays."""
    ids = row_ids(member)
    written = SyncFact.objects.filter(org=org, kind="members.registration", result_id__in=ids)
    Clash.objects.filter(fact__in=written.values("pk")).update(raw="")
    written.update(raw="", amended=None, message="")


def facts(org: Organization) -> Iterable[str]:
    """Recompute every fact's hash, and look for what each accepted one became."""
    results: dict[str, dict[UUID, UUID]] = {}
    rows = (
        SyncFact.objects.filter(org=org)
        .order_by("id")
        .values_list("client_id", "content_hash", "raw", "kind", "result_id")
    )
    for client_id, digest, raw, kind, result_id in rows.iterator(chunk_size=AT_ONCE):
        if raw and read_stored(raw).content_hash != digest:
            yield f"fact {client_id} is not what the phone wrote"
        if result_id is not None:
            results.setdefault(kind, {})[result_id] = client_id
        if len(results.get(kind, ())) >= AT_ONCE:
            yield from _lost(kind, results.pop(kind))
    for kind, became in results.items():
        yield from _lost(kind, became)


def _lost(kind_name: str, became: dict[UUID, UUID]) -> Iterator[str]:
    kind = recording.kind_of(kind_name)
    there = kind.exists(list(became)) if kind is not None else set()
    for result_id, client_id in became.items():
        if result_id not in there:
            yield f"what fact {client_id} became is not there"
