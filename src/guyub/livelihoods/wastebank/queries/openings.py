"""Opening balances: what was entered, what waits for a second officer, and what a list would bring."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from guyub.foundation.core import clock, search
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.money import parse_rupiah
from guyub.foundation.core.reading import Unreadable
from guyub.foundation.core.sentences import Kind, sentence_of
from guyub.foundation.ledger.choices_books import ApprovalState
from guyub.foundation.ledger.models import Approval
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import OPENING_KIND
from guyub.livelihoods.wastebank.models import OpeningBalance
from guyub.livelihoods.wastebank.rules.openings import TypedRow


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands already: for how many members, how much."""

    members: int
    amount: int


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict: whose balance it is, or why it cannot be entered."""

    place: int
    name: str
    number: int | None
    member_id: UUID | None
    amount: int
    fault: str = ""


def entered(*, org: Organization) -> Entered:
    """Return what was entered so far. One query."""
    found = OpeningBalance.objects.filter(org=org).aggregate(members=Count("id"), amount=Sum("amount", default=0))
    return Entered(int(found["members"]), int(found["amount"]))


def waiting(*, org: Organization) -> list[Approval]:
    """Return the lists that wait for a second officer. One query."""
    rows = Approval.objects.filter(org=org, kind=OPENING_KIND, state=ApprovalState.PROPOSED, expires_at__gt=clock.now())
    return list(rows.order_by("recorded_at"))


def without_opening(*, org: Organization) -> list[tuple[int, str]]:
    """Return number and name of the members whose balance was not entered yet. Two queries."""
    done = OpeningBalance.objects.filter(org=org).values_list("member_id", flat=True)
    rows = Member.objects.filter(org=org, status="active").exclude(pk__in=list(done)).order_by("number")
    return list(rows.values_list("number", "name"))


def judge(*, org: Organization, by: Actor, rows: Sequence[TypedRow]) -> list[Judged]:
    """Say of each row whose it is and whether it can be entered. Three queries, whatever the length."""
    if not rows:
        return []
    people = list(Member.objects.filter(org=org).values_list("pk", "number", "name", "status"))
    known = _Known(
        by_number={str(number): (pk, number, name, status) for pk, number, name, status in people},
        by_name=_named(people),
        done=set(OpeningBalance.objects.filter(org=org).values_list("member_id", flat=True)),
        waits={UUID(pk) for one in waiting(org=org) for pk, _amount in one.payload["rows"]},
        own=by.member_id,
    )
    found = [_judged(row, known) for row in rows]
    times = Counter(one.member_id for one in found if one.member_id and not one.fault)
    return [_twice(one) if one.member_id and times[one.member_id] > 1 and not one.fault else one for one in found]


Person = tuple[UUID, int, str, str]


@dataclass(frozen=True, slots=True)
class _Known:
    by_number: dict[str, Person]
    by_name: dict[str, list[Person]]
    done: set[UUID]
    waits: set[UUID]
    own: UUID | None


def _named(people: Sequence[Person]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for person in people:
        if person[3] == "active":
            found.setdefault(search.key(person[2]), []).append(person)
    return found


def _judged(row: TypedRow, known: _Known) -> Judged:
    person, fault = _whose(row, known)
    amount = 0
    try:
        amount = parse_rupiah(row.amount)
    except Unreadable as error:
        fault = fault or (str(sentence_of(error, Kind.RUPIAH)) if row.amount else _("The balance is missing."))
    if not fault and not amount:
        fault = _("Zero need not be entered.")
    if person is None:
        called = " ".join(filter(None, (row.name, f"No. {row.number}" if row.number else "")))
        return Judged(row.place, called, None, None, amount, fault)
    pk, number, name, status = person
    if not fault:
        fault = _why_not(pk, status, known)
    return Judged(row.place, name, number, pk, amount, fault)


def _whose(row: TypedRow, known: _Known) -> tuple[Person | None, str]:
    number = row.number.strip().lstrip("0")
    if number:
        person = known.by_number.get(number)
        if person is None:
            return None, _("There is no member with this number.")
        if row.name and search.key(row.name) != search.key(person[2]):
            return person, _("The list calls her %(name)s. Check the number.") % {"name": row.name}
        return person, ""
    found = known.by_name.get(search.key(row.name), [])
    if not found:
        return None, _("There is no member with this name.")
    if len(found) > 1:
        return None, _("Several members have this name. Write the number.")
    return found[0], ""


def _why_not(pk: UUID, status: str, known: _Known) -> str:
    if status != "active":
        return _("She is no longer a member.")
    if pk in known.done:
        return _("Her opening balance was entered before. It is entered only once.")
    if pk in known.waits:
        return _("Her balance waits for the second officer already.")
    if pk == known.own:
        return _("Your own balance is entered by other officers.")
    return ""


def _twice(one: Judged) -> Judged:
    return Judged(one.place, one.name, one.number, one.member_id, one.amount, _("She stands twice in the list."))
