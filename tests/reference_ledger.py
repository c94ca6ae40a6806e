"""The posting function once more, slowly and through the ORM: what `post_entry` must agree with.

It keeps no conditional updates and no upserts: rows are locked, changed in Python and saved, checks are plain ifs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import chain
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.models import (
    Account,
    Balance,
    Counter,
    Entry,
    EntryLine,
    FundBalance,
    Item,
    MonthTotal,
    PartyBalance,
    Place,
    Receipt,
    StockBalance,
    StockMovement,
)
from guyub.foundation.organizations.models import Organization


@atomic
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
    receipt: bool = False,
) -> Entry:
    """Write one entry that is known to be balanced, with its totals."""
    lock_association(org.pk)
    counter = Counter.objects.select_for_update().get(name="entry")
    n, day, posted_at = counter.value + 1, clock.day_of(event_at, org.time_zone), clock.now().replace(microsecond=0)
    plain = [
        (no, x.account, x.fund, x.unit, str(x.party) if x.party else None, x.cash_flow or None, x.amount)
        for no, x in enumerate(lines, 1)
    ]
    entry = Entry(
        org=org, n=n, kind=kind, source_id=source_id, client_id=client_id, content_hash="", happened_at=event_at,
        recorded_at=posted_at, recorded_by_id=by.user_id, booked_on=day, prev=counter.head,
    )  # fmt: skip
    entry.hash = chain.digest(
        chain.canonical(
            n=n, org=org.pk, day=day, event_at=event_at, posted_at=posted_at, by=by.user_id, client_id=client_id,
            kind=kind, memo="", lines=plain, prev=counter.head,
        )
    )  # fmt: skip
    for no, x in enumerate(lines, 1):
        EntryLine.objects.create(
            org=org, entry_id=entry.pk, no=no, booked_on=day, account=x.account, fund=x.fund, unit=x.unit,
            party=x.party, cash_flow=x.cash_flow, amount=x.amount,
        )  # fmt: skip
        _count_line(org, day, x)
    for no, move in enumerate(moves, 1):
        _move(org, entry.pk, no, day, move)
    entry.save(force_insert=True)
    counter.value, counter.head = n, entry.hash
    counter.save()
    if receipt:
        series = Counter.objects.get(name="receipt")
        series.value += 1
        series.save()
        Receipt.objects.create(
            org=org, number=series.value, code=chain.receipt_code(entry.hash, series.value), entry=entry
        )
    _refuse_negative()
    return entry


def _count_line(org: Organization, day: date, line: Line) -> None:
    account = Account.objects.get(code=line.account)
    side, size = ("debit", line.amount) if line.amount > 0 else ("credit", -line.amount)
    _add(Balance, {side: size}, org=org, account=line.account, fund=line.fund, unit=line.unit)
    _add(
        MonthTotal, {side: size}, org=org, month=day.replace(day=1), account=line.account, fund=line.fund,
        unit=line.unit, cash_flow=line.cash_flow,
    )  # fmt: skip
    if line.party is not None:
        _add(PartyBalance, {side: size}, org=org, account=line.account, party=line.party)
    if account.is_cash:
        row = FundBalance.objects.filter(account=line.account, fund=line.fund).first()
        amount = (row.amount if row else 0) + line.amount
        if amount < 0:
            raise Refused
        FundBalance.objects.update_or_create(org=org, account=line.account, fund=line.fund, defaults={"amount": amount})


def _move(org: Organization, entry_id: UUID, no: int, day: date, move: Move) -> None:
    account = Place.objects.get(pk=move.place_id).account or Item.objects.get(pk=move.item_id).account
    StockMovement.objects.create(
        org=org, entry_id=entry_id, no=no, booked_on=day, item_id=move.item_id, place_id=move.place_id, pool=move.pool,
        account=account, quantity=move.quantity, value=move.value,
    )  # fmt: skip
    row = StockBalance.objects.filter(item=move.item_id, place=move.place_id, pool=move.pool).first()
    if row is None:
        row = StockBalance(
            id=uuid7(), org=org, item_id=move.item_id, place_id=move.place_id, pool=move.pool, account=account
        )
    row.quantity += move.quantity
    row.value += move.value
    if row.quantity < 0 or row.value < 0 or (row.quantity == 0 and row.value):
        raise Refused
    row.save()


def _add(model: type[models.Model], sums: dict[str, int], **key: Any) -> None:
    row, _created = model.objects.get_or_create(**key)  # type: ignore[attr-defined]
    for name, value in sums.items():
        setattr(row, name, getattr(row, name) + value)
    row.save()


def _refuse_negative() -> None:
    for code in Account.objects.filter(never_negative=True, kind="liability").values_list("code", flat=True):
        if any(row.debit > row.credit for row in PartyBalance.objects.filter(account=code)):
            raise Refused


TOTALS: dict[type[models.Model], tuple[str, ...]] = {
    Balance: ("account", "fund", "unit", "debit", "credit"),
    MonthTotal: ("month", "account", "fund", "unit", "cash_flow", "debit", "credit"),
    PartyBalance: ("account", "party", "debit", "credit"),
    FundBalance: ("account", "fund", "amount"),
    StockBalance: ("item__code", "place__name", "pool", "account", "quantity", "value"),
    Entry: ("n", "kind", "booked_on", "happened_at", "recorded_at", "memo", "doc_hash"),
    EntryLine: ("entry__n", "no", "booked_on", "account", "fund", "unit", "party", "cash_flow", "amount"),
    StockMovement: ("entry__n", "no", "item__code", "place__name", "pool", "account", "quantity", "value"),
    Counter: ("name", "value"),
    Receipt: ("number", "entry__n"),
}


def picture() -> dict[str, list[tuple[Any, ...]]]:
    """All that the books of the active association hold, without the ids and hashes that differ by association."""
    return {
        model.__name__: sorted(model.objects.values_list(*names), key=repr)  # type: ignore[attr-defined]
        for model, names in TOTALS.items()
    }
