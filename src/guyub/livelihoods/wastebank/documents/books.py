"""The documents behind the room's entries, rebuilt from rows: `guyub verify` hashes them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from guyub.livelihoods.wastebank.models import (
    Bill,
    BillProof,
    Deposit,
    DepositLine,
    Loan,
    Payout,
    Receivable,
    Repayment,
    Sale,
    SaleLine,
    SalePayment,
    StockCount,
    StockDifference,
    Transfer,
)

_DEPOSIT = ("pk", "version", "session_id", "member_id", "weighed_at")

Documents = Mapping[UUID, Mapping[str, Any]]


def deposit_document(  # noqa: PLR0917 -- the columns of `_DEPOSIT`, in their order
    deposit_id: UUID,
    version: int,
    session_id: UUID,
    member_id: UUID | None,
    weighed_at: datetime,
    lines: Sequence[Sequence[Any]],
) -> dict[str, Any]:
    """Return a deposit as its entry's hash covers it; lines: (no, item, quantity, amount, net)."""
    return {
        "deposit": deposit_id,
        "version": version,
        "session": session_id,
        "member": member_id,
        "weighed_at": weighed_at,
        "lines": [list(line) for line in lines],
    }


def payout_document(payout: Payout) -> dict[str, Any]:
    """Return a payout as its entry's hash covers it."""
    return {
        "payout": payout.pk,
        "pocket": payout.pocket_id,
        "member": payout.member_id,
        "amount": payout.amount,
        "approved_by": payout.approved_by_id,
    }


def sale_document(sale: Sale, lines: Sequence[SaleLine]) -> dict[str, Any]:
    """Return a sale as its entry's hash covers it: every gram that left, and what was paid for."""
    return {
        "sale": sale.pk,
        "post": sale.post_id,
        "collector": sale.collector_id,
        "lines": [
            [
                x.no,
                x.item_id,
                x.out_quantity,
                x.extra_quantity,
                x.sold_quantity,
                x.paid_quantity,
                x.price,
                x.cost,
                x.pool,
                x.costs,
            ]
            for x in lines
        ],
    }


def payment_document(payment_id: UUID, sale_id: UUID, amount: int) -> dict[str, Any]:
    """Return a collector's payment as its entry's hash covers it."""
    return {"payment": payment_id, "sale": sale_id, "amount": amount}


def transfer_document(transfer: Transfer) -> dict[str, Any]:
    """Return a transfer as its entry's hash covers it."""
    return {
        "transfer": transfer.pk,
        "kind": transfer.kind,
        "source": transfer.source_id,
        "target": transfer.target_id,
        "amount": transfer.amount,
        "consent": transfer.consent,
    }


def bill_document(bill: Bill) -> dict[str, Any]:
    """Return a bill as the entry that sets it aside covers it."""
    return {"bill": bill.pk, "pocket": bill.pocket_id, "kind": bill.kind, "amount": bill.amount, "fee": bill.fee}


def bought_document(bill: Bill, photo_digest: str) -> dict[str, Any]:
    """Return a bill as the entry that pays it covers it: with its proof."""
    return {"bill": bill.pk, "proof": bill.proof, "photo": photo_digest}


def count_document(
    *, count_id: UUID, post_id: UUID, item_id: UUID, pool: str, expected: int, counted: int
) -> dict[str, Any]:
    """Return a stock count as its entry's hash covers it."""
    return {"count": count_id, "post": post_id, "item": item_id, "pool": pool, "expected": expected, "counted": counted}


def receivable_document(row: Receivable) -> dict[str, Any]:
    """Return what a correction lacked as its entry's hash covers it."""
    return {"receivable": row.pk, "deposit": row.deposit_id, "amount": row.amount}


def loan_document(loan: Loan) -> dict[str, Any]:
    """Return a loan that was handed out as its entry's hash covers it."""
    return {
        "loan": loan.pk,
        "amount": loan.amount,
        "share_bp": loan.share_bp,
        "approved_by": loan.approved_by_id,
        "in_goods": loan.in_goods,
    }


