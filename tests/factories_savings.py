"""Kinds of savings, and what moves between them, by the real actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.calendar import put_day
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.models import DayKind
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.models import Approval
from guyub.foundation.members.models import Member
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Bill, Payout, PocketKind, Transfer
from tests.factories_wastebank import Bank


def lebaran(bank: Bank, day: date) -> date:
    """The day of Lebaran in the association's calendar."""
    put_day(
        org=bank.org, by=SYSTEM, kind=DayKind.LEBARAN, starts_on=day, ends_on=day + timedelta(days=1), name="Idulfitri"
    )
    return day


def common(by: Actor, bank: Bank) -> dict[str, Any]:
    """What an action that records a fact wants first."""
    return {"org": bank.org, "by": by, "client_id": uuid7(), "happened_at": clock.now()}


def move(
    bank: Bank, member: Member, amount: int, to: str = "lebaran", *, out_of: str = "reguler", **values: Any
) -> Transfer:
    """Between her own savings, by the treasurer unless `by` says who."""
    by = values.pop("by", bank.treasurer)
    return actions.move_savings(
        **common(by, bank),
        pocket_id=bank.pocket(member, out_of).pk,
        kind_id=PocketKind.objects.get(code=to).pk,
        amount=amount,
        **values,
    )


def give(bank: Bank, giver: Member, receiver: Member, amount: int, **values: Any) -> Transfer:
    """To another member, on a slip that the treasurer keeps."""
    values = {"consent": "slip"} | values
    by = values.pop("by", bank.treasurer)
    pocket = bank.pocket(giver, values.pop("out_of", "reguler"))
    return actions.transfer_savings(
        **common(by, bank), pocket_id=pocket.pk, to_member_id=receiver.pk, amount=amount, **values
    )


def bill(bank: Bank, member: Member, amount: int, fee: int = 2500, **values: Any) -> Bill:
    """Electricity, set aside by the treasurer."""
    values = {"kind": "electricity", "customer": "530011223344"} | values
    by = values.pop("by", bank.treasurer)
    return actions.hold_bill(**common(by, bank), pocket_id=bank.pocket(member).pk, amount=amount, fee=fee, **values)


def ask(bank: Bank, member: Member, amount: int, *, kind: str = "reguler", **values: Any) -> Payout:
    """A request for money, by the treasurer unless `by` says who."""
    by = values.pop("by", bank.treasurer)
    return actions.request_payout(**common(by, bank), pocket_id=bank.pocket(member, kind).pk, amount=amount, **values)


def agree(bank: Bank, approval: Approval, *, by: Actor | None = None) -> Approval:
    """The chair as the second officer."""
    return approvals.approve(org=bank.org, by=by or bank.chair, approval_id=approval.pk)
