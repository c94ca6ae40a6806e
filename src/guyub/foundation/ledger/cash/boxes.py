"""Cash boxes: whose hands cash is in, and moving it from one to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import limits
from guyub.foundation.ledger.actions import open_account, post_entry
from guyub.foundation.ledger.entries import Line, Posted
from guyub.foundation.ledger.models import Account, Balance, CashBox
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization

MOVE_KIND = "kas"
PETTY = "1102"
PARENTS = ("1101", "1102", "1111", "1112")


@dataclass(frozen=True, slots=True)
class Tin:
    """A cash account as people see it: whose hands it is in, and what should be in it."""

    code: str
    name: str
    holder: Member | None
    amount: int
    float_amount: int


def tins(*, org: Organization) -> list[Tin]:
    """Return the cash accounts that are open. A parent shows only while it has no children, or holds money."""
    accounts = list(Account.objects.filter(org=org, is_cash=True, closed_on__isnull=True).order_by("code"))
    boxes = {box.account: box for box in CashBox.objects.select_related("holder")}
    nets = Balance.objects.filter(account__in=[account.code for account in accounts]).values_list("account")
    amounts = dict(nets.annotate(net=Sum(F("debit") - F("credit"))).order_by())
    parents = {account.code.partition(".")[0] for account in accounts if "." in account.code}
    return [
        Tin(
            account.code,
            account.name,
            boxes[account.code].holder if account.code in boxes else None,
            amounts.get(account.code, 0),
            boxes[account.code].float_amount if account.code in boxes else 0,
        )
        for account in accounts
        if account.code not in parents or amounts.get(account.code, 0)
    ]


def tin(*, org: Organization, code: str) -> Tin:
    """Return one cash account, or say that there is none."""
    found = next((t for t in tins(org=org) if t.code == code), None)
    if found is None:
        raise BadInput(_("Choose a cash box from the list."), field="box")
    return found


@atomic
def open_tin(
    *,
    org: Organization,
    by: Actor,
    name: str,
    parent: str = "1101",
    holder: Member | None = None,
    float_amount: int = 0,
) -> CashBox:
    """Open a cash account for a post or a holder under `parent`, with the next free code."""
    by.require(P.SETUP)
    lock_association(org.pk)
    if parent not in PARENTS:
        raise BadInput(_("Choose the kind of cash box."), field="parent")
    used = [int(code.partition(".")[2]) for code in _codes_under(parent)]
    code = f"{parent}.{max(used, default=0) + 1:02d}"
    open_account(org=org, by=by, code=code, name=name, parent=parent)
    if parent == PETTY and not float_amount:
        float_amount = limits.petty_float(org)
    box: CashBox = CashBox.objects.create(id=uuid7(), org=org, account=code, holder=holder, float_amount=float_amount)
    audit.record(org_id=org.pk, by=by, verb="ledger.cash_box_opened", target=box, account=code)
    return box


def name_of(code: str) -> str:
    return str(Account.objects.filter(code=code).values_list("name", flat=True).first() or code)


def _codes_under(parent: str) -> list[str]:
    codes = Account.objects.filter(code__startswith=f"{parent}.").values_list("code", flat=True)
    return [code for code in codes if code.partition(".")[2].isdigit()]


@atomic
def move_money(
    *,
    org: Organization,
    by: Actor,
    source: str,
    target: str,
    amount: int,
    happened_at: datetime,
    client_id: UUID,
    fund: str = "UMUM",
) -> Posted:
    """Bring cash from one tin to another: from the post to the bank, from the treasurer to petty cash."""
    by.require(P.RECORD)
    if amount <= 0:
        raise BadInput(_("Type an amount above zero."), field="amount")
    if source == target:
        raise BadInput(_("Choose two different cash boxes."), field="target")
    giving, taking = tin(org=org, code=source), tin(org=org, code=target)
    lock_association(org.pk)
    posted = post_entry(
        org=org,
        by=by,
        kind=MOVE_KIND,
        source_id=client_id,
        client_id=client_id,
        lines=[
            Line(taking.code, amount, fund=fund, cash_flow="T"),
            Line(giving.code, -amount, fund=fund, cash_flow="T"),
        ],
        event_at=happened_at,
        memo=_("between cash boxes"),
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.cash_moved", n=posted.n)
    return posted


def refill_amount(box: Tin) -> int:
    """Return what brings petty cash back to its float."""
    return max(0, box.float_amount - box.amount)
