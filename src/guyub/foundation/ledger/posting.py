"""The one door through which rupiah and goods enter the books.

Rooms call `post_entry` inside their own action. It checks, takes what may run short, writes lines, goods, header and
totals, and moves the counter, in about a dozen statements (docs/adr/0004). An ORM twin lives in the tests, and both
are compared after random sequences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import lock_association
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import content_hash as hash_of
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.sql import insert_rows
from guyub.foundation.ledger import books, chain, rules
from guyub.foundation.ledger.deltas import Deltas
from guyub.foundation.ledger.entries import REVERSAL, Line, Move, Posted
from guyub.foundation.ledger.models import Entry, EntryLine, Receipt, StockMovement
from guyub.foundation.organizations.models import Organization

_ENTRY = (
    "id", "org_id", "n", "kind", "source_id", "booked_on", "memo", "doc_hash", "prev", "hash", "reverses_id",
    "client_id", "content_hash", "happened_at", "recorded_at", "recorded_by_id", "device_id",
)  # fmt: skip
_LINE = ("id", "org_id", "entry_id", "no", "booked_on", "account", "fund", "unit", "party", "cash_flow", "amount")
_MOVE = (
    "id", "org_id", "entry_id", "no", "booked_on", "item_id", "place_id", "pool", "lot_id", "account", "quantity",
    "value",
)  # fmt: skip
_RECEIPT = ("id", "org_id", "number", "code", "entry_id", "replaces_id")

_gathering: ContextVar[tuple[UUID, Deltas] | None] = ContextVar("ledger_correction", default=None)


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
    """Write one entry with its lines, balances, stock movements and receipt, inside the caller's transaction.

    The same `client_id`, or the same (kind, source), with the same content gives the first result. No lines: a
    memorandum. `doc` is the source document, whose hash the entry carries. `replaces` names the entry that this one
    corrects, so that its receipt can tell the newer number. `booked_on` is for the opening and the year's end.
    A refusal undoes the caller's transaction if anything was written.
    """
    lock_association(org.pk)
    memo = chain.text(memo)
    event_at = event_at.replace(microsecond=0)
    doc_hash = hash_of(doc) if doc is not None else ""
    plain = _plain_lines(lines)
    content = chain.digest(
        chain.encode(
            {
                "kind": kind,
                "source": str(source_id),
                "event_at": chain.stamp(event_at),
                "memo": memo,
                "doc": doc_hash,
                "lines": plain,
                "moves": [_plain_move(move) for move in moves],
                "reverses": None if reverses is None else str(reverses),
            }
        )
    )
    first = books.first_posted(org.pk, client_id=client_id, kind=kind, source_id=source_id, content_hash=content)
    if first is not None:
        return first

    rules.check_shape(lines, moves, memo, kind)
    heads = books.lock_heads(org.pk)
    day = rules.book_day(org, event_at, heads.closed_upto, booked_on)
    accounts = books.chart_of(org.pk, lines)
    rules.check_accounts(kind, lines, accounts)
    items, move_accounts = books.goods_of(org.pk, moves) if moves else ({}, [])
    rules.check_goods(lines, moves, accounts, items, move_accounts)
    rules.check_funds(org, day, lines, accounts, reverses)

    posted_at = clock.now().replace(microsecond=0)
    n = heads.n + 1
    entry_hash = chain.digest(
        chain.canonical(
            n=n,
            org=org.pk,
            day=day,
            event_at=event_at,
            posted_at=posted_at,
            by=by.user_id,
            client_id=client_id,
            kind=kind,
            memo=memo,
            lines=plain,
            prev=heads.hash,
            reverses=_number_of(reverses),
            doc_hash=doc_hash,
        )
    )
    entry_id = uuid7()
    with _all_or_nothing():
        deltas = _deltas(org)
        deltas.add_lines(lines, accounts, day)
        deltas.add_moves(moves, move_accounts, items)
        if _gathering.get() is None:
            deltas.apply(org.pk)
        insert_rows(EntryLine, _line_rows(org.pk, entry_id, day, lines), fields=_LINE)
        insert_rows(StockMovement, _move_rows(org.pk, entry_id, day, moves, move_accounts), fields=_MOVE)
        header = (
            entry_id, org.pk, n, kind, source_id, day, memo, doc_hash, heads.hash, entry_hash, reverses,
            client_id, content, event_at, posted_at, by.user_id, by.device_id,
        )  # fmt: skip
        insert_rows(Entry, [header], fields=_ENTRY)
        number, code = (None, "")
        if receipt:
            number, code = heads.receipt + 1, chain.receipt_code(entry_hash, heads.receipt + 1)
            earlier = _receipt_of(replaces or reverses)
            insert_rows(Receipt, [(uuid7(), org.pk, number, code, entry_id, earlier)], fields=_RECEIPT)
        books.advance(org.pk, heads, head=entry_hash, receipt=receipt)
    return Posted(entry_id, n, entry_hash, number, code)


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
    """Write the mirror of a whole entry: once, in an open month, not before the original.

    An entry that moved goods is reversed by its room alone, which hands in `moves`: `stock.mirror(entry_id)`, inside
    `correction` together with a replacement that carries the net change.
    """
    lock_association(org.pk)
    original = Entry.get(entry_id)
    known = Entry.objects.filter(reverses=original).values_list("client_id", flat=True).first()
    if original.reverses_id is not None:
        raise Refused(
            _("Entry %(n)d is a correction itself and stays.") % {"n": original.n},
            next_step=_("Record what is right as a new entry."),
            code="reversal_of_reversal",
        )
    if known is not None and known != client_id:
        raise Refused(
            _("Entry %(n)d was corrected before. Nothing was written.") % {"n": original.n},
            next_step=_("Look at the correction in the journal."),
            code="reversed_before",
        )
    if moves is None and original.moves.exists():
        raise Refused(
            _("Entry %(n)d moved goods, so it is corrected where it was recorded.") % {"n": original.n},
            next_step=_("Open the record itself and correct it there."),
            code="room_corrects",
        )
    closed = books.lock_heads(org.pk).closed_upto
    day = max(rules.book_day(org, event_at, closed), original.booked_on)
    mirrored = [
        Line(line.account, -line.amount, line.fund, line.unit, line.party, line.cash_flow)
        for line in original.lines.order_by("no")
    ]
    return post_entry(
        org=org,
        by=by,
        kind=kind,
        source_id=original.pk,
        lines=mirrored,
        moves=moves or (),
        event_at=event_at,
        client_id=client_id,
        doc=doc,
        memo=memo,
        reverses=original.pk,
        receipt=receipt,
        booked_on=day,
    )


@contextmanager
def correction(org: Organization) -> Iterator[None]:
    """Count a reversal and its replacement together: running totals are written, and checked, when the block ends.

    Inside, `balance` and `on_hand` still show what was there before.
    """
    if _gathering.get() is not None:
        raise RuntimeError("a correction is already under way")
    lock_association(org.pk)
    deltas = Deltas()
    token = _gathering.set((org.pk, deltas))
    try:
        with _all_or_nothing():
            yield
            deltas.apply(org.pk)
    finally:
        _gathering.reset(token)


def _deltas(org: Organization) -> Deltas:
    gathering = _gathering.get()
    if gathering is None:
        return Deltas()
    if gathering[0] != org.pk:
        raise RuntimeError("a correction stays within one association")
    return gathering[1]


@contextmanager
def _all_or_nothing() -> Iterator[None]:
    """Undo the caller's transaction on any error, also if she catches it: half an entry never stays."""
    try:
        yield
    except BaseException:
        transaction.set_rollback(True)
        raise


