"""Transactions. Actions use `atomic` from here, never Django's own.

On SQLite an advisory file lock (the *write gate*) is taken before BEGIN IMMEDIATE: writers queue in order instead of
polling, which cut the worst wait among four processes from 5.4 s to 0.15 s (docs/adr/0003).
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, ParamSpec, TypeGuard, TypeVar, overload
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.errors import Busy

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


# What went wrong, by the codes of SQLite, PostgreSQL and the operating system.
_SQLITE = {
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED": "locked",
    "SQLITE_FULL": "full",
    "SQLITE_READONLY": "read_only",
    "SQLITE_PERM": "read_only",
    "SQLITE_CANTOPEN": "away",
    "SQLITE_IOERR": "disk",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
}
_POSTGRES = {
    "25006": "read_only",
    "40001": "locked",
    "40P01": "locked",
    "53100": "full",
    "55P03": "locked",
    "57014": "locked",
    "58030": "disk",
    "XX001": "damaged",
    "XX002": "damaged",
}
_SYSTEM = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
    errno.EIO: "disk",
}
_TRY_AGAIN = _("Wait a moment, then send it again.")
_TELL = _("Keep what you wrote on paper. Tell the person who looks after Guyub.")
_SENTENCES = {
    "locked": (_("Somebody else is writing just now. Nothing of yours was written."), _TRY_AGAIN),
    "full": (_("The disk is full. Nothing was written."), _TELL),
    "read_only": (_("The disk does not take anything new. Nothing was written."), _TELL),
    "disk": (_("The disk does not work well. Nothing was written."), _TELL),
    "damaged": (_("The data cannot be read. It must be looked at before anybody goes on."), _TELL),
    "away": (_("The data cannot be reached just now. Nothing was written."), _TRY_AGAIN),
}


def clear_sentence(exc: DatabaseError | OSError) -> Busy:
    """Return what to tell a person when the database or the disk is not well.

    The `code` is `busy_locked`, `busy_full`, `busy_read_only`, `busy_disk`, `busy_damaged` or `busy_away`.
    """
    what = _trouble(exc)
    sentence, next_step = _SENTENCES[what]
    return Busy(sentence, next_step=next_step, code=f"busy_{what}")


def is_trouble(exc: BaseException | None) -> TypeGuard[DatabaseError | OSError]:
    """Return whether the machine is at fault (locked, full, away) and not the program: a broken rule is our mistake."""
    return isinstance(exc, OperationalError | InterfaceError) or (isinstance(exc, OSError) and exc.errno in _SYSTEM)


def _trouble(exc: DatabaseError | OSError) -> str:
    if isinstance(exc, OSError):
        return _SYSTEM.get(exc.errno or 0, "disk")
    cause = exc.__cause__ or exc
    sqlite = "_".join(str(getattr(cause, "sqlite_errorname", "")).split("_")[:2])  # SQLITE_IOERR_WRITE is an IOERR
    if sqlite in _SQLITE:
        return _SQLITE[sqlite]
    state = getattr(cause, "sqlstate", None) or ""
    if not state and "locked" in str(exc):
        return "locked"
    # Without a code of its own, the line to the database broke, or there are too many at its door.
    return _POSTGRES.get(state, "away")
