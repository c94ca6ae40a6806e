"""Rooms above say here how their rows follow when two members turn out to be one.

    merging.register("wastebank", move_accounts)   # in AppConfig.ready

A handler is called inside the transaction of the merge, with `gone` still standing. It moves what may be moved, by
linked entries where books are involved, and returns how many rows went along. Raising `Refused` stops the merge whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from guyub.foundation.core.actor import Actor
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization


class MergeHandler(Protocol):
    def __call__(self, *, org: Organization, by: Actor, kept: Member, gone: Member) -> int: ...


class Teller(Protocol):
    def __call__(self, *, org: Organization, actor: Actor, member: Member) -> Sequence[tuple[str, str]]: ...


_handlers: dict[str, tuple[int, MergeHandler]] = {}
_tellers: dict[str, Teller] = {}


def register(room: str, handler: MergeHandler, *, order: int = 50, tell: Teller | None = None) -> None:
    """Let `room` move its rows when members are merged; lower `order` comes first, the books look last.

    `tell` says beforehand what a row has that would move: label and ready text, as far as `actor` may see it.
    """
    _handlers[room] = (order, handler)
    if tell is not None:
        _tellers[room] = tell


def what_moves(*, org: Organization, actor: Actor, first: Member, second: Member) -> list[tuple[str, str, str]]:
    """Return what each of two rows has that would move, side by side: label, of the first, of the second."""
    found: dict[str, list[str]] = {}
    for _room, tell in sorted(_tellers.items()):
        for place, member in enumerate((first, second)):
            for label, text in tell(org=org, actor=actor, member=member):
                found.setdefault(label, ["", ""])[place] = text
    return [(label, one, other) for label, (one, other) in found.items()]


def move_all(*, org: Organization, by: Actor, kept: Member, gone: Member) -> dict[str, int]:
    """Call every handler; return what each moved."""
    ordered = sorted(_handlers.items(), key=lambda item: (item[1][0], item[0]))
    moved = {room: handler(org=org, by=by, kept=kept, gone=gone) for room, (_order, handler) in ordered}
    return {room: count for room, count in moved.items() if count}
