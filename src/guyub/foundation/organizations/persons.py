"""Which rows among the members stand for one person: the room of the members, one floor up, says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

Rows = Callable[[UUID], Iterable[UUID]]
_rows: list[Rows] = []


def on_asking_for_rows(rows: Rows) -> Rows:
    """Let `rows(member_id)` say which rows were joined into that one."""
    if rows not in _rows:
        _rows.append(rows)
    return rows


def earlier_ids(member_id: UUID | None) -> list[str]:
    """Return the rows that were joined into that one, as a membership keeps them."""
    return [] if member_id is None else [str(pk) for rows in _rows for pk in rows(member_id)]
