"""The one door through which rupiah and goods enter the books.

Rooms call `post_entry` inside their own action. It checks, takes what may run short, writes lines, goods, header and
totals, and moves the counter, in about a dozen statements (docs/adr/0004). An ORM twin lives in the tests, and both
are compared after random sequences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import lock_association
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import content_hash as hash_of
from guyub.foundation.core.ids import uuid7, uuid7s
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
    draft = _Draft(
        org, by, kind, source_id, client_id, lines, moves, event_at.replace(microsecond=0), chain.text(memo),
        hash_of(doc) if doc is not None else "", reverses, _plain_lines(lines),
    )  # fmt: skip
    with connection.cursor() as cursor:
        content = draft.content_hash()
        first = books.first_posted(
            cursor, org.pk, client_id=client_id, kind=kind, source_id=source_id, content_hash=content
        )
        if first is not None:
            return first
        rules.check_shape(lines, moves, memo, kind)
        heads = books.lock_heads(cursor, org.pk)
        day = rules.book_day(org, event_at, heads.closed_upto, booked_on)
        accounts = books.chart_of(cursor, org.pk, lines)
        rules.check_accounts(kind, lines, accounts)
        items, move_accounts = books.goods_of(cursor, org.pk, moves) if moves else ({}, [])
        rules.check_goods(lines, moves, accounts, items, move_accounts)
        rules.check_funds(org, day, lines, accounts, reverses)
        with _all_or_nothing():
            deltas = _deltas(org)
            deltas.add_lines(lines, accounts, day)
            deltas.add_moves(moves, move_accounts, items)
            if _gathering.get() is None:
                deltas.apply(cursor, org.pk)
            return _seal(
                cursor,
                draft,
                heads,
                day,
                content=content,
                move_accounts=move_accounts,
                receipt=receipt,
                receipt_of=replaces or reverses,
            )


@dataclass(frozen=True, slots=True)
class _Draft:
    """What the caller handed in, in the form in which it is hashed and stored."""

    org: Organization
    by: Actor
    kind: str
    source_id: UUID
    client_id: UUID
    lines: Sequence[Line]
    moves: Sequence[Move]
    event_at: datetime
    memo: str
    doc_hash: str
    reverses: UUID | None
    plain: list[chain.PlainLine]

    def content_hash(self) -> str:
        """Return what tells a repeated request from another one: all that the caller decides."""
        return chain.digest(
            chain.encode(
                {
                    "kind": self.kind,
                    "source": str(self.source_id),
                    "event_at": chain.stamp(self.event_at),
                    "memo": self.memo,
                    "doc": self.doc_hash,
                    "lines": self.plain,
                    "moves": [_plain_move(move) for move in self.moves],
                    "reverses": None if self.reverses is None else str(self.reverses),
                }
            )
        )

    def sealed(self, n: int, day: date, posted_at: datetime, prev: str) -> str:
        """Return the hash of the entry that this becomes."""
        return chain.digest(
            chain.canonical(
                n=n,
                org=self.org.pk,
                day=day,
                event_at=self.event_at,
                posted_at=posted_at,
                by=self.by.user_id,
                client_id=self.client_id,
                kind=self.kind,
                memo=self.memo,
                lines=self.plain,
                prev=prev,
                reverses=_number_of(self.reverses),
                doc_hash=self.doc_hash,
            )
        )


def _seal(
    cursor: Any,
    draft: _Draft,
    heads: books.Heads,
    day: date,
    *,
    content: str,
    move_accounts: Sequence[str],
    receipt: bool,
    receipt_of: UUID | None,
) -> Posted:
    """Write lines and goods, then the header whose trigger seals them, then the receipt and the counters."""
    org_id, n, posted_at = draft.org.pk, heads.n + 1, clock.now().replace(microsecond=0)
    entry_hash = draft.sealed(n, day, posted_at, heads.hash)
    entry_id, *ids = uuid7s(1 + len(draft.lines) + len(draft.moves))
    line_rows = [
        (
            line_id, org_id, entry_id, no, day, line.account, line.fund, line.unit, line.party, line.cash_flow,
            line.amount,
        )
        for no, (line_id, line) in enumerate(zip(ids, draft.lines, strict=False), 1)
    ]  # fmt: skip
    insert_rows(EntryLine, line_rows, fields=_LINE, cursor=cursor)
    move_rows = [
        (
            move_id, org_id, entry_id, no, day, move.item_id, move.place_id, move.pool, move.lot_id, account,
            move.quantity, move.value,
        )
        for no, (move_id, move, account) in enumerate(
            zip(ids[len(draft.lines) :], draft.moves, move_accounts, strict=True), 1
        )
    ]  # fmt: skip
    insert_rows(StockMovement, move_rows, fields=_MOVE, cursor=cursor)
    header = (
        entry_id, org_id, n, draft.kind, draft.source_id, day, draft.memo, draft.doc_hash, heads.hash, entry_hash,
        draft.reverses, draft.client_id, content, draft.event_at, posted_at, draft.by.user_id, draft.by.device_id,
    )  # fmt: skip
    insert_rows(Entry, [header], fields=_ENTRY, cursor=cursor)
    number, code = (None, "")
    if receipt:
        number, code = heads.receipt + 1, chain.receipt_code(entry_hash, heads.receipt + 1)
        row = (uuid7(), org_id, number, code, entry_id, _receipt_of(receipt_of))
        insert_rows(Receipt, [row], fields=_RECEIPT, cursor=cursor)
    books.advance(cursor, org_id, heads, head=entry_hash, receipt=receipt)
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
    with connection.cursor() as cursor:
        closed = books.lock_heads(cursor, org.pk).closed_upto
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
            with connection.cursor() as cursor:
                deltas.apply(cursor, org.pk)
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
