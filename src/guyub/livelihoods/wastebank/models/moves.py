"""Savings that move without being withdrawn: overrides, transfers, bills, closed accounts, opening balances."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import BillKind, BillStatus, Consent, ExitReason, ExitStatus, TransferKind
from guyub.livelihoods.wastebank.models.savings import Payout, Pocket
from guyub.livelihoods.wastebank.models.sessions import Post


class Override(Fact):
    """Two officers opened a locked pocket once, for up to `amount`. Recorded by the second; neither is its owner.

    It is spent by the one payout or transfer that names it. Immutable.
    """

    pocket = TenantForeignKey(Pocket, related_name="overrides")
    amount = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=140)
    approval_id = models.UUIDField()
    first_by_id = models.UUIDField(null=True)
    first_member_id = models.UUIDField(null=True)
    second_member_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "approval_id"], name="wb_one_override_per_approval"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_override_opens_something"),
            models.CheckConstraint(condition=~Q(reason=""), name="wb_override_has_a_reason"),
            models.CheckConstraint(
                condition=Q(first_by_id__isnull=True)
                | Q(recorded_by_id__isnull=True)
                | ~Q(first_by_id=F("recorded_by_id")),
                name="wb_override_by_two_officers",
            ),
        ]
        indexes = [models.Index(fields=["org", "pocket"], name="wb_override_by_pocket")]


class Transfer(Fact):
    """Money from one pocket into another: two linked passbook lines, one entry. What the bank owes stays the same.

    Immutable; a mistake is put right by a transfer back.
    """

    kind = models.CharField(max_length=6, choices=TransferKind.choices)
    source = TenantForeignKey(Pocket, related_name="transfers_out")
    target = TenantForeignKey(Pocket, related_name="transfers_in")
    amount = models.PositiveBigIntegerField()
    consent = models.CharField(max_length=8, choices=Consent.choices, blank=True)
    note = models.CharField(max_length=80, blank=True)
    override_id = models.UUIDField(null=True)
    entry_id = models.UUIDField()
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_transfer_moves_something"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="wb_transfer_goes_elsewhere"),
            models.CheckConstraint(condition=Q(kind__in=TransferKind.values), name="wb_transfer_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=TransferKind.MEMBER) | Q(consent__in=[Consent.SIGN_IN, Consent.SLIP]),
                name="wb_transfer_has_consent",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "source", "happened_at"], name="wb_transfer_by_source"),
            models.Index(fields=["org", "target", "happened_at"], name="wb_transfer_by_target"),
            models.Index(fields=["org", "override_id"], name="wb_transfer_by_override"),
        ]


class Bill(Fact):
    """Something the bank pays for a member out of her savings: set aside with its fee, then bought or given back."""

    pocket = TenantForeignKey(Pocket, related_name="bills")
    kind = models.CharField(max_length=12, choices=BillKind.choices)
    customer = models.CharField(max_length=40, blank=True)  # number of the meter, of the phone
    amount = models.PositiveBigIntegerField()
    fee = models.PositiveBigIntegerField(default=0)
    status = models.CharField(max_length=6, choices=BillStatus.choices, default=BillStatus.HELD)
    post = TenantForeignKey(Post, related_name="+", null=True)
    held_entry_id = models.UUIDField()
    entry_id = models.UUIDField(null=True)  # bought, or given back
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)
    proof = models.CharField(max_length=60, blank=True)  # token or reference number
    reason = models.CharField(max_length=140, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    end_client_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_bill_pays_something"),
            models.CheckConstraint(condition=Q(kind__in=BillKind.values), name="wb_bill_kind_is_known"),
            models.CheckConstraint(
                condition=Q(status=BillStatus.HELD, entry_id__isnull=True, ended_at__isnull=True)
                | (
                    Q(status__in=[BillStatus.BOUGHT, BillStatus.FAILED])
                    & Q(entry_id__isnull=False, ended_at__isnull=False)
                ),
                name="wb_ended_bill_has_an_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "pocket", "happened_at"], name="wb_bill_by_pocket"),
            models.Index(fields=["org", "status", "recorded_at"], name="wb_bill_by_status"),
            models.Index(fields=["org", "post"], name="wb_bill_by_post"),
        ]


class BillProof(TenantModel):
    """A photo of what was bought. Immutable; its digest stands in the entry."""

    bill = TenantForeignKey(Bill, related_name="photos")
    kind = models.CharField(max_length=12)  # image/jpeg, image/png, image/webp
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["org", "bill"], name="wb_one_photo_per_bill")]


class AccountExit(Fact):
    """The account of a member who left or died, settled by two officers. Closed when nothing of hers is left."""

    member = TenantForeignKey("members.Member", related_name="+")
    reason = models.CharField(max_length=4, choices=ExitReason.choices)
    receiver = models.CharField(max_length=80, blank=True)  # the heir; empty: she herself
    status = models.CharField(max_length=7, choices=ExitStatus.choices, default=ExitStatus.CLOSING)
    approval_id = models.UUIDField()
    receivable_paid = models.PositiveBigIntegerField(default=0)
    loan_paid = models.PositiveBigIntegerField(default=0)
    written_off = models.PositiveBigIntegerField(default=0)
    rest = models.PositiveBigIntegerField(default=0)
    payout = TenantForeignKey(Payout, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "approval_id"], name="wb_one_exit_per_approval"),
            models.UniqueConstraint(fields=["org", "payout"], name="wb_one_exit_per_payout"),
            models.CheckConstraint(
                condition=Q(status=ExitStatus.CLOSING, closed_at__isnull=True)
                | Q(status=ExitStatus.CLOSED, closed_at__isnull=False),
                name="wb_closed_account_has_time",
            ),
        ]
        indexes = [models.Index(fields=["org", "member", "recorded_at"], name="wb_exit_by_member")]


class OpeningBalance(Fact):
    """What a member had saved before the bank used this program; once per member, by two officers. Immutable."""

    member = TenantForeignKey("members.Member", related_name="+")
    pocket = TenantForeignKey(Pocket, related_name="+")
    amount = models.PositiveBigIntegerField()
    approval_id = models.UUIDField()
    entry_id = models.UUIDField()

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "member"], name="wb_one_opening_per_member"),
            models.UniqueConstraint(fields=["org", "pocket"], name="wb_one_opening_per_pocket"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_opening_says_something"),
        ]
