"""Pairs of rows that may be one person. Three pairs of one name in a village can be three pairs of people: an officer
looks, and notes those that are not duplicates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from guyub.foundation.members.choices import Status
from guyub.foundation.members.models import IdentityNumber, Member, NotDuplicate
from guyub.foundation.members.names import full_name_key

_MOST = 12  # rows behind one phone number or name: more than that are a shared phone or a common name, not one person


@dataclass(frozen=True, slots=True)
class Pair:
    """Two members who look alike, and why: `name`, `phone`, `birth`, `nik`. More reasons stand first."""

    first: Member
    second: Member
    reasons: tuple[str, ...]


def duplicate_pairs(*, limit: int = 50) -> list[Pair]:
    """Return pairs of members who look alike and were not noted as two people. Three queries, whatever the size."""
    members = {m.pk: m for m in Member.objects.filter(erased_at__isnull=True).exclude(status=Status.MERGED)}
    noted = set(NotDuplicate.objects.values_list("first_id", "second_id"))
    reasons: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for reason, groups in _groups(members.values()).items():
        for group in groups:
            for first, second in combinations(sorted(group, key=lambda m: m.number), 2):
                reasons[first.pk, second.pk].add(reason)
    pairs = [
        Pair(members[a], members[b], tuple(sorted(why)))
        for (a, b), why in reasons.items()
        if (a, b) not in noted and _convincing(why)
    ]
    pairs.sort(key=lambda pair: (-len(pair.reasons), pair.first.number, pair.second.number))
    return pairs[:limit]


def _convincing(why: set[str]) -> bool:
    # A phone alone may be shared by a kitchen, a birth date alone by many.
    return "nik" in why or "name" in why or ("phone" in why and "birth" in why)


def _groups(members: Iterable[Member]) -> dict[str, list[list[Member]]]:
    by_name: dict[object, list[Member]] = defaultdict(list)
    by_phone: dict[object, list[Member]] = defaultdict(list)
    by_birth: dict[object, list[Member]] = defaultdict(list)
    by_nik: dict[object, list[Member]] = defaultdict(list)
    niks = dict(IdentityNumber.objects.values_list("member_id", "fingerprint"))
    for member in members:
        by_name[full_name_key(member.search_key), member.village_code].append(member)
        if member.phone:
            by_phone[member.phone].append(member)
        if member.birth_date:
            by_birth[member.birth_date].append(member)
        if member.pk in niks:
            by_nik[niks[member.pk]].append(member)
    found = {"name": by_name, "phone": by_phone, "birth": by_birth, "nik": by_nik}
    return {reason: [group for group in groups.values() if 1 < len(group) <= _MOST] for reason, groups in found.items()}
