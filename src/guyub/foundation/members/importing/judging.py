"""What a row is to the association: new, known, or perhaps someone who is here already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from guyub.foundation.core import search
from guyub.foundation.members.choices import Status, Verdict
from guyub.foundation.members.importing.reading import ReadRow
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import full_name_key

FILLABLE = (
    "nickname", "honorific", "sex", "birth_year", "birth_date", "phone", "village_code", "hamlet", "rt", "rw",
)  # fmt: skip


class Judge:
    """Knows all members of the association, and the rows of the file seen so far. One query."""

    def __init__(self) -> None:
        members = Member.objects.filter(erased_at__isnull=True).exclude(status=Status.MERGED).order_by("number")
        self._by_name: dict[str, list[Member]] = defaultdict(list)
        self._phones: dict[str, set[str]] = defaultdict(set)
        for member in members:
            key = full_name_key(member.search_key)
            self._by_name[key].append(member)
            if member.phone:
                self._phones[member.phone].add(key)
        self._seen: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)

    def judge(self, row_number: int, row: ReadRow) -> tuple[Verdict, UUID | None]:
        """Return the verdict on a row and the member it may be; problems that come to light are added to the row."""
        worst = row.worst()
        if worst == "bad":
            return Verdict.BAD, None
        key = search.key(row.values["name"])
        earlier = next((number for number, values in self._seen[key] if not _differ(values, row.values)), None)
        self._seen[key].append((row_number, row.values))
        phone = row.values.get("phone", "")
        if phone and self._phones[phone] - {key}:
            row.problem("phone_of_other", "phone")
            row.values["phone_shared"] = True
        if phone:
            self._phones[phone].add(key)
        verdict, match = self._against_members(key, row)
        if match is None and earlier is not None:
            row.problem("twice_in_file", "name", str(earlier))
            verdict = Verdict.DUPLICATE
        if worst == "question" and verdict in {Verdict.NEW, Verdict.UPDATE}:
            verdict = Verdict.QUESTION
        return verdict, match

    def _against_members(self, key: str, row: ReadRow) -> tuple[Verdict, UUID | None]:
        alike = [member for member in self._by_name[key] if not _differ(_values(member), row.values)]
        if not alike:
            return Verdict.NEW, None
        certain = [member for member in alike if _certain(member, row.values)]
        if len(certain) != 1:
            row.problem("like_member", "name", " ".join(f"#{member.number}" for member in alike[:3]))
            return Verdict.DUPLICATE, alike[0].pk
        return (Verdict.UPDATE if missing(certain[0], row.values) else Verdict.SAME), certain[0].pk


def missing(member: Member, values: dict[str, Any]) -> dict[str, Any]:
    """Return what the file knows and the member's row does not."""
    return {what: values[what] for what in FILLABLE if values.get(what) and not getattr(member, what)}


def _values(member: Member) -> dict[str, Any]:
    born = member.birth_date.isoformat() if member.birth_date else ""
    return {
        "phone": member.phone,
        "birth_date": born,
        "birth_year": member.birth_year,
        "village_code": member.village_code,
    }


def _differ(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Return whether two rows of one name are surely two people: another village or another birth."""
    return any(
        one.get(what) and other.get(what) and one[what] != other[what]
        for what in ("village_code", "birth_date", "birth_year")
    )


def _certain(member: Member, values: dict[str, Any]) -> bool:
    """Return whether a row of the same name is surely this member: the same phone, birth date, or hamlet."""
    known = _values(member)
    if any(known[what] and known[what] == values.get(what) for what in ("phone", "birth_date")):
        return True
    hamlet, hers = (search.key(text).replace(" ", "") for text in (values.get("hamlet", ""), member.hamlet))
    return bool(hamlet) and hamlet == hers and known["village_code"] == values.get("village_code")


def villages_asked(rows: Iterable[ReadRow]) -> list[str]:
    """Return the spellings of villages that an officer must explain, each once."""
    asked = {
        problem["text"]: None
        for row in rows
        for problem in row.problems
        if problem["code"] in {"village_unknown", "village_unsure"}
    }
    return list(asked)
