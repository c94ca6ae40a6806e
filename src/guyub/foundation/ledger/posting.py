"""The one door through which rupiah and goods enter the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from guyub.foundation.core.actor import Actor
from guyub.foundation.ledger.entries import REVERSAL, Line, Move, Posted
from guyub.foundation.organizations.models import Organization


def post_entry(
    *,
    org: Organization,
    by: Actor,
    kind: str,
    source_id: UUID,
    lines: Sequence[Line],
    event_at: datetime,
    client_id: UUID,
    moves: Sequence[Move] = (),
    doc: Mapping[str, Any] | None = None,
    memo: str = "",
    reverses: UUID | None = None,
    replaces: UUID | None = None,
    receipt: bool = False,
    booked_on: date | None = None,
) -> Posted:
    """Write one entry with its lines, balances, stock movements and receipt, inside the caller's transaction."""
    raise NotImplementedError


def reverse_entry(
    *,
    org: Organization,
    by: Actor,
    entry_id: UUID,
    event_at: datetime,
    client_id: UUID,
    memo: str = "",
    kind: str = REVERSAL,
    moves: Sequence[Move] | None = None,
    doc: Mapping[str, Any] | None = None,
    receipt: bool = False,
) -> Posted:
    """Write the mirror of a whole entry, once."""
    raise NotImplementedError


def correction(org: Organization) -> AbstractContextManager[None]:
    """Check balances at the end of the block: a reversal and its replacement count together."""
    raise NotImplementedError(org)
