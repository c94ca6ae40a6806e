"""Collectors, what is sold to them, what they paid, and counts of the stock."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import Pool, SaleStatus
from guyub.livelihoods.wastebank.models.catalogue import WasteItem
from guyub.livelihoods.wastebank.models.sessions import Post


class Collector(TenantModel):
    """A buyer of sorted waste (pengepul). His id is the party of account 1203."""

    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=140, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="wb_one_collector_per_name")]

    def __str__(self) -> str:
        return self.name


class Sale(Fact):
    """One load for a collector. A draft may change; final figures stand, and only a reversal undoes them."""

    post = TenantForeignKey(Post, related_name="sales")
    collector = TenantForeignKey(Collector, related_name="sales")
    status = models.CharField(max_length=8, choices=SaleStatus.choices, default=SaleStatus.DRAFT)
    revenue = models.PositiveBigIntegerField(default=0)
    consigned = models.PositiveBigIntegerField(default=0)  # the part of it that consigned lines brought
    cost = models.PositiveBigIntegerField(default=0)
    cogs = models.PositiveBigIntegerField(default=0)  # HPP
    shrinkage = models.PositiveBigIntegerField(default=0)  # value of the susut
    paid = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=140, blank=True)
    final_at = models.DateTimeField(null=True)
    final_by_id = models.UUIDField(null=True)
    final_client_id = models.UUIDField(null=True)
    entry_id = models.UUIDField(null=True)
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by_id = models.UUIDField(null=True)
    reverse_reason = models.CharField(max_length=140, blank=True)
    reverse_entry_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(paid__lte=F("revenue")), name="wb_sale_not_overpaid"),
            models.CheckConstraint(condition=Q(consigned__lte=F("revenue")), name="wb_sale_consigned_is_a_part"),
            models.CheckConstraint(condition=Q(cost=F("cogs") + F("shrinkage")), name="wb_sale_cost_is_split"),
            models.CheckConstraint(condition=Q(status__in=SaleStatus.values), name="wb_sale_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=SaleStatus.DRAFT, entry_id__isnull=True)
                | (~Q(status=SaleStatus.DRAFT) & Q(entry_id__isnull=False)),
                name="wb_final_sale_has_an_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "post", "happened_at"], name="wb_sale_by_post"),
            models.Index(fields=["org", "collector", "happened_at"], name="wb_sale_by_collector"),
            models.Index(fields=["org", "status", "happened_at"], name="wb_sale_by_status"),
        ]


class SaleLine(TenantModel):
    """One item of a load: what left (`out`), what the collector paid for (`paid_quantity`), and the cost of both."""

    sale = TenantForeignKey(Sale, related_name="lines")
    no = models.PositiveSmallIntegerField()
    item = TenantForeignKey(WasteItem, related_name="+")
    pool = models.CharField(max_length=1, choices=Pool.choices, blank=True)  # consigned: a line of its own
    item_name = models.CharField(max_length=80)
    unit = models.CharField(max_length=3)
    take_all = models.BooleanField(default=False)
    own_quantity = models.PositiveBigIntegerField()  # own weight; with `take_all` what was on the books then
    sold_unit = models.CharField(max_length=3)
    weight = models.PositiveBigIntegerField()  # the collector's weight, in `sold_unit`
    rafaksi_bp = models.PositiveSmallIntegerField(default=0)
    price = models.PositiveIntegerField()
    over_reason = models.CharField(max_length=140, blank=True)  # "timbang lebih", confirmed
    costs = models.PositiveBigIntegerField(default=0)  # carried by those who consigned it (transport)
    # known when final:
    out_quantity = models.PositiveBigIntegerField(default=0)
    extra_quantity = models.PositiveBigIntegerField(default=0)  # gained at cost 0
    sold_quantity = models.PositiveBigIntegerField(default=0)  # q_paid in `sold_unit`
    paid_quantity = models.PositiveBigIntegerField(default=0)  # q_paid in the item's unit
    revenue = models.PositiveBigIntegerField(default=0)
    cost = models.PositiveBigIntegerField(default=0)
    cogs = models.PositiveBigIntegerField(default=0)
    shrinkage = models.PositiveBigIntegerField(default=0)
    fee = models.PositiveBigIntegerField(default=0)  # of the association, for selling consigned waste

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "sale", "no"], name="wb_sale_line_numbers"),
            models.UniqueConstraint(fields=["org", "sale", "item", "pool"], name="wb_one_sale_line_per_item"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="wb_sale_line_weighs_something"),
            models.CheckConstraint(condition=Q(rafaksi_bp__lt=10_000), name="wb_sale_rafaksi_leaves_something"),
            models.CheckConstraint(condition=Q(paid_quantity__lte=F("out_quantity")), name="wb_sale_paid_of_what_left"),
            models.CheckConstraint(condition=Q(cost=F("cogs") + F("shrinkage")), name="wb_sale_line_cost_is_split"),
            models.CheckConstraint(condition=Q(pool__in=Pool.values), name="wb_sale_line_pool_is_known"),
            models.CheckConstraint(
                condition=Q(pool=Pool.OWN, costs=0, fee=0) | Q(pool=Pool.CONSIGNED, cost=0),
                name="wb_consigned_line_has_no_cost_of_ours",
            ),
        ]
        indexes = [models.Index(fields=["org", "item"], name="wb_sale_line_by_item")]


class SalePayment(Fact):
    """Money that a collector paid for a sale, whole or in part. Immutable; undone only with its sale."""

    sale = TenantForeignKey(Sale, related_name="payments")
    amount = models.PositiveBigIntegerField()
    cash_account = models.CharField(max_length=12)
    entry_id = models.UUIDField()
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_sale_payment_pays_something"),
        ]
        indexes = [models.Index(fields=["org", "sale"], name="wb_payment_by_sale")]


class StockCount(Fact):
    """What was really there (opname), against the books. Immutable; a wrong count is followed by another."""

    post = TenantForeignKey(Post, related_name="+")
    item = TenantForeignKey(WasteItem, related_name="+")
    pool = models.CharField(max_length=1, choices=Pool.choices, blank=True)
    expected = models.PositiveBigIntegerField()
    counted = models.PositiveBigIntegerField()
    loss_value = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=140)
    entry_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(counted__lt=F("expected")) | Q(loss_value=0), name="wb_count_gain_costs_nothing"
            ),
            models.CheckConstraint(
                condition=Q(counted=F("expected"), entry_id__isnull=True)
                | (~Q(counted=F("expected")) & Q(entry_id__isnull=False)),
                name="wb_count_difference_is_posted",
            ),
            models.CheckConstraint(condition=Q(pool__in=Pool.values), name="wb_count_pool_is_known"),
        ]
        indexes = [
            models.Index(fields=["org", "item", "recorded_at"], name="wb_count_by_item"),
            models.Index(fields=["org", "post"], name="wb_count_by_post"),
        ]
