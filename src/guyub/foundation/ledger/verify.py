"""Recomputing the books from their entries, in one pass: `guyub verify`.

Everything that is kept beside the entries (hashes, numbers, totals, goods, receipts, closed months, source documents)
is computed anew and compared. Nothing is mended here.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from guyub.foundation.core.db import atomic
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import chain, seals
from guyub.foundation.ledger.choices import Control
from guyub.foundation.ledger.models import (
    Account,
    Balance,
    Counter,
    FundBalance,
    LotBalance,
    MonthTotal,
    PartyBalance,
    Period,
    StockBalance,
    StockMovement,
)
from guyub.foundation.ledger.rows import EntryRow, count_of, entry_rows, receipt_rows, stock_rows
from guyub.foundation.ledger.rules import guard_of
from guyub.foundation.ledger.setup import ENTRY_SERIES, RECEIPT_SERIES
from guyub.foundation.organizations.models import Organization

FINDINGS_SHOWN = 50
DOCUMENTS_AT_ONCE = 1000

Builder = Callable[[Sequence[UUID]], Mapping[UUID, Mapping[str, Any]]]
Check = Callable[[Organization], Iterable[str]]

_documents: dict[str, Builder] = {}
_checks: dict[str, Check] = {}


def register_document(kind: str, builder: Builder) -> None:
    """Say how the documents of `kind` are rebuilt: source ids in, {source id: the `doc` that was posted} out."""
    _documents[kind] = builder


def register_check(name: str, func: Check) -> None:
    """Add a room's own invariant: the sentences it returns are what is broken."""
    _checks[name] = func


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree. `n` is the entry, where one is to blame."""

    check: str
    sentence: str
    n: int | None = None


@dataclass(slots=True)
class Report:
    """What one association's books look like."""

    org: str
    entries: int = 0
    lines: int = 0
    last: int = 0
    head: str = chain.FIRST_PREV
    unchecked_documents: int = 0
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether nothing disagrees."""
        return not self.findings

    @property
    def first_bad(self) -> int | None:
        """The number of the first entry that disagrees."""
        return min((finding.n for finding in self.findings if finding.n is not None), default=None)

    def add(self, check: str, sentence: str, n: int | None = None) -> None:
        """Note a disagreement."""
        self.findings.append(Finding(check, sentence, n))


@dataclass(slots=True)
class Sums:
    """What the lines add up to, by the keys of the running totals; [debit, credit]."""

    balances: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    months: dict[tuple[str, str, str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    parties: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, day: str, lines: Iterable[chain.PlainLine]) -> None:
        """Count the lines of one entry."""
        month = f"{day[:8]}01"
        for _no, account, fund, unit, party, flow, amount in lines:
            side, size = (0, amount) if amount > 0 else (1, -amount)
            self.balances[account, fund, unit][side] += size
            self.months[month, account, fund, unit, flow or ""][side] += size
            if party is not None:
                self.parties[account, party][side] += size


def verify(org: Organization, *, rooms: bool = True) -> Report:
    """Recompute everything of one association, as it stood at one moment; without `rooms` the books alone."""
    report, started = Report(org.slug), time.perf_counter()
    with tenant(org.pk), _one_moment():
        missing = seals.missing()
        if missing:
            report.add("seals", f"triggers are missing: {', '.join(sorted(missing))}")
        sums = _check_chain(org, report)
        _check_counters(org, report)
        _check_totals(report, sums)
        accounts = {account.code: account for account in Account.objects.all()}
        _check_cash(report, sums, accounts)
        _check_parties(report, sums, accounts)
        _check_goods(org, report, sums)
        _check_receipts(org, report)
        _check_periods(report, sums)
        for name, check in sorted(_checks.items() if rooms else ()):
            for sentence in check(org):
                report.add(name, sentence)
    report.seconds = time.perf_counter() - started
    return report


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything from one snapshot, without holding up the writers."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own would be IMMEDIATE and keep writers out
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _check_chain(org: Organization, report: Report) -> Sums:
    """Read the entries in their order: numbers, hashes, sums, documents, heads of closed months."""
    sums, org_text = Sums(), str(org.pk)
    months, documents = _ClosedMonths(), _Documents(report)
    for row in entry_rows(org):
        if row.n != report.last + 1:
            report.add("numbers", f"entry {report.last + 1} is missing, {row.n} follows", report.last + 1)
        if row.prev != report.head:
            report.add("chain", f"entry {row.n} does not follow the entry before", row.n)
        if row.recomputed(org_text) != row.hash:
            report.add("chain", f"entry {row.n} is not what was sealed", row.n)
        for sentence in _odd_lines(row):
            report.add("sums", f"entry {row.n}: {sentence}", row.n)
        for sentence in months.odd(row):
            report.add("periods", sentence, row.n)
        documents.add(row)
        sums.add(row.day, row.lines)
        report.entries += 1
        report.lines += len(row.lines)
        report.last, report.head = row.n, row.hash
    documents.check_rest()
    return sums


class _ClosedMonths:
    """The heads that closed months keep, met in the order of the entries."""

    def __init__(self) -> None:
        self.heads: dict[int, list[Period]] = defaultdict(list)
        for period in Period.objects.order_by("month"):
            self.heads[period.head_n].append(period)
        self.upto = _month_of(self.heads[0][-1]) if 0 in self.heads else ""

    def odd(self, row: EntryRow) -> Iterator[str]:
        """Tell when an entry was booked into a closed month, or a month was closed on another entry."""
        if row.day[:7] <= self.upto:
            yield f"entry {row.n} was booked into {row.day[:7]} after it was closed"
        for period in self.heads.get(row.n, ()):
            self.upto = _month_of(period)
            if period.head_hash != row.hash:
                yield f"{self.upto} was closed on another entry {row.n}"


class _Documents:
    """Source documents, rebuilt by their rooms a thousand at a time and compared."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.waiting: dict[str, list[EntryRow]] = defaultdict(list)

    def add(self, row: EntryRow) -> None:
        """Note an entry whose document is to be checked."""
        if not row.doc_hash:
            return
        if row.kind not in _documents:
            self.report.unchecked_documents += 1
            return
        self.waiting[row.kind].append(row)
        if len(self.waiting[row.kind]) >= DOCUMENTS_AT_ONCE:
            self._check(row.kind, self.waiting.pop(row.kind))

    def check_rest(self) -> None:
        """Check what is still waiting."""
        for kind, rows in self.waiting.items():
            self._check(kind, rows)

    def _check(self, kind: str, rows: Sequence[EntryRow]) -> None:
        documents = _documents[kind]([UUID(row.source_id) for row in rows])
        for row in rows:
            document = documents.get(UUID(row.source_id))
            if document is None:
                self.report.add("documents", f"the document of entry {row.n} ({kind}) is gone", row.n)
            elif content_hash(document) != row.doc_hash:
                self.report.add("documents", f"the document of entry {row.n} ({kind}) was changed", row.n)


