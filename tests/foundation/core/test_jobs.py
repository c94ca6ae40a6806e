"""Background work: queued with its cause, run once, tried again, never lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.transaction import TransactionManagementError

from guyub.foundation.core import clock, jobs
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import Job, JobStatus
from guyub.foundation.core.tenancy import active_tenant

NOON = datetime(2022, 3, 6, 5, tzinfo=UTC)


@pytest.fixture
def kinds(monkeypatch):
    """A clean register of handlers."""
    monkeypatch.setattr(jobs, "_handlers", {})


@pytest.fixture
def done(kinds, db):
    """What the handler `test.note` was given, in order."""
    noted = []

    @jobs.handler("test.note")
    def note(**payload):
        noted.append(payload)

    return noted


def enqueue(payload=None, kind="test.note", **values):
    return jobs.enqueue(kind, payload or {}, **{"org_id": None} | values)


# Queueing


@pytest.mark.django_db(transaction=True)
def test_work_is_queued_with_its_cause_or_not_at_all(kinds):
    with pytest.raises(TransactionManagementError):
        enqueue()

    @atomic
    def act():
        enqueue()
        raise LookupError

    with pytest.raises(LookupError):
        act()
    assert not Job.objects.exists()


def test_the_same_key_is_queued_once_for_each_association(done, org, other_org):
    first = enqueue({"n": 1}, key="2022-03", org_id=org.pk)
    again = enqueue({"n": 2}, key="2022-03", org_id=org.pk)
    assert (again.pk, again.payload) == (first.pk, {"n": 1})
    assert enqueue(key="2022-03", org_id=other_org.pk).pk != first.pk
    assert enqueue(key="2022-04", org_id=org.pk).pk != first.pk
    assert enqueue(org_id=org.pk).pk != enqueue(org_id=org.pk).pk
    jobs.run_due()
    assert enqueue(key="2022-03", org_id=org.pk).status == JobStatus.DONE


def test_one_kind_has_one_handler(kinds):
    jobs.handler("test.x")(lambda: None)
    with pytest.raises(ValueError, match=r"two handlers for test\.x"):
        jobs.handler("test.x")(enqueue)


# Running


def test_due_work_runs_in_order_and_what_is_for_later_waits(done):
    with clock.set_to(NOON):
        enqueue({"n": 3}, run_at=NOON + timedelta(hours=1))
        enqueue({"n": 2})
        enqueue({"n": 1}, run_at=NOON - timedelta(hours=1))
        assert jobs.run_due() == 2
    assert done == [{"n": 1}, {"n": 2}]
    with clock.set_to(NOON + timedelta(hours=1)):
        assert jobs.run_due() == 1
        assert jobs.run_due() == 0
    assert [d["n"] for d in done] == [1, 2, 3]
    assert set(Job.objects.values_list("status", flat=True)) == {JobStatus.DONE}


def test_no_more_than_asked_for(done):
    for n in range(5):
        enqueue({"n": n})
    assert jobs.run_due(limit=2) == 2
    assert len(done) == 2


def test_the_association_of_the_work_is_active(kinds, org, other_org):
    seen = []
    jobs.handler("test.who")(lambda: seen.append(active_tenant()))
    enqueue(kind="test.who", org_id=other_org.pk)
    jobs.run_due()
    assert seen == [other_org.pk]
    assert active_tenant() == org.pk


def test_work_of_an_unknown_kind_waits_for_a_version_that_knows_it(done):
    job = enqueue(kind="future.kind")
    assert jobs.run_due() == 0
    job.refresh_from_db()
    assert job.status == JobStatus.QUEUED


# What goes wrong


def fail_always(error):
    tried = []

    @jobs.handler("test.fail", attempts=4)
    def fail():
        tried.append(clock.now())
        raise error

    return tried


def test_failing_work_is_tried_again_ever_later_and_then_given_up(kinds, db):
    tried = fail_always(Refused("Sutinah has no money", code="no_money"))
    with clock.set_to(NOON):
        job = enqueue(kind="test.fail")
    moment = NOON
    while moment < NOON + timedelta(minutes=20):
        with clock.set_to(moment):
            jobs.run_due()
        moment += timedelta(seconds=30)
    waits = [(b - a).total_seconds() for a, b in pairwise(tried)]
    assert waits == [30, 120, 480]
    job.refresh_from_db()
    assert (job.status, job.attempts, job.last_error) == (JobStatus.FAILED, 4, "no_money")
    assert job.ended_at is not None


def test_an_error_is_kept_as_a_code_without_what_it_says(kinds, db):
    fail_always(LookupError("Sutinah, 0812-3456-7890"))
    job = enqueue(kind="test.fail")
    jobs.run_due()
    job.refresh_from_db()
    assert job.last_error == "LookupError"


def test_failed_work_gets_another_round_when_somebody_says_so(kinds, db):
    tried = fail_always(LookupError())
    job = enqueue(kind="test.fail")
    Job.objects.filter(pk=job.pk).update(status=JobStatus.FAILED, attempts=4, ended_at=NOON)
    jobs.run_due()
    assert tried == []
    jobs.retry(job.pk)
    jobs.run_due()
    assert len(tried) == 1


def test_what_a_handler_wrote_before_it_failed_is_its_own_matter_but_the_queue_goes_on(done):
    fail_always(LookupError())
    enqueue(kind="test.fail")
    enqueue({"n": 1})
    assert jobs.run_due() == 2
    assert done == [{"n": 1}]


def test_the_work_of_a_dead_worker_is_taken_over_after_its_lease(done):
    with clock.set_to(NOON):
        enqueue({"n": 1})
        lost = jobs._claim()  # and then the machine goes dark
        assert lost.status == JobStatus.RUNNING
        assert jobs.run_due() == 0
    with clock.set_to(NOON + timedelta(minutes=10)):
        assert jobs.run_due() == 1
        jobs._postpone(lost, "late", last=False)  # the dead one comes back: it has nothing to say any more
    lost.refresh_from_db()
    assert (lost.status, lost.attempts, lost.last_error) == (JobStatus.DONE, 2, "")
    assert done == [{"n": 1}]


def test_work_that_kills_its_worker_every_time_is_given_up(done):
    moment = NOON
    with clock.set_to(moment):
        job = enqueue()
    for _attempt in range(6):
        with clock.set_to(moment):
            assert jobs._claim() is not None
        moment += timedelta(minutes=10)
    with clock.set_to(moment):
        assert jobs.run_due() == 0
    job.refresh_from_db()
    assert (job.status, job.last_error) == (JobStatus.FAILED, "lost")


def test_finished_work_is_forgotten_after_a_month(done):
    with clock.set_to(NOON):
        enqueue()
        jobs.run_due()
    with clock.set_to(NOON + timedelta(days=29)):
        assert jobs.sweep() == 0
    with clock.set_to(NOON + timedelta(days=31)):
        assert jobs.sweep() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"status": "asleep"},
        {"status": "running"},
        {"claim": UUID(int=7), "leased_until": NOON},
        {"status": "done"},
        {"ended_at": NOON},
    ],
    ids=str,
)
def test_the_database_refuses_impossible_work(db, values):
    row = {"id": uuid7(), "kind": "test.note", "run_at": NOON, "made_at": NOON} | values
    with pytest.raises(IntegrityError), atomic():
        Job.objects.create(**row)


def test_the_command_does_what_is_due(done, capsys):
    enqueue({"n": 1})
    call_command("work", "--once")
    assert "1 pekerjaan selesai." in capsys.readouterr().out
    assert done == [{"n": 1}]


# Several processes, on the real database

PREPARE = """
    import django, os, sys
    django.setup()
    from guyub.foundation.core import audit, jobs
    from guyub.foundation.core.actor import SYSTEM
    from guyub.foundation.core.db import atomic

    @jobs.handler("test.count")
    def count(*, n):
        with atomic():
            audit.record(org_id=None, by=SYSTEM, verb="test.counted", n=n)
