"""Transactions: all or nothing, decorators that nest, and writers of several processes that wait their turn."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError

from guyub.foundation.accounts.models import User
from guyub.foundation.core.db import atomic, lock_association, on_commit
from guyub.foundation.core.models import AuditEvent
from tests.factories import make_org, make_user


@atomic
def add_user(*, fail: bool = False) -> str:
    user = make_user()
    if fail:
        raise LookupError(user.phone)
    return user.phone


def test_everything_inside_is_written_or_nothing(db):
    phone = add_user()
    with pytest.raises(LookupError):
        add_user(fail=True)
    with atomic():
        with pytest.raises(LookupError):
            add_user(fail=True)  # an inner failure undoes the inner part only
        second = add_user()
    assert set(User.objects.values_list("phone", flat=True)) == {phone, second}


def test_messages_wait_for_the_commit(django_capture_on_commit_callbacks, db):
    sent: list[int] = []
    with django_capture_on_commit_callbacks(execute=True), atomic():
        on_commit(lambda: sent.append(1))
        assert sent == []
    assert sent == [1]


@pytest.mark.django_db(transaction=True)
def test_the_association_lock_needs_a_transaction():
    org = make_org()
    with pytest.raises(TransactionManagementError):
        lock_association(org.pk)
    with atomic():
        lock_association(org.pk)


WRITER = textwrap.dedent("""
    import django, sys
    django.setup()
    from guyub.foundation.core import audit
    from guyub.foundation.core.actor import SYSTEM
    from guyub.foundation.core.db import atomic
    from guyub.foundation.core.models import AuditEvent
    for _ in range(int(sys.argv[1])):
        with atomic():
            seen = AuditEvent.objects.count()  # read, then write: loses updates unless writers are kept apart
            audit.record(org_id=None, by=SYSTEM, verb="core.counted", seen=seen)
""")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the write gate belongs to SQLite")
def test_four_processes_write_in_turn_on_sqlite(tmp_path):
    env = {**os.environ, "GUYUB_DATA_DIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    env["DJANGO_SETTINGS_MODULE"] = "guyub.config.settings"
    subprocess.run([sys.executable, "-m", "guyub", "migrate", "-v0"], env=env, check=True)
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, "40"], env=env) for _ in range(4)]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0, 0]
    with closing(sqlite3.connect(tmp_path / "guyub.sqlite3")) as database:
        rows = database.execute("SELECT data FROM core_auditevent").fetchall()
    assert sorted(row[0] for row in rows) == sorted(f'{{"seen": {n}}}' for n in range(160))
    assert (tmp_path / "guyub.sqlite3.gate").exists()


def test_reads_need_no_transaction(db):
    assert AuditEvent.objects.count() == 0
