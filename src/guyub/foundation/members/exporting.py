"""Everything that is known about one member, for herself (UU PDP 27/2022, articles 5 to 8). Rooms add their sections.

exporting.register("wastebank", passbook_section)   # in AppConfig.ready
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a person's data: `rows` in the order of `columns`, as texts and numbers.

    `key` names it in the JSON file; `names` are the columns' names there.
    """

    key: str
    title: str | Promise
    columns: Sequence[str | Promise]
    names: Sequence[str]
    rows: Sequence[Sequence[Any]]


class SectionMaker(Protocol):
    def __call__(self, *, org: Organization, member: Member) -> Section: ...


_makers: dict[str, SectionMaker] = {}


def register(room: str, maker: SectionMaker) -> None:
    """Add a room's section to every export of a person's data."""
    _makers[room] = maker


def sections_of(*, org: Organization, member: Member) -> list[Section]:
    """Return the sections of the rooms, in the order in which they registered."""
    return [maker(org=org, member=member) for maker in _makers.values()]
