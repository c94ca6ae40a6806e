"""The floor: the very statements that an action made, replayed by the bare driver with the same durability."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

Statement = tuple[str, Any, bool]  # SQL with ? marks, parameters, executemany


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """Collect every statement that Django's connection runs inside the block."""
    statements: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        plain = sql.replace("%s", "?").replace("%%", "%") if params is not None else sql
        statements.append((plain, [list(p) for p in params] if many else list(params or ()), many))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def replay(database: Path, transactions: list[list[Statement]]) -> list[float]:
    """Run each transaction on a bare connection set up as ours; return the seconds of each."""
    bare = sqlite3.connect(database, isolation_level=None, cached_statements=512)
    for pragma in connection.settings_dict["OPTIONS"]["init_command"].split(";"):
        bare.execute(pragma)
    # The functions that Django adds to its connections, for statements that use them.
    cursor, taken = bare.cursor(), []
    for statements in transactions:
        start = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        for sql, params, many in statements:
            if many:
                cursor.executemany(sql, params)
            else:
                cursor.execute(sql, params).fetchall()
        cursor.execute("COMMIT")
        taken.append(time.perf_counter() - start)
    bare.close()
    return taken


def copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def use_database(path: Path) -> None:
    """Point Django's connection at another file."""
    connection.close()
    connection.settings_dict["NAME"] = path
