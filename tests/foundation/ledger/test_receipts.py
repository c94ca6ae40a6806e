"""A receipt can be checked by anybody, years later, without a name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.actions import correction, reverse_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.kinds import register_kind
from guyub.foundation.ledger.models import Entry
from guyub.foundation.ledger.receipts import Standing, check, check_url, count_try
from tests.factories_ledger import post
from tests.foundation.ledger.tampering import unsealed
from tests.foundation.ledger.vectors import open_published, post_published


@pytest.fixture
def published(db):
    org = open_published("contoh")
    post_published(org)
    return org


def test_an_intact_receipt_is_told_with_day_kind_and_amount(published):
    register_kind("jual", "Penjualan")
    verdict = check(slug="contoh", number=1, code="9DF6-GGJN")
    assert verdict.standing is Standing.INTACT
    assert (str(verdict.booked_on), verdict.kind, verdict.amount) == ("2026-01-10", "Penjualan", 357_600)
    assert check(slug="contoh", number=1, code=" 9df6ggjn") == verdict


@pytest.mark.parametrize(
    ("slug", "number", "code"),
    [
        ("contoh", 1, "9DF6-GGJM"),  # one wrong character
        ("contoh", 2, "9DF6-GGJN"),
        ("contoh", 99, "9DF6-GGJN"),
        ("tidak-ada", 1, "9DF6-GGJN"),
        ("contoh", 1, "Ωé"),
        ("contoh", 1, ""),
    ],
)
def test_all_that_does_not_match_looks_the_same(published, slug, number, code):
    verdict = check(slug=slug, number=number, code=code)
    assert verdict.standing is Standing.MISMATCH
    assert (verdict.number, verdict.amount, verdict.association) == (0, 0, "")


def test_a_receipt_of_a_changed_entry_does_not_match(published):
    with unsealed() as cursor:
        cursor.execute(
            "UPDATE ledger_entryline SET amount = amount / 10 WHERE no IN (1, 2) AND entry_id IN"
            " (SELECT id FROM ledger_entry WHERE n = 7)"
        )
    assert check(slug="contoh", number=1, code="9DF6-GGJN").standing is Standing.MISMATCH
    assert check(slug="contoh", number=2, code="TGGW-M79C").standing is Standing.INTACT


def test_a_corrected_receipt_names_the_newest_number(published):
    dues = Line("1101", 20_000, cash_flow="O2"), Line("4202", -20_000)
    with tenant(published.pk):
        first = post(published, *dues, receipt=True)
        current = first
        for _ in range(2):
            with atomic(), correction(published):
                reverse_entry(
                    org=published, by=SYSTEM, entry_id=current.entry_id, client_id=uuid7(), event_at=clock.now()
                )
                current = post(published, *dues, receipt=True, replaces=current.entry_id)
        assert Entry.objects.count() == 25
    verdict = check(slug="contoh", number=4, code=first.receipt_code)
    assert (verdict.standing, verdict.later) == (Standing.CORRECTED, 6)
    assert check(slug="contoh", number=6, code=current.receipt_code).standing is Standing.INTACT


def test_a_receipt_taken_back_without_another_is_corrected_too(published):
    with tenant(published.pk):
        entry = Entry.objects.get(n=14)
        with atomic():
            reverse_entry(org=published, by=SYSTEM, entry_id=entry.pk, client_id=uuid7(), event_at=clock.now())
    verdict = check(slug="contoh", number=3, code="7CHD-WDBW")
    assert (verdict.standing, verdict.later) == (Standing.CORRECTED, None)


def test_ten_tries_a_minute(db):
    start = datetime(2026, 3, 1, tzinfo=UTC)
    with clock.set_to(start):
        for _ in range(10):
            count_try(address="203.0.113.7")
        with pytest.raises(Refused):
            count_try(address="203.0.113.7")
        count_try(address="203.0.113.8")
    with clock.set_to(start + timedelta(seconds=59)), pytest.raises(Refused):
        count_try(address="203.0.113.7")
    with clock.set_to(start + timedelta(seconds=60)):
        count_try(address="203.0.113.7")


URL = "/kuitansi/"


def test_the_page_asks_and_answers_without_signing_in(published):
    phone = Client()
    assert reverse("receipts:check") == URL
    assert "Nomor kuitansi" in phone.get(URL).text
    url = check_url(org=published, number=1, code="9DF6-GGJN")
    assert url.startswith("http://localhost:8000/kuitansi/?")
    answer = phone.get(url.removeprefix("http://localhost:8000"))
    assert answer.status_code == 200
    assert "Rp357.600" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]
    wrong = phone.get(URL, {"paguyuban": "contoh", "nomor": "1", "kode": "9DF6-GGJM"})
    assert wrong.status_code == 200
    assert "Rp" not in wrong.text
    assert wrong.context["verdict"]["standing"] == "mismatch"


def test_the_page_keeps_what_was_typed_and_slows_down(published):
    phone = Client()
    answer = phone.get(URL, {"paguyuban": "contoh", "nomor": "satu", "kode": "9DF6"})
    assert answer.status_code == 422
    assert "satu" in answer.text
    for _ in range(10):
        assert phone.get(URL, {"paguyuban": "contoh", "nomor": "1", "kode": "XXXX-XXXX"}).status_code == 200
    assert phone.get(URL, {"paguyuban": "contoh", "nomor": "1", "kode": "9DF6-GGJN"}).status_code == 429
    assert phone.post(URL).status_code == 405
