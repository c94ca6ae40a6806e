"""Goods that members take for their waste: what they are, what they cost, how they came, and who holds some of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import Drawing, PurchaseKind
from guyub.livelihoods.wastebank.models.catalogue import WasteItem
from guyub.livelihoods.wastebank.models.sales import Collector
from guyub.livelihoods.wastebank.models.sessions import Post

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL


class ExchangeGood(TenantModel):
    """Something the bank gives for waste, in whole sale units of `unit_size` base units: a litre of oil, a bar of soap.

    It has a card of its own in the stock book, never that of a kind of waste.
    """

    PERSONAL = {"name": PLAIN, "unit": PLAIN}

    name = models.CharField(max_length=60)
    drawing = models.CharField(max_length=12, choices=Drawing.choices, default=Drawing.BOX)
    unit = models.CharField(max_length=3)  # core.quantities.Unit: g, ml, pcs
    unit_size = models.PositiveIntegerField(default=1)
    stock_item = TenantForeignKey("ledger.Item", related_name="+")
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="wb_one_good_per_name"),
            models.UniqueConstraint(fields=["org", "stock_item"], name="wb_one_good_per_stock_item"),
            models.CheckConstraint(condition=Q(unit__in=["g", "ml", "pcs"]), name="wb_good_unit_is_known"),
            models.CheckConstraint(
                condition=Q(unit_size__gt=0) & (~Q(unit="pcs") | Q(unit_size=1)), name="wb_good_sale_unit_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GoodPrice(Fact):
    """What one sale unit costs a member from a moment on. Immutable; below cost only as a subsidy, with its reason."""

    PERSONAL = {"reason": PLAIN}

    good = TenantForeignKey(ExchangeGood, related_name="prices")
    starts_at = models.DateTimeField()
    price = models.PositiveIntegerField()
    is_subsidised = models.BooleanField(default=False)
    reason = models.CharField(max_length=140, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "good", "starts_at"], name="wb_one_good_price_per_time"),
            models.CheckConstraint(condition=Q(price__gt=0), name="wb_good_price_is_something"),
            models.CheckConstraint(condition=Q(is_subsidised=False) | ~Q(reason=""), name="wb_good_subsidy_has_reason"),
        ]


class SwapOffer(Fact):
    """From a moment on `quantity` base units of a kind of waste are given for one sale unit of a good. 0: no longer.

    There is no ratio to begin with: the association sets it. The price of one is what that waste is worth at the
    weighing.
    """

    PERSONAL = {"reason": PLAIN}

    good = TenantForeignKey(ExchangeGood, related_name="offers")
    item = TenantForeignKey(WasteItem, related_name="+")
    starts_at = models.DateTimeField()
    quantity = models.PositiveIntegerField()
    is_subsidised = models.BooleanField(default=False)
    reason = models.CharField(max_length=140, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "good", "item", "starts_at"], name="wb_one_swap_offer_per_time"),
            models.CheckConstraint(condition=Q(is_subsidised=False) | ~Q(reason=""), name="wb_swap_subsidy_has_reason"),
        ]
        indexes = [models.Index(fields=["org", "item"], name="wb_offer_by_item")]


class Shop(TenantModel):
    """Where goods are bought. Its id is the party of what the bank owes it (2105)."""

    PERSONAL = {"name": PERSONAL, "phone": PERSONAL}

    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=16, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["org", "name"], name="wb_one_shop_per_name")]

    def __str__(self) -> str:
        return self.name


class GoodsPurchase(Fact):
    """Goods that came into stock: paid in cash, owed to a shop or a collector, or given. Only its undoing is added."""

    PERSONAL = {"giver": PERSONAL, "cash_account": PLAIN, "receipt_code": PLAIN, "reverse_reason": PERSONAL}

    post = TenantForeignKey(Post, related_name="+")
    good = TenantForeignKey(ExchangeGood, related_name="purchases")
    kind = models.CharField(max_length=8, choices=PurchaseKind.choices)
    shop = TenantForeignKey(Shop, related_name="purchases", null=True)
    collector = TenantForeignKey(Collector, related_name="+", null=True)
    giver = models.CharField(max_length=80, blank=True)  # of a gift
    count = models.PositiveIntegerField()  # sale units
    cost = models.PositiveBigIntegerField()  # of all of them
    cash_account = models.CharField(max_length=12, blank=True)
    entry_id = models.UUIDField()
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by_id = models.UUIDField(null=True)
    reverse_reason = models.CharField(max_length=140, blank=True)
    reverse_entry_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(count__gt=0), name="wb_purchase_brings_something"),
            models.CheckConstraint(
                condition=Q(kind=PurchaseKind.CASH, collector__isnull=True) & ~Q(cash_account="")
                | Q(kind=PurchaseKind.CREDIT, cash_account="", shop__isnull=False, collector__isnull=True)
                | Q(kind=PurchaseKind.CREDIT, cash_account="", shop__isnull=True, collector__isnull=False)
                | Q(kind=PurchaseKind.GIFT, cash_account="", shop__isnull=True, collector__isnull=True),
                name="wb_purchase_source_fits",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reverse_entry_id__isnull=True)
                | Q(reversed_at__isnull=False, reverse_entry_id__isnull=False),
                name="wb_undone_purchase_has_an_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "good", "happened_at"], name="wb_purchase_by_good"),
            models.Index(fields=["org", "post"], name="wb_purchase_by_post"),
            models.Index(fields=["org", "shop"], name="wb_purchase_by_shop"),
            models.Index(fields=["org", "collector"], name="wb_purchase_by_collector"),
        ]


class ShopPayment(Fact):
    """What was paid of a debt for goods: in cash, or set off against what a collector owes for waste. Immutable."""

    PERSONAL = {"cash_account": PLAIN, "receipt_code": PLAIN}

    shop = TenantForeignKey(Shop, related_name="payments", null=True)
    collector = TenantForeignKey(Collector, related_name="+", null=True)
    amount = models.PositiveBigIntegerField()
    cash_account = models.CharField(max_length=12, blank=True)  # empty: set off against a sale
    sale_payment_id = models.UUIDField(null=True)
    entry_id = models.UUIDField()
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_shop_payment_pays_something"),
            models.CheckConstraint(
                condition=Q(shop__isnull=False, collector__isnull=True) | Q(shop__isnull=True, collector__isnull=False),
                name="wb_shop_payment_has_one_party",
            ),
            models.CheckConstraint(
                condition=Q(cash_account="", sale_payment_id__isnull=False)
                | (~Q(cash_account="") & Q(sale_payment_id__isnull=True)),
                name="wb_shop_payment_comes_from_one_place",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "shop"], name="wb_shop_payment_by_shop"),
            models.Index(fields=["org", "collector"], name="wb_shop_payment_by_collector"),
        ]


class GoodsCount(Fact):
    """What was really there of a good, with the allotments out; a loss leaves at average. Immutable."""

    PERSONAL = {"reason": PLAIN}

    post = TenantForeignKey(Post, related_name="+")
    good = TenantForeignKey(ExchangeGood, related_name="+")
    expected = models.PositiveIntegerField()  # sale units
    counted = models.PositiveIntegerField()
    loss_value = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=140, blank=True)
    entry_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(counted__lt=F("expected")) | Q(loss_value=0), name="wb_goods_gain_costs_nothing"
            ),
            models.CheckConstraint(
                condition=Q(counted=F("expected"), entry_id__isnull=True)
                | (~Q(counted=F("expected")) & Q(entry_id__isnull=False)),
                name="wb_goods_difference_is_posted",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "good", "recorded_at"], name="wb_goods_count_by_good"),
            models.Index(fields=["org", "post"], name="wb_goods_count_by_post"),
        ]


class DeviceAllotment(Fact):
    """Goods set aside for one phone (bekal), to be bartered without a signal. Settled when nothing of it is left."""

    post = TenantForeignKey(Post, related_name="+")
    good = TenantForeignKey(ExchangeGood, related_name="allotments")
    phone_id = models.UUIDField()  # accounts.Device: one person on one phone
    count = models.PositiveIntegerField()
    used = models.PositiveIntegerField(default=0)
    taken_back = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    back_client_id = models.UUIDField(null=True)  # makes taking back safe to repeat

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(count__gt=0), name="wb_allotment_is_something"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, count__gt=F("used") + F("taken_back"))
                | Q(settled_at__isnull=False, count=F("used") + F("taken_back")),
                name="wb_allotment_not_overdrawn",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "good", "settled_at"], name="wb_allotment_by_good"),
            models.Index(fields=["org", "post"], name="wb_allotment_by_post"),
            models.Index(fields=["org", "phone_id", "settled_at"], name="wb_allotment_by_phone"),
        ]
