"""The home page of one person in one association: her notes, her tiles, the one thing of this moment."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from guyub.foundation.core import home as registry
from guyub.foundation.core.actor import Actor
from guyub.foundation.organizations.models import Organization

MOST = 7  # choices in one view; the rest stands behind one more tile


@dataclass(frozen=True, slots=True)
class ShownTile:
    """A tile with its words of this moment."""

    url: str
    icon: str
    title: str
    about: str
    now: bool


@dataclass(frozen=True, slots=True)
class Home:
    """What the home page shows."""

    notes: list[registry.Note]
    tiles: list[ShownTile]
    rest: list[ShownTile]


def home_of(org: Organization, actor: Actor) -> Home:
    """Return what `actor` sees; a tile whose moment is now stands first, and large."""
    tiles, rest = divide([shown for tile in registry.tiles_for(actor) if (shown := show(tile, org, actor))])
    return Home(notes=registry.notes_for(org, actor), tiles=tiles, rest=rest)


def divide(tiles: list[ShownTile]) -> tuple[list[ShownTile], list[ShownTile]]:
    """Return the tiles of the home page and those behind `More`."""
    ordered = sorted(tiles, key=lambda tile: not tile.now)
    return ordered[:MOST], ordered[MOST:]


def show(tile: registry.Tile, org: Organization, actor: Actor) -> ShownTile | None:
    """Return a tile with its address and words; None while its page does not exist yet."""
    try:
        url = reverse(tile.url_name, args=[org.slug])
    except NoReverseMatch:
        return None
    says = tile.say(org, actor) if tile.say else registry.Saying()
    return ShownTile(url=url, icon=tile.icon, title=str(tile.title), about=says.about, now=says.now)
