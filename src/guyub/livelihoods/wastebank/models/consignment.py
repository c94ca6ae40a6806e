"""Consigned waste (titip jual): lots in grams, what became of them, and what a sale brought each of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import LotEventKind
from guyub.livelihoods.wastebank.models.catalogue import WasteItem
from guyub.livelihoods.wastebank.models.deposits import Deposit
from guyub.livelihoods.wastebank.models.sales import Sale, SaleLine
from guyub.livelihoods.wastebank.models.sessions import Post


class ConsignmentLot(TenantModel):
    """What one member (none: a guest) left for sale in one line of a visit. Grams only: no rupiah before the sale.

    `deposit` is the newest version that carries it, `turn` the how-manieth line of this item. What is held, sold,
    returned and lost is what was weighed, but for a `discrepancy`: found at a count, or corrected after the sale.
    What is carried to another post becomes a lot there: `carried_from` has the rest, and `is_on_the_way` says that
    the post has not received it yet.
    """

    deposit = TenantForeignKey(Deposit, related_name="lots")
    root_id = models.UUIDField()
    no = models.PositiveSmallIntegerField()
    line_no = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField(default=1)
    member = TenantForeignKey("members.Member", related_name="+", null=True)
    post = TenantForeignKey(Post, related_name="+")
    item = TenantForeignKey(WasteItem, related_name="+")
    weighed_at = models.DateTimeField()
    fee_bp = models.PositiveSmallIntegerField()
    quantity = models.PositiveBigIntegerField()
    discrepancy = models.BigIntegerField(default=0)
    held = models.PositiveBigIntegerField()
    sold = models.PositiveBigIntegerField(default=0)
    returned = models.PositiveBigIntegerField(default=0)
    lost = models.PositiveBigIntegerField(default=0)
    last_event = models.PositiveSmallIntegerField(default=0)
    carried_from = TenantForeignKey("self", related_name="carried", null=True)
    is_on_the_way = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "root_id", "no"], name="wb_lot_numbers"),
            models.CheckConstraint(
                condition=Q(is_on_the_way=False) | Q(carried_from__isnull=False), name="wb_lot_travels_from_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(held=F("quantity") + F("discrepancy") - F("sold") - F("returned") - F("lost")),
                name="wb_lot_grams_are_somewhere",
            ),
            models.CheckConstraint(condition=Q(fee_bp__lte=10_000), name="wb_lot_fee_is_a_share"),
        ]
        indexes = [
            models.Index(fields=["org", "item", "post", "weighed_at"], name="wb_lot_first_in"),
            models.Index(fields=["org", "member", "weighed_at"], name="wb_lot_by_member"),
            models.Index(fields=["org", "deposit"], name="wb_lot_by_deposit"),
            models.Index(fields=["org", "post"], name="wb_lot_by_post"),
            models.Index(fields=["org", "carried_from"], name="wb_lot_by_origin"),
        ]


class LotEvent(TenantModel):
    """One thing that happened to a lot. Immutable; the lot's columns are the sums of its events."""

    lot = TenantForeignKey(ConsignmentLot, related_name="events")
    no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=LotEventKind.choices)
    quantity = models.BigIntegerField()
    held_after = models.PositiveBigIntegerField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source_id = models.UUIDField()
    reason = models.CharField(max_length=140, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "lot", "no"], name="wb_lot_event_numbers"),
            models.CheckConstraint(condition=~Q(quantity=0), name="wb_lot_event_says_something"),
            models.CheckConstraint(condition=Q(kind__in=LotEventKind.values), name="wb_lot_event_is_known"),
        ]
        indexes = [models.Index(fields=["org", "source_id"], name="wb_lot_event_by_source")]


class SaleLot(TenantModel):
    """What a line of a sale took from a lot, and its share of the proceeds after costs and fee. Immutable."""

    line = TenantForeignKey(SaleLine, related_name="lots")
    lot = TenantForeignKey(ConsignmentLot, related_name="sales")
    no = models.PositiveSmallIntegerField()
    quantity = models.PositiveBigIntegerField()
    fee = models.PositiveBigIntegerField()
    amount = models.PositiveBigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "line", "lot"], name="wb_a_lot_once_in_a_sale_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wb_sale_lot_takes_something"),
        ]
        indexes = [models.Index(fields=["org", "lot"], name="wb_sale_lot_by_lot")]


class SaleSettlement(Fact):
    """The consigned part of a sale, credited to those who left it, once the collector has paid. Immutable."""

    sale = TenantForeignKey(Sale, related_name="settlements")
    proceeds = models.PositiveBigIntegerField()
    costs = models.PositiveBigIntegerField()
    fee = models.PositiveBigIntegerField()
    credited = models.PositiveBigIntegerField()
    donated = models.PositiveBigIntegerField()
    entry_id = models.UUIDField(null=True)  # none: it brought nothing
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "sale"], name="wb_one_settlement_per_sale"),
            models.CheckConstraint(
                condition=Q(proceeds=F("costs") + F("fee") + F("credited") + F("donated")),
                name="wb_settlement_shares_all",
            ),
        ]


class LotAdjustment(TenantModel):
    """A deposit corrected after its lot was sold: only that member's share changes, at the rupiah that a kg brought.

    `quantity` is signed grams, `amount` signed rupiah for her; without an entry it waits for the collector's money.
    """

    lot = TenantForeignKey(ConsignmentLot, related_name="adjustments")
    sale = TenantForeignKey(Sale, related_name="adjustments")
    deposit = TenantForeignKey(Deposit, related_name="+")
    quantity = models.BigIntegerField()
    amount = models.BigIntegerField()
    is_settled = models.BooleanField(default=False)
    in_settlement = models.BooleanField(default=False)  # together with the sale, not by an entry of its own
    recorded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "lot", "sale", "deposit"], name="wb_one_adjustment_per_version"),
            models.CheckConstraint(condition=~Q(quantity=0), name="wb_adjustment_says_something"),
        ]
        indexes = [
            models.Index(fields=["org", "sale"], name="wb_adjustment_by_sale"),
            models.Index(fields=["org", "deposit"], name="wb_adjustment_by_deposit"),
        ]


class LotReturn(Fact):
    """Consigned waste given back to the member who left it, oldest lots first. Immutable."""

    post = TenantForeignKey(Post, related_name="+")
    member = TenantForeignKey("members.Member", related_name="+")
    item = TenantForeignKey(WasteItem, related_name="+")
    item_name = models.CharField(max_length=80)
    unit = models.CharField(max_length=3)
    quantity = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=140, blank=True)
    entry_id = models.UUIDField()
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wb_return_returns_something"),
        ]
        indexes = [
            models.Index(fields=["org", "member", "happened_at"], name="wb_return_by_member"),
            models.Index(fields=["org", "item"], name="wb_return_by_item"),
            models.Index(fields=["org", "post"], name="wb_return_by_post"),
        ]
