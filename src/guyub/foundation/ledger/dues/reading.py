"""What members owe of their dues, and what they paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, Min, Q, Sum

from guyub.foundation.core.months import add_months, first_of
from guyub.foundation.ledger.dues import rules
from guyub.foundation.ledger.dues.rules import AHEAD, MonthDue
from guyub.foundation.ledger.models import DuesExemption, DuesPayment, DuesRate
from guyub.foundation.members import names
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.models import Organization

LISTED = ("pk", "number", "name", "nickname", "honorific", "joined_on", "left_on", "merged_into_id")


@dataclass(frozen=True, slots=True)
class Owed:
    """The months that a member still owes, oldest first."""

    months: list[MonthDue]

    @property
    def amount(self) -> int:
        return sum(month.left for month in self.months)


@dataclass(frozen=True, slots=True)
class Arrear:
    """One member behind with her dues."""

    member_id: UUID
    number: int
    called: str
    amount: int
    months: int
    oldest: date


def owed(*, org: Organization, member: Member, upto: date, ahead: int = 0) -> Owed:
    """Return what `member` has not paid up to the month of `upto`, and `ahead` months beyond it."""
    last = add_months(first_of(upto), min(ahead, AHEAD))
    ids = row_ids(member)  # what was paid under a merged row counts
    exempt = [exemption for rows in _exemptions(ids).values() for exemption in rows]
    paid: dict[date, int] = defaultdict(int)
    for months in _paid(ids).values():
        for month, amount in months.items():
            paid[month] += amount
    costs = rules.tariff(first=org.started_on, last=last, rates=_rates())
    return Owed(_unpaid(org, member, last, costs=costs, exempt=exempt, paid=paid))


def arrears(*, org: Organization, upto: date) -> list[Arrear]:
    """Return every active member who owes dues, the longest first; five queries whatever their number."""
    last = first_of(upto)
    costs = [month for month in rules.tariff(first=org.started_on, last=last, rates=_rates()) if month[1]]
    sums = rules.sums_of(costs)
    people = Member.objects.filter(Q(status="active") | Q(merged_into__isnull=False)).order_by("number")
    listed = [_Listed(*row) for row in people.values_list(*LISTED)]
    merged = {person.pk: person.merged_into for person in listed if person.merged_into}
    joined = {pk for old, new in merged.items() for pk in (old, new)}
    exempt, paid = _exemptions(), _paid_by_all(costs, sums, also=joined)
    for old, new in merged.items():
        exempt[new] += exempt.pop(old, [])
        for month, amount in paid.odd.pop(old, {}).items():
            paid.odd[new][month] = paid.odd[new].get(month, 0) + amount
    rows = []
    for one in listed:
        if one.pk in merged:
            continue
        first, end = _range(org, one.joined_on, one.left_on, last)
        if one.pk in exempt or one.pk in paid.odd:
            late = rules.behind(costs, first=first, last=end, exemptions=exempt[one.pk], paid=paid.odd[one.pk])
        else:
            late = rules.behind_whole(costs, sums, first=max(first, paid.upto.get(one.pk, first)), last=end)
        if late is not None:
            called = names.called(one.name, one.nickname, one.honorific)
            rows.append(Arrear(one.pk, one.number, called, late.amount, late.months, late.oldest))
    return sorted(rows, key=lambda row: (row.oldest, row.number))


class _Listed(NamedTuple):
    """The columns of LISTED."""

    pk: UUID
    number: int
    name: str
    nickname: str
    honorific: str
    joined_on: date
    left_on: date | None
    merged_into: UUID | None


def history(*, member: Member) -> list[DuesPayment]:
    """Return what was paid for which month, newest payment first."""
    return list(DuesPayment.objects.filter(member_id__in=row_ids(member)).order_by("-paid_on", "-month", "-id"))


def _unpaid(
    org: Organization,
    member: Member,
    last: date,
    *,
    costs: Sequence[rules.MonthCost],
    exempt: Sequence[rules.Exemption],
    paid: dict[date, int],
) -> list[MonthDue]:
    first, last = _range(org, member.joined_on, member.left_on, last)
    return rules.unpaid(costs, first=first, last=last, exemptions=exempt, paid=paid)


def _range(org: Organization, joined: date, left: date | None, last: date) -> tuple[date, date]:
    """Return from where to where somebody owes dues at most."""
    return max(joined, org.started_on), last if left is None else min(last, first_of(left))


def _rates() -> list[rules.Rate]:
    return [rules.Rate(row.starts_on, row.amount) for row in DuesRate.objects.order_by("starts_on")]


def _exemptions(members: Iterable[UUID] | None = None) -> dict[UUID, list[rules.Exemption]]:
    rows = DuesExemption.objects.all() if members is None else DuesExemption.objects.filter(member_id__in=members)
    found: dict[UUID, list[rules.Exemption]] = defaultdict(list)
    for row in rows:
        found[row.member_id].append(rules.Exemption(row.first, row.last))
    return found


@dataclass(frozen=True, slots=True)
class _Paid:
    """What everybody paid: whole months from the beginning `upto` a month; `odd`: month by month, of all others."""

    upto: dict[UUID, date]
    odd: dict[UUID, dict[date, int]]


def _paid_by_all(costs: Sequence[rules.MonthCost], sums: Sequence[int], *, also: Collection[UUID]) -> _Paid:
    """Return what everybody paid. Two queries.

    Nearly every member has paid whole months without a gap: the database says from where to where, and how much; no
    month takes more than it costs, so the sum tells that each is whole. Only of those who have gaps, or paid a month
    in part, and of those in `also` it tells month by month.
    """
    upto: dict[UUID, date] = {}
    odd: list[UUID] = []
    rows = DuesPayment.objects.order_by().values_list("member_id")
    for pk, first, last, amount in rows.annotate(Min("month"), Max("month"), Sum("amount")):
        whole = rules.behind_whole(costs, sums, first=first, last=last)
        if pk not in also and whole and (whole.amount, whole.oldest) == (amount, first):
            upto[pk] = add_months(last, 1)
        else:
            odd.append(pk)
    return _Paid(upto, _paid(odd))


def _paid(members: Iterable[UUID]) -> dict[UUID, dict[date, int]]:
    rows = DuesPayment.objects.filter(member_id__in=members)
    found: dict[UUID, dict[date, int]] = defaultdict(dict)
    for member_id, month, amount in rows.values_list("member_id", "month").annotate(Sum("amount")).order_by():
        found[member_id][month] = amount
    return found
