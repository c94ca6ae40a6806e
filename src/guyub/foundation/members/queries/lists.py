"""Lists of members, paged by number, and what happened to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from guyub.foundation.accounts.models import User
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.members.choices import Status
from guyub.foundation.members.models import Household, Member, StatusChange
from guyub.foundation.members.queries.doors import row_ids

PAGE = 50


@dataclass(frozen=True, slots=True)
class MemberFilter:
    """What a list shows. Empty means all; merged rows are never in a list."""

    village: str = ""
    kind: str = ""
    status: str = Status.ACTIVE

    def rows(self) -> Any:
        """Return the queryset, by number."""
        wanted: dict[str, str] = {"village_code": self.village, "kind": self.kind, "status": self.status}
        rows = Member.objects.filter(**{field: value for field, value in wanted.items() if value})
        return rows.exclude(status=Status.MERGED).order_by("number")


@dataclass(frozen=True, slots=True)
class MemberPage:
    """Some members, and the numbers from which the neighbouring pages go on (0: there is none)."""

    members: list[Member]
    after: int = 0
    before: int = 0


def list_members(*, chosen: MemberFilter, after: int = 0, before: int = 0, size: int = PAGE) -> MemberPage:
    """Return the members after or before a number. One query."""
    rows = chosen.rows()
    if before:
        found = list(rows.filter(number__lt=before).order_by("-number")[: size + 1])
        more, members = len(found) > size, found[:size][::-1]
        return MemberPage(members, after=members[-1].number if members else 0, before=members[0].number if more else 0)
    found = list(rows.filter(number__gt=after)[: size + 1])
    members = found[:size]
    return MemberPage(
        members,
        after=members[-1].number if len(found) > size else 0,
        before=members[0].number if after and members else 0,
    )


def count_members() -> dict[str, int]:
    """Return how many members have each status. One query."""
    rows = Member.objects.exclude(status=Status.MERGED).values_list("status").annotate(Count("pk")).order_by()
    return dict(rows)


def household_members(*, household_id: UUID) -> list[Member]:
    """Return who eats from one kitchen, by number."""
    return list(Member.objects.filter(household=household_id).exclude(status=Status.MERGED).order_by("number"))


def find_households(*, text: str, limit: int = 7) -> list[Household]:
    """Return households by a part of their name, or by the name of someone who eats there."""
    text = text.strip()
    if not text:
        return []
    rows = Household.objects.filter(Q(name__icontains=text) | Q(members__name__icontains=text))
    return list(rows.distinct().order_by("name")[:limit])


def status_history(*, member: Member) -> list[StatusChange]:
    """Return when she left and came back, newest first, merged rows included."""
    return list(StatusChange.objects.filter(member__in=row_ids(member)).order_by("-on_day", "-recorded_at"))


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of a member's trail, with the name of who did it."""

    event: AuditEvent
    who: str


def trail_of(*, org_id: UUID, member: Member, limit: int = 30) -> list[Trace]:
    """Return who did what to this member's row, newest first. Three queries."""
    ids = row_ids(member)
    events = list(AuditEvent.objects.filter(org_id=org_id, target_id__in=ids).order_by("-recorded_at")[:limit])
    people = User.objects.in_bulk({event.user_id for event in events if event.user_id})
    return [Trace(event, people[event.user_id].name if event.user_id in people else "") for event in events]
