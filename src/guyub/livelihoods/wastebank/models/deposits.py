"""A visit with its lines, and what became of the value. Immutable: a correction is a new version."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import Channel, Intent, MemberClass, Mode, Source, Way
from guyub.livelihoods.wastebank.models.catalogue import PriceRow, WasteItem
from guyub.livelihoods.wastebank.models.savings import Pocket
from guyub.livelihoods.wastebank.models.sessions import WeighingSession


class Deposit(Fact):
    """One visit, as it was weighed, priced and credited.

    `happened_at` is what the phone said, `weighed_at` what counts (spec 3.4). `replaces` chains the versions of a
    corrected deposit; at most one row replaces another, so the newest version is the one that none replaces.
    A version without lines undoes the deposit.
    """

    session = TenantForeignKey(WeighingSession, related_name="deposits")
    member = TenantForeignKey("members.Member", related_name="+", null=True)
    guest_name = models.CharField(max_length=60, blank=True)
    weighed_at = models.DateTimeField()
    source = models.CharField(max_length=6, choices=Source.choices)
    clock_offset_seconds = models.IntegerField(default=0)
    slip_code = models.CharField(max_length=20, blank=True)  # device code + counter
    channel = models.CharField(max_length=10, choices=Channel.choices)
    member_class = models.CharField(max_length=10, choices=MemberClass.choices)
    list_version = models.PositiveIntegerField(default=0)
    root_id = models.UUIDField()
    version = models.PositiveSmallIntegerField(default=1)
    replaces = TenantForeignKey("self", related_name="replaced_by", null=True)
    correction_reason = models.CharField(max_length=140, blank=True)
    line_count = models.PositiveSmallIntegerField()
    gross = models.PositiveBigIntegerField()
    deduction = models.PositiveBigIntegerField()
    net = models.PositiveBigIntegerField()
    fingerprint = models.CharField(max_length=16)
    entry_id = models.UUIDField()
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "root_id", "version"], name="wb_deposit_versions"),
            models.UniqueConstraint(fields=["org", "replaces"], name="wb_only_newest_is_corrected"),
            models.CheckConstraint(condition=Q(net=F("gross") - F("deduction")), name="wb_deposit_net"),
            models.CheckConstraint(
                condition=Q(version=1, replaces__isnull=True) | Q(version__gt=1, replaces__isnull=False),
                name="wb_deposit_first_version_replaces_none",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[Channel.DELIVERED, Channel.PICKUP])
                & Q(member_class__in=[MemberClass.INDIVIDUAL, MemberClass.UNIT]),
                name="wb_deposit_key_is_concrete",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "session", "id"], name="wb_deposit_by_session"),
            models.Index(fields=["org", "member", "weighed_at"], name="wb_deposit_by_member"),
            models.Index(fields=["org", "weighed_at"], name="wb_deposit_by_time"),
            models.Index(fields=["org", "receipt_number"], name="wb_deposit_by_receipt"),
        ]


class DepositLine(TenantModel):
    """One item on the scale, with everything that was true at that moment. Never recomputed."""

    deposit = TenantForeignKey(Deposit, related_name="lines")
    no = models.PositiveSmallIntegerField()
    item = TenantForeignKey(WasteItem, related_name="+")
    item_name = models.CharField(max_length=80)
    unit = models.CharField(max_length=3)
    quantity = models.PositiveBigIntegerField()
    weighed_at = models.DateTimeField()
    mode = models.CharField(max_length=1, choices=Mode.choices)
    price_row = TenantForeignKey(PriceRow, related_name="+", null=True)
    price = models.PositiveIntegerField(null=True)
    shown_price = models.PositiveIntegerField(null=True)
    list_version = models.PositiveIntegerField(default=0)
    deduction_bp = models.PositiveSmallIntegerField(default=0)
    amount = models.PositiveBigIntegerField()
    net = models.PositiveBigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "deposit", "no"], name="wb_deposit_line_numbers"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="wb_deposit_line_weighs_something"),
            models.CheckConstraint(condition=Q(net__lte=F("amount")), name="wb_deposit_line_net"),
            models.CheckConstraint(
                condition=Q(price__isnull=False) | Q(amount=0), name="wb_deposit_line_without_price_is_worth_nothing"
            ),
            models.CheckConstraint(condition=Q(mode=Mode.PURCHASE) | Q(net=0), name="wb_consigned_is_not_credited"),
        ]
        indexes = [
            models.Index(fields=["org", "item", "weighed_at"], name="wb_line_by_item"),
            models.Index(fields=["org", "weighed_at"], name="wb_line_by_time"),
            models.Index(fields=["org", "price_row"], name="wb_line_by_price"),
        ]


class GroupShare(TenantModel):
    """Who gets how much of a deposit that several brought together."""

    deposit = TenantForeignKey(Deposit, related_name="shares")
    member = TenantForeignKey("members.Member", related_name="+")
    parts = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "deposit", "member"], name="wb_one_share_per_member"),
            models.CheckConstraint(condition=Q(parts__gt=0), name="wb_group_share_has_parts"),
        ]
        indexes = [models.Index(fields=["org", "member"], name="wb_share_by_member")]


class UseOfValue(TenantModel):
    """A way as it was tapped (`intent`, `asked`) and what came of it (`amount`, `shortfall`)."""

    deposit = TenantForeignKey(Deposit, related_name="uses")
    no = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10, choices=Way.choices)
    intent = models.CharField(max_length=6, choices=Intent.choices)
    asked = models.PositiveBigIntegerField(default=0)  # rupiah, or basis points for a ratio
    amount = models.PositiveBigIntegerField()
    shortfall = models.PositiveBigIntegerField(default=0)
    pocket = TenantForeignKey(Pocket, related_name="+", null=True)
    entry_id = models.UUIDField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "deposit", "no"], name="wb_use_numbers"),
            models.CheckConstraint(condition=Q(way__in=Way.values) & Q(intent__in=Intent.values), name="wb_use_known"),
        ]
        indexes = [models.Index(fields=["org", "pocket"], name="wb_use_by_pocket")]
