"""Rooms above say here why a member's data cannot be erased yet: savings, a debt, an open office.

    erasing.register_blocker(has_savings)   # in AppConfig.ready

A blocker returns a sentence for the officer, or an empty one. Ledger rows stay in any case: they name her by id only.
A room that keeps words about her (notes, names) registers an eraser that empties them.
"""

from __future__ import annotations

from typing import Protocol

from django.utils.functional import Promise

from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization


class Blocker(Protocol):
    def __call__(self, *, org: Organization, member: Member) -> str | Promise: ...


class Eraser(Protocol):
    def __call__(self, *, org: Organization, member: Member) -> None: ...


_blockers: list[Blocker] = []
_erasers: list[Eraser] = []


def register_blocker(blocker: Blocker) -> None:
    """Ask `blocker` before anyone is erased."""
    if blocker not in _blockers:
        _blockers.append(blocker)


def register_eraser(eraser: Eraser) -> None:
    """Call `eraser` inside the transaction that erases a member."""
    if eraser not in _erasers:
        _erasers.append(eraser)


def reasons_against(*, org: Organization, member: Member) -> list[str]:
    """Return why this member cannot be erased today, one sentence each; empty if nothing stands in the way."""
    return [str(reason) for blocker in _blockers if (reason := blocker(org=org, member=member))]


def erase_elsewhere(*, org: Organization, member: Member) -> None:
    """Let the rooms forget what they wrote about her."""
    for eraser in _erasers:
        eraser(org=org, member=member)
