"""Dues (iuran): what a member owes, and paying it. Oldest unpaid month first, parts allowed, ahead at most a year.

Dues are income on the day they are received; what is not paid is a list, never a debt in the books.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Max, Min, Q, Sum
from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.facts import content_hash, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import dues_rules as rules
from guyub.foundation.ledger.actions import post_entry, reverse_entry
from guyub.foundation.ledger.dues_rules import AHEAD, MonthDue, Part
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.ledger.models import DuesExemption, DuesPayment, DuesRate, Entry, Receipt
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.members import names
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.models import Organization

KIND = "iuran"
INCOME_ACCOUNT = "4202"
LISTED = ("pk", "number", "name", "nickname", "honorific", "joined_on", "left_on", "merged_into_id")


@dataclass(frozen=True, slots=True)
class Owed:
    """The months that a member still owes, oldest first."""

    months: list[MonthDue]

    @property
    def amount(self) -> int:
        return sum(month.left for month in self.months)


@dataclass(frozen=True, slots=True)
class DuesPaid:
    """What a payment did: `applied` went to `months`, `excess` stays with whoever paid. Nothing owed: no entry."""

    applied: int
    excess: int
    posted: Posted | None
    months: list[Part]


@dataclass(frozen=True, slots=True)
class Arrear:
    """One member behind with her dues."""

    member_id: UUID
    number: int
    called: str
    amount: int
    months: int
    oldest: date


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


def owed(*, org: Organization, member: Member, upto: date, ahead: int = 0) -> Owed:
    """Return what `member` has not paid up to the month of `upto`, and `ahead` months beyond it."""
    last = rules.add_months(rules.first_of(upto), min(ahead, AHEAD))
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
    last = rules.first_of(upto)
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
    return max(joined, org.started_on), last if left is None else min(last, rules.first_of(left))


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
            upto[pk] = rules.add_months(last, 1)
        else:
            odd.append(pk)
    return _Paid(upto, _paid(odd))


def _paid(members: Iterable[UUID]) -> dict[UUID, dict[date, int]]:
    rows = DuesPayment.objects.filter(member_id__in=members)
    found: dict[UUID, dict[date, int]] = defaultdict(dict)
    for member_id, month, amount in rows.values_list("member_id", "month").annotate(Sum("amount")).order_by():
        found[member_id][month] = amount
    return found


# ── paying ───────────────────────────────────────────────────────────────────────────────────────────────────────


@atomic
def pay_dues(
    *,
    org: Organization,
    by: Actor,
    member: Member,
    amount: int,
    pay_from: Line,
    event_at: datetime,
    client_id: UUID,
    source_id: UUID,
    ahead: int = 0,
    receipt: bool = False,
) -> DuesPaid:
    """Pay dues out of `pay_from` (its amount is ignored): cash with its code, or a member's savings.

    For rooms, inside their own action, which has checked the right. Whatever is above the months owed comes back as
    `excess` and moves nothing; `ahead` months beyond the present one may be paid too.
    """
    lock_association(org.pk)
    if amount <= 0:
        raise BadInput(_("Dues need an amount above zero."), field="amount")
    if before := _first(client_id, member, amount, pay_from):
        return before
    day = clock.day_of(event_at, org.time_zone)
    parts, excess = rules.cover(amount, owed(org=org, member=member, upto=day, ahead=ahead).months)
    applied = amount - excess
    if not applied:
        return DuesPaid(0, excess, None, [])
    posted = post_entry(
        org=org,
        by=by,
        kind=KIND,
        source_id=source_id,
        lines=[
            # Cash comes in as a debit; savings shrink by a debit: the same sign on both.
            replace(pay_from, amount=applied),
            Line(INCOME_ACCOUNT, -applied),
        ],
        event_at=event_at,
        client_id=client_id,
        doc=_document(member.pk, amount, parts),
        memo=_("dues"),
        receipt=receipt,
    )
    DuesPayment.objects.bulk_create(
        DuesPayment(
            id=uuid7(),
            org=org,
            member=member,
            month=part.month,
            amount=part.amount,
            asked=amount,
            entry_id=posted.entry_id,
            source_id=source_id,
            paid_on=day,
        )
        for part in parts
    )
    return DuesPaid(applied, excess, posted, parts)


@atomic
def reverse_dues(
    *, org: Organization, by: Actor, entry_id: UUID, event_at: datetime, client_id: UUID, memo: str = ""
) -> Posted:
    """Take a dues entry back: the entry is mirrored, and its months are owed again. For rooms, like `pay_dues`."""
    lock_association(org.pk)
    posted = reverse_entry(org=org, by=by, entry_id=entry_id, event_at=event_at, client_id=client_id, memo=memo)
    if DuesPayment.objects.filter(entry_id=posted.entry_id).exists():
        return posted
    DuesPayment.objects.bulk_create(
        DuesPayment(
            id=uuid7(),
            org=org,
            member_id=row.member_id,
            month=row.month,
            amount=-row.amount,
            asked=-row.asked,
            entry_id=posted.entry_id,
            source_id=row.source_id,
            paid_on=clock.day_of(event_at, org.time_zone),
        )
        for row in DuesPayment.objects.filter(entry_id=entry_id).order_by("month")
    )
    return posted


@atomic
def take_dues(
    *,
    org: Organization,
    by: Actor,
    member: Member,
    amount: int,
    cash: str,
    happened_at: datetime,
    client_id: UUID,
    ahead: int = AHEAD,
) -> DuesPaid:
    """Take dues in cash, as the treasurer does; more than twelve months ahead is refused, and nothing is taken."""
    by.require(P.RECORD)
    if by.is_member(member.pk):
        raise Forbidden(_("Nobody books her own dues. Ask another officer."))
    paid = pay_dues(
        org=org,
        by=by,
        member=member,
        amount=amount,
        pay_from=Line(cash, 0, cash_flow="O2"),
        event_at=happened_at,
        client_id=client_id,
        source_id=client_id,
        ahead=ahead,
        receipt=True,
    )
    if paid.excess:
        raise Refused(
            _("This is more than she can pay, twelve months ahead included. Nothing was booked."),
            next_step=_("Take less, and try again."),
            code="too_far_ahead",
            excess=paid.excess,
            payable=paid.applied,
        )
    audit.record(org_id=org.pk, by=by, verb="ledger.dues_taken", target=member)
    return paid


def documents(source_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Rebuild what dues entries say of their months, for `guyub verify`."""
    found: dict[UUID, list[DuesPayment]] = defaultdict(list)
    for row in DuesPayment.objects.filter(source_id__in=source_ids, amount__gt=0).order_by("month"):
        found[row.source_id].append(row)
    return {
        source: _document(rows[0].member_id, rows[0].asked, [Part(row.month, row.amount) for row in rows])
        for source, rows in found.items()
    }


