"""What a thief with the database file could do: take the triggers away, then change rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from guyub.foundation.ledger import seals


@contextmanager
def unsealed() -> Iterator[Any]:
    """A cursor on books without triggers; they are put back at the end."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no pending checks, or ALTER TABLE refuses
        for statement in seals.remove_statements(connection.vendor):
            cursor.execute(statement)
        yield cursor
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        create = seals.sqlite_statements() if connection.vendor == "sqlite" else seals.postgresql_statements()
        for statement in create:
            cursor.execute(statement)
