"""Transfers, overrides, bills, closed accounts, opening balances: what the database refuses, on both databases."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import DatabaseError, connection, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import approvals
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import (
    AccountExit,
    Bill,
    BillProof,
    OpeningBalance,
    Override,
    PassbookLine,
    Payout,
    PocketKind,
    Transfer,
)
from tests.factories_members import make_member
from tests.factories_savings import agree, ask, bill, common, give, lebaran, move
from tests.factories_wastebank import at, make_bank, saver
from tests.livelihoods.wastebank.test_constraints import fact, impossible

JPEG = b"\xff\xd8\xff\xe0struk"


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        yield make_bank(org)


@pytest.fixture
def pair(bank):
    """A mother with 100.000, of which 40.000 for Lebaran, and her daughter with a pocket of her own."""
    mother, daughter = saver(bank, 100_000, "Wasti"), saver(bank, 20_000, "Rini")
    lebaran(bank, date(2022, 5, 2))
    move(bank, mother, 40_000)
    return mother, daughter


def test_kinds_of_savings(bank):
    kind = {"org": bank.org, "code": "haji", "name": "Haji"}
    impossible(PocketKind(**kind | {"lock": "moon"}), "wb_pocket_lock_is_known")
    impossible(PocketKind(**kind | {"lock": "day"}), "wb_pocket_locked_until_some_day")
    impossible(PocketKind(**kind | {"code": "reguler"}), "wb_one_pocket_kind_per_code|UNIQUE")


def test_passbook_lines_are_numbered_once(bank, pair):
    line = PassbookLine.objects.filter(pocket=bank.pocket(pair[0])).first()
    line.id = uuid7()
    impossible(line, "wb_passbook_line_numbers|UNIQUE")


def test_overrides(bank, pair):
    first, second = uuid7(), uuid7()
    row = {"pocket": bank.pocket(pair[0], "lebaran"), "amount": 1, "reason": "sakit", "approval_id": uuid7()}
    row |= {"first_by_id": first, "recorded_by_id": second}
    for values, name in (
        ({"amount": 0}, "wb_override_opens_something"),
        ({"reason": ""}, "wb_override_has_a_reason"),
        ({"recorded_by_id": first}, "wb_override_by_two_officers"),
    ):
        impossible(Override(**fact(bank.org), **row | values), name)
    Override(**fact(bank.org), **row).save(force_insert=True)
    impossible(Override(**fact(bank.org), **row), "wb_one_override_per_approval|UNIQUE")


def test_transfers(bank, pair):
    source, target = (bank.pocket(member) for member in pair)
    row = {"source": source, "target": target, "amount": 1, "kind": "member", "consent": "slip", "entry_id": uuid7()}
    for values, name in (
        ({"amount": 0}, "wb_transfer_moves_something"),
        ({"target": source}, "wb_transfer_goes_elsewhere"),
        ({"kind": "gift", "consent": ""}, "wb_transfer_kind_is_known"),
        ({"consent": ""}, "wb_transfer_has_consent"),
    ):
        impossible(Transfer(**fact(bank.org), **row | values), name)


def test_bills(bank, pair):
    row = {"pocket": bank.pocket(pair[0]), "kind": "electricity", "amount": 1, "held_entry_id": uuid7()}
    now = clock.now()
    for values, name in (
        ({"amount": 0}, "wb_bill_pays_something"),
        ({"kind": "rent"}, "wb_bill_kind_is_known"),
        ({"status": "bought", "ended_at": now}, "wb_ended_bill_has_an_entry"),
        ({"status": "failed", "entry_id": uuid7()}, "wb_ended_bill_has_an_entry"),
        ({"entry_id": uuid7(), "ended_at": now}, "wb_ended_bill_has_an_entry"),
    ):
        impossible(Bill(**fact(bank.org), **row | values), name)
    held = bill(bank, pair[0], 1_000)
    photo = {"org": bank.org, "bill": held, "kind": "image/jpeg", "content": JPEG, "digest": "0" * 64}
    BillProof(**photo).save(force_insert=True)
    impossible(BillProof(**photo), "wb_one_photo_per_bill|UNIQUE")


def test_closed_accounts(bank, pair):
    now, payout = clock.now(), ask(bank, pair[0], 1_000)
    row = {"member": pair[0], "reason": "left", "approval_id": uuid7(), "payout": payout}
    impossible(AccountExit(**fact(bank.org), **row | {"closed_at": now}), "wb_closed_account_has_time")
    impossible(AccountExit(**fact(bank.org), **row | {"status": "closed"}), "wb_closed_account_has_time")
    AccountExit(**fact(bank.org), **row).save(force_insert=True)
    impossible(AccountExit(**fact(bank.org), **row | {"payout": None}), "wb_one_exit_per_approval|UNIQUE")
    impossible(AccountExit(**fact(bank.org), **row | {"approval_id": uuid7()}), "wb_one_exit_per_payout|UNIQUE")


def test_opening_balances(bank, pair):
    mother, daughter = pair
    row = {"member": mother, "pocket": bank.pocket(mother), "amount": 1, "approval_id": uuid7(), "entry_id": uuid7()}
    impossible(OpeningBalance(**fact(bank.org), **row | {"amount": 0}), "wb_opening_says_something")
    OpeningBalance(**fact(bank.org), **row).save(force_insert=True)
    elsewhere = bank.pocket(mother, "lebaran")
    impossible(OpeningBalance(**fact(bank.org), **row | {"pocket": elsewhere}), "wb_one_opening_per_member|UNIQUE")
    impossible(OpeningBalance(**fact(bank.org), **row | {"member": daughter}), "wb_one_opening_per_pocket|UNIQUE")


# --- seals ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def full(bank, pair):
    """One of everything that is finished."""
    mother, daughter = pair
    give(bank, mother, daughter, 5_000)
    paid = bill(bank, mother, 10_000)
    actions.pay_bill(**common(bank.treasurer, bank), bill_id=paid.pk, post_id=bank.post.pk, photo=JPEG)
    pocket = bank.pocket(mother, "lebaran")
    agree(
        bank,
        actions.propose_override(**common(bank.treasurer, bank), pocket_id=pocket.pk, amount=10_000, reason="sakit"),
    )
    newcomer = make_member(bank.org, "Karsem")
    proposal = actions.propose_openings(**common(bank.treasurer, bank), rows=[actions.OpeningIn(newcomer.pk, 7_000)])
    approvals.approve(org=bank.org, by=bank.chair, approval_id=proposal.pk)
    return bank


def refused(statement):
    with pytest.raises(DatabaseError, match="finished"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("model", "column"),
    [(Transfer, "amount"), (Override, "amount"), (BillProof, "digest"), (OpeningBalance, "amount")],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_finished_rows_stay(full, model, column):
    table = model._meta.db_table
    assert model.objects.exists()
    refused(f"UPDATE {table} SET {column} = {column}")
    refused(f"DELETE FROM {table}")


def test_a_bill_is_settled_once_and_keeps_its_figures(full):
    refused("UPDATE wastebank_bill SET proof = 'x'")  # the one that was paid
    waiting = bill(full, saver(full, 20_000, "Ngatini"), 5_000)
    for column in ("amount", "fee"):
        refused(f"UPDATE wastebank_bill SET {column} = {column} + 1 WHERE status = 'held'")
    refused("DELETE FROM wastebank_bill")
    assert Bill.objects.filter(pk=waiting.pk).update(customer="5300") == 1


def test_a_closed_account_stays(full):
    payout = ask(full, saver(full, 20_000, "Ngatini"), 1_000)
    row = {"member": payout.member, "reason": "left", "approval_id": uuid7()}
    AccountExit(**fact(full.org), **row, status="closed", closed_at=clock.now()).save(force_insert=True)
    refused("UPDATE wastebank_accountexit SET rest = 1")
    refused("DELETE FROM wastebank_accountexit")
    assert Payout.objects.filter(pk=payout.pk).exists()
