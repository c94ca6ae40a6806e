"""Used oil and all other waste never become food: not as an item, not in one entry, not in the database."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from guyub.foundation.core.errors import Refused
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.choices import PlaceKind
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.ledger.models import Entry, Item
from guyub.foundation.ledger.stock import create_item, create_place, on_hand
from tests.factories_ledger import open_books, post


@pytest.fixture
def store(org):
    """Ten litres of used oil, and an empty shelf for new oil."""
    open_books(org)
    place = create_place(org=org, name="Pos Cihonje", kind=PlaceKind.POST)
    used = create_item(org=org, code="JLT", name="Jelantah", unit=Unit.MILLILITRE, account="1301")
    new = create_item(org=org, code="MGR", name="Minyak goreng", unit=Unit.MILLILITRE, account="1302", is_food=True)
    post(org, Line("1301", 40_000), Line("2201", -40_000), moves=[Move(used.pk, place.pk, 10_000, 40_000)])
    return place, used, new


def test_used_oil_is_never_filled_into_food(org, store):
    place, used, new = store
    entries = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        post(
            org,
            Line("1302", 4_000),
            Line("1301", -4_000),
            moves=[Move(used.pk, place.pk, -1_000, -4_000), Move(new.pk, place.pk, 1_000, 4_000)],
        )
    assert refused.value.code == "waste_is_no_food"
    assert Entry.objects.count() == entries
    assert on_hand(org=org, item_id=new.pk, place_id=place.pk) == Stock()


def test_food_that_is_bought_comes_in_and_used_oil_that_is_sold_goes_out(org, store):
    place, used, new = store
    post(org, Line("1302", 18_000), Line("2201", -18_000), moves=[Move(new.pk, place.pk, 1_000, 18_000)])
    post(org, Line("5101", 4_000), Line("1301", -4_000), moves=[Move(used.pk, place.pk, -1_000, -4_000)])
    assert on_hand(org=org, item_id=new.pk, place_id=place.pk) == Stock(1_000, 18_000)


def test_waste_is_never_marked_as_food(org, store):
    with pytest.raises(Refused) as refused:
        create_item(org=org, code="X", name="X", unit=Unit.GRAM, account="1301", is_food=True)
    assert refused.value.code == "waste_is_no_food"
    for item in store[1:]:
        values = {"is_food": True, "account": "1301"}
        with pytest.raises(IntegrityError, match="ledger_item_waste_is_no_food"), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(**values)
