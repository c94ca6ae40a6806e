"""The home page, filled by the rooms: each registers its tiles and notes once, at start; the floor `web` draws them.

    register(Tile("wastebank:home", icon="scale", title=_("Weighing day"), permission=Permission.WEIGH, order=10))

Whoever may open the page sees the tile; `order` says how near the top: 10 for what an office does every week, 50 for
what it looks up, 90 for what it sets once. A tile may speak: `say` returns its small line, and whether its moment is
now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from django.utils.functional import Promise

from guyub.foundation.core.actor import Actor

Ground = Literal["turmeric", "leaf", "chilli", "indigo"]


@dataclass(frozen=True, slots=True)
class Saying:
    """What a tile says at this moment: `18 of 52 have come`. `now` makes it the large tile on top."""

    about: str = ""
    now: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """A way from the home page into a room. `url_name` takes the association's slug as its only argument."""

    url_name: str
    icon: str
    title: str | Promise
    permission: StrEnum
    order: int = 50
    say: Callable[[Any, Actor], Saying] | None = (
        None  # is given the association and the actor; runs no more than a query
    )


@dataclass(frozen=True, slots=True)
class Note:
    """A line above the tiles that wants to be seen: `Two withdrawals wait for you`."""

    ground: Ground
    icon: str
    sentence: str
    url: str = ""


NoteMaker = Callable[[Any, Actor], Note | None]

_tiles: dict[str, Tile] = {}
_notes: dict[str, NoteMaker] = {}


def register(*tiles: Tile) -> None:
    """Offer tiles; the same address registered again replaces the first."""
    for tile in tiles:
        _tiles[tile.url_name] = tile


def register_note(name: str, maker: NoteMaker) -> None:
    """Offer a note; it is asked on every home page, so it must be quick. None: nothing to say."""
    _notes[name] = maker


def tiles_for(actor: Actor) -> list[Tile]:
    """Return the tiles of what this actor may open, nearest first."""
    return sorted((t for t in _tiles.values() if actor.may(t.permission)), key=lambda t: (t.order, t.url_name))


def notes_for(org: Any, actor: Actor) -> list[Note]:
    """Return what wants to be seen now."""
    return [note for maker in _notes.values() if (note := maker(org, actor)) is not None]
