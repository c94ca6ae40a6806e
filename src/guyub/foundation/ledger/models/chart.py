"""Accounts, funds and units. Lines name them by code: a code is never changed and never used again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantModel
from guyub.foundation.ledger.choices import AccountKind, Control

CODE_LENGTH = 16

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL


class Account(TenantModel):
    """An account (akun). A cash box of one holder or post is a sub-account: "1101.02" under "1101"."""

    PERSONAL = {"code": PLAIN, "name": PERSONAL, "kind": PLAIN, "control": PLAIN}

    code = models.CharField(max_length=CODE_LENGTH)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=9, choices=AccountKind.choices)
    is_cash = models.BooleanField(default=False)
    control = models.CharField(max_length=5, choices=Control.choices, blank=True, default=Control.NONE)
    # Cash: per fund. Control accounts: per party.
    never_negative = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="ledger_account_code"),
            models.CheckConstraint(condition=~Q(code=""), name="ledger_account_has_code"),
            models.CheckConstraint(condition=Q(kind__in=AccountKind.values), name="ledger_account_kind"),
            models.CheckConstraint(condition=Q(control__in=Control.values), name="ledger_account_control"),
            models.CheckConstraint(
                condition=Q(is_cash=False) | Q(kind=AccountKind.ASSET, control=Control.NONE),
                name="ledger_cash_is_asset",
            ),
            models.CheckConstraint(
                condition=Q(never_negative=False) | Q(is_cash=True) | Q(control=Control.PARTY),
                name="ledger_guard_is_cash_or_party",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Fund(TenantModel):
    """Money given for a purpose (dana), kept apart in every account. `UMUM` is the association's own."""

    PERSONAL = {"code": PLAIN, "name": PLAIN, "giver": PERSONAL, "purpose": PLAIN, "allowed_accounts": PLAIN}

    code = models.CharField(max_length=CODE_LENGTH)
    name = models.CharField(max_length=80)
    giver = models.CharField(max_length=120, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # Codes of the expense and asset accounts the giver agreed to; empty: all.
    allowed_accounts = models.JSONField(default=list)
    closed_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="ledger_fund_code"),
            models.CheckConstraint(condition=~Q(code=""), name="ledger_fund_has_code"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="ledger_fund_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Unit(TenantModel):
    """A part of the association with results of its own (usaha): PAG the association itself, BSP the waste bank."""

    PERSONAL = {"code": PLAIN, "name": PLAIN}

    code = models.CharField(max_length=CODE_LENGTH)
    name = models.CharField(max_length=80)
    closed_on = models.DateField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "code"], name="ledger_unit_code"),
            models.CheckConstraint(condition=~Q(code=""), name="ledger_unit_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
