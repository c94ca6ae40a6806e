"""Presence recorded where there is no signal: who helped or took part in what, for how long."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.recording import FactKind, Outcome, Payload, Recorded, register_kind
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.actions import record_participation
from guyub.foundation.participation.choices import Activity
from guyub.foundation.participation.models import Participation
from guyub.foundation.participation.permissions import ParticipationPermission as P

SOURCE = "participation.phone"  # what was recorded by itself, not with a visit or a meeting


def attendance(fact: Recorded) -> Outcome:
    """One member's time. `source` names what she came to, if the phone knows it: then two phones count her once."""
    load = fact.payload
    row = record_participation(
        org=fact.org,
        by=fact.by,
        member=get_member_for(org=fact.org, by=fact.by, member_id=load.uuid("member")),
        activity=load.text("activity"),
        role=load.text("role"),
        starts_at=load.moment("starts_at"),
        minutes=load.whole("minutes"),
        source_type=SOURCE,
        source_id=load.maybe_uuid("source") or fact.client_id,
        client_id=fact.client_id,
    )
    return Outcome(row.pk)


def people(load: Payload) -> list[UUID]:
    """Return the member whose time it is."""
    return [load.uuid("member")]


def rows(org: Organization, values: Mapping[str, Any]) -> list[tuple[str, str]]:  # noqa: ARG001
    """Return someone's time in words."""
    try:
        member = Member.objects.filter(pk=UUID(str(values.get("member")))).first()
    except ValueError:
        member = None
    activity = Activity(values["activity"]).label if values.get("activity") in Activity.values else "–"
    return [
        (gettext("Name"), member.name if member else gettext("not known yet")),
        (gettext("For"), str(activity)),
        (gettext("Minutes"), str(values.get("minutes", "–"))),
    ]


def exists(ids: Collection[UUID]) -> set[UUID]:
    """Return which of these rows are there."""
    return set(Participation.objects.filter(pk__in=ids).values_list("pk", flat=True))


def register() -> None:
    """Open the door for presence."""
    register_kind(
        FactKind(
            "participation.attendance",
            _("Presence"),
            attendance,
            permission=P.RECORD,
            settle=P.RECORD,
            url=lambda slug, _pk: reverse("participation:month", args=[slug]),
            exists=exists,
            people=people,
            rows=rows,
        )
    )
