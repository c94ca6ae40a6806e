"""Goods, barters and allotments: what the database refuses, whoever asks."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import (
    Barter,
    DeviceAllotment,
    ExchangeGood,
    GoodPrice,
    GoodsCount,
    GoodsPurchase,
    GoodsRequest,
    Loan,
    LoanGood,
    ShopPayment,
    SwapOffer,
)
from tests.factories_goods import buy, make_oil, make_soap, offer, phone_of, set_aside, wants
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

NOW = at(date(2021, 6, 6), time(9))
SEALED = {
    GoodPrice: "price",
    SwapOffer: "quantity",
    ShopPayment: "amount",
    GoodsCount: "counted",
    Barter: "amount",
    GoodsPurchase: "cost",
    DeviceAllotment: "count",
    GoodsRequest: "unit_price",
    LoanGood: "cost",
}
IMPOSSIBLE = [
    (ExchangeGood, {"unit": "cm"}, "wb_good_unit_is_known"),
    (ExchangeGood, {"unit": "pcs", "unit_size": 2}, "wb_good_sale_unit_is_whole"),
    (GoodPrice, {"price": 0}, "wb_good_price_is_something"),
    (GoodPrice, {"is_subsidised": True}, "wb_good_subsidy_has_reason"),
    (SwapOffer, {"is_subsidised": True}, "wb_swap_subsidy_has_reason"),
    (GoodsPurchase, {"count": 0}, "wb_purchase_brings_something"),
    (GoodsPurchase, {"cash_account": ""}, "wb_purchase_source_fits"),
    (GoodsPurchase, {"reversed_at": NOW}, "wb_undone_purchase_has_an_entry"),
    (ShopPayment, {"amount": 0}, "wb_shop_payment_pays_something"),
    (ShopPayment, {"shop_id": None}, "wb_shop_payment_has_one_party"),
    (ShopPayment, {"cash_account": ""}, "wb_shop_payment_comes_from_one_place"),
    (GoodsCount, {"counted": 99}, "wb_goods_gain_costs_nothing"),
    (GoodsCount, {"entry_id": None}, "wb_goods_difference_is_posted"),
    (DeviceAllotment, {"count": 0}, "wb_allotment_is_something"),
    (DeviceAllotment, {"used": 9}, "wb_allotment_not_overdrawn"),
    (Barter, {"count": 0, "amount": 0}, "wb_barter_gives_something"),
    (Barter, {"amount": 1}, "wb_barter_amount"),
    (Barter, {"subsidy": 1}, "wb_barter_subsidy_is_the_difference"),
    (Barter, {"waste_quantity": 0}, "wb_barter_terms_fit"),
    (Barter, {"reversed_at": NOW}, "wb_undone_barter_has_an_entry"),
    (GoodsRequest, {"count": 0}, "wb_goods_request_asks_something"),
    (GoodsRequest, {"status": "given"}, "wb_goods_request_ends_once"),
    (LoanGood, {"count": 0, "amount": 0}, "wb_loan_good_gives_something"),
    (LoanGood, {"amount": 1}, "wb_loan_good_amount"),
    (LoanGood, {"subsidy": 1}, "wb_loan_good_subsidy_is_the_difference"),
]


@pytest.fixture
def bank(org):
    """One of everything."""
    with clock.set_to(NOW):
        bank = make_bank(org)
        oil = make_oil(bank, 10, 180_000, price=19_000)
        offer(bank, oil, 5_000)
        shop = actions.create_shop(org=org, by=bank.treasurer, name="Toko Makmur")
        buy(bank, oil, 2, 36_000, kind="credit", shop_id=shop.pk)
        values = {"org": org, "by": bank.treasurer, "happened_at": NOW}
        actions.pay_shop(**values, client_id=uuid7(), shop_id=shop.pk, amount=10_000, cash_account="1101")
        where = {"post_id": bank.post.pk, "good_id": oil.pk}
        actions.count_goods(**values, client_id=uuid7(), **where, counted=11, reason="pecah")
        set_aside(bank, oil, phone_of(bank.weigher), 2)
        member = make_member(org)
        bank.deposit(member, bank.line("JLT", 5_000), ways=[wants(oil)])
        bank.deposit(make_member(org, "Tumirah"), bank.line("JLT", 5_000), ways=[wants(oil)], source="phone")
        lent, _asked = (
            actions.ask_loan(
                org=org, by=bank.weigher, client_id=uuid7(), happened_at=NOW, member_id=member.pk, amount=50_000
            )
            for _twice in range(2)
        )
        actions.approve_loan(org=org, by=bank.chair, loan_id=lent.pk, happened_at=NOW)
        goods = [actions.LentIn(oil.pk, 2)]
        actions.loan_for_goods(**values, client_id=uuid7(), loan_id=lent.pk, post_id=bank.post.pk, goods=goods)
        yield bank


@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_finished_rows_stay(bank, model):
    row = model.objects.first()
    if model is GoodsRequest:
        model.objects.filter(pk=row.pk).update(status="refused", reason="batal", ended_at=NOW)
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(**{SEALED[model]: 7})
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        model.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize(("model", "values", "constraint"), IMPOSSIBLE, ids=lambda value: str(value)[:40])
def test_impossible_facts_are_refused(bank, model, values, constraint):
    row = model.objects.first()
    if model is GoodsPurchase and "cash_account" in values:
        row = model.objects.get(kind="cash")
    if model is LoanGood:
        row.loan = Loan.objects.get(status="asked")
    row.pk = uuid7()
    fresh = {"name": "Lain", "client_id": uuid7(), "starts_at": clock.now()}
    for name, value in fresh.items():
        if hasattr(row, name):
            setattr(row, name, value)
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def test_nothing_is_added_to_a_loan_that_was_handed_out(bank):
    row = LoanGood.objects.get()
    row.pk, row.good = uuid7(), make_soap(bank)
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic():
        row.save(force_insert=True)