def _number_of(entry_id: UUID | None) -> int | None:
    return None if entry_id is None else Entry.objects.values_list("n", flat=True).get(pk=entry_id)


def _receipt_of(entry_id: UUID | None) -> UUID | None:
    if entry_id is None:
        return None
    found: UUID | None = Receipt.objects.filter(entry=entry_id).values_list("pk", flat=True).first()
    return found


def _plain_lines(lines: Sequence[Line]) -> list[chain.PlainLine]:
    return [
        (
            no,
            line.account,
            line.fund,
            line.unit,
            None if line.party is None else str(line.party),
            line.cash_flow or None,
            line.amount,
        )
        for no, line in enumerate(lines, 1)
    ]


def _plain_move(move: Move) -> list[Any]:
    lot = None if move.lot_id is None else str(move.lot_id)
    return [str(move.item_id), str(move.place_id), move.pool, lot, move.quantity, move.value]


def _line_rows(org_id: UUID, entry_id: UUID, day: date, lines: Sequence[Line]) -> list[tuple[Any, ...]]:
    return [
        (
            uuid7(), org_id, entry_id, no, day, line.account, line.fund, line.unit, line.party, line.cash_flow,
            line.amount,
        )
        for no, line in enumerate(lines, 1)
    ]  # fmt: skip


def _move_rows(
    org_id: UUID, entry_id: UUID, day: date, moves: Sequence[Move], accounts: Sequence[str]
) -> list[tuple[Any, ...]]:
    return [
        (
            uuid7(), org_id, entry_id, no, day, move.item_id, move.place_id, move.pool, move.lot_id, account,
            move.quantity, move.value,
        )
        for no, (move, account) in enumerate(zip(moves, accounts, strict=True), 1)
    ]  # fmt: skip
