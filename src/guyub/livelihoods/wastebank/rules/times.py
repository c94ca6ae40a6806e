"""When something was weighed, whatever the phone's clock says (spec 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The planned times of a session, and how far outside of them a clock is still believed."""

    planned_open: datetime
    planned_close: datetime
    before: timedelta = timedelta(hours=1)
    after: timedelta = timedelta(hours=3)

    def holds(self, moment: datetime) -> bool:
        return self.planned_open - self.before <= moment <= self.planned_close + self.after


@dataclass(frozen=True, slots=True)
class WeighingTime:
    """The moment that counts; `believed` is false when the planned opening stands in for it."""

    moment: datetime
    believed: bool


def weighing_time(phone_time: datetime, *, offset_seconds: int, window: Window) -> WeighingTime:
    """Return the phone's time less its known offset if the session can have been then, else the planned opening."""
    corrected = phone_time - timedelta(seconds=offset_seconds)
    if window.holds(corrected):
        return WeighingTime(corrected, believed=True)
    return WeighingTime(window.planned_open, believed=False)
