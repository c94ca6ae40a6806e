"""Money that a giver bound to a purpose (dana): its terms, its report, and what happens to the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import approvals
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.models import Account, Approval, Balance, Fund, FundBalance, FundBudget
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.rules import AccountFacts, FundSpend
from guyub.foundation.ledger.statements.figures import EQUITY, GENERAL_FUND, INCOME
from guyub.foundation.ledger.statements.load import year_end_of
from guyub.foundation.organizations.models import Organization

REST_KIND = "fund_rest"
RELEASED, RETURNED = "dana_dilepas", "dana_kembali"
BOUND, FREE, WEAR = "3201", "3103", "6105"


@dataclass(frozen=True, slots=True)
class SpentLine:
    """One account of a fund's budget: what was agreed, what was spent."""

    code: str
    name: str
    budget: int
    spent: int


@dataclass(frozen=True, slots=True)
class FundReport:
    """What a giver wants to know."""

    fund: Fund
    received: int
    lines: list[SpentLine]
    assets: int
    left: int

    @property
    def spent(self) -> int:
        return sum(line.spent for line in self.lines)


@atomic
def create_fund(
    *,
    org: Organization,
    by: Actor,
    code: str,
    name: str,
    giver: str,
    purpose: str,
    starts_on: date,
    ends_on: date,
    budget: Mapping[str, int],
) -> Fund:
    """Open a fund with the accounts it may pay for and how much was agreed for each."""
    by.require(P.SETUP)
    lock_association(org.pk)
    if Fund.objects.filter(code=code).exists():
        raise Refused(
            _("Fund code %(code)s was used before.") % {"code": code},
            next_step=_("Choose a code that was never used."),
            field="code",
        )
    if ends_on < starts_on:
        raise BadInput(_("The last day is before the first."), field="ends_on")
    known = set(Account.objects.filter(code__in=budget, closed_on__isnull=True).values_list("code", flat=True))
    if not budget or set(budget) - known:
        raise BadInput(_("Choose at least one account that the fund may pay for."), field="budget")
    fund: Fund = Fund.objects.create(
        id=uuid7(),
        org=org,
        code=code,
        name=name,
        giver=giver,
        purpose=purpose,
        starts_on=starts_on,
        ends_on=ends_on,
        allowed_accounts=sorted(budget),
    )
    FundBudget.objects.bulk_create(
        FundBudget(id=uuid7(), org=org, fund=fund, account=account, amount=amount)
        for account, amount in sorted(budget.items())
    )
    audit.record(org_id=org.pk, by=by, verb="ledger.fund_created", target=fund, code=code)
    return fund


def check_spending(spend: FundSpend) -> None:
    """Refuse what the giver did not agree to: other accounts, other days. Taking back a mistake is always allowed.

    That a fund never spends more than its own cash is kept by the balances themselves.
    """
    spent = [line for line in spend.lines if line.amount > 0 and _is_spending(spend.accounts[line.account])]
    if spend.reverses or not spent:
        return
    fund = Fund.objects.get(code=spend.fund)
    if (fund.starts_on and spend.booked_on < fund.starts_on) or (fund.ends_on and spend.booked_on > fund.ends_on):
        raise Refused(
            _("Fund %(fund)s may be spent from %(first)s to %(last)s. Nothing was booked.")
            % {"fund": fund.name, "first": _day(fund.starts_on), "last": _day(fund.ends_on)},
            next_step=_("Use own money, or ask the giver for more time."),
            code="fund_dates",
            field="fund",
        )
    allowed = fund.allowed_accounts
    if allowed and any(line.account not in allowed for line in spent):
        names = Account.objects.filter(code__in=allowed).order_by("code").values_list("name", flat=True)
        raise Refused(
            _("Fund %(fund)s is only for: %(allowed)s. Nothing was booked.")
            % {"fund": fund.name, "allowed": ", ".join(names)},
            next_step=_("Use own money for this."),
            code="fund_account",
            field="fund",
            allowed=list(allowed),
        )


def _is_spending(account: AccountFacts) -> bool:
    """Cash, income and equity are not spending; wear of what was bought is no new spending."""
    return not account.is_cash and account.code[0] not in EQUITY + INCOME and account.code != WEAR


def _day(day: date | None) -> str:
    return short_date(day) if day else "…"