def _month_of(period: Period) -> str:
    return f"{period.month:%Y-%m}"


def _odd_lines(row: EntryRow) -> Iterator[str]:
    if len(row.lines) == 1:
        yield "it has a single line"
    funds: dict[str, int] = defaultdict(int)
    for place, line in enumerate(row.lines, 1):
        if line[0] != place:
            yield f"line {place} is missing"
            break
        funds[line[2]] += line[6]
    if any(funds.values()):
        yield "debit and credit differ"
    if row.other_days:
        yield "its lines are booked on another day"


def _check_counters(org: Organization, report: Report) -> None:
    counters = {counter.name: counter for counter in Counter.objects.filter(org=org)}
    if ENTRY_SERIES not in counters:
        if report.entries:
            report.add("numbers", "the counter of entries is gone")
        return
    entry = counters[ENTRY_SERIES]
    if (entry.value, entry.head) != (report.last, report.head):
        report.add("numbers", f"the counter stands at {entry.value}, the last entry is {report.last}")
    receipts = count_of("ledger_receipt", org)
    if counters[RECEIPT_SERIES].value != receipts:
        report.add("receipts", f"the counter stands at {counters[RECEIPT_SERIES].value}, there are {receipts} receipts")


def _compare(report: Report, check: str, kept: Mapping[Any, Any], computed: Mapping[Any, Any]) -> None:
    """Note every key whose kept value is not the computed one; what is not there counts as nothing."""
    for key in sorted(kept.keys() | computed.keys(), key=str):
        mine, theirs = kept.get(key), computed.get(key)
        if mine != theirs and (_something(mine) or _something(theirs)):
            report.add(check, f"{' '.join(map(str, key))}: kept {_said(mine)}, the entries say {_said(theirs)}")


def _something(value: Any) -> bool:
    return any(value) if isinstance(value, tuple | list) else bool(value)


