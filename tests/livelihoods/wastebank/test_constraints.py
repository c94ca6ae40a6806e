"""Facts that cannot be: the database refuses each of them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.livelihoods.wastebank.models import (
    CategoryClass,
    Collector,
    Deposit,
    DepositLine,
    Flag,
    GroupShare,
    Loan,
    PassbookLine,
    Payout,
    Pocket,
    PocketKind,
    PriceList,
    PriceRow,
    Receivable,
    Repayment,
    Sale,
    SaleLine,
    SalePayment,
    StockCount,
    StockDifference,
    UseOfValue,
    WasteItem,
    WeighingSession,
)
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

NOW = at(date(2021, 6, 6), time(9))


@pytest.fixture
def bank(org):
    with clock.set_to(NOW):
        yield make_bank(org)


def fact(org):
    return {"org": org, "client_id": uuid7(), "content_hash": "0" * 64, "happened_at": NOW, "recorded_at": NOW}


def impossible(row, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def test_catalogue(bank):
    item = bank.items["PET"]
    impossible(
        CategoryClass(org=bank.org, category=item.category, sipsn_class="gold", starts_on=date(2022, 1, 1)),
        "wb_class_is_known",
    )
    for values, name in (
        ({"unit": "cm"}, "wb_item_unit_is_known"),
        ({"factor_grams": 65}, "wb_item_factor_is_whole"),
        ({"factor_grams": 0, "factor_per": 1}, "wb_item_factor_is_whole"),
    ):
        row = WasteItem(
            org=bank.org, category=item.category, code=uuid7().hex[:12], name="x", stock_item=item.stock_item, unit="g"
        )
        for field, value in values.items():
            setattr(row, field, value)
        impossible(row, name)


def test_prices(bank):
    published = PriceList.objects.get()
    base = {"org": bank.org, "price_list": published, "item": bank.items["PET"], "starts_at": NOW, "price": 1}
    impossible(PriceRow(**base | {"price": None}), "wb_bought_outright_has_a_price")
    impossible(PriceRow(**base | {"channel": "mail"}), "wb_price_channel_is_known")
    impossible(PriceRow(**base | {"member_class": "king"}), "wb_price_class_is_known")
    impossible(PriceRow(**base | {"deduction_bp": 10_001}), "wb_price_shares_are_shares")
    PriceRow(**base).save(force_insert=True)
    impossible(PriceRow(**base), "wb_one_price_per_key_and_time|UNIQUE")
    impossible(PriceList(**fact(bank.org), version=published.version), "wb_price_list_versions|UNIQUE")


def test_sessions(bank):
    base = {"post": bank.post, "held_on": NOW.date(), "planned_open": NOW, "planned_close": NOW + timedelta(hours=1)}
    impossible(WeighingSession(**fact(bank.org), **base | {"planned_close": NOW}), "wb_session_ends_after_start")
    impossible(WeighingSession(**fact(bank.org), **base, status="lost"), "wb_session_status_is_known")
    impossible(WeighingSession(**fact(bank.org), **base, status="closed"), "wb_closed_session_has_time")


def test_deposits(bank):
    base = {
        "session": bank.session(),
        "weighed_at": NOW,
        "source": "online",
        "channel": "delivered",
        "member_class": "individual",
        "root_id": uuid7(),
        "line_count": 1,
        "gross": 10,
        "deduction": 1,
        "net": 9,
        "fingerprint": "",
        "entry_id": uuid7(),
    }
    impossible(Deposit(**fact(bank.org), **base | {"net": 10}), "wb_deposit_net")
    impossible(Deposit(**fact(bank.org), **base | {"version": 2}), "wb_deposit_first_version_replaces_none")
    impossible(Deposit(**fact(bank.org), **base | {"channel": ""}), "wb_deposit_key_is_concrete")
    first = Deposit(**fact(bank.org), **base)
    line = {
        "org": bank.org,
        "deposit": first,
        "no": 1,
        "item": bank.items["PET"],
        "unit": "g",
        "quantity": 5,
        "weighed_at": NOW,
        "mode": "A",
        "price": 4000,
        "amount": 20,
        "net": 20,
    }
    for values, name in (
        ({"quantity": 0}, "wb_deposit_line_weighs_something"),
        ({"net": 21}, "wb_deposit_line_net"),
        ({"price": None}, "wb_deposit_line_without_price_is_worth_nothing"),
        ({"mode": "B"}, "wb_consigned_is_not_credited"),
    ):
        impossible(DepositLine(**line | values), name)
    impossible(GroupShare(org=bank.org, deposit=first, member=make_member(bank.org), parts=0, amount=1), "wb_group")
    use = {"org": bank.org, "deposit": first, "no": 1, "way": "cash", "intent": "all", "amount": 1}
    impossible(UseOfValue(**use | {"way": "gamble"}), "wb_use_known")
    first.save(force_insert=True)
    twice = base | {"version": 2, "replaces": first}
    Deposit(**fact(bank.org), **twice).save(force_insert=True)
    impossible(Deposit(**fact(bank.org), **twice | {"version": 3}), "wb_only_newest_is_corrected|UNIQUE")


def test_savings(bank):
    member, kind = make_member(bank.org), PocketKind.objects.get(code="reguler")
    pocket = {"org": bank.org, "member": member, "kind": kind, "opened_at": NOW, "balance": 10}
    impossible(Pocket(**pocket | {"balance": -1}), "wb_pocket")
    impossible(Pocket(**pocket | {"held": 11}), "wb_pocket_holds_covered")
    impossible(Pocket(**pocket | {"held": -1}), "wb_pocket_holds_covered")
    own = Pocket(**pocket)
    own.save(force_insert=True)
    impossible(Pocket(**pocket), "wb_one_pocket_per_kind|UNIQUE")
    line = {
        "org": bank.org,
        "pocket": own,
        "no": 1,
        "kind": "deposit",
        "amount": 5,
        "balance_after": 5,
        "happened_at": NOW,
        "recorded_at": NOW,
        "source_id": uuid7(),
        "entry_id": uuid7(),
    }
    impossible(PassbookLine(**line | {"amount": 0}), "wb_passbook_line_says_something")
    impossible(PassbookLine(**line | {"balance_after": -1}), "wb_passbook_never_negative")
    impossible(PassbookLine(**line | {"kind": "magic"}), "wb_passbook_kind_is_known")
    payout = {"pocket": own, "member": member, "amount": 5, "expires_on": NOW.date()}
    for values, name in (
        ({"amount": 0}, "wb_payout_pays_something"),
        ({"status": "lost"}, "wb_payout|wb_ended"),
        ({"status": "paid", "ended_at": NOW}, "wb_paid_payout_has_an_entry"),
        ({"entry_id": uuid7()}, "wb_paid_payout_has_an_entry"),
        ({"ended_at": NOW}, "wb_ended_payout_has_time"),
        ({"status": "refused"}, "wb_ended_payout_has_time"),
    ):
        impossible(Payout(**fact(bank.org), **payout | values), name)


def test_sales(bank):
    collector = Collector.objects.create(org=bank.org, name="Pak Karsim")
    base = {"post": bank.post, "collector": collector}
    for values, name in (
        ({"paid": 1}, "wb_sale_not_overpaid"),
        ({"cost": 5, "cogs": 3, "shrinkage": 1}, "wb_sale_cost_is_split"),
        ({"status": "lost", "entry_id": uuid7()}, "wb_sale_status_is_known"),
        ({"status": "final"}, "wb_final_sale_has_an_entry"),
    ):
        impossible(Sale(**fact(bank.org), **base | values), name)
    sale = Sale(**fact(bank.org), **base)
    sale.save(force_insert=True)
    line = {
        "org": bank.org,
        "sale": sale,
        "no": 1,
        "item": bank.items["PET"],
        "unit": "g",
        "own_quantity": 5,
        "sold_unit": "g",
        "weight": 5,
        "price": 1,
    }
    for values, name in (
        ({"weight": 0}, "wb_sale_line_weighs_something"),
        ({"rafaksi_bp": 10_000}, "wb_sale_rafaksi_leaves_something"),
        ({"paid_quantity": 6, "out_quantity": 5}, "wb_sale_paid_of_what_left"),
        ({"cost": 5, "cogs": 3}, "wb_sale_line_cost_is_split"),
    ):
        impossible(SaleLine(**line | values), name)
    impossible(
        SalePayment(**fact(bank.org), sale=sale, amount=0, cash_account="1101", entry_id=uuid7()),
        "wb_sale_payment_pays_something",
    )


def test_counts_and_flags(bank):
    base = {"post": bank.post, "item": bank.items["PET"], "expected": 5, "counted": 6, "reason": "x"}
    impossible(StockCount(**fact(bank.org), **base, entry_id=uuid7(), loss_value=1), "wb_count_gain_costs_nothing")
    impossible(StockCount(**fact(bank.org), **base), "wb_count_difference_is_posted")
    flag = {
        "org": bank.org,
        "reason": "late",
        "subject_type": "deposit",
        "subject_id": uuid7(),
        "concerns_on": NOW.date(),
        "raised_at": NOW,
    }
    impossible(Flag(**flag | {"reason": "mood"}), "wb_flag_reason_is_known")
    impossible(Flag(**flag | {"settlement": "kept"}), "wb_flag_settled_or_open")
    impossible(Flag(**flag | {"settled_at": NOW}), "wb_flag_settled_or_open")


# --- debts ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def deposit(bank):
    return Deposit.objects.get(pk=bank.deposit(make_member(bank.org), bank.line("PET", 1000)).deposit_id)


def receivable(deposit, **values):
    values = {"amount": 1000, "owed": 1000} | values
    return Receivable(org=deposit.org, member=deposit.member, deposit=deposit, arose_at=NOW, entry_id=uuid7(), **values)


def loan(deposit, **values):
    paid = {"disbursed_at": NOW, "entry_id": uuid7(), "approved_at": NOW, "status": "disbursed", "owed": 1000}
    values = {"amount": 1000} | (paid if values.pop("paid", True) else {}) | values
    return Loan(member=deposit.member, **fact(deposit.org), **values)


def test_receivables(deposit):
    for values, name in (
        ({"amount": 0, "owed": 0}, "wb_receivable_is_something"),
        ({"repaid": 1}, "wb_receivable_owed"),
        ({"owed": 999}, "wb_receivable_owed"),
        ({"amount": 1000, "repaid": 1001, "owed": -1}, "owed"),
    ):
        impossible(receivable(deposit, **values), name)
    receivable(deposit).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        receivable(deposit).save(force_insert=True)  # once for each member and correction


def test_loans(deposit):
    for values, name in (
        ({"amount": 0, "owed": 0, "paid": False}, "wb_loan_is_something"),
        ({"paid": False, "share_bp": 0}, "wb_loan_share_is_a_share"),
        ({"paid": False, "share_bp": 10_001}, "wb_loan_share_is_a_share"),
        ({"paid": False, "approved_at": NOW, "status": "lost"}, "wb_loan_status_is_known"),
        ({"paid": False, "owed": 1000}, "wb_loan_owed"),
        ({"owed": 999}, "wb_loan_owed"),
        ({"entry_id": None}, "wb_loan_owed"),
        ({"status": "settled"}, "wb_loan_status_fits"),
        ({"owed": 0, "repaid": 1000}, "wb_loan_status_fits"),
        ({"owed": 0, "repaid": 600, "written_off": 400, "status": "settled"}, "wb_loan_status_fits"),
        ({"owed": 0, "repaid": 1000, "status": "written_off"}, "wb_loan_status_fits"),
        ({"status": "approved"}, "wb_loan_status_fits"),
        ({"paid": False, "status": "disbursed"}, "wb_loan_"),
        ({"paid": False, "status": "approved"}, "wb_loan_approved_first"),
        ({"approved_at": None}, "wb_loan_approved_first"),
    ):
        impossible(loan(deposit, **values), name)
    loan(deposit).save(force_insert=True)


def test_repayments(deposit):
    lent, lacks = loan(deposit), receivable(deposit)
    lent.save(force_insert=True)
    lacks.save(force_insert=True)

    def row(**values):
        values = {"loan": lent, "kind": "cash", "amount": 100} | values
        return Repayment(**fact(deposit.org), entry_id=uuid7(), **values)

    first = row()
    first.save(force_insert=True)
    for values, name in (
        ({"loan": None}, "wb_repayment_of_one_debt"),
        ({"receivable": lacks}, "wb_repayment_of_one_debt"),
        ({"amount": 0}, "wb_repayment_sign"),
        ({"amount": -100}, "wb_repayment_sign"),
        ({"undoes": first}, "wb_repayment_sign"),
        ({"kind": "gift"}, "wb_repayment_kind_is_known"),
    ):
        impossible(row(**values), name)
    row(undoes=first, amount=-100).save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(undoes=first, amount=-100).save(force_insert=True)  # undone once


def test_stock_differences(bank, deposit):
    def row(**values):
        return StockDifference(org=bank.org, deposit=deposit, item=bank.items["PET"], entry_id=uuid7(), **values)

    impossible(row(), "wb_difference_is_something")
    impossible(row(missing=1), "wb_missing_goods_have_a_reason")
    row(missing=1, reason="hilang").save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(value=-5).save(force_insert=True)
