"""Triggers that keep the journal as it was written, on SQLite and on PostgreSQL.

Lines and stock movements come first, then the header; its trigger checks them and seals the entry. Afterwards nothing
may be added, changed or removed. A migration that rebuilds one of these tables must call `install` again
(SQLite drops triggers with the old table); `guyub verify` tells when one is missing.
"""

from __future__ import annotations

from typing import Any

from guyub.foundation.core.triggers import installed
from guyub.foundation.ledger.chain import FIRST_PREV

SEALED = ("ledger_entry", "ledger_entryline", "ledger_receipt", "ledger_stockmovement", "ledger_period")

# What must not be so when a header arrives, on both databases: (message, condition over NEW).
ENTRY_RULES = (
    (
        "entry is not in balance",
        (
            "EXISTS (SELECT 1 FROM ledger_entryline l WHERE l.org_id = NEW.org_id AND l.entry_id = NEW.id"
            " GROUP BY l.fund HAVING SUM(l.amount) <> 0)"
        ),
    ),
    (
        "entry has a single line",
        "(SELECT COUNT(*) FROM ledger_entryline l WHERE l.org_id = NEW.org_id AND l.entry_id = NEW.id) = 1",
    ),
    (
        "entry number is not the next one",
        "NEW.n <> COALESCE((SELECT MAX(e.n) FROM ledger_entry e WHERE e.org_id = NEW.org_id), 0) + 1",
    ),
    (
        "entry does not follow the one before",
        (
            "NEW.prev <> COALESCE((SELECT e.hash FROM ledger_entry e WHERE e.org_id = NEW.org_id AND e.n = NEW.n - 1),"
            " '{first_prev}')"
        ),
    ),
    (
        "month is closed",
        "EXISTS (SELECT 1 FROM ledger_period p WHERE p.org_id = NEW.org_id AND p.month >= {month_of_new})",
    ),
    (
        "line of an unknown or closed account, fund or unit, or of another day",
        (
            "EXISTS (SELECT 1 FROM ledger_entryline l"
            " LEFT JOIN ledger_account a ON a.org_id = l.org_id AND a.code = l.account AND a.closed_on IS NULL"
            " LEFT JOIN ledger_fund f ON f.org_id = l.org_id AND f.code = l.fund AND f.closed_on IS NULL"
            " LEFT JOIN ledger_unit u ON u.org_id = l.org_id AND u.code = l.unit AND u.closed_on IS NULL"
            " WHERE l.org_id = NEW.org_id AND l.entry_id = NEW.id"
            " AND (a.id IS NULL OR f.id IS NULL OR u.id IS NULL OR l.booked_on <> NEW.booked_on))"
        ),
    ),
    (
        "goods and their inventory accounts differ",
        (
            "EXISTS (SELECT 1 FROM (SELECT l.account, l.amount FROM ledger_entryline l"
            " JOIN ledger_account a ON a.org_id = l.org_id AND a.code = l.account AND a.control = 'stock'"
            " WHERE l.org_id = NEW.org_id AND l.entry_id = NEW.id"
            " UNION ALL SELECT m.account, -m.value FROM ledger_stockmovement m"
            " WHERE m.org_id = NEW.org_id AND m.entry_id = NEW.id) both_books"
            " GROUP BY account HAVING SUM(amount) <> 0)"
        ),
    ),
)

RECEIPT_RULES = (
    (
        "receipt number is not the next one",
        "NEW.number <> COALESCE((SELECT MAX(r.number) FROM ledger_receipt r WHERE r.org_id = NEW.org_id), 0) + 1",
    ),
)

PERIOD_RULES = (
    (
        "months close in order",
        "EXISTS (SELECT 1 FROM ledger_period p WHERE p.org_id = NEW.org_id AND p.month >= NEW.month)",
    ),
    ("a period is a month", "{day_of_new_month} <> {first}"),
)

SEALED_RULES = (
    ("entry is sealed", "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.org_id = NEW.org_id AND e.id = NEW.entry_id)"),
)

_RULES = {
    "ledger_entry": ENTRY_RULES,
    "ledger_entryline": SEALED_RULES,
    "ledger_receipt": RECEIPT_RULES,
    "ledger_stockmovement": SEALED_RULES,
    "ledger_period": PERIOD_RULES,
}

