"""The search: a number, the end of a phone number, a name as it sounds, a hamlet."""

from __future__ import annotations

from guyub.foundation.core import search
from guyub.foundation.members import matching
from guyub.foundation.members.choices import Status
from guyub.foundation.members.matching import Candidate
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries.doors import current_row


def find_members(*, text: str, limit: int = 20, also_left: bool = False) -> list[Member]:
    """Return the members of the active association who answer `text`, best first. Two queries, whatever the size."""
    if not text.strip():
        return []
    statuses = [Status.ACTIVE, Status.LEFT, Status.DEAD] if also_left else [Status.ACTIVE]
    if any(map(str.isdigit, text)):
        statuses.append(Status.MERGED)  # an old card shows the old number: it leads to the row that goes on
    # By number, not by id: reading thousands of UUIDs costs more than all the comparing.
    rows = Member.objects.filter(status__in=statuses, erased_at__isnull=True).values_list(
        "number", "search_key", "phone", "hamlet"
    )
    places: dict[str, str] = {}
    candidates = []
    for number, key, phone, hamlet in rows.iterator(chunk_size=5000):
        place = places.get(hamlet) or places.setdefault(hamlet, search.key(hamlet))
        candidates.append(Candidate(number, key, phone, place))
    numbers = matching.best(candidates, text, limit)
    if not numbers:
        return []
    found = {m.number: m for m in Member.objects.filter(number__in=numbers).select_related("merged_into")}
    current = {member.pk: member for number in numbers if (member := current_row(found[number])).status in statuses}
    return [member for member in current.values() if member.status != Status.MERGED]
