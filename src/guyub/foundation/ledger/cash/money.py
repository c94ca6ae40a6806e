"""Money in and money out, in everyday words; above the limit a second person agrees first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock, search
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.facts import fact, first_result
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals, limits
from guyub.foundation.ledger.actions import correction, post_entry, reverse_entry
from guyub.foundation.ledger.cash.boxes import name_of
from guyub.foundation.ledger.choices_books import Category, Direction, category
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.ledger.models import Account, Approval, CashMovement, Entry
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization

IN_KIND, OUT_KIND = "uang_masuk", "uang_keluar"


@dataclass(frozen=True, slots=True)
class PaidOut:
    """What became of money out: posted at once, or waiting for a second person."""

    posted: Posted | None
    approval: Approval | None


@atomic
def receive_money(
    *,
    org: Organization,
    by: Actor,
    category_key: str,
    amount: int,
    box: str,
    happened_at: datetime,
    client_id: UUID,
    fund: str = "UMUM",
    unit: str = "PAG",
    payer: Member | None = None,
    payer_name: str = "",
    note: str = "",
) -> Posted:
    """Book money that came in, with a receipt."""
    by.require(P.RECORD)
    word = _category(category_key, Direction.IN)
    movement = _Movement(Direction.IN, word, amount, box, fund, unit, payer, payer_name, note)
    return _book(org, by, movement, happened_at=happened_at, client_id=client_id)


@atomic
def pay_money(
    *,
    org: Organization,
    by: Actor,
    category_key: str,
    amount: int,
    box: str,
    happened_at: datetime,
    client_id: UUID,
    fund: str = "UMUM",
    unit: str = "PAG",
    payee: Member | None = None,
    payee_name: str = "",
    note: str = "",
) -> PaidOut:
    """Book money that goes out; above the day's limit for one payee it waits for a second person."""
    by.require(P.RECORD)
    word = _category(category_key, Direction.OUT)
    movement = _Movement(Direction.OUT, word, amount, box, fund, unit, payee, payee_name, note)
    if payee is None and not payee_name.strip():
        raise BadInput(_("Say who gets the money."), field="payee_name")
    if payee is not None and by.is_member(payee.pk):
        raise Forbidden(_("Nobody pays herself. Ask another officer to pay you."))
    movement.check()
    before = Approval.objects.filter(client_id=client_id).exists()
    known = CashMovement.objects.filter(client_id=client_id).exists()
    day = clock.day_of(happened_at, org.time_zone)
    if not known and (before or paid_on(day=day, key=movement.key) + amount > limits.cash_out(org)):
        waiting = approvals.propose(
            org=org,
            by=by,
            kind=OUT_KIND,
            payload=movement.payload(),
            happened_at=happened_at,
            client_id=client_id,
            amount=amount,
            beneficiary=payee.pk if payee else None,
        )
        return PaidOut(None, waiting)
    return PaidOut(_book(org, by, movement, happened_at=happened_at, client_id=client_id), None)


def paid_on(*, day: date, key: str) -> int:
    """Return what one payee got in cash on `day`; payments that were taken back do not count."""
    rows = list(
        CashMovement.objects.filter(day=day, payee_key=key, direction=Direction.OUT).values_list("entry_id", "amount")
    )
    undone = set(
        Entry.objects.filter(reverses_id__in=[entry_id for entry_id, _amount in rows]).values_list(
            "reverses_id", flat=True
        )
    )
    return sum(amount for entry_id, amount in rows if entry_id not in undone)


@atomic
def correct_movement(
    *, org: Organization, by: Actor, entry_id: UUID, amount: int, happened_at: datetime, client_id: UUID
) -> Posted:
    """Put a wrong amount right: the entry is taken back and booked again, both in one transaction."""
    by.require(P.RECORD)
    lock_association(org.pk)
    wrong = CashMovement.objects.filter(entry_id=entry_id).select_related("payee").first()
    if wrong is None:
        raise Refused(_("This entry belongs to another room. It is corrected there."), code="other_room")
    again = CashMovement.objects.filter(client_id=client_id).exists()
    word = _category(wrong.category, Direction(wrong.direction))
    movement = _Movement(
        Direction(wrong.direction),
        word,
        amount,
        wrong.box,
        wrong.fund,
        wrong.unit,
        wrong.payee,
        wrong.payee_name,
        wrong.note,
    )
    if movement.direction is Direction.OUT and amount > wrong.amount and amount > limits.cash_out(org):
        raise Refused(
            _("This amount needs a second person. Nothing was changed."),
            next_step=_("Take the entry back, then book the money out again."),
            code="above_limit",
        )
    with correction(org):
        if not again:
            reverse_entry(org=org, by=by, entry_id=entry_id, event_at=happened_at, client_id=uuid7())
        return _book(org, by, movement, happened_at=happened_at, client_id=client_id, replaces=entry_id)


