"""Builders for tests that need books: opened by the real action, filled by real entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import approvals, periods, setup
from guyub.foundation.ledger import cash as boxes
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.entries import OPENING, Line, Move, Posted
from guyub.foundation.ledger.models import Fund, Item, Place
from guyub.foundation.organizations.models import Organization


def open_books(org: Organization) -> Organization:
    """The books of `org`, with the chart of the template."""
    setup.open_books(org=org, by=SYSTEM)
    return org


def post(
    org: Organization,
    *lines: Line,
    moves: Sequence[Move] = (),
    kind: str = "uji",
    by: Actor = SYSTEM,
    event_at: datetime | None = None,
    client_id: UUID | None = None,
    source_id: UUID | None = None,
    **rest: Any,
) -> Posted:
    """One entry in a transaction of its own, with ids and time filled in."""
    with atomic():
        return post_entry(
            org=org,
            by=by,
            kind=kind,
            source_id=source_id or uuid7(),
            client_id=client_id or uuid7(),
            event_at=event_at or clock.now(),
            lines=lines,
            moves=moves,
            **rest,
        )


def cash(org: Organization, amount: int = 1_000_000, *, account: str = "1101", fund: str = "UMUM") -> Posted:
    """Rupiah in the cash box from the beginning, against Surplus Ditahan."""
    return post(org, Line(account, amount, fund), Line("3103", -amount, fund), kind=OPENING)


def savings(org: Organization, member: UUID, amount: int) -> Posted:
    """Rupiah paid in by a member to her savings."""
    return post(org, Line("1101", amount, unit="BSP", cash_flow="D2"), Line("2101", -amount, unit="BSP", party=member))


def make_fund(org: Organization, code: str = "DINAS", **values: Any) -> Fund:
    return Fund.objects.create(org=org, code=code, **({"name": f"Dana {code}"} | values))


def make_item(org: Organization, code: str = "P1", **values: Any) -> Item:
    values = {"name": f"Barang {code}", "unit": "g", "account": "1301"} | values
    return Item.objects.create(org=org, code=code, **values)


def make_place(org: Organization, name: str = "Gudang", **values: Any) -> Place:
    return Place.objects.create(org=org, name=name, **({"kind": "store"} | values))


def day(text: str) -> date:
    """A date written as 2026-01-31."""
    return date.fromisoformat(text)


def close_month(org: Organization, month: date, *, counter: Actor, chair: Actor) -> None:
    """Close a month as two officers do: the cash box is counted on its last day first."""
    last = clock.start_of((month + timedelta(days=32)).replace(day=1), org.time_zone) - timedelta(hours=4)
    pieces, rest = {}, balance(org=org, account="1101")
    for value in boxes.DENOMINATIONS:
        pieces[value], rest = divmod(rest, value)
    with clock.set_to(last):
        boxes.count_cash(org=org, by=counter, box="1101", pieces=pieces, happened_at=last, client_id=uuid7())
    facts = {"org": org, "happened_at": clock.now(), "client_id": uuid7()}
    proposal = periods.propose_close(by=counter, month=month, **facts)
    approvals.approve(org=org, by=chair, approval_id=proposal.pk)
