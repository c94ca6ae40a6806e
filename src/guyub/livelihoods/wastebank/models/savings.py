"""Savings pockets, the lines of the passbook, and withdrawals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import HOLDING, Lock, PassbookKind, PayoutStatus
from guyub.livelihoods.wastebank.models.sessions import Post


class PocketKind(TenantModel):
    """A kind of savings the association offers: reguler, Lebaran, pendidikan …

    `lock` says until when it stays closed: never, until `opens_before` days before the Lebaran of the calendar, or
    until the day `locked_until`.
    """

    code = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    lock = models.CharField(max_length=8, choices=Lock.choices, blank=True)
    opens_before = models.PositiveSmallIntegerField(default=14)
    locked_until = models.DateField(null=True)
    minimum_withdrawal = models.PositiveIntegerField(default=0)
    minimum_left = models.PositiveIntegerField(default=0)
    withdrawals_a_month = models.PositiveSmallIntegerField(default=0)  # 0: as often as she likes
    is_active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="wb_one_pocket_kind_per_code"),
            models.CheckConstraint(condition=Q(lock__in=Lock.values), name="wb_pocket_lock_is_known"),
            models.CheckConstraint(
                condition=~Q(lock=Lock.DAY) | Q(locked_until__isnull=False), name="wb_pocket_locked_until_some_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pocket(TenantModel):
    """What a member keeps in one kind of savings. `held` is promised to open withdrawals; available is the rest."""

    member = TenantForeignKey("members.Member", related_name="+")
    kind = TenantForeignKey(PocketKind, related_name="pockets")
    label = models.CharField(max_length=40, blank=True)  # a child's pocket, kept by the carer
    balance = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    last_no = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "member", "kind", "label"], name="wb_one_pocket_per_kind"),
            models.CheckConstraint(condition=Q(balance__gte=0), name="wb_pocket_never_negative"),
            models.CheckConstraint(
                condition=Q(held__gte=0) & Q(held__lte=F("balance")), name="wb_pocket_holds_covered"
            ),
        ]
        indexes = [models.Index(fields=["org", "kind"], name="wb_pocket_by_kind")]

    @property
    def title(self) -> str:
        """What it is called: after whom it is for, else after its kind."""
        return self.label or self.kind.name


class PassbookLine(TenantModel):
    """One line in a passbook, with the balance after it. Immutable."""

    pocket = TenantForeignKey(Pocket, related_name="lines")
    no = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=PassbookKind.choices)
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    source_id = models.UUIDField()  # deposit or payout
    entry_id = models.UUIDField()
    receipt_number = models.PositiveIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "pocket", "no"], name="wb_passbook_line_numbers"),
            models.CheckConstraint(condition=~Q(amount=0), name="wb_passbook_line_says_something"),
            models.CheckConstraint(condition=Q(balance_after__gte=0), name="wb_passbook_never_negative"),
            models.CheckConstraint(condition=Q(kind__in=PassbookKind.values), name="wb_passbook_kind_is_known"),
        ]
        indexes = [
            models.Index(fields=["org", "source_id"], name="wb_passbook_by_source"),
            models.Index(fields=["org", "happened_at"], name="wb_passbook_by_time"),
        ]


class Payout(Fact):
    """A withdrawal: asked (the amount is held), approved, paid; or refused, cancelled, expired (the hold is freed)."""

    pocket = TenantForeignKey(Pocket, related_name="payouts")
    member = TenantForeignKey("members.Member", related_name="+")
    post = TenantForeignKey(Post, related_name="+", null=True)
    amount = models.PositiveBigIntegerField()
    planned_on = models.DateField(null=True)
    expires_on = models.DateField()
    status = models.CharField(max_length=9, choices=PayoutStatus.choices, default=PayoutStatus.REQUESTED)
    deposit_id = models.UUIDField(null=True)  # the visit whose value was asked in cash without a signal
    approved_by_id = models.UUIDField(null=True)
    approved_by_member_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=140, blank=True)
    entry_id = models.UUIDField(null=True)
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)
    end_client_id = models.UUIDField(null=True)  # makes paying, refusing and cancelling safe to repeat
    override_id = models.UUIDField(null=True)  # two officers opened a locked pocket for it
    receiver = models.CharField(max_length=80, blank=True)  # who takes the cash, if not she herself
    continues_id = models.UUIDField(null=True)  # the request of the passbook that was joined with this one

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="wb_payout_pays_something"),
            models.CheckConstraint(condition=Q(status__in=PayoutStatus.values), name="wb_payout_status_is_known"),
            models.CheckConstraint(
                condition=Q(status=PayoutStatus.PAID, entry_id__isnull=False)
                | (~Q(status=PayoutStatus.PAID) & Q(entry_id__isnull=True)),
                name="wb_paid_payout_has_an_entry",
            ),
            models.CheckConstraint(
                condition=Q(status__in=HOLDING, ended_at__isnull=True)
                | (~Q(status__in=HOLDING) & Q(ended_at__isnull=False)),
                name="wb_ended_payout_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "pocket", "status"], name="wb_payout_by_pocket"),
            models.Index(fields=["org", "member", "recorded_at"], name="wb_payout_by_member"),
            models.Index(fields=["org", "status", "recorded_at"], name="wb_payout_by_status"),
            models.Index(fields=["org", "post"], name="wb_payout_by_post"),
            models.Index(fields=["org", "override_id"], name="wb_payout_by_override"),
        ]
