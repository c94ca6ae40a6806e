"""The stock book: what is where, in whole base units, and what it cost. All rooms share it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.foundation.ledger.choices import BaseUnit, PlaceKind
from guyub.foundation.ledger.models.chart import CODE_LENGTH
from guyub.foundation.ledger.models.entries import Entry

POOL_LENGTH = 40

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL


class Item(TenantModel):
    """A kind of goods. `account` is the inventory account that its value stands on."""

    PERSONAL = {"code": PLAIN, "name": PLAIN, "unit": PLAIN, "account": PLAIN}

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=3, choices=BaseUnit.choices)
    account = models.CharField(max_length=CODE_LENGTH)
    # Food never takes in what is not food: used cooking oil stays out of the kitchen.
    is_food = models.BooleanField(default=False)
    # Every movement names its lot (batch or delivery, with an expiry date).
    by_lot = models.BooleanField(default=False)
    # Grams in 1,000 ml, for goods that are bought by weight and used by volume.
    density = models.PositiveIntegerField(null=True)
    closed_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="ledger_item_code"),
            models.CheckConstraint(condition=Q(unit__in=BaseUnit.values), name="ledger_item_unit"),
            models.CheckConstraint(condition=Q(density__isnull=True) | Q(density__gt=0), name="ledger_item_density"),
            models.CheckConstraint(
                condition=Q(is_food=False) | ~Q(account__startswith="1301"), name="ledger_item_waste_is_no_food"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitFactor(TenantModel):
    """A unit in which an item is bought: one "jerigen 18 l" is 18,000 ml. Later rows leave older facts alone."""

    PERSONAL = {"name": PLAIN}

    item = TenantForeignKey(Item, related_name="factors")
    name = models.CharField(max_length=40)
    factor = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "item", "name"], name="ledger_factor_name"),
            models.CheckConstraint(condition=Q(factor__gte=1), name="ledger_factor_positive"),
        ]


class Place(TenantModel):
    """Where goods are. `account` overrides the item's account there: goods in a shop stand on 1307."""

    PERSONAL = {"name": PERSONAL, "kind": PLAIN, "account": PLAIN}

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=PlaceKind.choices)
    account = models.CharField(max_length=CODE_LENGTH, blank=True)
    closed_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="ledger_place_name"),
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="ledger_place_kind"),
        ]

    def __str__(self) -> str:
        return self.name


class Lot(TenantModel):
    """A batch or a delivery of an item, with its last good day. Lots carry quantity, never value."""

    PERSONAL = {"code": PLAIN}

    item = TenantForeignKey(Item, related_name="lots")
    code = models.CharField(max_length=40)
    made_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "item", "code"], name="ledger_lot_code"),
            models.CheckConstraint(
                condition=Q(made_on__isnull=True) | Q(expires_on__isnull=True) | Q(expires_on__gte=models.F("made_on")),
                name="ledger_lot_expires_after_made",
            ),
        ]
        indexes = [models.Index(fields=["org", "item", "expires_on"], name="ledger_lot_by_expiry")]


class StockMovement(TenantModel):
    """Goods in (+) or out (-) with their cost, written with the entry and as immutable as it."""

    PERSONAL = {"pool": PLAIN, "account": PLAIN}

    entry = TenantForeignKey(Entry, related_name="moves")
    no = models.PositiveSmallIntegerField()
    booked_on = models.DateField()
    item = TenantForeignKey(Item, related_name="moves")
    place = TenantForeignKey(Place, related_name="moves")
    pool = models.CharField(max_length=POOL_LENGTH, blank=True)
    lot = TenantForeignKey(Lot, null=True, related_name="moves")
    account = models.CharField(max_length=CODE_LENGTH)
    quantity = models.BigIntegerField()
    value = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "entry", "no"], name="ledger_move_number"),
            models.CheckConstraint(condition=~Q(quantity=0, value=0), name="ledger_move_not_empty"),
        ]
        indexes = [
            models.Index(fields=["org", "item", "place", "booked_on"], name="ledger_move_by_item"),
            models.Index(fields=["org", "place"], name="ledger_move_by_place"),
            models.Index(fields=["org", "lot"], name="ledger_move_by_lot", condition=Q(lot__isnull=False)),
        ]


class StockBalance(TenantModel):
    """What is there now: quantity and value of an item x place x pool. Unit cost is never stored."""

    PERSONAL = {"pool": PLAIN, "account": PLAIN}

    item = TenantForeignKey(Item, related_name="balances")
    place = TenantForeignKey(Place, related_name="balances")
    pool = models.CharField(max_length=POOL_LENGTH, blank=True)
    account = models.CharField(max_length=CODE_LENGTH)
    quantity = models.BigIntegerField(default=0)
    value = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "item", "place", "pool"], name="ledger_stock_key"),
            models.CheckConstraint(condition=Q(quantity__gte=0, value__gte=0), name="ledger_stock_not_negative"),
            models.CheckConstraint(condition=Q(quantity__gt=0) | Q(value=0), name="ledger_empty_stock_has_no_value"),
        ]
        indexes = [models.Index(fields=["org", "place"], name="ledger_stock_by_place")]


class LotBalance(TenantModel):
    """How much of a lot is at a place; over all lots it is the stock's quantity."""

    PERSONAL = {"pool": PLAIN}

    lot = TenantForeignKey(Lot, related_name="balances")
    place = TenantForeignKey(Place, related_name="lots")
    pool = models.CharField(max_length=POOL_LENGTH, blank=True)
    quantity = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "lot", "place", "pool"], name="ledger_lotbalance_key"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="ledger_lot_not_negative"),
        ]
        indexes = [models.Index(fields=["org", "place"], name="ledger_lots_by_place")]
