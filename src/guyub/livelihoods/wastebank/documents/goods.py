"""The documents behind entries about goods, rebuilt from rows: `guyub verify` hashes them anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from guyub.livelihoods.wastebank.documents.books import Documents, loan_document
from guyub.livelihoods.wastebank.models import Barter, GoodsCount, GoodsPurchase, Loan, LoanGood, ShopPayment


def barter_document(  # noqa: PLR0917 -- the columns of a barter, in their order
    barter_id: UUID, good_id: UUID, member_id: UUID, count: int, unit_price: int, cost: int
) -> dict[str, Any]:
    """Return a barter as its entry's hash covers it: what, how many, for how much, whose."""
    return {
        "barter": barter_id,
        "good": good_id,
        "member": member_id,
        "count": count,
        "unit_price": unit_price,
        "cost": cost,
    }


def purchase_document(purchase_id: UUID, good_id: UUID, kind: str, count: int, cost: int) -> dict[str, Any]:
    """Return a purchase of goods as its entry's hash covers it."""
    return {"purchase": purchase_id, "good": good_id, "kind": kind, "count": count, "cost": cost}


def shop_payment_document(payment_id: UUID, party: UUID, amount: int) -> dict[str, Any]:
    """Return what a shop was paid as its entry's hash covers it."""
    return {"payment": payment_id, "party": party, "amount": amount}


def goods_count_document(count_id: UUID, post_id: UUID, good_id: UUID, expected: int, counted: int) -> dict[str, Any]:
    """Return a count of goods as its entry's hash covers it."""
    return {"count": count_id, "post": post_id, "good": good_id, "expected": expected, "counted": counted}


def loan_goods_document(loan: Loan, goods: Sequence[LoanGood]) -> dict[str, Any]:
    """Return a loan handed out in goods as its entry's hash covers it: the loan, and every good of it."""
    taken = sorted([str(row.good_id), row.count, row.unit_price, row.cost] for row in goods)
    return {**loan_document(loan), "goods": taken}


def barters(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these barters."""
    rows = Barter.objects.filter(pk__in=ids).values_list("pk", "good_id", "member_id", "count", "unit_price", "cost")
    return {row[0]: barter_document(*row) for row in rows}


def purchases(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these purchases of goods."""
    rows = GoodsPurchase.objects.filter(pk__in=ids).values_list("pk", "good_id", "kind", "count", "cost")
    return {row[0]: purchase_document(*row) for row in rows}


def shop_payments(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these payments for goods."""
    rows = ShopPayment.objects.filter(pk__in=ids).values_list("pk", "shop_id", "collector_id", "amount")
    return {pk: shop_payment_document(pk, shop or collector, amount) for pk, shop, collector, amount in rows}


def goods_counts(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these counts of goods."""
    rows = GoodsCount.objects.filter(pk__in=ids).values_list("pk", "post_id", "good_id", "expected", "counted")
    return {row[0]: goods_count_document(*row) for row in rows}


def loans_in_goods(ids: Sequence[UUID]) -> Documents:
    """Rebuild the documents of these loans that were handed out in goods."""
    goods: dict[UUID, list[LoanGood]] = defaultdict(list)
    for row in LoanGood.objects.filter(loan__in=ids):
        goods[row.loan_id].append(row)
    return {loan.pk: loan_goods_document(loan, goods[loan.pk]) for loan in Loan.objects.filter(pk__in=ids)}