def _said(value: Any) -> str:
    return "nothing" if value is None else "/".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _check_totals(report: Report, sums: Sums) -> None:
    kept = {
        (row[0], row[1], row[2]): [row[3], row[4]]
        for row in Balance.objects.values_list("account", "fund", "unit", "debit", "credit")
    }
    _compare(report, "balances", kept, sums.balances)
    months = {
        (row[0].isoformat(), *row[1:5]): [row[5], row[6]]
        for row in MonthTotal.objects.values_list("month", "account", "fund", "unit", "cash_flow", "debit", "credit")
    }
    _compare(report, "months", months, sums.months)
    parties = {
        (row[0], str(row[1])): [row[2], row[3]]
        for row in PartyBalance.objects.values_list("account", "party", "debit", "credit")
    }
    _compare(report, "parties", parties, sums.parties)


def _check_cash(report: Report, sums: Sums, accounts: Mapping[str, Account]) -> None:
    """Cash per fund, over all units, is what is kept and never below zero."""
    cash: dict[tuple[str, str], int] = defaultdict(int)
    for (code, fund, _unit), (debit, credit) in sums.balances.items():
        account = accounts.get(code)
        if account is None:
            report.add("accounts", f"account {code} is used and does not exist")
        elif account.is_cash and account.never_negative:
            cash[code, fund] += debit - credit
    kept = {(row[0], row[1]): row[2] for row in FundBalance.objects.values_list("account", "fund", "amount")}
    _compare(report, "cash", kept, cash)
    for (code, fund), amount in sorted(cash.items()):
        if amount < 0:
            report.add("guards", f"cash {code} of fund {fund} is {amount}")


def _check_parties(report: Report, sums: Sums, accounts: Mapping[str, Account]) -> None:
    """Personal accounts add up to their control accounts, and stand on their side."""
    control = {code: 0 for code, account in accounts.items() if account.control == Control.PARTY}
    for (code, _fund, _unit), (debit, credit) in sums.balances.items():
        if code in control:
            control[code] += debit - credit
    for (code, party), (debit, credit) in sorted(sums.parties.items()):
        if code in control:
            control[code] -= debit - credit
        if code in accounts and (debit - credit) * guard_of(accounts[code]) < 0:
            report.add("guards", f"{code} of {party} stands on the wrong side by {abs(debit - credit)}")
    for code, difference in sorted(control.items()):
        if difference:
            report.add("parties", f"{code} and its persons differ by {difference}")


def _check_goods(org: Organization, report: Report, sums: Sums) -> None:
    """Goods by place, lots, and the inventory accounts."""
    stock, by_account, by_lot = stock_rows(org)
    kept = {
        (str(row[0]), str(row[1]), row[2]): (row[3], row[4])
        for row in StockBalance.objects.values_list("item_id", "place_id", "pool", "quantity", "value")
    }
    _compare(report, "goods", kept, stock)
    for key, (quantity, value) in sorted(stock.items()):
        if quantity < 0 or value < 0 or (quantity == 0 and value):
            report.add("goods", f"item {key[0]} at {key[1]}: {quantity} worth {value}")
    inventory: dict[tuple[str, ...], int] = defaultdict(int)
    stock_accounts = set(Account.objects.filter(control=Control.STOCK).values_list("code", flat=True))
    for (code, _fund, _unit), (debit, credit) in sums.balances.items():
        if code in stock_accounts:
            inventory[code,] += debit - credit
    _compare(report, "inventory", inventory, by_account)
    lots = {
        (str(row[0]), str(row[1]), row[2]): row[3]
        for row in LotBalance.objects.values_list("lot_id", "place_id", "pool", "quantity")
    }
    _compare(report, "lots", lots, by_lot)
    loose = StockMovement.objects.filter(item__by_lot=True, lot__isnull=True).count()
    if loose:
        report.add("lots", f"{loose} movements of items kept by lot name no lot")


def _check_receipts(org: Organization, report: Report) -> None:
    for place, (number, code, entry_hash, n) in enumerate(receipt_rows(org), 1):
        if number != place:
            report.add("receipts", f"receipt {place} is missing, {number} follows")
            return
        if chain.receipt_code(entry_hash, number) != code:
            report.add("receipts", f"receipt {number} does not carry the code of entry {n}", n)


def _check_periods(report: Report, sums: Sums) -> None:
    """What each closed month kept of its totals."""
    for period in Period.objects.order_by("month"):
        upto: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
        for (month, account, _fund, _unit, _flow), (debit, credit) in sums.months.items():
            if month <= period.month.isoformat():
                upto[account,][0] += debit
                upto[account,][1] += credit
        kept = {(account,): list(sides) for account, sides in period.totals.items()}
        before = len(report.findings)
        _compare(report, "periods", kept, upto)
        if len(report.findings) > before:
            report.add("periods", f"the books of {_month_of(period)} are not what was closed")
        if period.head_n > report.last:
            report.add("periods", f"{_month_of(period)} was closed on entry {period.head_n}, which is gone")
