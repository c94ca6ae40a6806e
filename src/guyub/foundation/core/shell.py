"""Pages that a phone keeps to open without a signal: the same for everybody, with nobody's data in them.

    register(Shell("timbang", "wastebank/phone.html", ("wastebank/phone/",), icon="scale", title=_("Weigh")))

The room says which template, and where its scripts and styles stand; `web` serves it at `/hp/<name>/`, and the service
worker keeps it. What such a page shows about people comes from the phone's own sealed book.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Shell:
    """One page. `files`: static files it needs, or folders of them (with a slash at the end).

    `camera`: it may ask for the camera; no other page of ours may.
    With a `title` it is work that can be done without a signal: a tile on the start page, a shortcut of the app.
    """

    name: str
    template: str
    files: tuple[str, ...] = ()
    icon: str = "phone"
    title: str | Promise = ""
    camera: bool = False


_shells: dict[str, Shell] = {}


def register(*shells: Shell) -> None:
    """Make pages known; the same name registered again replaces the first."""
    for shell in shells:
        _shells[shell.name] = shell


def all_shells() -> tuple[Shell, ...]:
    """Return every page, in a fixed order."""
    return tuple(_shells[name] for name in sorted(_shells))


def shell(name: str) -> Shell | None:
    """Return the page of this name."""
    return _shells.get(name)
