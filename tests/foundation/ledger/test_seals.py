"""The database itself refuses what would rewrite the books: raw SQL, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import seals
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.models import Account, Entry, EntryLine, Period, Receipt, StockMovement
from tests.factories_ledger import cash, day, make_item, make_place, open_books, post

NOON = datetime(2026, 3, 15, 5, tzinfo=UTC)
ZERO = "0" * 64


@pytest.fixture
def books(org):
    with clock.set_to(NOON):
        open_books(org)
        cash(org, 100_000)
        item, place = make_item(org), make_place(org)
        post(
            org,
            Line("1301", 6_000),
            Line("2105", -6_000, party=uuid7()),
            moves=[Move(item.pk, place.pk, 3000, 6_000)],
            receipt=True,
        )
        Period.objects.create(org=org, month=day("2026-01-01"), closed_at=NOON, head_n=0, head_hash=ZERO, totals={})
        yield org


def refuse(sql: str, *params: object, match: str = "guyub: ") -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def key(value) -> object:
    return value.hex if connection.vendor == "sqlite" else value


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("ledger_entry", "memo"),
        ("ledger_entryline", "account"),
        ("ledger_receipt", "code"),
        ("ledger_stockmovement", "pool"),
        ("ledger_period", "head_hash"),
    ],
)
def test_sealed_rows_are_never_changed_removed_or_emptied(books, table, column):
    refuse(f"UPDATE {table} SET {column} = 'x'")
    refuse(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refuse(f"TRUNCATE {table} CASCADE")


def line_values(entry_id, no=3, **changes):
    line = EntryLine.objects.filter(no=1).first()
    values = {f.attname: getattr(line, f.attname) for f in EntryLine._meta.local_concrete_fields}
    return EntryLine(**(values | {"id": uuid7(), "entry_id": entry_id, "no": no} | changes))


def test_no_line_and_no_goods_join_a_sealed_entry(books):
    entry = Entry.objects.get(n=2)
    with pytest.raises(IntegrityError, match="entry is sealed"), transaction.atomic():
        EntryLine.objects.bulk_create([line_values(entry.pk)])
    move = StockMovement.objects.get()
    move.pk, move.no = uuid7(), 2
    with pytest.raises(IntegrityError, match="entry is sealed"), transaction.atomic():
        StockMovement.objects.bulk_create([move])


def seal(books, lines=(), **changes) -> None:
    """Write lines and a header by hand, past `post_entry`."""
    last = Entry.objects.order_by("-n").first()
    entry_id = changes.pop("id", uuid7())
    values = {f.attname: getattr(last, f.attname) for f in Entry._meta.local_concrete_fields}
    values |= {
        "id": entry_id,
        "n": last.n + 1,
        "prev": last.hash,
        "hash": "f" * 64,
        "client_id": uuid7(),
        "source_id": uuid7(),
    }
    with transaction.atomic():
        EntryLine.objects.bulk_create(line_values(entry_id, no, **line) for no, line in enumerate(lines, 1))
        Entry.objects.bulk_create([Entry(**(values | changes))])


BALANCED = ({"account": "6102", "amount": 5}, {"account": "1101", "amount": -5})


@pytest.mark.parametrize(
    ("lines", "changes", "message"),
    [
        (({"account": "6102", "amount": 5}, {"account": "1101", "amount": -4}), {}, "not in balance"),
        (({"account": "6102", "amount": 5}, {"account": "1101", "amount": -5, "fund": "X"}), {}, "not in balance"),
        (({"account": "6102", "amount": 5},), {}, "not in balance|single line"),
        (BALANCED, {"n": 4}, "not the next one"),
        (BALANCED, {"n": 2}, "not the next one"),
        (BALANCED, {"prev": ZERO}, "does not follow"),
        (BALANCED, {"booked_on": day("2026-01-31")}, "month is closed"),
        (BALANCED, {"booked_on": day("2025-12-31")}, "month is closed"),
        (BALANCED, {"booked_on": day("2026-03-14")}, "of another day"),
        (({"account": "9999", "amount": 5}, {"account": "1101", "amount": -5}), {}, "unknown or closed"),
        (
            ({"account": "6102", "amount": 5, "unit": "X"}, {"account": "1101", "amount": -5, "unit": "X"}),
            {},
            "unknown",
        ),
        (({"account": "1301", "amount": 5}, {"account": "1101", "amount": -5}), {}, "inventory accounts differ"),
    ],
)
def test_the_header_seals_only_what_is_an_entry(books, lines, changes, message):
    with pytest.raises(IntegrityError, match=message):
        seal(books, lines, **changes)


def test_the_header_seals_an_entry_written_right(books):
    seal(books, BALANCED)
    assert Entry.objects.count() == 3


def test_a_closed_account_takes_no_line(books):
    Account.objects.filter(code="6102").update(closed_on=day("2026-03-01"))
    with pytest.raises(IntegrityError, match="unknown or closed"):
        seal(books, BALANCED)


def test_receipts_are_gapless_and_months_close_in_order(books):
    entry = Entry.objects.get(n=1)
    with pytest.raises(IntegrityError, match="not the next one"), transaction.atomic():
        Receipt.objects.create(org=books, number=3, code="6666-6666", entry=entry)
    closing = {"org": books, "closed_at": NOON, "head_n": 0, "head_hash": ZERO, "totals": {}}
    for month in ("2026-01-01", "2025-12-01"):
        with pytest.raises(IntegrityError, match="months close in order"), transaction.atomic():
            Period.objects.create(month=day(month), **closing)
    with pytest.raises(IntegrityError, match="a period is a month"), transaction.atomic():
        Period.objects.create(month=day("2026-02-02"), **closing)


@pytest.mark.parametrize("amount", [5.5, "lima", b"5"])
def test_amounts_are_whole_numbers_on_sqlite_too(books, amount):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's columns have types")
    sql = (
        "INSERT INTO ledger_entryline (id, org_id, entry_id, no, booked_on, account, fund, unit, cash_flow, amount)"
        " VALUES (%s, %s, %s, 1, '2026-03-15', '6102', 'UMUM', 'PAG', '', %s)"
    )
    refuse(sql, uuid7().hex, books.pk.hex, uuid7().hex, amount, match="whole numbers only")


def test_insert_or_replace_removes_nothing_on_sqlite(books):
    """SQLite's REPLACE deletes the old row without a DELETE trigger."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    old = EntryLine.objects.filter(no=1).first()
    refuse(
        "INSERT OR REPLACE INTO ledger_entryline"
        " (id, org_id, entry_id, no, booked_on, account, fund, unit, cash_flow, amount)"
        " VALUES (%s, %s, %s, 1, '2026-03-15', '6102', 'UMUM', 'PAG', '', 5)",
        old.pk.hex,
        books.pk.hex,
        uuid7().hex,
        match="entry is sealed",
    )
    columns = ", ".join(f.column for f in Entry._meta.local_concrete_fields)
    first = Entry.objects.get(n=2)
    for same in ("id", "client_id", "source_id"):
        values = {f.column: f"{f.column}" for f in Entry._meta.local_concrete_fields}
        values |= {"n": "3", "prev": "hash"}
        values |= {name: f"'{uuid7().hex}'" for name in ("id", "client_id", "source_id") if name != same}
        chosen = ", ".join(values[f.column] for f in Entry._meta.local_concrete_fields)
        refuse(
            f"INSERT OR REPLACE INTO ledger_entry ({columns}) SELECT {chosen} FROM ledger_entry WHERE n = 2",
            match="entry is sealed",
        )
    receipt = Receipt.objects.get()
    refuse(
        "INSERT OR REPLACE INTO ledger_receipt (id, org_id, number, code, entry_id) VALUES (%s, %s, 2, 'x', %s)",
        receipt.pk.hex,
        books.pk.hex,
        Entry.objects.get(n=1).pk.hex,
        match="sealed",
    )
    assert Entry.objects.get(n=2) == first


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_fundbalance SET amount = -1",
        "UPDATE ledger_stockbalance SET quantity = -1",
        "UPDATE ledger_stockbalance SET value = -1",
        "UPDATE ledger_stockbalance SET quantity = 0",
        "UPDATE ledger_balance SET debit = -1",
        "UPDATE ledger_monthtotal SET credit = -1",
        "UPDATE ledger_partybalance SET guard = 1, debit = 0, credit = 5",
        "UPDATE ledger_partybalance SET guard = -1, debit = 5, credit = 0",
        "UPDATE ledger_partybalance SET guard = 2",
        "UPDATE ledger_partybalance SET debit = -5",
        "UPDATE ledger_counter SET value = -1",
        "UPDATE ledger_account SET code = ''",
        "UPDATE ledger_account SET kind = 'odd'",
        "UPDATE ledger_account SET control = 'odd' WHERE code = '6102'",
        "UPDATE ledger_account SET is_cash = TRUE WHERE code = '2101'",
        "UPDATE ledger_account SET never_negative = TRUE WHERE code = '6102'",
        "UPDATE ledger_fund SET code = ''",
        "UPDATE ledger_fund SET starts_on = '2026-02-01', ends_on = '2026-01-01'",
        "UPDATE ledger_unit SET code = '' WHERE code = 'PAG'",
        "UPDATE ledger_item SET unit = 'kg'",
        "UPDATE ledger_item SET density = 0",
        "UPDATE ledger_place SET kind = 'odd'",
    ],
)
def test_impossible_rows_are_refused(books, sql):
    refuse(sql, match="(?i)check|constraint")


def test_one_source_posts_once_and_one_client_id_stands_once(books):
    last = Entry.objects.order_by("-n").first()
    for same in ({"client_id": last.client_id}, {"source_id": last.source_id}):
        with pytest.raises(IntegrityError):
            seal(books, BALANCED, **same)


def test_the_triggers_are_all_there_and_can_be_put_back(books):
    assert seals.missing() == frozenset()
    seals.remove(None, _Editor)
    assert seals.missing() == seals.names()
    seals.install(None, _Editor)
    assert seals.missing() == frozenset()


class _Editor:
    """Stands in for a schema editor, which on SQLite does not work inside a test's transaction."""

    connection = connection

    @staticmethod
    def execute(sql, params):
        assert params is None
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(sql)
