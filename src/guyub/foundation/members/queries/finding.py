"""The search: a number, the end of a phone number, a name as it sounds, a hamlet."""

from __future__ import annotations

from guyub.foundation.core import search
from guyub.foundation.members import matching
from guyub.foundation.members.choices import Status
from guyub.foundation.members.matching import Candidate
from guyub.foundation.members.models import Member


def find_members(*, text: str, limit: int = 20, also_left: bool = False) -> list[Member]:
    """Return the members of the active association who answer `text`, best first. Two queries, whatever the size."""
    if not text.strip():
        return []
    statuses = [Status.ACTIVE, Status.LEFT, Status.DEAD] if also_left else [Status.ACTIVE]
    if any(map(str.isdigit, text)):
        statuses.append(Status.MERGED)  # an old card shows the old number: it leads to the row that goes on
    rows = Member.objects.filter(status__in=statuses, erased_at__isnull=True).values_list(
        "pk", "merged_into_id", "number", "search_key", "phone", "hamlet"
    )
    places: dict[str, str] = {}
    candidates = (
        Candidate(
            merged_into or pk, number, key, phone, places.get(hamlet) or places.setdefault(hamlet, search.key(hamlet))
        )
        for pk, merged_into, number, key, phone, hamlet in rows.iterator(chunk_size=5000)
    )
    ids = list(dict.fromkeys(matching.best(candidates, text, limit)))
    by_id = Member.objects.in_bulk(ids) if ids else {}
    return [by_id[pk] for pk in ids if pk in by_id and by_id[pk].status in statuses]
