"""Triggers that keep the treasurer's facts as they were recorded; a proposal is decided once, and never rewritten."""

from __future__ import annotations

from typing import Any

KEPT = (
    "ledger_duespayment",
    "ledger_duesrate",
    "ledger_cashmovement",
    "ledger_cashcount",
    "ledger_assetcharge",
)
PROPOSALS = "ledger_approval"
# What two persons look at must be what is posted.
_PROPOSED = (
    "org_id",
    "kind",
    "amount",
    "payload",
    "recorded_by_id",
    "proposer_member_id",
    "beneficiary_id",
    "expires_at",
)


def sqlite_statements() -> list[str]:
    """Return the statements that create the triggers on SQLite."""
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _PROPOSED)
    statements = [
        f"CREATE TRIGGER {table}_kept_{verb} BEFORE {verb.upper()} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, 'guyub: {table} is never changed'); END"
        for table in KEPT
        for verb in ("update", "delete")
    ]
    return [
        *statements,
        (
            f"CREATE TRIGGER {PROPOSALS}_kept_update BEFORE UPDATE ON {PROPOSALS}"
            f" WHEN OLD.state <> 'proposed' OR {changed}"
            " BEGIN SELECT RAISE(ABORT, 'guyub: a proposal is decided once'); END"
        ),
        (
            f"CREATE TRIGGER {PROPOSALS}_kept_delete BEFORE DELETE ON {PROPOSALS}"
            " BEGIN SELECT RAISE(ABORT, 'guyub: a proposal is never removed'); END"
        ),
    ]


def postgresql_statements() -> list[str]:
    """Return the statements that create the triggers and their function on PostgreSQL."""
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _PROPOSED)
    statements = [
        (
            "CREATE FUNCTION ledger_books_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION 'guyub: % is never changed', TG_TABLE_NAME"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    ]
    statements += [
        f"CREATE TRIGGER {table}_kept_{verb} BEFORE {verb.upper()} ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION ledger_books_kept()"
        for table in KEPT
        for verb in ("update", "delete")
    ]
    return [
        *statements,
        (
            f"CREATE TRIGGER {PROPOSALS}_kept_update BEFORE UPDATE ON {PROPOSALS} FOR EACH ROW"
            f" WHEN (OLD.state <> 'proposed' OR {changed}) EXECUTE FUNCTION ledger_books_kept()"
        ),
        (
            f"CREATE TRIGGER {PROPOSALS}_kept_delete BEFORE DELETE ON {PROPOSALS}"
            " FOR EACH ROW EXECUTE FUNCTION ledger_books_kept()"
        ),
    ]


def remove_statements(vendor: str) -> list[str]:
    """Return the statements that take the triggers away."""
    on = " ON {table}" if vendor == "postgresql" else ""
    statements = [
        f"DROP TRIGGER IF EXISTS {table}_kept_{verb}{on.format(table=table)}"
        for table in (*KEPT, PROPOSALS)
        for verb in ("update", "delete")
    ]
    if vendor == "postgresql":
        statements.append("DROP FUNCTION IF EXISTS ledger_books_kept()")
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
