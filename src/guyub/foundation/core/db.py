"""Transactions. Actions use `atomic` from here, never Django's own.

On SQLite an advisory file lock (the *write gate*) is taken before BEGIN IMMEDIATE: writers queue in order instead of
polling, which cut the worst wait among four processes from 5.4 s to 0.15 s (docs/adr/0003).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, ParamSpec, TypeVar, overload
from uuid import UUID

from django.db import connection, transaction

try:
    import fcntl
except ImportError:  # pragma: no cover -- Windows: SQLite's own waiting is all there is
    fcntl = None  # type: ignore[assignment]

Rest = ParamSpec("Rest")
Result = TypeVar("Result")

_local = threading.local()


def _gate_file() -> IO[bytes] | None:
    """Return this thread's open gate file, or None for PostgreSQL and in-memory databases."""
    if connection.vendor != "sqlite" or fcntl is None:
        return None
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        return None
    held: tuple[str, IO[bytes]] | None = getattr(_local, "gate", None)
    if held is None or held[0] != name:
        if held is not None:
            held[1].close()
        held = (name, Path(f"{name}.gate").open("ab"))  # noqa: SIM115 -- kept open as long as the thread lives
        _local.gate = held
    return held[1]


@contextmanager
def _block() -> Iterator[None]:
    gate = None if connection.in_atomic_block else _gate_file()
    if gate is None:
        with transaction.atomic():
            yield
        return
    fcntl.flock(gate, fcntl.LOCK_EX)
    try:
        with transaction.atomic():
            yield
    finally:
        fcntl.flock(gate, fcntl.LOCK_UN)


@overload
def atomic(func: Callable[Rest, Result]) -> Callable[Rest, Result]: ...
@overload
def atomic(func: None = None) -> AbstractContextManager[None]: ...
def atomic(
    func: Callable[Rest, Result] | None = None,
) -> Callable[Rest, Result] | AbstractContextManager[None]:
    """Open a transaction, as a block or as a decorator; nested ones are savepoints of the outer.

    Everything inside is written or nothing is. Keep slow work (files, PDF, network) outside: use `on_commit`.
    """
    return _block() if func is None else _block()(func)


on_commit = transaction.on_commit


def lock_association(org_id: UUID) -> None:
    """Let one writer at a time into an association's books, until the transaction ends.

    SQLite has one writer anyway. PostgreSQL: an advisory lock on the association, taken before any row lock, so that
    two writers never wait for each other in a circle.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("lock_association() needs a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [org_id.int & 0x7FFF_FFFF_FFFF_FFFF])
