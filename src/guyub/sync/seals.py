"""Triggers that keep what a phone wrote as it was written, on SQLite and on PostgreSQL.

Only erasing a person's data may empty `raw`. A fact with a result keeps it. `guyub verify` tells when one is missing.
"""

from __future__ import annotations

from typing import Any

_WRITTEN = ("org_id", "client_id", "content_hash", "user_id", "device_id", "counter", "received_at", "from_user_id")
_BECAME = ("result_id", "receipt_number", "receipt_code", "state", "settling")

CONDITIONS = {
    ("syncfact", "update"): (
        "{written} OR (NEW.raw <> OLD.raw AND NEW.raw <> '') OR (OLD.state IN ('accepted', 'settled') AND {became})"
    ),
    ("syncfact", "delete"): "1 = 1",
    ("clash", "update"): (
        "{clashed} OR (NEW.raw <> OLD.raw AND NEW.raw <> '') OR (OLD.settled_at IS NOT NULL AND NEW.note <> OLD.note)"
    ),
    ("clash", "delete"): "1 = 1",
}


def names() -> frozenset[str]:
    """Return the names of all triggers that must exist."""
    return frozenset(_name(table, verb) for table, verb in CONDITIONS)


def _name(table: str, verb: str) -> str:
    return f"sync_{table}_no_{verb}"


def statements(vendor: str) -> list[str]:
    """Return the statements that create the triggers (and, on PostgreSQL, their functions)."""
    return [
        statement
        for (table, verb), condition in sorted(CONDITIONS.items())
        for statement in _create(vendor, table, verb, _spell(condition, vendor))
    ]


def _spell(condition: str, vendor: str) -> str:
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"

    def changed(*columns: str) -> str:
        return "(" + " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns) + ")"

    return condition.format(
        written=changed(*_WRITTEN),
        became=changed(*_BECAME),
        clashed=changed("org_id", "fact_id", "content_hash", "received_at"),
    )


def _create(vendor: str, table: str, verb: str, condition: str) -> list[str]:
    name, on = _name(table, verb), f"sync_{table}"
    message = f"guyub: {on} is kept as it came"
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        return [f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {on} WHEN {condition} {refuse}"]
    result = "OLD" if verb == "delete" else "NEW"
    return [
        (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" RETURN {result}; END $$"
        ),
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {on} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def remove_statements(vendor: str) -> list[str]:
    """Return the statements that take the triggers away (going back one migration)."""
    found = []
    for table, verb in sorted(CONDITIONS):
        on = f" ON sync_{table}" if vendor == "postgresql" else ""
        found.append(f"DROP TRIGGER IF EXISTS {_name(table, verb)}{on}")
        if vendor == "postgresql":
            found.append(f"DROP FUNCTION IF EXISTS {_name(table, verb)}()")
    return found


def install(_apps: Any, schema_editor: Any) -> None:
    """Create the triggers anew, from a migration."""
    vendor = schema_editor.connection.vendor
    for statement in [*remove_statements(vendor), *statements(vendor)]:
        schema_editor.execute(statement, params=None)


def remove(_apps: Any, schema_editor: Any) -> None:
    """Take the triggers away again."""
    for statement in remove_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def missing() -> frozenset[str]:
    """Return the triggers that are not there on the connected database."""
    from django.db import connection  # noqa: PLC0415 -- a migration loads this module before there is one

    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return names() - {row[0] for row in cursor.fetchall()}
