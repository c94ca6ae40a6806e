"""The journal as plain rows, read in pages by number: millions of lines in little memory, on both databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from guyub.foundation.core.sql import uuid_adapter
from guyub.foundation.ledger import chain
from guyub.foundation.organizations.models import Organization

PAGE = 2000

_ENTRIES = (
    "SELECT e.id, e.n, e.kind, e.source_id, e.booked_on, e.memo, e.doc_hash, e.prev, e.hash, r.n, e.client_id,"
    " e.happened_at, e.recorded_at, e.recorded_by_id FROM ledger_entry e"
    " LEFT JOIN ledger_entry r ON r.org_id = e.org_id AND r.id = e.reverses_id"
    " WHERE e.org_id = %s AND e.n > %s ORDER BY e.n LIMIT %s"
)
_LINES = (
    "SELECT e.n, l.no, l.account, l.fund, l.unit, l.party, l.cash_flow, l.amount, l.booked_on FROM ledger_entry e"
    " JOIN ledger_entryline l ON l.org_id = e.org_id AND l.entry_id = e.id"
    " WHERE e.org_id = %s AND e.n > %s AND e.n <= %s ORDER BY e.n, l.no"
)
_RECEIPTS = (
    "SELECT r.number, r.code, e.hash, e.n FROM ledger_receipt r"
    " JOIN ledger_entry e ON e.org_id = r.org_id AND e.id = r.entry_id"
    " WHERE r.org_id = %s AND r.number > %s ORDER BY r.number LIMIT %s"
)
_STOCK = (
    "SELECT item_id, place_id, pool, account, lot_id, SUM(quantity), SUM(value) FROM ledger_stockmovement"
    " WHERE org_id = %s GROUP BY item_id, place_id, pool, account, lot_id"
)


@dataclass(slots=True)
class EntryRow:
    """One entry with its lines, as texts and whole numbers."""

    n: int
    kind: str
    source_id: str
    day: str
    memo: str
    doc_hash: str
    prev: str
    hash: str
    reverses: int | None
    client_id: str
    event_at: str
    posted_at: str
    by: str | None
    lines: list[chain.PlainLine]
    other_days: bool

    def recomputed(self, org: str) -> str:
        """Return the hash that this content has."""
        return chain.digest(
            chain.canonical_text(
                n=self.n,
                org=org,
                day=self.day,
                event_at=self.event_at,
                posted_at=self.posted_at,
                by=self.by,
                client_id=self.client_id,
                kind=self.kind,
                memo=self.memo,
                lines=self.lines,
                prev=self.prev,
                reverses=self.reverses,
                doc_hash=self.doc_hash or None,
            )
        )


def entry_rows(org: Organization, *, after: int = 0) -> Iterator[EntryRow]:
    """Read the entries of an association in the order of their numbers."""
    key = uuid_adapter()(org.pk)
    uuid_text, moment_text, day_text = _readers()
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ENTRIES, (key, after, PAGE))
            page = cursor.fetchall()
            if not page:
                return
            last = page[-1][1]
            cursor.execute(_LINES, (key, after, last))
            lines: dict[int, list[chain.PlainLine]] = defaultdict(list)
            days: dict[int, set[Any]] = defaultdict(set)
            for n, no, account, fund, unit, party, flow, amount, day in cursor.fetchall():
                lines[n].append((no, account, fund, unit, uuid_text(party), flow or None, amount))
                days[n].add(day)
            for row in page:
                n = row[1]
                yield EntryRow(
                    n=n,
                    kind=row[2],
                    source_id=uuid_text(row[3]) or "",
                    day=day_text(row[4]),
                    memo=row[5],
                    doc_hash=row[6],
                    prev=row[7],
                    hash=row[8],
                    reverses=row[9],
                    client_id=uuid_text(row[10]) or "",
                    event_at=moment_text(row[11]),
                    posted_at=moment_text(row[12]),
                    by=uuid_text(row[13]),
                    lines=lines.get(n, []),
                    other_days=n in days and days[n] != {row[4]},
                )
            after = last


def entry_row(org: Organization, n: int) -> EntryRow | None:
    """Read one entry by its number."""
    row = next(entry_rows(org, after=n - 1), None)
    return row if row is not None and row.n == n else None


def receipt_rows(org: Organization) -> Iterator[tuple[int, str, str, int]]:
    """Read (number, code, hash of the entry, n of the entry) in the order of the numbers."""
    key, after = uuid_adapter()(org.pk), 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_RECEIPTS, (key, after, PAGE))
            page = cursor.fetchall()
            if not page:
                return
            yield from page
            after = page[-1][0]


Goods = dict[tuple[str, str, str], tuple[int, int]]


def stock_rows(org: Organization) -> tuple[Goods, dict[tuple[str, ...], int], dict[tuple[str, str, str], int]]:
    """Return what the movements add up to: by item, place, pool; by account; by lot, place, pool."""
    uuid_text, _moment, _day = _readers()
    goods: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    accounts: dict[tuple[str, ...], int] = defaultdict(int)
    lots: dict[tuple[str, str, str], int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(_STOCK, (uuid_adapter()(org.pk),))
        for item, place, pool, account, lot, quantity, value in cursor.fetchall():
            place_text = uuid_text(place) or ""
            stock = goods[uuid_text(item) or "", place_text, pool]
            stock[0] += int(quantity)
            stock[1] += int(value)
            accounts[account,] += int(value)
            if lot is not None:
                lots[uuid_text(lot) or "", place_text, pool] += int(quantity)
    return {key: (sums[0], sums[1]) for key, sums in goods.items()}, accounts, lots


def count_of(table: str, org: Organization) -> int:
    """Return how many rows of an association a table of the books has."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COUNT(*) FROM {table} WHERE org_id = %s",  # noqa: S608 -- a name of ours
            (uuid_adapter()(org.pk),),
        )
        return int(cursor.fetchone()[0])


def _readers() -> tuple[Callable[[Any], str | None], Callable[[Any], str], Callable[[Any], str]]:
    """Return how this database's UUIDs, moments and days become the texts of the chain."""
    if connection.vendor != "sqlite":
        return _uuid_of_value, chain.stamp, lambda day: day.isoformat()
    return _uuid_of_hex, lambda moment: f"{moment.isoformat(timespec='seconds')}Z", str


def _uuid_of_value(value: UUID | None) -> str | None:
    return None if value is None else str(value)


@lru_cache(maxsize=10_000)
def _uuid_of_hex(value: str | None) -> str | None:
    if value is None:
        return None
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"
