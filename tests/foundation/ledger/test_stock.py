"""Items, places and lots of the stock book, and what a room asks before it corrects."""

from __future__ import annotations

from datetime import date

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit as BaseUnit
from guyub.foundation.core.valuation import Stock, net_correction
from guyub.foundation.ledger.actions import correction, reverse_entry
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.choices import PlaceKind
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.stock import (
    create_factor,
    create_item,
    create_lot,
    create_place,
    mirror,
    on_hand,
    untouched_since,
)
from guyub.foundation.ledger.verify import verify
from tests.factories_ledger import open_books, post


@pytest.fixture
def books(org):
    return open_books(org)


def plastic(org, code: str = "P1"):
    return create_item(org=org, code=code, name=" Botol bening ", unit=BaseUnit.GRAM, account="1301")


def test_items_stand_on_an_inventory_account_under_a_code_of_their_own(books):
    assert plastic(books).name == "Botol bening"
    with pytest.raises(Refused) as caught:
        plastic(books)
    assert caught.value.code == "item_code"
    for account in ("1101", "9999"):
        with pytest.raises(BadInput):
            create_item(org=books, code="X", name="X", unit=BaseUnit.GRAM, account=account)
    with pytest.raises(BadInput) as caught:
        create_item(org=books, code="X", name=" ", unit=BaseUnit.GRAM, account="1301")
    assert caught.value.field == "name"


def test_places_choose_the_account_of_what_they_hold(books):
    kinds = {kind: create_place(org=books, name=f"T {kind}", kind=kind).account for kind in PlaceKind}
    assert {kind: account for kind, account in kinds.items() if account} == {
        PlaceKind.SHOP: "1307",
        PlaceKind.ROUND: "1308",
    }
    with pytest.raises(Refused):
        create_place(org=books, name="T store", kind=PlaceKind.STORE)


def test_lots_and_purchase_units_make_sense(books):
    item = plastic(books)
    assert create_factor(org=books, item=item, name="karung", factor=25_000).factor == 25_000
    with pytest.raises(BadInput):
        create_factor(org=books, item=item, name="kosong", factor=0)
    with pytest.raises(BadInput):
        create_lot(org=books, item=item, code="A", made_on=date(2026, 2, 1), expires_on=date(2026, 1, 1))


def receive(org, item, place, quantity: int, value: int, **rest):
    return post(
        org,
        Line("1301", value),
        Line("2105", -value, party=uuid7()),
        moves=[Move(item.pk, place.pk, quantity, value)],
        **rest,
    )


def test_a_receipt_is_corrected_by_its_net_change_after_some_of_it_left(books):
    item, place = plastic(books), create_place(org=books, name="Gudang", kind=PlaceKind.STORE)
    wrong = receive(books, item, place, 5_000, 10_000)
    where = {"org": books, "item_id": item.pk, "place_id": place.pk}
    assert untouched_since(entry_id=wrong.entry_id, **where)
    post(books, Line("5101", 6_000), Line("1301", -6_000), moves=[Move(item.pk, place.pk, -3_000, -6_000)])
    assert not untouched_since(entry_id=wrong.entry_id, **where)

    # 5,000 g were typed, 4,000 g were meant: the mirror alone would need goods that are gone.
    fixed = net_correction(on_hand(**where), old=Stock(5_000, 10_000), new=Stock(4_000, 8_000), untouched=False)
    with atomic(), correction(books):
        reverse_entry(
            org=books,
            by=SYSTEM,
            entry_id=wrong.entry_id,
            client_id=uuid7(),
            event_at=clock.now(),
            moves=mirror(org=books, entry_id=wrong.entry_id),
        )
        receive(books, item, place, 4_000, 10_000 + fixed.change)
    assert on_hand(**where) == fixed.stock == Stock(1_000, 2_000)
    assert balance(org=books, account="1301") == 2_000
    assert verify(books, rooms=False).findings == []
