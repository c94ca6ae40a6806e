"""Once a day: sessions that have expired and counters that are forgotten leave the tables."""

from __future__ import annotations

from django.contrib.sessions.backends.cached_db import SessionStore

from guyub.foundation.accounts import throttle
from guyub.foundation.core import clock, jobs
from guyub.foundation.core.db import atomic

KIND = "accounts.tidy"


@jobs.handler(KIND)
def tidy(*, day: str) -> None:
    """Tidy up; doing it again changes nothing. `day` only makes the job one a day."""
    del day
    with atomic():
        SessionStore.clear_expired()
        throttle.forget_old()


@atomic
def plan_the_day() -> None:
    """Queue today's tidying, once for the whole installation."""
    day = clock.now().date().isoformat()
    jobs.enqueue(KIND, {"day": day}, org_id=None, key=day)
