"""Rooms above say here how their rows follow when two members turn out to be one.

    merging.register("wastebank", move_accounts)   # in AppConfig.ready

A handler is called inside the transaction of the merge, with `gone` still standing. It moves what may be moved, by
linked entries where books are involved, and returns how many rows went along. Raising `Refused` stops the merge whole.
"""

from __future__ import annotations

from typing import Protocol

from guyub.foundation.core.actor import Actor
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization


class MergeHandler(Protocol):
    def __call__(self, *, org: Organization, by: Actor, kept: Member, gone: Member) -> int: ...


_handlers: dict[str, tuple[int, MergeHandler]] = {}


def register(room: str, handler: MergeHandler, *, order: int = 50) -> None:
    """Let `room` move its rows when members are merged; lower `order` comes first, the books look last."""
    _handlers[room] = (order, handler)


def move_all(*, org: Organization, by: Actor, kept: Member, gone: Member) -> dict[str, int]:
    """Call every handler; return what each moved."""
    ordered = sorted(_handlers.items(), key=lambda item: (item[1][0], item[0]))
    moved = {room: handler(org=org, by=by, kept=kept, gone=gone) for room, (_order, handler) in ordered}
    return {room: count for room, count in moved.items() if count}
