"""Background work without a broker: a table, and workers that take from it.

    @jobs.handler("members.import")
    def run_import(*, batch: str) -> None: ...

    jobs.enqueue("members.import", {"batch": str(batch.pk)}, org_id=org.pk, key=str(batch.pk))  # inside an action

The job is queued in the transaction of the action: no commit, no job. It is run at least once; a worker that dies
in the middle loses its lease and another one starts anew, so a handler is written to be repeated, like every action
with a `client_id`. A handler gets its payload as keywords, with its association active.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from traceback import extract_tb
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Q

from guyub.foundation.core import clock
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import GuyubError
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import Job, JobStatus
from guyub.foundation.core.tenancy import tenant

Work = Callable[..., None]

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
KEPT = timedelta(days=30)  # how long finished work stays readable, and its key taken

ROUND = timedelta(hours=1)  # how often the planners are asked for work that comes again

_planners: list[Callable[[], None]] = []

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind of work is done, how often it is tried, and how long one try may take."""

    run: Work
    attempts: int
    lease: timedelta


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, attempts: int = 6, lease: timedelta = timedelta(minutes=10)) -> Callable[[Work], Work]:
    """Make a function the one that does `kind`; put it where the room's `AppConfig.ready` imports it."""

    def register(run: Work) -> Work:
        if kind in _handlers and _handlers[kind].run.__qualname__ != run.__qualname__:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = Handler(run, attempts, lease)
        return run

    return register


def plan_with(planner: Callable[[], None]) -> Callable[[], None]:
    """Ask `planner` every hour to queue what comes again; the keys of its jobs keep it from queueing them twice."""
    if planner not in _planners:
        _planners.append(planner)
    return planner


def enqueue(
    kind: str,
    payload: Mapping[str, Any],
    *,
    org_id: UUID | None,
    run_at: datetime | None = None,
    key: str = "",
) -> Job:
    """Queue work inside the caller's transaction; with a `key`, the same work of an association is queued once.

    Work that comes again puts what makes it new into its key: the day, the id of the row.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("enqueue() needs a transaction: call it inside an action")
    now = clock.now()
    job = Job(
        id=uuid7(),
        org_id=org_id,
        kind=kind,
        key=f"{org_id or '*'}:{kind}:{key}" if key else None,
        payload=dict(payload),
        run_at=run_at or now,
        made_at=now,
    )
    # Not get_or_create: on PostgreSQL the second of two at once would break the caller's transaction.
    Job.objects.bulk_create([job], ignore_conflicts=bool(key))
    return Job.objects.get(key=job.key) if key else job


def run_due(limit: int = 100) -> int:
    """Run what is due now, one after the other, at most `limit`; return how many were run."""
    done = 0
    while done < limit and (job := _claim()) is not None:
        _run(job)
        done += 1
    return done


def sweep() -> int:
    """Forget finished work after a month; what failed stays until somebody looks."""
    with atomic():
        deleted, _tables = Job.objects.filter(status=JobStatus.DONE, ended_at__lt=clock.now() - KEPT).delete()
    return deleted


def retry(job_id: UUID) -> None:
    """Give failed work another round, from the first attempt."""
    with atomic():
        Job.objects.filter(pk=job_id, status=JobStatus.FAILED).update(
            status=JobStatus.QUEUED, attempts=0, run_at=clock.now(), ended_at=None
        )


def _claim() -> Job | None:
    """Take the next due job, or one whose worker was lost; None if there is nothing to do."""
    now = clock.now()
    due = Q(status=JobStatus.QUEUED, run_at__lte=now) | Q(status=JobStatus.RUNNING, leased_until__lte=now)
    waiting = Job.objects.filter(due, kind__in=_handlers)
    while waiting.exists():  # asked first without a lock: an empty queue keeps nobody from writing
        with atomic():
            # SQLite: one writer at a time, so nobody else stands between this read and the write.
            # PostgreSQL: rows that another worker has in hand are stepped over.
            job = waiting.select_for_update(skip_locked=True).order_by("run_at", "id").first()
            if job is None:
                return None
            if job.attempts < _handlers[job.kind].attempts:
                _take(job, now)
                return job
            _end(job, JobStatus.FAILED, error=job.last_error or "lost")
    return None


def _take(job: Job, now: datetime) -> None:
    job.status = JobStatus.RUNNING
    job.attempts += 1
    job.claim = uuid7()
    job.leased_until = now + _handlers[job.kind].lease
    job.save(update_fields=["status", "attempts", "claim", "leased_until"])


def _run(job: Job) -> None:
    how = _handlers[job.kind]
    try:
        if job.org_id is None:
            how.run(**job.payload)
        else:
            with tenant(job.org_id):
                how.run(**job.payload)
    except Exception as error:  # noqa: BLE001 -- whatever a handler raises, the worker goes on
        code = error.code if isinstance(error, GuyubError) else type(error).__name__
        place = extract_tb(error.__traceback__)[-1]
        log.warning(
            "job.failed",
            kind=job.kind,
            job=str(job.pk),
            attempt=job.attempts,
            error=code,
            place=f"{place.filename}:{place.lineno}",
        )
        _postpone(job, code[:60], last=job.attempts >= how.attempts)
    else:
        with atomic():
            _end(job, JobStatus.DONE)


def _postpone(job: Job, code: str, *, last: bool) -> None:
    with atomic():
        if last:
            _end(job, JobStatus.FAILED, error=code)
            return
        wait = min(FIRST_WAIT * 4 ** (job.attempts - 1), LONGEST_WAIT)
        _mine(job).update(
            status=JobStatus.QUEUED, claim=None, leased_until=None, run_at=clock.now() + wait, last_error=code
        )


def _end(job: Job, status: JobStatus, *, error: str = "") -> None:
    _mine(job).update(status=status, claim=None, leased_until=None, ended_at=clock.now(), last_error=error)


def _mine(job: Job) -> Any:
    """Return the row only while this claim still holds: one who comes back late changes nothing."""
    return Job.objects.filter(pk=job.pk, claim=job.claim)


def make_a_round() -> None:
    """Queue what is due again, and forget what was finished long ago."""
    for planner in _planners:
        planner()
    sweep()


class Worker:
    """Takes due work until it is told to stop; what is in hand is finished first."""

    def __init__(self, *, every: float = 2.0) -> None:
        self.every = every
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def loop(self) -> None:
        """Work in this thread until `stop()`. A database that is away is waited for."""
        planned: datetime | None = None
        while not self._stopped.is_set():
            try:
                for old in connections.all(initialized_only=True):
                    old.close_if_unusable_or_obsolete()
                if planned is None or clock.now() - planned > ROUND:
                    planned = clock.now()
                    make_a_round()
                busy = run_due(limit=10)
            except DatabaseError as error:
                log.warning("jobs.database_away", error=type(error).__name__)
                busy = 0
            if not busy:
                self._stopped.wait(self.every)
        connections.close_all()

    def start(self) -> Worker:
        """Work in a thread of this process."""
        self._thread = threading.Thread(target=self.loop, name="guyub-jobs", daemon=True)
        self._thread.start()
        return self

    def stop(self, timeout: float = 30) -> None:
        """Ask to stop, and wait for what is in hand."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout)


def start_thread(*, every: float = 2.0) -> Worker:
    """Start a worker inside this process: enough for the laptop in the village hall. Call `stop()` at the end."""
    return Worker(every=every).start()
