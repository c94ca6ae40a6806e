"""What each room lays ready in a new association: the books, the calendar, a price list.

A room registers its step when it starts; `actions.create_association` takes the steps in the order of the floors,
inside its own transaction, with the new association active.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from guyub.foundation.core.actor import Actor

if TYPE_CHECKING:
    from guyub.foundation.organizations.models import Organization

Step = Callable[["Organization", Actor], object]
_steps: list[Step] = []


def on_founding(step: Step) -> Step:
    """Call `step(org, by)` for every association that is founded."""
    if step not in _steps:
        _steps.append(step)
    return step


def lay_ready(org: Organization, by: Actor) -> None:
    """Take every step for `org`."""
    for step in _steps:
        step(org, by)