# SQLite only: a column takes any type, and INSERT OR REPLACE removes rows without a DELETE trigger.
_SQLITE_RULES = {
    "ledger_entry": (
        ("whole numbers only", "typeof(NEW.n) <> 'integer'"),
        (
            "entry is sealed",
            (
                "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.id)"
                " OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.org_id = NEW.org_id AND e.client_id = NEW.client_id)"
                " OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.org_id = NEW.org_id AND e.kind = NEW.kind"
                " AND e.source_id = NEW.source_id)"
                " OR (NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_entry e"
                " WHERE e.org_id = NEW.org_id AND e.reverses_id = NEW.reverses_id))"
            ),
        ),
    ),
    "ledger_entryline": (
        ("whole numbers only", "typeof(NEW.amount) <> 'integer' OR typeof(NEW.no) <> 'integer'"),
        ("entry is sealed", "EXISTS (SELECT 1 FROM ledger_entryline l WHERE l.id = NEW.id)"),
    ),
    "ledger_stockmovement": (
        ("whole numbers only", "typeof(NEW.quantity) <> 'integer' OR typeof(NEW.value) <> 'integer'"),
        ("entry is sealed", "EXISTS (SELECT 1 FROM ledger_stockmovement m WHERE m.id = NEW.id)"),
    ),
    "ledger_receipt": (
        ("whole numbers only", "typeof(NEW.number) <> 'integer'"),
        (
            "receipt is sealed",
            (
                "EXISTS (SELECT 1 FROM ledger_receipt r WHERE r.id = NEW.id)"
                " OR EXISTS (SELECT 1 FROM ledger_receipt r WHERE r.org_id = NEW.org_id AND r.entry_id = NEW.entry_id)"
            ),
        ),
    ),
    "ledger_period": (("month is closed", "EXISTS (SELECT 1 FROM ledger_period p WHERE p.id = NEW.id)"),),
}


def names() -> frozenset[str]:
    """Return the names of all triggers that must exist."""
    return frozenset(f"{table}_{verb}" for table in SEALED for verb in ("seal", "no_update", "no_delete"))


def sqlite_statements() -> list[str]:
    """Return the statements that create the triggers on SQLite."""
    words = {
        "month_of_new": "date(NEW.booked_on, 'start of month')",
        "day_of_new_month": "substr(NEW.month, 9, 2)",
        "first": "'01'",
        "first_prev": FIRST_PREV,
    }
    statements = []
    for table in SEALED:
        checks = "".join(
            f" SELECT RAISE(ABORT, 'guyub: {message}') WHERE {condition.format_map(words)};"
            for message, condition in (*_SQLITE_RULES[table], *_RULES[table])
        )
        statements.append(f"CREATE TRIGGER {table}_seal BEFORE INSERT ON {table} BEGIN{checks} END")
        statements += [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, 'guyub: {table} is never changed'); END"
            for verb in ("update", "delete")
        ]
    return statements


def postgresql_statements() -> list[str]:
    """Return the statements that create the triggers and their functions on PostgreSQL."""
    words = {
        "month_of_new": "date_trunc('month', NEW.booked_on)::date",
        "day_of_new_month": "extract(day FROM NEW.month)",
        "first": "1",
        "first_prev": FIRST_PREV,
    }
    refuse = "RAISE EXCEPTION 'guyub: {}' USING ERRCODE = 'integrity_constraint_violation';"
    statements = [
        (
            "CREATE FUNCTION ledger_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'guyub: % is never changed', TG_TABLE_NAME"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
        # Emptying a table that is empty already changes nothing: test runs do it.
        (
            "CREATE FUNCTION ledger_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$"
            " DECLARE filled boolean; BEGIN"
            " EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO filled;"
            " IF filled THEN RAISE EXCEPTION 'guyub: % is never changed', TG_TABLE_NAME"
            " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$"
        ),
    ]
    for table in SEALED:
        checks = "".join(
            f" IF {condition.format_map(words)} THEN {refuse.format(message)} END IF;"
            for message, condition in _RULES[table]
        )
        statements.append(
            f"CREATE FUNCTION {table}_seal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN{checks} RETURN NEW; END $$"
        )
        statements.append(
            f"CREATE TRIGGER {table}_seal BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_seal()"
        )
        statements += [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION ledger_never_changed()"
            for verb in ("update", "delete")
        ]
        statements.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_emptied()"
        )
    return statements


def remove_statements(vendor: str) -> list[str]:
    """Return the statements that take the triggers away (going back one migration)."""
    verbs = ("seal", "no_update", "no_delete", *(("no_truncate",) if vendor == "postgresql" else ()))
    on = " ON {table}" if vendor == "postgresql" else ""
    statements = [
        f"DROP TRIGGER IF EXISTS {table}_{verb}{on.format(table=table)}" for table in SEALED for verb in verbs
    ]
    if vendor == "postgresql":
        functions = [*(f"{table}_seal" for table in SEALED), "ledger_never_changed", "ledger_never_emptied"]
        statements += [f"DROP FUNCTION IF EXISTS {function}()" for function in functions]
    return statements


def install(_apps: Any, schema_editor: Any) -> None:
    """Create the triggers anew, from a migration."""
    vendor = schema_editor.connection.vendor
    create = sqlite_statements() if vendor == "sqlite" else postgresql_statements()
    for statement in [*remove_statements(vendor), *create]:
        schema_editor.execute(statement, params=None)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the triggers away again."""
    for statement in remove_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def missing() -> frozenset[str]:
    """Return the triggers that are not there on the connected database."""
    return names() - installed()
