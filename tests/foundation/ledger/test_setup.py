"""Sub-accounts and units beside the template."""

from __future__ import annotations

import pytest

from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.ledger import setup
from guyub.foundation.ledger.actions import create_unit, open_account
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import Account, Fund, Unit
from guyub.foundation.organizations.choices import Office
from tests.factories import make_actor
from tests.factories_ledger import open_books, post


@pytest.fixture
def books(org):
    return open_books(org)


def test_the_template_opens_accounts_funds_and_units(books):
    assert Account.objects.filter(is_cash=True, never_negative=True).count() == 4
    assert Account.objects.get(code="2101").control == "party"
    assert list(Fund.objects.values_list("code", flat=True)) == ["UMUM"]
    assert set(Unit.objects.values_list("code", flat=True)) == {"PAG", "BSP"}
    assert {row["kind"] for row in setup.chart()["accounts"]} == {
        "asset",
        "liability",
        "equity",
        "income",
        "expense",
    }


def test_a_cash_box_of_a_holder_is_as_strict_as_its_parent(books):
    treasurer = make_actor(books, Office.TREASURER)
    box = open_account(org=books, by=treasurer, code="1101.01", name="Kas Pos Tlaga", parent="1101")
    assert (box.is_cash, box.never_negative, box.kind) == (True, True, "asset")
    with pytest.raises(Refused) as caught:
        post(books, Line("6102", 1), Line("1101.01", -1, cash_flow="O5"))
    assert "Kas Pos Tlaga" in str(caught.value)


def test_codes_are_used_once_and_stay_under_their_parent(books):
    open_account(org=books, by=SYSTEM, code="1101.01", name="Satu", parent="1101")
    with pytest.raises(Refused):
        open_account(org=books, by=SYSTEM, code="1101.01", name="Dua", parent="1101")
    for code, parent in (("1102.01", "1101"), ("9999.1", "9999")):
        with pytest.raises(BadInput):
            open_account(org=books, by=SYSTEM, code=code, name="Lain", parent=parent)
    create_unit(org=books, by=SYSTEM, code="CTR", name="Keripik Cantir")
    with pytest.raises(Refused):
        create_unit(org=books, by=SYSTEM, code="CTR", name="Lain")


def test_a_plain_member_sets_nothing_up(books):
    member = make_actor(books)
    with pytest.raises(Forbidden):
        open_account(org=books, by=member, code="1101.01", name="Kas", parent="1101")
    with pytest.raises(Forbidden):
        create_unit(org=books, by=member, code="CTR", name="Cantir")
