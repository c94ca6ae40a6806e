"""Who does it: the `by=` of every action."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from guyub.foundation.core.errors import Forbidden


class ActorKind(StrEnum):
    """A person with her offices; the program itself (demo, scheduled work); the host in operator mode."""

    PERSON = "person"
    SYSTEM = "system"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts, with what she may do in the active association at this moment.

    `member_id` is her own row among the members, if she has one, `earlier_ids` the rows that were joined into it:
    nobody pays, corrects or approves for herself.
    """

    user_id: UUID | None
    permissions: frozenset[str] = field(default_factory=frozenset)
    member_id: UUID | None = None
    device_id: UUID | None = None
    kind: ActorKind = ActorKind.PERSON
    earlier_ids: frozenset[UUID] = frozenset()

    @property
    def member_ids(self) -> frozenset[UUID]:
        """Return every row among the members that is her own; none of the program and of a host."""
        return self.earlier_ids if self.member_id is None else self.earlier_ids | {self.member_id}

    def may(self, permission: str) -> bool:
        """Return whether this act is allowed; the program itself may do everything."""
        return self.kind is ActorKind.SYSTEM or permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise `Forbidden` unless `permission` is held. Every action starts with this."""
        if not self.may(permission):
            raise Forbidden(permission=str(permission))

    def is_member(self, member_id: UUID | None) -> bool:
        """Return whether that row among the members is her own; the program and a host are no member."""
        return member_id in self.member_ids


SYSTEM = Actor(user_id=None, kind=ActorKind.SYSTEM)
