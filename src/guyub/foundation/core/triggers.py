"""Triggers that keep finished rows as they were written, the same on SQLite and on PostgreSQL.

A room names what no statement may do; its migration installs that:

    SEALS = Seals("sync", {("clash", "delete"): "1 = 1", ("clash", "update"): "{written_changed}"}, …)
    operations = [migrations.RunPython(SEALS.install, SEALS.remove)]

A migration that rebuilds one of these tables must install them again: SQLite drops triggers with the old table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seals:
    """The triggers of one room.

    `conditions`: {(table, verb): when the verb is refused}, where `{x_changed}` stands for "one of the columns
    `facts[x]` changed". `said`: what the database answers, after the table's name.
    """

    room: str
    conditions: Mapping[tuple[str, str], str]
    facts: Mapping[str, tuple[str, ...]]
    said: str

    def names(self) -> frozenset[str]:
        """Return the names of all triggers that must exist."""
        return frozenset(self._name(table, verb) for table, verb in self.conditions)

    def statements(self, vendor: str) -> list[str]:
        """Return the statements that create the triggers (and, on PostgreSQL, their functions)."""
        return [
            statement
            for (table, verb), condition in sorted(self.conditions.items())
            for statement in self._create(vendor, table, verb, self._spell(condition, vendor))
        ]

    def remove_statements(self, vendor: str) -> list[str]:
        """Return the statements that take the triggers away (going back one migration)."""
        found = []
        for table, verb in sorted(self.conditions):
            on = f" ON {self.room}_{table}" if vendor == "postgresql" else ""
            found.append(f"DROP TRIGGER IF EXISTS {self._name(table, verb)}{on}")
            if vendor == "postgresql":
                found.append(f"DROP FUNCTION IF EXISTS {self._name(table, verb)}()")
        return found

    def install(self, _apps: Any, schema_editor: Any) -> None:
        """Create the triggers anew, from a migration."""
        vendor = schema_editor.connection.vendor
        for statement in [*self.remove_statements(vendor), *self.statements(vendor)]:
            schema_editor.execute(statement, params=None)

    def remove(self, _apps: Any, schema_editor: Any) -> None:
        """Take the triggers away again."""
        for statement in self.remove_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)

    def missing(self) -> frozenset[str]:
        """Return the triggers that are not there on the connected database."""
        return self.names() - installed()

    def sealed(self, _org: object) -> Iterator[str]:
        """Say which triggers are missing, as a check of `guyub verify`."""
        missing = self.missing()
        if missing:
            yield f"triggers are missing: {', '.join(sorted(missing))}"

    def _name(self, table: str, verb: str) -> str:
        return f"{self.room}_{table}_no_{verb}"

    def _spell(self, condition: str, vendor: str) -> str:
        """Write out "one of these columns changed", with the comparison that counts NULL as a value."""
        differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"

        def changed(columns: tuple[str, ...]) -> str:
            return "(" + " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns) + ")"

        return condition.format(**{f"{name}_changed": changed(columns) for name, columns in self.facts.items()})

    def _create(self, vendor: str, table: str, verb: str, condition: str) -> list[str]:
        name, on = self._name(table, verb), f"{self.room}_{table}"
        message = f"guyub: {on} {self.said}"
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


def installed() -> frozenset[str]:
    """Return the names of the triggers that work on the connected database."""
    from django.db import connection  # noqa: PLC0415 -- a migration loads this module before there is one

    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return frozenset(row[0] for row in cursor.fetchall())
