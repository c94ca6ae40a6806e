"""Running totals, changed in the transaction of the entry. `guyub verify` recomputes every one of them.

`guard` is the side a balance must keep: cash never in credit, a member's savings never in debit.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantModel
from guyub.foundation.ledger.choices import Guard
from guyub.foundation.ledger.models.chart import CODE_LENGTH

PLAIN = Sensitivity.PLAIN


class Balance(TenantModel):
    """Totals of an account x fund x unit since the beginning."""

    PERSONAL = {"account": PLAIN, "fund": PLAIN, "unit": PLAIN}

    account = models.CharField(max_length=CODE_LENGTH)
    fund = models.CharField(max_length=CODE_LENGTH)
    unit = models.CharField(max_length=CODE_LENGTH)
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "account", "fund", "unit"], name="ledger_balance_key"),
            models.CheckConstraint(condition=Q(debit__gte=0, credit__gte=0), name="ledger_balance_sides"),
        ]


class FundBalance(TenantModel):
    """What a guarded cash account holds of a fund, over all units. It is never below zero."""

    PERSONAL = {"account": PLAIN, "fund": PLAIN}

    account = models.CharField(max_length=CODE_LENGTH)
    fund = models.CharField(max_length=CODE_LENGTH)
    amount = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "account", "fund"], name="ledger_fundbalance_key"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="ledger_fund_cash_not_negative"),
        ]


class PartyBalance(TenantModel):
    """What stands between the association and one party (member, shop, supplier) on a control account."""

    PERSONAL = {"account": PLAIN}

    account = models.CharField(max_length=CODE_LENGTH)
    party = models.UUIDField()
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)
    guard = models.SmallIntegerField(choices=Guard.choices, default=Guard.NONE)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "account", "party"], name="ledger_partybalance_key"),
            models.CheckConstraint(condition=Q(debit__gte=0, credit__gte=0), name="ledger_partybalance_sides"),
            models.CheckConstraint(condition=Q(guard__in=Guard.values), name="ledger_partybalance_guard"),
            models.CheckConstraint(
                condition=Q(guard=0) | Q(guard=1, debit__gte=F("credit")) | Q(guard=-1, credit__gte=F("debit")),
                name="ledger_party_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["org", "party"], name="ledger_balance_of_party")]


class MonthTotal(TenantModel):
    """Totals of one month per account x fund x unit, for cash also per cash-flow code: statements read these."""

    PERSONAL = {"account": PLAIN, "fund": PLAIN, "unit": PLAIN, "cash_flow": PLAIN}

    month = models.DateField()
    account = models.CharField(max_length=CODE_LENGTH)
    fund = models.CharField(max_length=CODE_LENGTH)
    unit = models.CharField(max_length=CODE_LENGTH)
    cash_flow = models.CharField(max_length=2, blank=True)
    debit = models.BigIntegerField(default=0)
    credit = models.BigIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["org", "month", "account", "fund", "unit", "cash_flow"], name="ledger_monthtotal_key"
            ),
            models.CheckConstraint(condition=Q(debit__gte=0, credit__gte=0), name="ledger_monthtotal_sides"),
        ]
