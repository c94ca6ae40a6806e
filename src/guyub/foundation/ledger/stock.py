"""The stock book: what is there, what came and went, new items, places and lots.

Costs are computed by `core.valuation` from `on_hand`, read under the association's lock, and handed to `post_entry`
as moves. Items, places and lots are created by the rooms' own actions, which ask for the right first.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import EMPTY, Stock
from guyub.foundation.ledger.choices import Control, PlaceKind
from guyub.foundation.ledger.entries import Move
from guyub.foundation.ledger.models import Account, Item, Lot, Place, StockBalance, StockMovement, UnitFactor
from guyub.foundation.ledger.rules import is_waste
from guyub.foundation.organizations.models import Organization

SHOP_ACCOUNT = "1307"
ROUND_ACCOUNT = "1308"
_ACCOUNT_AT = {PlaceKind.SHOP: SHOP_ACCOUNT, PlaceKind.ROUND: ROUND_ACCOUNT}


def on_hand(*, org: Organization, item_id: UUID, place_id: UUID, pool: str = "") -> Stock:
    """Return what is there now. To use it for a cost, read it after `lock_association`."""
    row = (
        StockBalance.objects.filter(org=org, item=item_id, place=place_id, pool=pool)
        .values_list("quantity", "value")
        .first()
    )
    return Stock(*row) if row else EMPTY


def mirror(*, org: Organization, entry_id: UUID) -> list[Move]:
    """Return the opposite of an entry's movements, for the room that reverses it."""
    return [
        Move(move.item_id, move.place_id, -move.quantity, -move.value, move.pool, move.lot_id)
        for move in StockMovement.objects.filter(org=org, entry=entry_id).order_by("no")
    ]


def untouched_since(*, org: Organization, entry_id: UUID, item_id: UUID, place_id: UUID, pool: str = "") -> bool:
    """Return whether nothing of this stock has left since the entry: then its receipt is undone at exact cost.

    Outflows that were undone, and undoings themselves, do not count; a movement of value alone does.
    """
    return not StockMovement.objects.filter(
        org=org,
        item=item_id,
        place=place_id,
        pool=pool,
        quantity__lte=0,
        entry__n__gt=_number(org, entry_id),
        entry__reverses__isnull=True,
        entry__reversal__isnull=True,
    ).exists()


def _number(org: Organization, entry_id: UUID) -> int:
    return StockMovement.objects.filter(org=org, entry=entry_id).values_list("entry__n", flat=True)[0]  # type: ignore[no-any-return]


def create_item(
    *,
    org: Organization,
    code: str,
    name: str,
    unit: Unit,
    account: str,
    is_food: bool = False,
    by_lot: bool = False,
    density: int | None = None,
) -> Item:
    """Add an item to the stock book. `account` is a stock account; `density` is grams in 1,000 ml."""
    _refuse_other_than_stock(account)
    if is_food and is_waste(account):
        raise Refused(
            _("Waste is never food. Nothing was written."),
            next_step=_("Add it as waste, or on another inventory account."),
            code="waste_is_no_food",
        )
    if not name.strip():
        raise BadInput(_("Give the item a name."), field="name")
    if Item.objects.filter(code=code).exists():
        raise Refused(
            _("Item code %(code)s is in use.") % {"code": code},
            next_step=_("Choose another code."),
            code="item_code",
        )
    item: Item = Item.objects.create(
        org=org,
        code=code,
        name=name.strip(),
        unit=unit,
        account=account,
        is_food=is_food,
        by_lot=by_lot,
        density=density,
    )
    return item


def create_place(*, org: Organization, name: str, kind: PlaceKind) -> Place:
    """Add a place. Goods in shops stand on 1307, goods of joint purchases on 1308, all others on their item's."""
    if Place.objects.filter(name=name).exists():
        raise Refused(
            _("There is a place named %(name)s already.") % {"name": name},
            next_step=_("Choose another name."),
            code="place_name",
        )
    place: Place = Place.objects.create(org=org, name=name, kind=kind, account=_ACCOUNT_AT.get(PlaceKind(kind), ""))
    return place


def create_lot(
    *, org: Organization, item: Item, code: str, made_on: date | None = None, expires_on: date | None = None
) -> Lot:
    """Add a lot of an item that is kept by lot."""
    if made_on is not None and expires_on is not None and expires_on < made_on:
        raise BadInput(_("It expires before it was made."), field="expires_on")
    lot: Lot = Lot.objects.create(org=org, item=item, code=code, made_on=made_on, expires_on=expires_on)
    return lot


def create_factor(*, org: Organization, item: Item, name: str, factor: int) -> UnitFactor:
    """Add a unit in which an item is bought: 18,000 for a "jerigen 18 l"."""
    if factor < 1:
        raise BadInput(_("A purchase unit holds one or more."), field="factor")
    row: UnitFactor = UnitFactor.objects.create(org=org, item=item, name=name, factor=factor)
    return row


def _refuse_other_than_stock(account: str) -> None:
    if not Account.objects.filter(code=account, control=Control.STOCK, closed_on__isnull=True).exists():
        raise BadInput(
            _("Account %(code)s is no inventory account.") % {"code": account}, field="account", code="no_account"
        )
