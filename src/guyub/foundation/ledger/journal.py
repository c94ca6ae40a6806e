"""Reading the journal and the accounts: rows in pages, found by text, amount, day and kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, Sum

from guyub.foundation.ledger.models import Account, Entry, EntryLine, Receipt
from guyub.foundation.members.models import Member

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader looks for; empty means everything."""

    text: str = ""
    amount: int | None = None
    kind: str = ""
    first: date | None = None
    last: date | None = None
    flow: str = ""

    @property
    def any(self) -> bool:
        return bool(self.text or self.amount or self.kind or self.first or self.last or self.flow)


@dataclass(frozen=True, slots=True)
class JournalRow:
    """An entry with what it moved."""

    entry: Entry
    amount: int
    reversed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Rows with the keys of the pages beside; an empty key: there is none."""

    rows: Sequence[JournalRow]
    older: str
    newer: str


def entries(*, wanted: Wanted, before: int | None = None, after: int | None = None, size: int = PAGE) -> Page:
    """Return a page of the journal, newest first; three queries whatever its length."""
    found = Entry.objects.filter(_condition(wanted))
    if after is not None:
        rows = list(found.filter(n__gt=after).order_by("n")[: size + 1])
        more_newer, rows = len(rows) > size, rows[:size][::-1]
        more_older = True
    else:
        older = found.filter(n__lt=before) if before is not None else found
        rows = list(older.order_by("-n")[: size + 1])
        more_older, rows = len(rows) > size, rows[:size]
        more_newer = before is not None
    ids = [row.pk for row in rows]
    amounts = dict(
        EntryLine.objects.filter(entry_id__in=ids, amount__gt=0)
        .values_list("entry_id")
        .annotate(Sum("amount"))
        .order_by()
    )
    undone = set(Entry.objects.filter(reverses_id__in=ids).values_list("reverses_id", flat=True))
    return Page(
        [JournalRow(row, amounts.get(row.pk, 0), row.pk in undone) for row in rows],
        older=str(rows[-1].n) if rows and more_older else "",
        newer=str(rows[0].n) if rows and more_newer else "",
    )


def _condition(wanted: Wanted) -> Q:
    found = Q()
    if wanted.text:
        found &= _text(wanted.text)
    if wanted.kind:
        found &= Q(kind=wanted.kind)
    if wanted.first:
        found &= Q(booked_on__gte=wanted.first)
    if wanted.last:
        found &= Q(booked_on__lte=wanted.last)
    if wanted.amount:
        lines = EntryLine.objects.filter(Q(amount=wanted.amount) | Q(amount=-wanted.amount))
        found &= Q(pk__in=lines.values("entry_id"))
    if wanted.flow:
        found &= Q(pk__in=EntryLine.objects.filter(cash_flow=wanted.flow).values("entry_id"))
    return found


def _text(text: str) -> Q:
    """Find by note, by number (#17), or by receipt code."""
    plain = text.strip()
    if re.fullmatch(r"#?\d{1,9}", plain):
        return Q(n=int(plain.lstrip("#")))
    receipts = Receipt.objects.filter(code=plain.upper())
    return Q(memo__icontains=plain) | Q(pk__in=receipts.values("entry_id"))


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A line of one account with its entry, and the balance after it."""

    line: EntryLine
    balance: int


def account_lines(*, code: str, start: date, end: date, opening: int) -> list[AccountRow]:
    """Return the lines of an account in a period, oldest first, each with the balance after it; one query."""
    balance = opening
    rows = []
    lines = EntryLine.objects.filter(account=code, booked_on__range=(start, end)).select_related("entry")
    for line in lines.order_by("booked_on", "entry__n", "no"):
        balance += line.amount
        rows.append(AccountRow(line, balance))
    return rows


def own_lines(*, member_ids: Sequence[UUID], limit: int = 50) -> list[EntryLine]:
    """Return the newest lines that carry a member: her savings, her debts, her wages."""
    return list(
        EntryLine.objects.filter(party__in=member_ids)
        .select_related("entry")
        .order_by("-booked_on", "-entry__n")[:limit]
    )


def account_names() -> dict[str, str]:
    """Return the names of all accounts by code."""
    return dict(Account.objects.values_list("code", "name"))


def party_names(parties: Sequence[UUID]) -> dict[UUID, str]:
    """Return the names of those parties who are members."""
    return {member.pk: member.called for member in Member.objects.filter(pk__in=parties)}
