"""Goods handed out for waste, savings or on credit, and goods only asked for. Immutable but for the undoing."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import RequestStatus, Terms
from guyub.livelihoods.wastebank.models.debts import Loan
from guyub.livelihoods.wastebank.models.exchange import ExchangeGood
from guyub.livelihoods.wastebank.models.savings import Pocket
from guyub.livelihoods.wastebank.models.sessions import Post

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL


class Barter(Fact):
    """`count` sale units of a good for `amount` of a member's savings; `cost` left the stock at moving average.

    `terms`: at the dated price, or by a swap offer (`waste_quantity` of `waste_name` for each). `subsidy` is what the
    association bears because the chair said so. `visit_id` is the first version of the deposit; none: from savings.
    """

    PERSONAL = {
        "good_name": PLAIN,
        "waste_name": PLAIN,
        "waste_unit": PLAIN,
        "receipt_code": PLAIN,
        "reverse_reason": PERSONAL,
    }

    member = TenantForeignKey("members.Member", related_name="+")
    pocket = TenantForeignKey(Pocket, related_name="+")
    post = TenantForeignKey(Post, related_name="+")
    good = TenantForeignKey(ExchangeGood, related_name="barters")
    good_name = models.CharField(max_length=60)
    terms = models.CharField(max_length=5, choices=Terms.choices)
    waste_name = models.CharField(max_length=80, blank=True)
    waste_unit = models.CharField(max_length=3, blank=True)
    waste_quantity = models.PositiveIntegerField(default=0)  # for one sale unit
    count = models.PositiveIntegerField()
    unit_price = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()
    cost = models.PositiveBigIntegerField()
    subsidy = models.PositiveBigIntegerField(default=0)
    shop_price = models.PositiveIntegerField(null=True)  # of one, at that moment; null: none was published
    visit_id = models.UUIDField(null=True)
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
            models.CheckConstraint(condition=Q(count__gt=0, unit_price__gt=0), name="wb_barter_gives_something"),
            models.CheckConstraint(condition=Q(amount=F("count") * F("unit_price")), name="wb_barter_amount"),
            models.CheckConstraint(
                condition=Q(subsidy=0) | Q(subsidy=F("cost") - F("amount")), name="wb_barter_subsidy_is_the_difference"
            ),
            models.CheckConstraint(
                condition=Q(terms=Terms.PRICE, waste_quantity=0)
                | Q(terms=Terms.SWAP, waste_quantity__gt=0, visit_id__isnull=False),
                name="wb_barter_terms_fit",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True, reverse_entry_id__isnull=True)
                | Q(reversed_at__isnull=False, reverse_entry_id__isnull=False),
                name="wb_undone_barter_has_an_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "member", "happened_at"], name="wb_barter_by_member"),
            models.Index(fields=["org", "good", "happened_at"], name="wb_barter_by_good"),
            models.Index(fields=["org", "pocket"], name="wb_barter_by_pocket"),
            models.Index(fields=["org", "post"], name="wb_barter_by_post"),
            models.Index(fields=["org", "visit_id"], name="wb_barter_by_visit"),
            models.Index(fields=["org", "happened_at"], name="wb_barter_by_time"),
        ]


class GoodsRequest(TenantModel):
    """Goods asked for without a signal and without enough set aside: the value is saved, she is not forgotten.

    `unit_price` is that of the weighing; an officer hands them out at it, or refuses with a reason.
    """

    PERSONAL = {"waste_name": PLAIN, "waste_unit": PLAIN, "reason": PERSONAL}

    member = TenantForeignKey("members.Member", related_name="+")
    post = TenantForeignKey(Post, related_name="+")
    good = TenantForeignKey(ExchangeGood, related_name="requests")
    visit_id = models.UUIDField()
    terms = models.CharField(max_length=5, choices=Terms.choices)
    waste_name = models.CharField(max_length=80, blank=True)
    waste_unit = models.CharField(max_length=3, blank=True)
    waste_quantity = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField()
    unit_price = models.PositiveIntegerField()
    is_subsidised = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=7, choices=RequestStatus.choices, default=RequestStatus.ASKED)
    barter_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=140, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0, unit_price__gt=0), name="wb_goods_request_asks_something"),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.ASKED, ended_at__isnull=True, barter_id__isnull=True)
                | Q(status=RequestStatus.GIVEN, ended_at__isnull=False, barter_id__isnull=False)
                | (Q(status=RequestStatus.REFUSED, ended_at__isnull=False, barter_id__isnull=True) & ~Q(reason="")),
                name="wb_goods_request_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "status", "asked_at"], name="wb_goods_request_by_status"),
            models.Index(fields=["org", "member"], name="wb_goods_request_by_member"),
            models.Index(fields=["org", "good"], name="wb_goods_request_by_good"),
            models.Index(fields=["org", "post"], name="wb_goods_request_by_post"),
        ]


class LoanGood(TenantModel):
    """One good of a loan that was handed out in goods: `count` sale units; `cost` left the stock at moving average.

    Written before its loan is disbursed; immutable.
    """

    PERSONAL = {"good_name": PLAIN}

    loan = TenantForeignKey(Loan, related_name="goods")
    good = TenantForeignKey(ExchangeGood, related_name="+")
    good_name = models.CharField(max_length=60)
    count = models.PositiveIntegerField()
    unit_price = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()
    cost = models.PositiveBigIntegerField()
    subsidy = models.PositiveBigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "loan", "good"], name="wb_a_good_once_in_a_loan"),
            models.CheckConstraint(condition=Q(count__gt=0, unit_price__gt=0), name="wb_loan_good_gives_something"),
            models.CheckConstraint(condition=Q(amount=F("count") * F("unit_price")), name="wb_loan_good_amount"),
            models.CheckConstraint(
                condition=Q(subsidy=0) | Q(subsidy=F("cost") - F("amount")),
                name="wb_loan_good_subsidy_is_the_difference",
            ),
        ]
        indexes = [models.Index(fields=["org", "good"], name="wb_loan_good_by_good")]
