"""Acceptance scenarios of the ledger's engine; 15, 18 and 19 and the figures of 16 stand in test_books.py."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Clash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.balances import balance, fund_cash
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import Entry
from guyub.foundation.ledger.verify import verify
from tests.factories_ledger import open_books, post
from tests.foundation.ledger.tampering import unsealed
from tests.foundation.ledger.vectors import ENTRIES, open_published, post_published


def test_scenario_12_a_payment_sent_three_times(org):
    open_books(org)
    with clock.set_to(datetime(2026, 3, 1, 3, tzinfo=UTC)):
        sent = {"client_id": uuid7(), "source_id": uuid7(), "event_at": clock.now(), "receipt": True}
        answers = {post(org, Line("1101", 20_000, cash_flow="O2"), Line("4202", -20_000), **sent).n for _ in range(3)}
        assert answers == {1}
        with pytest.raises(Clash) as caught:
            post(org, Line("1101", 25_000, cash_flow="O2"), Line("4202", -25_000), **sent)
    assert caught.value.status == 409
    assert Entry.objects.count() == 1
    assert balance(org=org, account="1101") == 20_000


def test_scenario_16_the_twenty_entries_and_their_hashes(db):
    org = open_published()
    assert [row.hash for row in post_published(org)] == [entry["hash"] for entry in ENTRIES]
    with tenant(org.pk):
        cash = sum(balance(org=org, account=account) for account in ("1101", "1102", "1111"))
        assert cash == 1_709_500
        assert fund_cash(org=org, fund="UMUM") + fund_cash(org=org, fund="DINAS") == 1_709_500
        assert verify(org, rooms=False).findings == []


def test_scenario_17_a_receipt_checked_by_its_code(db):
    org = open_published()
    receipts = {row.receipt_number: row.receipt_code for row in post_published(org)}
    assert receipts[1] == "9DF6-GGJN"
    phone = Client(headers={"accept-language": "id"})
    asked = {"paguyuban": org.slug, "nomor": "1"}
    right = phone.get("/kuitansi/", {**asked, "kode": "9DF6-GGJN"}).text
    assert "Tercatat dan utuh." in right
    assert "Sabtu, 10 Januari 2026" in right
    assert "Tidak cocok." in phone.get("/kuitansi/", {**asked, "kode": "9DF6-GGJM"}).text
    with unsealed() as cursor:
        cursor.execute(
            "UPDATE ledger_entryline SET amount = amount / 10 WHERE no IN (1, 2) AND entry_id IN"
            " (SELECT id FROM ledger_entry WHERE n = 7)"
        )
    assert verify(org, rooms=False).first_bad == 7
    assert "Tidak cocok." in phone.get("/kuitansi/", {**asked, "kode": "9DF6-GGJN"}).text
