"""What members owe the bank: what a correction lacked, loans, what was repaid; and what corrections cost the stock."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import LoanStatus, RepaymentKind
from guyub.livelihoods.wastebank.models.catalogue import WasteItem
from guyub.livelihoods.wastebank.models.deposits import Deposit
from guyub.livelihoods.wastebank.models.savings import Pocket
from guyub.livelihoods.wastebank.models.sessions import Post

_STILL_OWED = Q(owed=F("amount") - F("repaid") - F("written_off"))


class Receivable(TenantModel):
    """Piutang Anggota: what a correction took back and the passbook did not hold any more.

    One for each member and correcting version of a deposit. `owed` is what is left of it.
    """

    member = TenantForeignKey("members.Member", related_name="+")
    deposit = TenantForeignKey(Deposit, related_name="receivables")
    amount = models.PositiveBigIntegerField()
    repaid = models.PositiveBigIntegerField(default=0)
    written_off = models.PositiveBigIntegerField(default=0)
    owed = models.PositiveBigIntegerField()
    arose_at = models.DateTimeField()
    entry_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "deposit", "member"], name="wb_one_receivable_per_correction"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_receivable_is_something"),
            models.CheckConstraint(condition=_STILL_OWED, name="wb_receivable_owed"),
        ]
        indexes = [
            models.Index(fields=["org", "member", "owed"], name="wb_receivable_by_member"),
            models.Index(fields=["org", "owed"], name="wb_receivable_open"),
        ]


class Loan(Fact):
    """A loan without interest, fine or due date, repaid out of what she brings: asked, approved, disbursed, settled.

    `share_bp` is the agreed part of each deposit. `owed` is what is left; before it is disbursed nothing is.
    """

    member = TenantForeignKey("members.Member", related_name="+")
    amount = models.PositiveBigIntegerField()
    share_bp = models.PositiveSmallIntegerField(default=10_000)
    purpose = models.CharField(max_length=140, blank=True)
    status = models.CharField(max_length=11, choices=LoanStatus.choices, default=LoanStatus.ASKED)
    asked_by_member_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    approved_by_member_id = models.UUIDField(null=True)
    disbursed_at = models.DateTimeField(null=True)
    disbursed_by_id = models.UUIDField(null=True)
    disburse_client_id = models.UUIDField(null=True)  # makes handing out safe to repeat
    in_goods = models.BooleanField(default=False)
    post = TenantForeignKey(Post, related_name="+", null=True)  # whose cash box or shelf it came from
    entry_id = models.UUIDField(null=True)
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)
    repaid = models.PositiveBigIntegerField(default=0)
    written_off = models.PositiveBigIntegerField(default=0)
    owed = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=140, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_loan_is_something"),
            models.CheckConstraint(condition=Q(share_bp__gt=0, share_bp__lte=10_000), name="wb_loan_share_is_a_share"),
            models.CheckConstraint(condition=Q(status__in=LoanStatus.values), name="wb_loan_status_is_known"),
            models.CheckConstraint(
                condition=Q(disbursed_at__isnull=True, entry_id__isnull=True, owed=0, repaid=0, written_off=0)
                | (Q(disbursed_at__isnull=False, entry_id__isnull=False) & _STILL_OWED),
                name="wb_loan_owed",
            ),
            models.CheckConstraint(
                condition=Q(status=LoanStatus.DISBURSED, disbursed_at__isnull=False, owed__gt=0)
                | Q(status=LoanStatus.SETTLED, disbursed_at__isnull=False, owed=0, written_off=0)
                | Q(status=LoanStatus.WRITTEN_OFF, disbursed_at__isnull=False, owed=0, written_off__gt=0)
                | (
                    Q(disbursed_at__isnull=True)
                    & ~Q(status__in=[LoanStatus.DISBURSED, LoanStatus.SETTLED, LoanStatus.WRITTEN_OFF])
                ),
                name="wb_loan_status_fits",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[LoanStatus.ASKED, LoanStatus.REFUSED, LoanStatus.CANCELLED])
                | Q(approved_at__isnull=False),
                name="wb_loan_approved_first",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "member", "owed"], name="wb_loan_by_member"),
            models.Index(fields=["org", "status", "recorded_at"], name="wb_loan_by_status"),
            models.Index(fields=["org", "post"], name="wb_loan_by_post"),
        ]


class Repayment(Fact):
    """A part of a debt that was repaid or written off. Immutable; `undoes` takes an earlier one back, amount negative.

    `deposit_id`: the visit out of whose value it was taken.
    """

    receivable = TenantForeignKey(Receivable, related_name="repayments", null=True)
    loan = TenantForeignKey(Loan, related_name="repayments", null=True)
    kind = models.CharField(max_length=11, choices=RepaymentKind.choices)
    amount = models.BigIntegerField()
    undoes = TenantForeignKey("self", related_name="undone_by", null=True)
    deposit_id = models.UUIDField(null=True)
    pocket = TenantForeignKey(Pocket, related_name="+", null=True)
    cash_account = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=140, blank=True)
    entry_id = models.UUIDField()
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "undoes"], name="wb_repayment_undone_once"),
            models.CheckConstraint(
                condition=Q(receivable__isnull=True, loan__isnull=False)
                | Q(receivable__isnull=False, loan__isnull=True),
                name="wb_repayment_of_one_debt",
            ),
            models.CheckConstraint(
                condition=Q(undoes__isnull=True, amount__gt=0) | Q(undoes__isnull=False, amount__lt=0),
                name="wb_repayment_sign",
            ),
            models.CheckConstraint(condition=Q(kind__in=RepaymentKind.values), name="wb_repayment_kind_is_known"),
        ]
        indexes = [
            models.Index(fields=["org", "receivable"], name="wb_repayment_by_receivable"),
            models.Index(fields=["org", "loan"], name="wb_repayment_by_loan"),
            models.Index(fields=["org", "pocket"], name="wb_repayment_by_pocket"),
            models.Index(fields=["org", "deposit_id"], name="wb_repayment_by_deposit"),
        ]


class StockDifference(TenantModel):
    """What correcting a deposit did to the stock beyond its exact undoing (Selisih Persediaan). Immutable.

    `missing`: a quantity that should have left but was not there any more; it counts as gained at cost 0.
    `value`: rupiah to Selisih Persediaan, debit positive.
    """

    deposit = TenantForeignKey(Deposit, related_name="differences")
    item = TenantForeignKey(WasteItem, related_name="+")
    missing = models.PositiveBigIntegerField(default=0)
    value = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=140, blank=True)
    entry_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "deposit", "item"], name="wb_one_difference_per_item"),
            models.CheckConstraint(condition=~Q(missing=0, value=0), name="wb_difference_is_something"),
            models.CheckConstraint(condition=Q(missing=0) | ~Q(reason=""), name="wb_missing_goods_have_a_reason"),
        ]
        indexes = [models.Index(fields=["org", "item"], name="wb_difference_by_item")]
