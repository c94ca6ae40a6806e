"""What other rooms show on a member's page: her passbook, her dues. They register; this room imports none of them.

    panels.register("wastebank", passbook_panel, order=10)   # in AppConfig.ready

The function gets who looks and at whom, and returns a `Panel`, or None when this looker may not see it.
One panel may cost at most two queries: the member page has a fixed number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from guyub.foundation.core.actor import Actor
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Panel:
    """A card on the member page: icon, title, a few lines (label, ready text), and where it leads."""

    icon: str
    title: str | Promise
    lines: tuple[tuple[str | Promise, str], ...] = ()
    url: str = ""
    action: str | Promise = ""


class PanelMaker(Protocol):
    def __call__(self, *, org: Organization, actor: Actor, member: Member) -> Panel | None: ...


_makers: dict[str, tuple[int, PanelMaker]] = {}


def register(room: str, maker: PanelMaker, *, order: int = 50) -> None:
    """Add a room's panel; lower `order` stands higher."""
    _makers[room] = (order, maker)


def panels_for(*, org: Organization, actor: Actor, member: Member) -> list[Panel]:
    """Return the panels of this member that `actor` may see."""
    makers = sorted(_makers.items(), key=lambda item: (item[1][0], item[0]))
    found = (maker(org=org, actor=actor, member=member) for _room, (_order, maker) in makers)
    return [panel for panel in found if panel is not None]
