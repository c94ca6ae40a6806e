"""Kinds of waste and their prices."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import Channel, Drawing, MemberClass, Mode, SipsnClass


class Category(TenantModel):
    """A material that members know by one word: cardboard, PET bottles, used cooking oil."""

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=60)
    drawing = models.CharField(max_length=12, choices=Drawing.choices, default=Drawing.BOX)
    is_hazardous = models.BooleanField(default=False)  # B3: batteries, lamps
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["org", "code"], name="wb_one_category_per_code")]

    def __str__(self) -> str:
        return self.name


class CategoryClass(TenantModel):
    """The SIPSN class of a category from a day on: authorities change their tables, old reports stay."""

    category = TenantForeignKey(Category, related_name="classes")
    sipsn_class = models.CharField(max_length=10, choices=SipsnClass.choices)
    starts_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "category", "starts_on"], name="wb_one_class_per_day"),
            models.CheckConstraint(condition=Q(sipsn_class__in=SipsnClass.values), name="wb_class_is_known"),
        ]


class WasteItem(TenantModel):
    """What is weighed and priced: a category in a condition (PET clean; PET with cap and label).

    Grams per unit are an exact ratio, `factor_grams` for `factor_per` base units: 910 g per 1000 ml; none: no kg.
    """

    category = TenantForeignKey(Category, related_name="items")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    condition = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=3)  # core.quantities.Unit: g, ml, pcs
    factor_grams = models.PositiveIntegerField(null=True)
    factor_per = models.PositiveIntegerField(null=True)
    stock_item = TenantForeignKey("ledger.Item", related_name="+")
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="wb_one_item_per_code"),
            models.UniqueConstraint(fields=["org", "stock_item"], name="wb_one_item_per_stock_item"),
            models.CheckConstraint(condition=Q(unit__in=["g", "ml", "pcs"]), name="wb_item_unit_is_known"),
            models.CheckConstraint(
                condition=Q(factor_grams__isnull=True, factor_per__isnull=True)
                | Q(factor_grams__isnull=False, factor_per__isnull=False, factor_grams__gt=0, factor_per__gt=0),
                name="wb_item_factor_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["org", "category", "position"], name="wb_item_by_category")]

    def __str__(self) -> str:
        return self.name


class PriceList(Fact):
    """One publication of prices. `version` counts 1, 2, 3 … in the association; phones carry it."""

    version = models.PositiveIntegerField()
    note = models.CharField(max_length=140, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "version"], name="wb_price_list_versions"),
        ]


class PriceRow(TenantModel):
    """The price of an item for a channel and a class of members from a moment on. Immutable once published."""

    price_list = TenantForeignKey(PriceList, related_name="rows")
    item = TenantForeignKey(WasteItem, related_name="prices")
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    member_class = models.CharField(max_length=10, choices=MemberClass.choices, blank=True)
    starts_at = models.DateTimeField()
    mode = models.CharField(max_length=1, choices=Mode.choices, default=Mode.PURCHASE)
    price = models.PositiveIntegerField(null=True)  # rupiah per kg, litre or piece
    deduction_bp = models.PositiveSmallIntegerField(default=0)
    fee_bp = models.PositiveSmallIntegerField(default=1000)  # of consigned goods, when sold

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["org", "item", "channel", "member_class", "starts_at"], name="wb_one_price_per_key_and_time"
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.PURCHASE, price__isnull=False) | Q(mode=Mode.CONSIGNMENT),
                name="wb_bought_outright_has_a_price",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="wb_price_channel_is_known"),
            models.CheckConstraint(condition=Q(member_class__in=MemberClass.values), name="wb_price_class_is_known"),
            models.CheckConstraint(
                condition=Q(deduction_bp__lte=10_000, fee_bp__lte=10_000), name="wb_price_shares_are_shares"
            ),
        ]
        indexes = [models.Index(fields=["org", "price_list"], name="wb_price_by_list")]
