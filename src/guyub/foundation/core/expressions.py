"""Expressions for constraints, in plain SQL.

Django's own date look-ups call functions that only its SQLite connections have: with one of them in a CHECK, no other
program could open the database, not even to check or repair it.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Func


class IsFirstOfMonth(Func):
    """Whether a date column holds the first day of a month."""

    output_field = BooleanField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(strftime('%%%%d', %(expressions)s) = '01')", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(EXTRACT(DAY FROM %(expressions)s) = 1)", **context)
