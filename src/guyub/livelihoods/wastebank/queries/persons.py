"""Who brought waste: everybody once, alone or in a group, under whatever row her name stood. One rule for all pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet

from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import Deposit, GroupShare

NAMED = 3  # of a group on one line of a small screen


def heirs_of(org: Organization) -> dict[UUID, UUID]:
    """Return for each row that was joined into another the row that it was joined into."""
    return dict(Member.objects.filter(org=org, merged_into__isnull=False).values_list("pk", "merged_into_id"))


def heir(row_id: UUID, heirs: dict[UUID, UUID]) -> UUID:
    """Return the row that stands for this person now, after every merge."""
    while row_id in heirs:
        row_id = heirs[row_id]
    return row_id


def who_came(visits: QuerySet[Deposit], heirs: dict[UUID, UUID], *by: str) -> set[tuple[Any, ...]]:
    """Return (person, *columns `by` of the visit), each once; guests are nobody. Two queries."""
    rows = (row for each in _alone_and_together(visits, *by) for row in each.distinct())
    return {(heir(person, heirs), *rest) for person, *rest in rows}


def last_came(visits: QuerySet[Deposit], heirs: dict[UUID, UUID]) -> list[tuple[UUID, UUID, datetime]]:
    """Return (person, post, the last time she came there); a person may stand twice under one post. Two queries."""
    rows = (row for each in _alone_and_together(visits, "session__post_id") for row in each.annotate(Max("weighed_at")))
    return [(heir(person, heirs), post, came) for person, post, came in rows]


def names_of_groups(deposit_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return who brought each of these loads together: `Sri, Sutinah, Tumirah +2`; one query."""
    names: dict[UUID, list[str]] = defaultdict(list)
    shares = GroupShare.objects.filter(deposit_id__in=deposit_ids).order_by("member__number")
    for deposit_id, name in shares.values_list("deposit_id", "member__name"):
        names[deposit_id].append(name)
    return {
        pk: ", ".join(them[:NAMED]) + (f" +{len(them) - NAMED}" if len(them) > NAMED else "")
        for pk, them in names.items()
    }


def _alone_and_together(visits: QuerySet[Deposit], *by: str) -> list[QuerySet[Deposit, Any]]:
    """Return who brought it by herself, then who brought it with others: each came. `visits`: standing, with lines."""
    alone = visits.filter(member__isnull=False).values_list("member_id", *by)
    together = visits.filter(shares__isnull=False).values_list("shares__member_id", *by)
    return [alone.order_by(), together.order_by()]