@dataclass(frozen=True, slots=True)
class _Movement:
    direction: Direction
    word: Category
    amount: int
    box: str
    fund: str
    unit: str
    payee: Member | None
    payee_name: str
    note: str

    @property
    def key(self) -> str:
        return str(self.payee.pk) if self.payee else search.key(self.payee_name)[:120]

    def check(self) -> None:
        if self.amount <= 0:
            raise BadInput(_("Type an amount above zero."), field="amount")
        if not Account.objects.filter(code=self.box, is_cash=True, closed_on__isnull=True).exists():
            raise BadInput(_("Choose a cash box from the list."), field="box")

    def payload(self) -> dict[str, Any]:
        return {
            "direction": str(self.direction),
            "category": self.word.key,
            "amount": self.amount,
            "box": self.box,
            "fund": self.fund,
            "unit": self.unit,
            "payee": str(self.payee.pk) if self.payee else "",
            "payee_name": self.payee_name,
            "note": self.note,
        }

    def lines(self) -> list[Line]:
        sign = 1 if self.direction is Direction.IN else -1
        place: Mapping[str, Any] = {"fund": self.fund, "unit": self.unit}
        return [
            Line(self.box, sign * self.amount, cash_flow=self.word.cash_flow, **place),
            Line(self.word.account, -sign * self.amount, **place),
        ]


def _category(key: str, direction: Direction) -> Category:
    found = category(key, direction)
    if found is None:
        raise BadInput(_("Choose what the money is for."), field="category")
    return found


def _book(
    org: Organization,
    by: Actor,
    movement: _Movement,
    *,
    happened_at: datetime,
    client_id: UUID,
    replaces: UUID | None = None,
) -> Posted:
    movement.check()
    lock_association(org.pk)
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=movement.payload())
    row_id = uuid7()
    if before := first_result(CashMovement, client_id=client_id, content_hash=columns["content_hash"]):
        row_id = before.pk
    posted = post_entry(
        org=org,
        by=by,
        kind=IN_KIND if movement.direction is Direction.IN else OUT_KIND,
        source_id=row_id,
        client_id=client_id,
        lines=movement.lines(),
        event_at=happened_at,
        doc=movement.payload(),
        memo=str(movement.word.label),
        replaces=replaces,
        receipt=True,
    )
    if before is None:
        CashMovement.objects.create(
            id=row_id,
            **columns,
            direction=movement.direction,
            box=movement.box,
            category=movement.word.key,
            amount=movement.amount,
            fund=movement.fund,
            unit=movement.unit,
            payee=movement.payee,
            payee_name=movement.payee_name,
            payee_key=movement.key,
            note=movement.note,
            day=clock.day_of(happened_at, org.time_zone),
            entry_id=posted.entry_id,
        )
        verb = "ledger.money_in" if movement.direction is Direction.IN else "ledger.money_out"
        audit.record(org_id=org.pk, by=by, verb=verb, n=posted.n)
    return posted


def pay_approved(org: Organization, by: Actor, approval: Approval) -> UUID:
    """Pay what a second person agreed to."""
    given = approval.payload
    movement = _Movement(
        Direction(given["direction"]),
        _category(given["category"], Direction(given["direction"])),
        given["amount"],
        given["box"],
        given["fund"],
        given["unit"],
        Member.get(given["payee"]) if given["payee"] else None,
        given["payee_name"],
        given["note"],
    )
    return _book(org, by, movement, happened_at=approval.happened_at, client_id=approval.pk).entry_id


def describe_payment(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say who would get how much, from where, what for."""
    given = approval.payload
    word = _category(given["category"], Direction.OUT)
    payee = Member.get(given["payee"]).called if given["payee"] else given["payee_name"]
    rows = [
        (_("For"), str(word.label)),
        (_("To"), payee),
        (_("Amount"), rupiah(given["amount"])),
        (_("From"), name_of(given["box"])),
    ]
    return [*rows, (_("Note"), given["note"])] if given["note"] else rows


def movement_documents(source_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Rebuild what money in and out said when it was posted."""
    return {
        row.pk: {
            "direction": row.direction,
            "category": row.category,
            "amount": row.amount,
            "box": row.box,
            "fund": row.fund,
            "unit": row.unit,
            "payee": str(row.payee_id) if row.payee_id else "",
            "payee_name": row.payee_name,
            "note": row.note,
        }
        for row in CashMovement.objects.filter(pk__in=source_ids)
    }
