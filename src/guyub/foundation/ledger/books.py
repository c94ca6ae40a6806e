"""What the books hold at the moment of posting: earlier results, counters, the facts of accounts and goods."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from guyub.foundation.core.errors import BadInput, Clash, Refused
from guyub.foundation.core.sql import uuid_adapter
from guyub.foundation.ledger.entries import Line, Move, Posted
from guyub.foundation.ledger.rules import AccountFacts, ItemFacts
from guyub.foundation.ledger.setup import ENTRY_SERIES, RECEIPT_SERIES

_FIRST = (
    "SELECT e.id, e.n, e.hash, e.content_hash, r.number, r.code FROM ledger_entry e"
    " LEFT JOIN ledger_receipt r ON r.org_id = e.org_id AND r.entry_id = e.id"
    " WHERE (e.org_id = %s AND e.client_id = %s) OR (e.org_id = %s AND e.kind = %s AND e.source_id = %s)"
)
_HEADS = (
    "SELECT c.name, c.value, c.head, (SELECT MAX(p.month) FROM ledger_period p WHERE p.org_id = c.org_id)"
    " FROM ledger_counter c WHERE c.org_id = %s ORDER BY c.name"
)
_CHART = (
    "SELECT 'account', code, name, kind, is_cash, control, never_negative, closed_on FROM ledger_account"
    " WHERE org_id = %s AND code IN ({accounts})"
    " UNION ALL SELECT 'fund', code, name, '', FALSE, '', FALSE, closed_on FROM ledger_fund"
    " WHERE org_id = %s AND code IN ({funds})"
    " UNION ALL SELECT 'unit', code, name, '', FALSE, '', FALSE, closed_on FROM ledger_unit"
    " WHERE org_id = %s AND code IN ({units})"
)
_GOODS = (
    "SELECT 'item', id, account, name, by_lot, is_food, closed_on, id FROM ledger_item"
    " WHERE org_id = %s AND id IN ({items})"
    " UNION ALL SELECT 'place', id, account, name, FALSE, FALSE, closed_on, id FROM ledger_place"
    " WHERE org_id = %s AND id IN ({places})"
    " UNION ALL SELECT 'lot', id, '', code, FALSE, FALSE, NULL, item_id FROM ledger_lot"
    " WHERE org_id = %s AND id IN ({lots})"
)


@dataclass(frozen=True, slots=True)
class Heads:
    """The last numbers of the series, the hash of the last entry, the newest closed month."""

    n: int
    hash: str
    receipt: int
    closed_upto: date | None


def first_posted(
    cursor: Any, org_id: UUID, *, client_id: UUID, kind: str, source_id: UUID, content_hash: str
) -> Posted | None:
    """Return what this `client_id`, or this source, posted before; raise `Clash` if its content differs."""
    to_db = uuid_adapter()
    org = to_db(org_id)
    cursor.execute(_FIRST, (org, to_db(client_id), org, kind, to_db(source_id)))
    rows = cursor.fetchall()
    if not rows:
        return None
    entry_id, n, entry_hash, known, number, code = rows[0]
    if len(rows) > 1 or known != content_hash:
        raise Clash(first=str(_uuid(entry_id)), n=n)
    return Posted(_uuid(entry_id), n, entry_hash, number, code or "")


def lock_heads(cursor: Any, org_id: UUID) -> Heads:
    """Read the counters and hold them until the transaction ends."""
    cursor.execute(_HEADS + (" FOR UPDATE OF c" if connection.vendor == "postgresql" else ""), _ids([org_id]))
    rows = {row[0]: row for row in cursor.fetchall()}
    if ENTRY_SERIES not in rows:
        raise Refused(
            _("The books of this association are not open yet."),
            next_step=_("Ask the treasurer to open them."),
            code="books_not_open",
        )
    _name, n, head, month = rows[ENTRY_SERIES]
    return Heads(n, head, rows[RECEIPT_SERIES][1], date.fromisoformat(month) if isinstance(month, str) else month)


def advance(cursor: Any, org_id: UUID, heads: Heads, *, head: str, receipt: bool) -> None:
    """Count the entry, and its receipt if it has one, and keep the new head hash."""
    org = uuid_adapter()(org_id)
    cursor.execute(
        "UPDATE ledger_counter SET value = %s, head = %s WHERE org_id = %s AND name = %s",
        (heads.n + 1, head, org, ENTRY_SERIES),
    )
    if receipt:
        cursor.execute(
            "UPDATE ledger_counter SET value = %s WHERE org_id = %s AND name = %s",
            (heads.receipt + 1, org, RECEIPT_SERIES),
        )


def chart_of(cursor: Any, org_id: UUID, lines: Sequence[Line]) -> dict[str, AccountFacts]:
    """Return the accounts of `lines`; refuse unknown or closed accounts, funds and units."""
    if not lines:
        return {}
    wanted = {
        "account": sorted({line.account for line in lines}),
        "fund": sorted({line.fund for line in lines}),
        "unit": sorted({line.unit for line in lines}),
    }
    org = uuid_adapter()(org_id)
    sql = _CHART.format(accounts=_marks(wanted["account"]), funds=_marks(wanted["fund"]), units=_marks(wanted["unit"]))
    cursor.execute(sql, [part for codes in wanted.values() for part in (org, *codes)])
    rows = cursor.fetchall()
    found = {(row[0], row[1]): row for row in rows}
    for what, codes in wanted.items():
        for code in codes:
            _refuse_missing(what, code, found.get((what, code)))
    return {
        code: AccountFacts(code, name, kind, bool(is_cash), control, bool(never_negative))
        for what, code, name, kind, is_cash, control, never_negative, _closed in rows
        if what == "account"
    }


def _refuse_missing(what: str, code: str, row: Sequence[Any] | None) -> None:
    if row is not None and row[7] is None:
        return
    sentences = {
        "account": (_("Account %(code)s does not exist."), _("Account %(code)s is closed.")),
        "fund": (_("Fund %(code)s does not exist."), _("Fund %(code)s is closed.")),
        "unit": (_("Unit %(code)s does not exist."), _("Unit %(code)s is closed.")),
    }
    missing, closed = sentences[what]
    raise BadInput((missing if row is None else closed) % {"code": code}, field="lines", code=f"no_{what}")


def goods_of(cursor: Any, org_id: UUID, moves: Sequence[Move]) -> tuple[dict[UUID, ItemFacts], list[str]]:
    """Return the items of `moves`, and for each move the inventory account that its value stands on."""
    items = {move.item_id for move in moves}
    places = {move.place_id for move in moves}
    lots = {move.lot_id for move in moves if move.lot_id is not None}
    org = uuid_adapter()(org_id)
    sql = _GOODS.format(items=_marks(items), places=_marks(places), lots=_marks(lots))
    cursor.execute(sql, [org, *_ids(items), org, *_ids(places), org, *_ids(lots)])
    rows = {(row[0], _uuid(row[1])): row for row in cursor.fetchall()}
    accounts = []
    for move in moves:
        item, place = rows.get(("item", move.item_id)), rows.get(("place", move.place_id))
        if item is None or place is None or item[6] is not None or place[6] is not None:
            raise BadInput(_("This item or this place is not in use."), field="moves", code="no_item")
        if move.lot_id is not None:
            lot = rows.get(("lot", move.lot_id))
            if lot is None or _uuid(lot[7]) != move.item_id:
                raise BadInput(_("This lot is of another item."), field="moves", code="no_lot")
        accounts.append(place[2] or item[2])
    return {
        key: ItemFacts(account, name, bool(by_lot), bool(is_food))
        for (what, key), (_what, _id, account, name, by_lot, is_food, *_rest) in rows.items()
        if what == "item"
    }, accounts


def _marks(values: Collection[Any]) -> str:
    # IN () is no SQL; IN (NULL) finds nothing.
    return ", ".join(["%s"] * len(values)) or "NULL"


def _ids(values: Collection[UUID]) -> list[Any]:
    to_db = uuid_adapter()
    return [to_db(value) for value in values]


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(hex=value)