def report(*, org: Organization, code: str) -> FundReport:
    """Return what a fund received, what it was spent on, what it still owns."""
    fund = Fund.objects.filter(org=org, code=code).first()
    if fund is None:
        raise BadInput(_("Choose a fund from the list."), field="fund")
    nets = _nets(code)
    names = dict(Account.objects.values_list("code", "name"))
    budget = dict(FundBudget.objects.filter(fund=fund).values_list("account", "amount"))
    spent_on = {account for account, net in nets.items() if account[0] in "56" and net}
    equipment = sum(net for account, net in nets.items() if account.startswith("15"))
    lines = [
        SpentLine(account, names.get(account, account), budget.get(account, 0), nets.get(account, 0))
        for account in sorted(spent_on | set(budget))
    ]
    received = -sum(net for account, net in nets.items() if account[0] == "4")
    return FundReport(fund, received, lines, equipment, cash_of(code))


def cash_of(code: str) -> int:
    """Return the cash that a fund still holds."""
    return FundBalance.objects.filter(fund=code).aggregate(total=Sum("amount"))["total"] or 0


def _nets(code: str) -> dict[str, int]:
    rows = Balance.objects.filter(fund=code).values_list("account")
    nets = dict(rows.annotate(net=Sum(F("debit") - F("credit"))).order_by())
    # What earlier years closed into bound net assets was income and expense once: the movement by account is in the
    # lines, but the balances are zero. Add them back from the year-end entries.
    for account, amount in year_end_of(code).items():
        nets[account] = nets.get(account, 0) - amount
    return nets


# ── what is left ─────────────────────────────────────────────────────────────────────────────────────────────────


def propose_rest(
    *, org: Organization, by: Actor, code: str, release: bool, letter: str, happened_at: datetime, client_id: UUID
) -> Approval:
    """Give the rest back, or keep it as own money because the giver's letter says so. Two persons."""
    by.require(P.RECORD)
    if code == GENERAL_FUND or not Fund.objects.filter(code=code).exists():
        raise BadInput(_("Choose a fund from the list."), field="fund")
    if not letter.strip():
        raise BadInput(_("Write the number and date of the giver's letter."), field="letter")
    left = cash_of(code)
    known = Approval.objects.filter(client_id=client_id).first()
    if known is None and left <= 0:
        raise Refused(_("Nothing is left in this fund."), code="nothing_left")
    return approvals.propose(
        org=org,
        by=by,
        kind=REST_KIND,
        payload={"fund": code, "release": release, "letter": letter},
        happened_at=happened_at,
        client_id=client_id,
        amount=known.amount if known else left,
    )


def post_rest(org: Organization, by: Actor, approval: Approval) -> UUID:
    """Move the cash that is left at this moment out of the fund, from the tins that hold it."""
    lock_association(org.pk)
    code, release = approval.payload["fund"], approval.payload["release"]
    held = {
        (account, unit): net
        for account, unit, net in Balance.objects.filter(
            fund=code, account__in=FundBalance.objects.filter(fund=code).values("account")
        )
        .values_list("account", "unit")
        .annotate(net=Sum(F("debit") - F("credit")))
        .order_by("account", "unit")
    }
    lines: list[Line] = []
    out: dict[str, int] = defaultdict(int)
    for (account, unit), amount in held.items():
        if not amount:
            continue
        flow = "T" if release else "O5"
        lines.append(Line(account, -amount, fund=code, unit=unit, cash_flow=flow))
        if release:
            lines.append(Line(account, amount, unit=unit, cash_flow=flow))
        out[unit] += amount
    for unit, amount in out.items():
        lines.append(Line(BOUND, amount, fund=code, unit=unit))
        if release:
            lines.append(Line(FREE, -amount, unit=unit))
    return post_entry(
        org=org,
        by=by,
        kind=RELEASED if release else RETURNED,
        source_id=approval.pk,
        client_id=approval.pk,
        lines=[line for line in lines if line.amount],
        event_at=approval.happened_at,
        doc=dict(approval.payload),
        memo=_("rest of the fund released") if release else _("rest of the fund returned"),
    ).entry_id


def describe_rest(approval: Approval) -> Sequence[tuple[str, str]]:
    """Say what happens to the rest of which fund."""
    given = approval.payload
    fund = Fund.objects.get(code=given["fund"])
    return [
        (_("Fund"), fund.name),
        (_("What happens"), _("released as own money") if given["release"] else _("returned to the giver")),
        (_("Letter"), given["letter"]),
        (_("Amount"), rupiah(cash_of(fund.code) or approval.amount)),
    ]
