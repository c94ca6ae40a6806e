"""Setting up a waste bank: pockets, posts, kinds of waste; by whom, and only once."""

from __future__ import annotations

import pytest

from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.errors import BadInput, Forbidden, NotHere
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.roles import all_permissions
from guyub.livelihoods.wastebank import actions, starter
from guyub.livelihoods.wastebank.models import Category, Post, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue
from tests.factories import make_actor
from tests.factories_ledger import open_books


def test_the_starter_kinds_are_picked_not_given(org):
    open_books(org)
    actions.open_bank(org=org, by=SYSTEM)
    assert not WasteItem.objects.exists()
    codes = {"PBB", "PBK", "JLT", "AKI"}
    assert {item.code for item in starter.add_kinds(org=org, by=SYSTEM, codes=codes)} == codes
    assert starter.add_kinds(org=org, by=SYSTEM, codes=codes) == []
    assert Category.objects.get(code="PET").items.count() == 2
    assert {card.code for card in catalogue.items(org=org)} == {"PBB", "PBK", "JLT"}  # batteries rest
    with pytest.raises(Forbidden):
        starter.add_kinds(org=org, by=make_actor(org, Office.WEIGHING), codes=codes)


def test_names_and_codes_are_used_once(bank):
    common = {"org": bank.org, "by": bank.chair}
    category = bank.items["PET"].category_id
    for act, values in (
        (actions.create_post, {"name": "Cihonje"}),
        (actions.create_post, {"name": "  "}),
        (actions.create_category, {"code": "pet", "name": "x", "sipsn_class": "plastic"}),
        (actions.create_item, {"category_id": category, "code": "PET", "name": "x", "unit": Unit.GRAM}),
        (
            actions.create_item,
            {"category_id": category, "code": "NEW", "name": "x", "unit": Unit.PIECE, "factor_grams": 65},
        ),
    ):
        with pytest.raises(BadInput):
            act(**common, **values)
    bank.collector()
    with pytest.raises(BadInput):
        bank.collector()


def test_opening_twice_changes_nothing(bank):
    actions.open_bank(org=bank.org, by=SYSTEM)
    other = actions.create_post(org=bank.org, by=bank.chair, name="Tlaga")
    changed = actions.update_post(
        org=bank.org, by=bank.chair, post_id=other.pk, name="Tlaga Kidul", cash_account="1101", is_active=False
    )
    assert [post.name for post in catalogue.posts(org=bank.org)] == ["Cihonje"]
    assert changed.place_id != bank.post.place_id


def test_nothing_of_a_neighbour_can_be_changed(bank, other_org):
    stranger = make_actor(other_org, Office.CHAIR)
    with tenant(other_org.pk):
        with pytest.raises(NotHere):
            actions.update_item(org=other_org, by=stranger, item_id=bank.items["PET"].pk, name="x")
        with pytest.raises(NotHere):
            actions.update_post(org=other_org, by=stranger, post_id=bank.post.pk, name="x")
        assert not Post.objects.exists()


def test_which_office_may_what():
    """Petugas timbang weighs; bendahara pays, sells, counts; ketua sets prices; members see their own."""
    held = all_permissions()
    assert held[P.DEPOSIT] == {Office.WEIGHING}
    assert held[P.PAY] == held[P.SELL] == held[P.COUNT] == {Office.TREASURER}
    assert held[P.PRICES] == held[P.REOPEN] == held[P.MANAGE] == {Office.CHAIR}
    assert held[P.OWN] == held[P.VIEW] == {Office.MEMBER}
    assert Office.MENTOR not in held[P.PASSBOOK] | held[P.SAVINGS] | held[P.STOCK]
