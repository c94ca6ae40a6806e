"""A locked, full, read-only or lost database ends in a clear sentence, provoked on real ones."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from guyub.foundation.core.db import clear_sentence, is_trouble


def wrapped(cause, kind=OperationalError):
    """What Django makes of a driver's error."""
    try:
        raise kind(str(cause)) from cause
    except DatabaseError as error:
        return error


def sqlite_error(act):
    with pytest.raises(sqlite3.Error) as caught:
        act()
    return caught.value


def test_locked(tmp_path):
    first, second = (sqlite3.connect(tmp_path / "x", isolation_level=None, timeout=0) for _n in range(2))
    first.execute("BEGIN IMMEDIATE")
    told = clear_sentence(wrapped(sqlite_error(lambda: second.execute("BEGIN IMMEDIATE"))))
    first.close()
    second.close()
    assert (told.code, told.status) == ("busy_locked", 503)
    assert "sedang menulis" in str(told.sentence)
    assert "kirim lagi" in str(told.next_step)


def test_full(tmp_path):
    small = sqlite3.connect(tmp_path / "x", isolation_level=None)
    small.execute("CREATE TABLE t (b)")
    small.execute("PRAGMA max_page_count = 4")
    told = clear_sentence(wrapped(sqlite_error(lambda: small.execute("INSERT INTO t VALUES (zeroblob(100000))"))))
    small.close()
    assert told.code == "busy_full"
    assert "penuh" in str(told.sentence)


def test_read_only(tmp_path):
    sqlite3.connect(tmp_path / "x").close()
    closed = sqlite3.connect(f"file:{tmp_path / 'x'}?mode=ro", uri=True)
    told = clear_sentence(wrapped(sqlite_error(lambda: closed.execute("CREATE TABLE t (b)"))))
    closed.close()
    assert told.code == "busy_read_only"


def test_damaged_and_away(tmp_path):
    (tmp_path / "x").write_bytes(b"this is a letter, not a database" * 200)
    broken = sqlite3.connect(tmp_path / "x")
    assert clear_sentence(wrapped(sqlite_error(lambda: broken.execute("SELECT * FROM t")))).code == "busy_damaged"
    broken.close()
    missing = sqlite_error(lambda: sqlite3.connect(tmp_path / "no" / "x"))
    assert clear_sentence(wrapped(missing)).code == "busy_away"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "busy_full"),
        ("25006", "busy_read_only"),
        ("40P01", "busy_locked"),
        ("40001", "busy_locked"),
        ("55P03", "busy_locked"),
        ("57P01", "busy_away"),
        ("08006", "busy_away"),
        (None, "busy_away"),
    ],
)
def test_states_of_postgresql(state, code):
    psycopg = pytest.importorskip("psycopg")
    cause = psycopg.errors.lookup(state)("x") if state else psycopg.OperationalError("server closed the connection")
    assert clear_sentence(wrapped(cause)).code == code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "busy_full"),
        (errno.EROFS, "busy_read_only"),
        (errno.EACCES, "busy_read_only"),
        (errno.EIO, "busy_disk"),
    ],
)
def test_the_operating_system(number, code):
    error = OSError(number, "x")
    assert is_trouble(error)
    assert clear_sentence(error).code == code


def test_a_broken_rule_is_our_mistake_and_not_the_machines():
    assert is_trouble(OperationalError("x"))
    assert is_trouble(InterfaceError("x"))
    assert not is_trouble(IntegrityError("x"))
    assert not is_trouble(FileNotFoundError(errno.ENOENT, "x"))
    assert not is_trouble(ValueError("x"))
