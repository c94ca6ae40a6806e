"""What the days of the demo share: the association, its officers, its members, its dice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from guyub.demo.cast import Part, cast
from guyub.demo.people import Person, people
from guyub.foundation.core.actor import Actor
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import Post, WasteItem

SEED = 20210101
BOX = "1101"  # one tin, held by the treasurer


def dice(salt: int = 0) -> Random:
    """Return dice that fall the same way on every machine."""
    return Random(SEED + salt)  # noqa: S311 -- an invented history


@dataclass
class World:
    """The demo while it is being built. `org` is None until it is founded."""

    rng: Random = field(default_factory=dice)
    people: list[Person] = field(default_factory=lambda: people(dice()))
    members: dict[int, Member] = field(default_factory=dict)
    actors: dict[Office, list[Actor]] = field(default_factory=dict)
    items: dict[str, WasteItem] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    collectors: list[UUID] = field(default_factory=list)
    sessions: dict[tuple[str, datetime], UUID] = field(default_factory=dict)
    slips: dict[tuple[int, datetime], UUID] = field(default_factory=dict)
    founded: Organization | None = None

    def __post_init__(self) -> None:
        self.parts: list[Part] = cast(self.people)

    @property
    def org(self) -> Organization:
        """The association; there is one after the first event."""
        if self.founded is None:
            raise LookupError("the association is not founded yet")
        return self.founded

    def one(self, office: Office) -> Actor:
        """Return the first holder of `office`."""
        return self.actors[office][0]

    def other_than(self, member_id: UUID | None, *offices: Office) -> Actor:
        """Return the first holder of `offices` who is not this member: nobody acts for her own benefit."""
        return next(a for office in offices for a in self.actors[office] if a.member_id != member_id)
