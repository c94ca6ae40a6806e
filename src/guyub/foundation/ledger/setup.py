"""Opening an association's books: the chart of accounts, the first fund and units, the counters."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.ledger import chain
from guyub.foundation.ledger.choices import AccountKind
from guyub.foundation.ledger.models import Account, Counter, Fund, Unit
from guyub.foundation.ledger.permissions import LedgerPermission
from guyub.foundation.organizations.models import Organization

ENTRY_SERIES = "entry"
RECEIPT_SERIES = "receipt"


@cache
def chart() -> Mapping[str, Any]:
    """Return the template: accounts, funds and units that a new association starts with."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("data").joinpath("chart.json").read_text("utf-8"))
    return found


@atomic
def open_books(*, org: Organization, by: Actor) -> None:
    """Create what the template holds and is not there yet. Doing it again changes nothing."""
    by.require(LedgerPermission.SETUP)
    lock_association(org.pk)
    if Counter.objects.filter(name=ENTRY_SERIES).exists():
        return
    template = chart()
    Account.objects.bulk_create(
        Account(
            org=org,
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            is_cash=row.get("cash", False),
            control=row.get("control", ""),
            never_negative=row.get("never_negative", False),
        )
        for row in template["accounts"]
    )
    Fund.objects.bulk_create(Fund(org=org, **row) for row in template["funds"])
    Unit.objects.bulk_create(Unit(org=org, **row) for row in template["units"])
    Counter.objects.bulk_create(
        [Counter(org=org, name=ENTRY_SERIES, head=chain.FIRST_PREV), Counter(org=org, name=RECEIPT_SERIES)]
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.opened")


@atomic
def open_account(*, org: Organization, by: Actor, code: str, name: str, parent: str) -> Account:
    """Open a sub-account with the nature of `parent`: a cash box "1101.02" of a holder or post under "1101"."""
    by.require(LedgerPermission.SETUP)
    above = Account.objects.filter(code=parent).first()
    if above is None:
        raise BadInput(_("Account %(code)s does not exist.") % {"code": parent}, field="parent")
    if not code.startswith(f"{parent}."):
        raise BadInput(_("The code of a sub-account starts with %(start)s") % {"start": f"{parent}."}, field="code")
    if Account.objects.filter(code=code).exists():
        raise Refused(
            _("Account code %(code)s was used before.") % {"code": code},
            next_step=_("Choose a code that was never used."),
        )
    account: Account = Account.objects.create(
        org=org,
        code=code,
        name=name,
        kind=AccountKind(above.kind),
        is_cash=above.is_cash,
        control=above.control,
        never_negative=above.never_negative,
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.account_opened", target=account, code=code)
    return account


@atomic
def create_unit(*, org: Organization, by: Actor, code: str, name: str) -> Unit:
    """Add a unit with results of its own, such as a group business."""
    by.require(LedgerPermission.SETUP)
    if Unit.objects.filter(code=code).exists():
        raise Refused(
            _("Unit code %(code)s was used before.") % {"code": code},
            next_step=_("Choose a code that was never used."),
        )
    unit: Unit = Unit.objects.create(org=org, code=code, name=name)
    audit.record(org_id=org.pk, by=by, verb="ledger.unit_created", target=unit, code=code)
    return unit