def repayment_document(row: Repayment) -> dict[str, Any]:
    """Return a part of a debt that was repaid or written off as its entry's hash covers it."""
    return {
        "repayment": row.pk,
        "receivable": row.receivable_id,
        "loan": row.loan_id,
        "kind": str(row.kind),
        "amount": row.amount,
        "deposit": row.deposit_id,
    }


def difference_document(deposit_id: UUID, rows: Sequence[StockDifference]) -> dict[str, Any]:
    """Return what a correction cost the stock as its entry's hash covers it: every gram that was missing."""
    lines = sorted([str(row.item_id), row.missing, row.value, row.reason] for row in rows)
    return {"deposit": deposit_id, "lines": lines}


def deposits(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these deposits."""
    lines: dict[UUID, list[Sequence[Any]]] = defaultdict(list)
    for deposit_id, *line in (
        DepositLine.objects.filter(deposit_id__in=ids)
        .order_by("deposit_id", "no")
        .values_list("deposit_id", "no", "item_id", "quantity", "amount", "net")
    ):
        lines[deposit_id].append(line)
    rows = Deposit.objects.filter(pk__in=ids).values_list(*_DEPOSIT)
    return {
        pk: deposit_document(pk, version, session_id, member_id, weighed_at, lines[pk])
        for pk, version, session_id, member_id, weighed_at in rows
    }


def payouts(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these payouts."""
    return {payout.pk: payout_document(payout) for payout in Payout.objects.filter(pk__in=ids)}


def sales(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these sales."""
    lines: dict[UUID, list[SaleLine]] = defaultdict(list)
    for line in SaleLine.objects.filter(sale_id__in=ids).order_by("sale_id", "no"):
        lines[line.sale_id].append(line)
    return {sale.pk: sale_document(sale, lines[sale.pk]) for sale in Sale.objects.filter(pk__in=ids)}


def payments(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these collectors' payments."""
    rows = SalePayment.objects.filter(pk__in=ids).values_list("pk", "sale_id", "amount")
    return {pk: payment_document(pk, sale_id, amount) for pk, sale_id, amount in rows}


def counts(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these stock counts."""
    return {
        row.pk: count_document(
            count_id=row.pk,
            post_id=row.post_id,
            item_id=row.item_id,
            pool=row.pool,
            expected=row.expected,
            counted=row.counted,
        )
        for row in StockCount.objects.filter(pk__in=ids)
    }


def receivables(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of what corrections lacked."""
    return {row.pk: receivable_document(row) for row in Receivable.objects.filter(pk__in=ids)}


def loans(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of loans."""
    return {row.pk: loan_document(row) for row in Loan.objects.filter(pk__in=ids)}


def repayments(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of repayments and of what was written off."""
    return {row.pk: repayment_document(row) for row in Repayment.objects.filter(pk__in=ids)}


def differences(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of what corrections cost the stock."""
    found: dict[UUID, list[StockDifference]] = defaultdict(list)
    for row in StockDifference.objects.filter(deposit_id__in=ids):
        found[row.deposit_id].append(row)
    return {deposit_id: difference_document(deposit_id, rows) for deposit_id, rows in found.items()}


def transfers(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these transfers."""
    return {row.pk: transfer_document(row) for row in Transfer.objects.filter(pk__in=ids)}


def bills(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these bills, as they were set aside."""
    return {bill.pk: bill_document(bill) for bill in Bill.objects.filter(pk__in=ids)}


def bought_bills(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these bills, as they were paid."""
    photos = dict(BillProof.objects.filter(bill_id__in=ids).values_list("bill_id", "digest"))
    return {bill.pk: bought_document(bill, photos.get(bill.pk, "")) for bill in Bill.objects.filter(pk__in=ids)}
