"""The reads of the weighing table, straight through the driver: one statement each, whatever the number of lines.

Only `record_deposit` and `correct_deposit` come here; every statement names the association (engineering notes,
"Writing"). All other reads use the ORM.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.sql import uuid_adapter
from guyub.livelihoods.wastebank.choices import REGULAR
from guyub.livelihoods.wastebank.rules.prices import Price

_KNOWN = "SELECT id, content_hash FROM wastebank_deposit WHERE org_id = %s AND client_id = %s"
_SESSION = (
    "SELECT s.status, s.held_on, s.planned_open, s.planned_close, s.closed_at, p.id, p.place_id, p.cash_account"
    " FROM wastebank_weighingsession s"
    " JOIN wastebank_post p ON p.org_id = s.org_id AND p.id = s.post_id"
    " WHERE s.org_id = %s AND s.id = %s"
)
_MEMBERS = (
    "SELECT m.id, m.number, m.name, m.status, m.left_on, m.merged_into_id, k.id, p.id, p.balance, p.held, p.last_no,"
    " CASE WHEN EXISTS (SELECT 1 FROM wastebank_receivable r WHERE r.org_id = m.org_id AND r.member_id = m.id"
    " AND r.owed > 0) OR EXISTS (SELECT 1 FROM wastebank_loan l WHERE l.org_id = m.org_id AND l.member_id = m.id"
    " AND l.owed > 0) THEN 1 ELSE 0 END"
    " FROM members_member m"
    " LEFT JOIN wastebank_pocketkind k ON k.org_id = m.org_id AND k.code = %s"
    " LEFT JOIN wastebank_pocket p ON p.org_id = m.org_id AND p.member_id = m.id AND p.kind_id = k.id AND p.label = ''"
    " WHERE m.org_id = %s AND m.id IN ({marks})"
)
_ITEMS = (
    "SELECT i.id, i.name, i.unit, i.stock_item_id, i.is_active,"
    " r.id, r.channel, r.member_class, r.starts_at, r.mode, r.price, r.deduction_bp, l.version, r.fee_bp"
    " FROM wastebank_wasteitem i"
    " LEFT JOIN wastebank_pricerow r ON r.org_id = i.org_id AND r.item_id = i.id AND r.starts_at <= %s"
    " LEFT JOIN wastebank_pricelist l ON l.org_id = r.org_id AND l.id = r.price_list_id"
    " WHERE i.org_id = %s AND i.id IN ({marks})"
)
_TWINS = (
    "SELECT d.id, d.session_id FROM wastebank_deposit d"
    " WHERE d.org_id = %s AND d.weighed_at >= %s AND d.weighed_at <= %s AND d.fingerprint = %s"
    " AND (d.member_id IN ({marks}) OR EXISTS (SELECT 1 FROM wastebank_groupshare s"
    " WHERE s.org_id = d.org_id AND s.deposit_id = d.id AND s.member_id IN ({marks})))"
    " AND NOT EXISTS (SELECT 1 FROM wastebank_deposit n WHERE n.org_id = d.org_id AND n.replaces_id = d.id)"
)


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A weighing day and its post."""

    id: UUID
    status: str
    held_on: date
    planned_open: datetime
    planned_close: datetime
    closed_at: datetime | None
    post_id: UUID
    place_id: UUID
    cash_account: str


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member with her regular pocket; `pocket_id` None while she has none yet.

    `in_debt`: Piutang or a loan stands.
    """

    id: UUID
    number: int
    name: str
    status: str
    left_on: date | None
    merged_into: UUID | None
    kind_id: UUID | None
    pocket_id: UUID | None
    balance: int
    held: int
    last_no: int
    in_debt: bool = False


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item with the prices that had begun at a moment."""

    id: UUID
    name: str
    unit: Unit
    stock_item_id: UUID
    is_active: bool
    prices: list[Price] = field(default_factory=list)


def known_deposit(org_id: UUID, client_id: UUID) -> tuple[UUID, str] | None:
    """Return the id and content hash of the deposit that this client id made."""
    to_db = uuid_adapter()
    rows = _rows(_KNOWN, [to_db(org_id), to_db(client_id)])
    return (_uuid(rows[0][0]), rows[0][1]) if rows else None


def session_facts(org_id: UUID, session_id: UUID) -> SessionFacts | None:
    """Return the session and its post, None if it is not here."""
    to_db = uuid_adapter()
    rows = _rows(_SESSION, [to_db(org_id), to_db(session_id)])
    if not rows:
        return None
    status, held_on, opens, closes, closed, post, place, cash = rows[0]
    return SessionFacts(
        session_id,
        status,
        held_on,
        _moment(opens),
        _moment(closes),
        None if closed is None else _moment(closed),
        _uuid(post),
        _uuid(place),
        cash,
    )


def member_facts(org_id: UUID, member_ids: Collection[UUID]) -> dict[UUID, MemberFacts]:
    """Return members with their regular pockets."""
    to_db = uuid_adapter()
    sql = _MEMBERS.format(marks=_marks(member_ids))
    rows = _rows(sql, [REGULAR, to_db(org_id), *(to_db(pk) for pk in member_ids)])
    found = [
        MemberFacts(
            _uuid(pk),
            number,
            name,
            status,
            left_on,
            None if merged is None else _uuid(merged),
            None if kind is None else _uuid(kind),
            None if pocket is None else _uuid(pocket),
            balance or 0,
            held or 0,
            last_no or 0,
            bool(in_debt),
        )
        for pk, number, name, status, left_on, merged, kind, pocket, balance, held, last_no, in_debt in rows
    ]
    return {member.id: member for member in found}


def item_facts(org_id: UUID, item_ids: Collection[UUID], moment: datetime) -> dict[UUID, ItemFacts]:
    """Return items with every price row that had begun at `moment`."""
    to_db = uuid_adapter()
    sql = _ITEMS.format(marks=_marks(item_ids))
    found: dict[UUID, ItemFacts] = {}
    for row in _rows(sql, [_to_moment(moment), to_db(org_id), *(to_db(pk) for pk in item_ids)]):
        pk, name, unit, stock_item, is_active, price_id, channel, member_class, starts, *terms = row
        key = _uuid(pk)
        item = found.get(key)
        if item is None:
            item = found[key] = ItemFacts(key, name, Unit(unit), _uuid(stock_item), bool(is_active))
        if price_id is not None:
            item.prices.append(Price(_uuid(price_id), channel, member_class, _moment(starts), *terms))
    return found


def twins(
    org_id: UUID, *, member_ids: Sequence[UUID], weighed_at: datetime, within: timedelta, fingerprint: str
) -> list[tuple[UUID, UUID]]:
    """Return (deposit, session) of standing deposits of any of these persons that look like this one."""
    to_db = uuid_adapter()
    ends = [_to_moment(weighed_at - within), _to_moment(weighed_at + within)]
    people = [to_db(pk) for pk in member_ids]
    rows = _rows(_TWINS.format(marks=_marks(people)), [to_db(org_id), *ends, fingerprint, *people, *people])
    return [(_uuid(deposit), _uuid(session)) for deposit, session in rows]


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()  # type: ignore[no-any-return]


def _marks(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(hex=value)


def _moment(value: datetime) -> datetime:
    """Return a moment as SQLite (which has no zones) and PostgreSQL hand it out, aware."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _to_moment(value: datetime) -> Any:
    return str(value.astimezone(UTC).replace(tzinfo=None)) if connection.vendor == "sqlite" else value