def _document(member_id: UUID, asked: int, parts: Sequence[Part]) -> dict[str, Any]:
    months = {part.month.isoformat(): part.amount for part in parts}
    return {"member": member_id, "asked": asked, "months": months}


def _first(client_id: UUID, member: Member, amount: int, pay_from: Line) -> DuesPaid | None:
    """Return what this `client_id` paid before, None if it is new; raise `Clash` if the content differs."""
    entry = Entry.objects.filter(client_id=client_id).first()
    if entry is None:
        return None
    rows = list(DuesPayment.objects.filter(entry_id=entry.pk).order_by("month"))
    paid_by = entry.lines.get(no=1)
    given = (member.pk, amount, pay_from.account, pay_from.party)
    if not rows or given != (rows[0].member_id, rows[0].asked, paid_by.account, paid_by.party):
        raise Clash(first=str(entry.pk))
    receipt = Receipt.objects.filter(entry=entry).first()
    parts = [Part(row.month, row.amount) for row in rows]
    applied = sum(part.amount for part in parts)
    posted = Posted(entry.pk, entry.n, entry.hash, receipt and receipt.number, receipt.code if receipt else "")
    return DuesPaid(applied, amount - applied, posted, parts)


# ── the schedule ─────────────────────────────────────────────────────────────────────────────────────────────────


@atomic
def set_rate(
    *, org: Organization, by: Actor, starts_on: date, amount: int, happened_at: datetime, client_id: UUID
) -> DuesRate:
    """Say what a month costs from `starts_on`'s month. Months that were paid up to today keep their rate."""
    by.require(P.SETUP)
    lock_association(org.pk)
    month = rules.first_of(starts_on)
    digest = content_hash({"starts_on": month, "amount": amount})
    if before := first_result(DuesRate, client_id=client_id, content_hash=digest):
        return before
    if amount < 0:
        raise BadInput(_("Dues cannot be below zero."), field="amount")
    this_month = rules.first_of(clock.today(org.time_zone))
    if month <= this_month and DuesPayment.objects.filter(month__gte=month).exists():
        raise Refused(
            _("Dues of that month were already paid at the old rate."),
            next_step=_("Choose a later month."),
            code="rate_used",
            field="starts_on",
        )
    if DuesRate.objects.filter(starts_on=month).exists():
        raise Refused(_("That month already has a rate."), next_step=_("Choose another month."), field="starts_on")
    rate: DuesRate = DuesRate.objects.create(
        id=uuid7(),
        org=org,
        client_id=client_id,
        content_hash=digest,
        happened_at=happened_at,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
        device_id=by.device_id,
        starts_on=month,
        amount=amount,
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.dues_rate_set", target=rate, starts_on=str(month))
    return rate


@atomic
def exempt(
    *,
    org: Organization,
    by: Actor,
    member: Member,
    first: date,
    last: date | None,
    reason: str,
    happened_at: datetime,
    client_id: UUID,
) -> DuesExemption:
    """Free a member of dues for some months: illness, mourning, a year abroad."""
    by.require(P.SETUP)
    if by.is_member(member.pk):
        raise Forbidden(_("Nobody frees herself of dues. Ask another officer."))
    digest = content_hash({"member": member.pk, "first": first, "last": last, "reason": reason})
    if before := first_result(DuesExemption, client_id=client_id, content_hash=digest):
        return before
    if last is not None and last < first:
        raise BadInput(_("The last month is before the first."), field="last")
    row: DuesExemption = DuesExemption.objects.create(
        id=uuid7(),
        org=org,
        client_id=client_id,
        content_hash=digest,
        happened_at=happened_at,
        recorded_at=clock.now(),
        recorded_by_id=by.user_id,
        device_id=by.device_id,
        member=member,
        first=rules.first_of(first),
        last=last,
        reason=reason,
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.dues_exempted", target=row)
    return row
