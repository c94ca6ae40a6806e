"""What the treasurer keeps beside the entries: proposals, dues, cash counts, assets, terms of donors.

Accounts, funds and units are named by their code, as in the entries themselves: codes are never reused.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.expressions import IsFirstOfMonth
from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.foundation.ledger.choices_books import ApprovalState, Direction
from guyub.foundation.ledger.models.chart import CODE_LENGTH, Fund

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL


class Approval(Fact):
    """A proposal that needs a second person. What is proposed never changes; it is decided once."""

    PERSONAL = {"kind": PLAIN, "reason": PERSONAL}

    kind = models.CharField(max_length=30)  # registered by the room that acts on it: `approvals.register`
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.PROPOSED)
    payload = models.JSONField()
    amount = models.BigIntegerField(default=0)
    proposer_member_id = models.UUIDField(null=True)
    beneficiary_id = models.UUIDField(null=True)  # the single member whom it serves: neither she nor her house decides
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_member_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=140, blank=True)
    entry_id = models.UUIDField(null=True)  # what the approval posted, if it posted one entry

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(state__in=ApprovalState.values), name="approval_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=ApprovalState.PROPOSED, decided_at__isnull=True)
                | (~Q(state=ApprovalState.PROPOSED) & Q(decided_at__isnull=False)),
                name="approval_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by_id__isnull=True)
                | Q(decided_by_id__isnull=True)
                | ~Q(state=ApprovalState.APPROVED)
                | ~Q(decided_by_id=F("recorded_by_id")),
                name="approval_by_a_second_person",
            ),
        ]
        indexes = [models.Index(fields=["org", "state", "recorded_at"], name="approval_by_state")]


class DuesRate(Fact):
    """What a month of dues costs from the first of `starts_on`'s month."""

    starts_on = models.DateField()
    amount = models.BigIntegerField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "starts_on"], name="one_dues_rate_per_month"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="dues_rate_not_negative"),
            models.CheckConstraint(condition=IsFirstOfMonth("starts_on"), name="dues_rate_starts_on_first"),
        ]


class DuesExemption(Fact):
    """Months in which a member owes no dues."""

    PERSONAL = {"reason": PERSONAL}

    member = TenantForeignKey("members.Member", related_name="+")
    first = models.DateField()
    last = models.DateField(null=True)
    reason = models.CharField(max_length=140)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(last__isnull=True) | Q(last__gte=F("first")), name="dues_exemption_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["org", "member"], name="dues_exemption_by_member")]


class DuesPayment(TenantModel):
    """What one entry paid toward one month. A reversal is a row with the opposite amount; the sum is what is paid."""

    member = TenantForeignKey("members.Member", related_name="+")
    month = models.DateField()
    amount = models.BigIntegerField()
    asked = models.BigIntegerField()  # what was offered in all; what no month took went elsewhere
    entry_id = models.UUIDField()
    source_id = models.UUIDField()
    paid_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "entry_id", "month"], name="one_dues_part_per_entry"),
            models.CheckConstraint(condition=~Q(amount=0), name="dues_payment_not_zero"),
            models.CheckConstraint(condition=IsFirstOfMonth("month"), name="dues_month_is_a_first"),
        ]
        indexes = [
            # With the amount, so that the arrears of everybody are read from the index alone.
            models.Index(fields=["org", "member", "month", "amount"], name="dues_payment_by_member"),
            models.Index(fields=["org", "source_id"], name="dues_payment_by_source"),
        ]


class CashBox(TenantModel):
    """A cash account in somebody's hands: a post, a holder, petty cash, a bank account."""

    PERSONAL = {"account": PLAIN}

    account = models.CharField(max_length=CODE_LENGTH)
    holder = TenantForeignKey("members.Member", related_name="+", null=True)
    float_amount = models.BigIntegerField(default=0)  # what a refill restores; 0: no fixed float

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "account"], name="one_box_per_cash_account"),
            models.CheckConstraint(condition=Q(float_amount__gte=0), name="cash_float_not_negative"),
        ]
        indexes = [models.Index(fields=["org", "holder"], name="cash_box_by_holder")]


class CashMovement(Fact):
    """Money in or out in everyday words, the source of its entry. `payee_key` finds the same payee again."""

    PERSONAL = {"payee_name": PERSONAL, "payee_key": PERSONAL, "note": PERSONAL, "box": PLAIN, "category": PLAIN}

    direction = models.CharField(max_length=3, choices=Direction.choices)
    box = models.CharField(max_length=CODE_LENGTH)  # cash account
    category = models.CharField(max_length=20)
    amount = models.BigIntegerField()
    fund = models.CharField(max_length=CODE_LENGTH)
    unit = models.CharField(max_length=CODE_LENGTH)
    payee = TenantForeignKey("members.Member", related_name="+", null=True)
    payee_name = models.CharField(max_length=120, blank=True)
    payee_key = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=140, blank=True)
    day = models.DateField()
    entry_id = models.UUIDField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "entry_id"], name="one_movement_per_entry"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="cash_movement_positive"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="cash_direction_is_known"),
        ]
        indexes = [
            models.Index(fields=["org", "day", "payee_key"], name="cash_movement_by_payee"),
            models.Index(fields=["org", "payee"], name="cash_movement_by_member"),
        ]


class CashCount(Fact):
    """Cash counted by denomination. The difference is posted at once, or after a second person agreed."""

    PERSONAL = {"box": PLAIN}

    box = models.CharField(max_length=CODE_LENGTH)
    day = models.DateField()
    pieces = models.JSONField()  # {"100000": 3, …}
    counted = models.BigIntegerField()
    booked = models.BigIntegerField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(counted__gte=0), name="cash_count_not_negative"),
        ]
        indexes = [models.Index(fields=["org", "box", "day"], name="cash_count_by_day")]

    @property
    def difference(self) -> int:
        return self.counted - self.booked


class FixedAsset(Fact):
    """Something bought to last; its cost is charged month by month."""

    PERSONAL = {"name": PLAIN}

    name = models.CharField(max_length=80)
    cost = models.BigIntegerField()
    residual = models.BigIntegerField(default=0)
    months = models.PositiveSmallIntegerField()
    bought_on = models.DateField()
    fund = models.CharField(max_length=CODE_LENGTH)
    unit = models.CharField(max_length=CODE_LENGTH)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(residual__gte=0) & Q(residual__lt=F("cost")), name="asset_has_a_base"),
            models.CheckConstraint(condition=Q(months__gt=0), name="asset_has_a_life"),
        ]


class AssetCharge(TenantModel):
    """The charge of one month of an asset's life, once."""

    asset = TenantForeignKey(FixedAsset, related_name="charges")
    month = models.DateField()
    amount = models.BigIntegerField()
    entry_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "asset", "month"], name="one_charge_per_asset_month"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="asset_charge_positive"),
        ]


class FundBudget(TenantModel):
    """How much of a donor's fund was agreed for one account."""

    fund = TenantForeignKey(Fund, related_name="budget")
    account = models.CharField(max_length=CODE_LENGTH)
    amount = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "fund", "account"], name="one_budget_per_fund_account"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fund_budget_not_negative"),
        ]


class StatementNote(TenantModel):
    """The association's own words in the notes (CALK) of a year."""

    PERSONAL = {"text": PLAIN}

    year = models.PositiveSmallIntegerField()
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["org", "year"], name="one_note_per_year")]
