"""`guyub verify` sees what somebody changed behind the actions' back, and says where."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import connection

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Sale
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2021, 6, 6), time(9))):
        bank = make_bank(org)
        sutinah = make_member(org)
        bank.deposit(sutinah, bank.line("PET", 2000), bank.line("KRD", 1000))
        bank.deposit(sutinah, bank.line("PET", 1000))
        bank.withdraw(sutinah, 3000)
        sale = bank.sell(bank.load("PET", 1900, 6000, own_quantity=2000), collector=bank.collector())
        actions.record_sale_payment(
            org=org,
            by=bank.treasurer,
            client_id=uuid7(),
            happened_at=clock.now(),
            sale_id=sale.pk,
            amount=1000,
            cash_account="1101",
        )
        assert verify(org).findings == []
        yield bank


def broken(bank, sql, *, seal=""):
    """The checks that fail after `sql`, with the trigger `seal` out of the way."""
    with connection.cursor() as cursor:
        if seal:
            table = f" ON wastebank_{seal.split('_no_')[0]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER wastebank_{seal}{table}")
        cursor.execute(sql)
    return {finding.check for finding in verify(bank.org).findings}


def test_a_changed_balance(bank):
    assert broken(bank, "UPDATE wastebank_pocket SET balance = balance + 1") == {"wastebank.passbooks"}


def test_a_hold_without_a_request(bank):
    assert broken(bank, "UPDATE wastebank_pocket SET held = 5") == {"wastebank.passbooks"}


def test_a_changed_passbook_line_names_its_place(bank):
    sql = "UPDATE wastebank_passbookline SET amount = amount + 4 WHERE no = 2"
    assert broken(bank, sql, seal="passbookline_no_update") == {"wastebank.passbooks", "wastebank.sealed"}
    assert any("at line 2" in finding.sentence for finding in verify(bank.org).findings)


def test_a_changed_weight(bank):
    sql = "UPDATE wastebank_depositline SET quantity = quantity + 1 WHERE no = 1"
    found = broken(bank, sql, seal="depositline_no_update")
    assert {"wastebank.goods", "wastebank.sealed"} < found  # and the entry's document does not hash any more
    report = verify(bank.org)
    assert report.first_bad is not None


def test_a_changed_value(bank):
    sql = "UPDATE wastebank_depositline SET net = net - 1 WHERE no = 1"
    assert {"wastebank.deposits", "wastebank.goods"} <= broken(bank, sql, seal="depositline_no_update")


def test_a_payment_that_never_was(bank):
    assert broken(bank, "UPDATE wastebank_sale SET paid = paid + 500") == {"wastebank.collectors"}
    assert Sale.objects.get().paid == 1500


def test_a_deposit_that_vanished(bank):
    with connection.cursor() as cursor:
        for table in ("depositline", "deposit"):
            on = f" ON wastebank_{table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER wastebank_{table}_no_delete{on}")
    assert {"wastebank.deposits", "wastebank.goods"} <= broken(
        bank,
        "DELETE FROM wastebank_depositline WHERE deposit_id IN (SELECT id FROM wastebank_deposit WHERE line_count = 1)",
    ) | broken(bank, "DELETE FROM wastebank_deposit WHERE line_count = 1")
