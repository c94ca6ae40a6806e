"""The audit trail in plain sentences: who, when, from which phone, did what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from guyub.foundation.accounts.models import Device, User
from guyub.foundation.core import clock
from guyub.foundation.core.actor import ActorKind
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.verbs import sentence
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Organization

PAGE = 50


@dataclass(frozen=True, slots=True)
class TrailRow:
    """One act."""

    id: UUID
    who: str
    what: str
    recorded_at: datetime
    device: str
    by_operator: bool


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A page of the trail; `older` is the key of the next one, "" at the end."""

    rows: list[TrailRow]
    older: str


def trail(
    org: Organization, *, user_id: UUID | None = None, verb: str = "", day: date | None = None, older_than: str = ""
) -> TrailPage:
    """Return a page of acts in `org`, newest first, narrowed by person, verb and day."""
    events = AuditEvent.objects.filter(org_id=org.pk)
    if user_id:
        events = events.filter(user_id=user_id)
    if verb:
        events = events.filter(verb=verb)
    if day:
        events = events.filter(
            recorded_at__gte=clock.start_of(day, org.time_zone), recorded_at__lt=clock.end_of(day, org.time_zone)
        )
    found = list(_after(events, older_than).order_by("-recorded_at", "-pk")[: PAGE + 1])
    shown = found[:PAGE]
    older = f"{shown[-1].recorded_at.isoformat()}_{shown[-1].pk}" if len(found) > PAGE else ""
    return TrailPage(rows=_rows(shown), older=older)


def _after(events: QuerySet[AuditEvent], key: str) -> QuerySet[AuditEvent]:
    moment_text, _underscore, id_text = key.partition("_")
    try:
        moment, last_id = datetime.fromisoformat(moment_text), UUID(id_text)
    except ValueError:
        return events  # no key, or one that somebody typed: the first page
    if moment.tzinfo is None:
        return events
    return events.filter(Q(recorded_at__lt=moment) | Q(recorded_at=moment, pk__lt=last_id))


def _rows(events: Sequence[AuditEvent]) -> list[TrailRow]:
    people = {str(e.user_id) for e in events if e.user_id} | {e.data["about"] for e in events if "about" in e.data}
    names = {str(user.pk): user.addressed for user in User.objects.filter(pk__in=people)}
    devices = Device.objects.filter(pk__in={e.device_id for e in events if e.device_id})
    phones = {device.pk: device.name for device in devices}
    return [
        TrailRow(
            id=event.pk,
            who=names.get(str(event.user_id)) or _("Guyub itself"),
            what=sentence(event.verb, _spoken(event.data, names)),
            recorded_at=event.recorded_at,
            device=phones.get(event.device_id, "") if event.device_id else "",
            by_operator=event.actor_kind == ActorKind.OPERATOR,
        )
        for event in events
    ]


def _spoken(data: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the row's data as a sentence says it: a name for the person it is about, a word for an office."""
    said = dict(data)
    if "about" in said:
        said["about"] = names.get(str(said["about"]), _("somebody"))
    if said.get("office") in Office.values:
        said["office"] = str(Office(said["office"]).label)
    return said
