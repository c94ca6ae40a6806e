"""Reads of what phones sent."""

from __future__ import annotations

from guyub.foundation.core import recording
from guyub.foundation.core.actor import Actor
from guyub.sync.permissions import SyncPermission


def may_settle(by: Actor, kind_name: str) -> bool:
    """Return whether this officer settles facts of a kind; of what no room knows, those who may settle anything."""
    kind = recording.kind_of(kind_name)
    return by.may(kind.settle if kind is not None else SyncPermission.SETTLE)
