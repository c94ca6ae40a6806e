"""The journal: sealed entries with their lines, receipts, closed months. Triggers refuse every later change."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.foundation.ledger.choices import CashFlow
from guyub.foundation.ledger.entries import AMOUNT_LIMIT, MEMO_LENGTH
from guyub.foundation.ledger.models.chart import CODE_LENGTH

PLAIN = Sensitivity.PLAIN


class Entry(Fact):
    """One entry (jurnal), number `n` of its association. Written after its lines, which its trigger checks.

    `happened_at` is when it happened, `booked_on` the day it counts for, `recorded_at` when it was posted.
    """

    PERSONAL = {"content_hash": PLAIN, "kind": PLAIN, "memo": PLAIN, "doc_hash": PLAIN, "prev": PLAIN, "hash": PLAIN}

    n = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    source_id = models.UUIDField()
    booked_on = models.DateField()
    memo = models.CharField(max_length=MEMO_LENGTH, blank=True)
    doc_hash = models.CharField(max_length=64, blank=True)
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    reverses = TenantForeignKey("self", null=True, related_name="reversal")

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "n"], name="ledger_entry_number"),
            models.UniqueConstraint(fields=["org", "kind", "source_id"], name="ledger_source_posts_once"),
            models.UniqueConstraint(
                fields=["org", "reverses"], name="ledger_reversed_once", condition=Q(reverses__isnull=False)
            ),
            models.CheckConstraint(condition=Q(n__gte=1), name="ledger_entry_n"),
            models.CheckConstraint(condition=~Q(kind=""), name="ledger_entry_kind"),
        ]
        indexes = [models.Index(fields=["org", "booked_on", "n"], name="ledger_entry_by_day")]

    def __str__(self) -> str:
        return f"#{self.n}"


class EntryLine(TenantModel):
    """One line: debit positive, credit negative. Account, fund and unit are codes of the same association."""

    PERSONAL = {"account": PLAIN, "fund": PLAIN, "unit": PLAIN, "cash_flow": PLAIN}

    entry = TenantForeignKey(Entry, related_name="lines")
    no = models.PositiveSmallIntegerField()
    booked_on = models.DateField()
    account = models.CharField(max_length=CODE_LENGTH)
    fund = models.CharField(max_length=CODE_LENGTH)
    unit = models.CharField(max_length=CODE_LENGTH)
    party = models.UUIDField(null=True)
    cash_flow = models.CharField(max_length=2, choices=CashFlow.choices, blank=True)
    amount = models.BigIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "entry", "no"], name="ledger_line_number"),
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_line_not_zero"),
            models.CheckConstraint(
                condition=Q(amount__gte=-AMOUNT_LIMIT, amount__lte=AMOUNT_LIMIT), name="ledger_line_limit"
            ),
            models.CheckConstraint(condition=Q(no__gte=1), name="ledger_line_no"),
            models.CheckConstraint(condition=Q(cash_flow__in=["", *CashFlow.values]), name="ledger_line_cash_flow"),
        ]
        indexes = [
            models.Index(fields=["org", "account", "booked_on"], name="ledger_line_by_account"),
            models.Index(
                fields=["org", "party", "account"], name="ledger_line_by_party", condition=Q(party__isnull=False)
            ),
        ]


class Counter(TenantModel):
    """The last number of a gapless series, and for entries the hash of the last one. Locked while posting."""

    PERSONAL = {"name": PLAIN, "head": PLAIN}

    name = models.CharField(max_length=20)
    value = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "name"], name="ledger_counter_name"),
            models.CheckConstraint(condition=Q(value__gte=0), name="ledger_counter_value"),
        ]


class Receipt(TenantModel):
    """A receipt (kuitansi): a number of its own series, and a code of the entry's hash that anyone can check.

    `replaces` is the receipt of the entry that this one corrects.
    """

    PERSONAL = {"code": PLAIN}

    number = models.BigIntegerField()
    code = models.CharField(max_length=9)
    entry = TenantForeignKey(Entry, related_name="receipts")
    replaces = TenantForeignKey("self", null=True, related_name="later")

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "number"], name="ledger_receipt_number"),
            models.UniqueConstraint(fields=["org", "entry"], name="ledger_receipt_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="ledger_receipt_n"),
        ]
        indexes = [models.Index(fields=["org", "replaces"], name="ledger_receipt_later")]


class Period(TenantModel):
    """A closed month, never reopened. Months close in order, so every month up to the newest row is closed.

    `totals` keeps {account: [debit, credit]} of all entries booked up to its last day (see `balances.totals`).
    """

    PERSONAL = {"head_hash": PLAIN, "totals": PLAIN}

    month = models.DateField()
    closed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField(null=True)
    closed_by_id = models.UUIDField(null=True)
    head_n = models.BigIntegerField()
    head_hash = models.CharField(max_length=64)
    totals = models.JSONField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "month"], name="ledger_month_closes_once"),
            models.CheckConstraint(condition=Q(head_n__gte=0), name="ledger_period_head"),
        ]
