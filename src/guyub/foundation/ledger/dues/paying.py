"""Paying dues out of cash or savings, taking a payment back, and the documents behind both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import post_entry, reverse_entry
from guyub.foundation.ledger.dues import rules
from guyub.foundation.ledger.dues.reading import owed
from guyub.foundation.ledger.dues.rules import AHEAD, Part
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.ledger.models import DuesPayment, Entry, Receipt
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization

KIND = "iuran"
INCOME_ACCOUNT = "4202"


@dataclass(frozen=True, slots=True)
class DuesPaid:
    """What a payment did: `applied` went to `months`, `excess` stays with whoever paid. Nothing owed: no entry."""

    applied: int
    excess: int
    posted: Posted | None
    months: list[Part]


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
