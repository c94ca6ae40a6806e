"""Work on the stock between weighing and selling: carried to another post, sorted, thrown away, written down."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import CostFollows, Pool, TransferStatus
from guyub.livelihoods.wastebank.models.catalogue import WasteItem
from guyub.livelihoods.wastebank.models.sales import Collector
from guyub.livelihoods.wastebank.models.sessions import Post


class PostTransfer(Fact):
    """A load on its way from one post to another: sent at average cost, confirmed by who receives it."""

    from_post = TenantForeignKey(Post, related_name="+")
    to_post = TenantForeignKey(Post, related_name="+")
    status = models.CharField(max_length=9, choices=TransferStatus.choices, default=TransferStatus.SENT)
    note = models.CharField(max_length=140, blank=True)
    sent_entry_id = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    end_client_id = models.UUIDField(null=True)
    end_entry_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=140, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(from_post=F("to_post")), name="wb_post_transfer_goes_elsewhere"),
            models.CheckConstraint(
                condition=Q(status__in=TransferStatus.values), name="wb_post_transfer_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status=TransferStatus.SENT, end_entry_id__isnull=True)
                | (~Q(status=TransferStatus.SENT) & Q(end_entry_id__isnull=False)),
                name="wb_ended_post_transfer_has_an_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "status", "happened_at"], name="wb_post_transfer_by_status"),
            models.Index(fields=["org", "from_post"], name="wb_post_transfer_by_sender"),
            models.Index(fields=["org", "to_post"], name="wb_post_transfer_by_receiver"),
        ]


class PostTransferLine(TenantModel):
    """One item of one pool: what left at which cost, what arrived, and the cost of what did not."""

    transfer = TenantForeignKey(PostTransfer, related_name="lines")
    no = models.PositiveSmallIntegerField()
    item = TenantForeignKey(WasteItem, related_name="+")
    item_name = models.CharField(max_length=80)
    unit = models.CharField(max_length=3)
    pool = models.CharField(max_length=1, choices=Pool.choices, blank=True)
    quantity = models.PositiveBigIntegerField()
    value = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(null=True)
    loss_value = models.PositiveBigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "transfer", "no"], name="wb_post_transfer_line_numbers"),
            models.UniqueConstraint(
                fields=["org", "transfer", "item", "pool"], name="wb_one_post_transfer_line_per_item"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wb_post_transfer_carries_something"),
            models.CheckConstraint(condition=Q(pool=Pool.OWN) | Q(value=0), name="wb_consigned_load_has_no_cost"),
            models.CheckConstraint(condition=Q(loss_value__lte=F("value")), name="wb_post_transfer_loses_what_left"),
        ]
        indexes = [models.Index(fields=["org", "item"], name="wb_post_transfer_line_by_item")]


class Sorting(Fact):
    """Waste taken apart into better kinds (caps off the bottles), which carry its cost. Immutable."""

    post = TenantForeignKey(Post, related_name="+")
    item = TenantForeignKey(WasteItem, related_name="+")
    item_name = models.CharField(max_length=80)
    unit = models.CharField(max_length=3)
    quantity = models.PositiveBigIntegerField()
    value = models.PositiveBigIntegerField()
    cost_follows = models.CharField(max_length=6, choices=CostFollows.choices)
    residue = models.PositiveBigIntegerField()
    residue_value = models.PositiveBigIntegerField()
    note = models.CharField(max_length=140, blank=True)
    entry_id = models.UUIDField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wb_sorting_sorts_something"),
            models.CheckConstraint(condition=Q(residue__lte=F("quantity")), name="wb_sorting_residue_was_there"),
            models.CheckConstraint(condition=Q(residue_value__lte=F("value")), name="wb_sorting_residue_costs_a_part"),
            models.CheckConstraint(condition=Q(cost_follows__in=CostFollows.values), name="wb_sorting_way_is_known"),
        ]
        indexes = [
            models.Index(fields=["org", "item", "happened_at"], name="wb_sorting_by_item"),
            models.Index(fields=["org", "post"], name="wb_sorting_by_post"),
        ]


class SortingOutput(TenantModel):
    """One kind that came out of a sorting, with the cost that it carries. Immutable."""

    sorting = TenantForeignKey(Sorting, related_name="outputs")
    no = models.PositiveSmallIntegerField()
    item = TenantForeignKey(WasteItem, related_name="+")
    item_name = models.CharField(max_length=80)
    unit = models.CharField(max_length=3)
    quantity = models.PositiveBigIntegerField()
    value = models.PositiveBigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "sorting", "no"], name="wb_sorting_output_numbers"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wb_sorting_gives_something"),
        ]
        indexes = [models.Index(fields=["org", "item"], name="wb_sorting_output_by_item")]


class Disposal(Fact):
    """Stock that nobody buys, thrown away: a loss at average cost. Immutable."""

    post = TenantForeignKey(Post, related_name="+")
    item = TenantForeignKey(WasteItem, related_name="+")
    pool = models.CharField(max_length=1, choices=Pool.choices, blank=True)
    quantity = models.PositiveBigIntegerField()
    loss_value = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=140)
    entry_id = models.UUIDField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wb_disposal_removes_something"),
            models.CheckConstraint(condition=Q(pool__in=Pool.values), name="wb_disposal_pool_is_known"),
        ]
        indexes = [
            models.Index(fields=["org", "item", "happened_at"], name="wb_disposal_by_item"),
            models.Index(fields=["org", "post"], name="wb_disposal_by_post"),
        ]


class WriteDown(Fact):
    """Stock carried at what it will bring when that is less than its cost; later taken back, never above cost.

    `amount` is the signed change of the stock's value. Immutable.
    """

    post = TenantForeignKey(Post, related_name="+")
    item = TenantForeignKey(WasteItem, related_name="+")
    quantity = models.PositiveBigIntegerField()
    value_before = models.PositiveBigIntegerField()
    collector_price = models.PositiveIntegerField()
    selling_cost = models.PositiveIntegerField(default=0)
    realisable = models.PositiveBigIntegerField()
    amount = models.BigIntegerField()
    entry_id = models.UUIDField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(amount=0), name="wb_write_down_says_something"),
        ]
        indexes = [
            models.Index(fields=["org", "item", "recorded_at"], name="wb_write_down_by_item"),
            models.Index(fields=["org", "post"], name="wb_write_down_by_post"),
        ]


class CollectorQuote(Fact):
    """What a collector said he pays for an item on a day, per kg, litre or piece. Immutable: a new quote follows."""

    collector = TenantForeignKey(Collector, related_name="quotes")
    item = TenantForeignKey(WasteItem, related_name="quotes")
    price = models.PositiveIntegerField()
    quoted_on = models.DateField()
    note = models.CharField(max_length=140, blank=True)

    class Meta(Fact.Meta):
        constraints = [*Fact.Meta.constraints]
        indexes = [
            models.Index(fields=["org", "item", "quoted_on"], name="wb_quote_by_item"),
            models.Index(fields=["org", "collector"], name="wb_quote_by_collector"),
        ]
