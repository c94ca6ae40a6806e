"""A deposit's result again, for whoever sends the same fact twice, and the figures of its slip."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.livelihoods.wastebank.choices import FlagReason, Way
from guyub.livelihoods.wastebank.models import (
    Deposit,
    DepositLine,
    Flag,
    GroupShare,
    PassbookLine,
    Payout,
    Receivable,
    UseOfValue,
)
from guyub.livelihoods.wastebank.visits import DepositResult, Notice


def result_of(deposit_id: UUID) -> DepositResult:
    """Return what the first call returned, from the rows that it wrote."""
    deposit = Deposit.get(deposit_id)
    spent = sum(UseOfValue.objects.filter(deposit=deposit).exclude(way="save").values_list("amount", flat=True))
    last = (
        PassbookLine.objects.filter(source_id=deposit.pk, pocket__member_id=deposit.member_id).order_by("-no").first()
        if deposit.member_id is not None
        else None
    )
    credited = deposit.member_id is not None or GroupShare.objects.filter(deposit=deposit).exists()
    payout_id = Payout.objects.filter(deposit_id=deposit.pk).values_list("pk", flat=True).first()
    return DepositResult(
        deposit_id=deposit.pk,
        version=deposit.version,
        receipt_number=deposit.receipt_number,
        receipt_code=deposit.receipt_code,
        gross=deposit.gross,
        deduction=deposit.deduction,
        net=deposit.net,
        saved=max(deposit.net - spent, 0) if credited else 0,
        balance_after=last.balance_after if last else None,
        notices=_notices(deposit, payout_id),
        lacking=sum(Receivable.objects.filter(deposit=deposit).values_list("amount", flat=True)),
        payout_id=payout_id,
    )


def _notices(deposit: Deposit, payout_id: UUID | None) -> tuple[Notice, ...]:
    """Return what the officer was told: the flags, and cash that the box did not hold (told, never flagged)."""
    flags = Flag.objects.filter(subject_id=deposit.pk).order_by("raised_at", "id")
    notices = [Notice(flag.reason, flag.details) for flag in flags]
    unpaid = UseOfValue.objects.filter(deposit=deposit, way=Way.CASH, amount=0)
    if payout_id is None and deposit.net and unpaid.exists():
        twin = bool(notices) and notices[-1].reason == FlagReason.TWIN  # told last
        notices.insert(len(notices) - twin, Notice(FlagReason.CASH_SHORT))
    return tuple(notices)


def figures_of(deposit_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what the slips of these visits say: whose, in kilograms and rupiah; three queries, never a balance."""
    goods = UseOfValue.objects.filter(deposit__in=deposit_ids, way=Way.BARTER).values_list("deposit")
    paid = dict(goods.annotate(amount=Sum("amount")).values_list("deposit", "amount"))
    visits = Deposit.objects.filter(pk__in=deposit_ids).select_related("member")
    found = {visit.pk: _visit_figures(visit, paid.get(visit.pk, 0)) for visit in visits}
    for line in DepositLine.objects.filter(deposit__in=deposit_ids).order_by("deposit", "no"):
        found[line.deposit_id]["lines"].append(
            {
                "item": str(line.item_id),
                "name": line.item_name,
                "unit": line.unit,
                "quantity": line.quantity,
                "price": line.price,
                "mode": line.mode,
                "deduction": line.deduction_bp,
                "amount": line.amount if line.price is not None else None,
            }
        )
    return found


def _visit_figures(visit: Deposit, goods: int) -> dict[str, Any]:
    """Return what a slip says above and below its lines; a member as phones know her."""
    member = visit.member
    called = (member.nickname or member.name) if member is not None else visit.guest_name
    return {
        "gross": visit.gross,
        "deduction": visit.deduction,
        "net": visit.net,
        "goods": goods,
        "about": _("{n} lines, {total}").format(n=visit.line_count, total=rupiah(visit.net)),
        "title": called,
        "member": [str(member.pk), member.number, called] if member is not None else None,
        "lines": [],
    }