"""
DRAIN = (
    PREPARE
    + """
    print("ready", flush=True)
    sys.stdin.readline()
    print(jobs.run_due(limit=1000), flush=True)
"""
)
THREAD = (
    PREPARE
    + """
    from threading import Event
    finished = Event()

    @jobs.handler("test.last")
    def last():
        finished.set()

    worker = jobs.start_thread(every=0.05)
    with atomic():
        jobs.enqueue("test.count", {"n": 1}, org_id=None)
        jobs.enqueue("test.last", {}, org_id=None)
    assert finished.wait(30)
    worker.stop()
    assert not worker._thread.is_alive()
"""
)


ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(sys.path),
    "DJANGO_SETTINGS_MODULE": "guyub.config.settings",
}


@pytest.fixture(scope="module")
def empty_installation(tmp_path_factory):
    """A data folder with empty tables, made once."""
    folder = tmp_path_factory.mktemp("empty")
    env = ENVIRONMENT | {"GUYUB_DATA_DIR": str(folder), "GUYUB_DATABASE_URL": ""}
    subprocess.run([sys.executable, "-m", "guyub", "migrate", "-v0"], env=env, check=True)
    return folder


@pytest.fixture
def process(transactional_db, tmp_path, request):
    """Start a process of its own: on a new SQLite file, or on the test database of PostgreSQL."""
    if connection.vendor == "sqlite":
        shutil.copytree(request.getfixturevalue("empty_installation"), tmp_path, dirs_exist_ok=True)
        env = ENVIRONMENT | {"GUYUB_DATA_DIR": str(tmp_path), "GUYUB_DATABASE_URL": ""}
    else:
        s = connection.settings_dict
        url = f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}/{s['NAME']}"
        env = ENVIRONMENT | {"GUYUB_DATABASE_URL": url}

    def start(script, *more):
        command = [sys.executable, "-c", textwrap.dedent(script)] if script else [sys.executable, "-m", "guyub", *more]
        return subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    return start


def ask(process, script):
    """Run a few lines in a process and return what it printed."""
    running = process(PREPARE + script)
    out, _err = running.communicate(timeout=60)
    assert running.returncode == 0
    return out.split()


def test_several_workers_do_each_job_once(process):
    ask(
        process,
        """
    with atomic():
        for n in range(60):
            jobs.enqueue("test.count", {"n": n}, org_id=None)
""",
    )
    workers = [process(DRAIN) for _n in range(2)]
    assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 2
    for worker in workers:  # all at once
        worker.stdin.write("go\n")
        worker.stdin.flush()
    shares = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    assert sum(shares) == 60
    counted = ask(
        process,
        """
    from guyub.foundation.core.models import AuditEvent, Job
    print(*sorted(e.data["n"] for e in AuditEvent.objects.filter(verb="test.counted")))
    print(*set(Job.objects.values_list("status", "attempts")), sep="|")
""",
    )
    assert counted[:60] == [str(n) for n in range(60)]
    assert " ".join(counted[60:]) == "('done', 1)"


def test_a_thread_in_the_server_works_and_stops(process):
    running = process(THREAD)
    running.communicate(timeout=60)
    assert running.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM there")
def test_the_worker_ends_when_the_machine_asks(process):
    worker = process("", "work", "--every", "0.05")
    assert worker.stdout.readline()
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=30)
    assert worker.returncode == 0
