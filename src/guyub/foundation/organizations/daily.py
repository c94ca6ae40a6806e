"""Work that every association needs once a day: requests that lapse, a look at the books.

    @daily("wastebank.expire_payouts")
    def expire(*, org: str) -> None: ...

Put the function where the room's `AppConfig.ready` imports it. The day is the association's own; a server that slept
does the work when it wakes.
"""

from __future__ import annotations

from collections.abc import Callable

from guyub.foundation.core import clock, jobs
from guyub.foundation.core.db import atomic
from guyub.foundation.organizations.models import Organization

DailyWork = Callable[..., None]

_kinds: list[str] = []


def daily(kind: str) -> Callable[[DailyWork], DailyWork]:
    """Make a function the daily work called `kind`; it gets `org`, the association's id, which is also active."""

    def register(work: DailyWork) -> DailyWork:
        if kind not in _kinds:
            _kinds.append(kind)
        return jobs.handler(kind)(work)

    return register


@atomic
def plan_the_day() -> None:
    """Queue today's work of every association; what is queued already stays as it is."""
    for org_id, zone in Organization.objects.order_by("id").values_list("id", "time_zone"):
        for kind in _kinds:
            jobs.enqueue(kind, {"org": str(org_id)}, org_id=org_id, key=f"{clock.today(zone)}")
