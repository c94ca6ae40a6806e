"""Donors' funds: the list, one fund's report, a new fund, what happens to the rest."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import GuyubError, NotHere
from guyub.foundation.core.exports import Column, Table, download, pdf, xlsx
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import funds as book
from guyub.foundation.ledger.forms import FundForm, RestForm
from guyub.foundation.ledger.models import Fund, FundBalance
from guyub.foundation.ledger.permissions import LedgerPermission as P
from guyub.foundation.ledger.statements.figures import GENERAL_FUND
from guyub.foundation.ledger.views.common import address, sent, show_form
from guyub.foundation.organizations.access import RoomRequest, room


@room(P.BOOKS)
def funds(request: RoomRequest) -> HttpResponse:
    """List the funds with the cash they still hold."""
    held: dict[str, int] = {}
    for code, amount in FundBalance.objects.values_list("fund", "amount"):
        held[code] = held.get(code, 0) + amount
    base = address(request, "funds")
    rows = [
        (
            fund.name,
            _("From %(giver)s, until %(day)s")
            % {"giver": fund.giver or "—", "day": short_date(fund.ends_on) if fund.ends_on else "—"},
            rupiah(held.get(fund.code, 0)),
            f"{base}{fund.code}/",
        )
        for fund in Fund.objects.exclude(code=GENERAL_FUND).order_by("-starts_on", "code")
    ]
    return render(request, "ledger/funds.html", {"rows": rows, "setup": request.actor.may(P.SETUP)})


@room(P.BOOKS)
def fund(request: RoomRequest, code: str) -> HttpResponse:
    """Report a fund to its giver: received, spent by line, assets, left; also as workbook and PDF."""
    if not Fund.objects.filter(code=code).exclude(code=GENERAL_FUND).exists():
        raise NotHere
    report = book.report(org=request.org, code=code)
    table = _table(report)
    kind = request.GET.get("unduh", "")
    title = _("Report of fund %(name)s") % {"name": report.fund.name}
    org_name, made_at = request.org.name, clock.now()
    if kind == "xlsx":
        return download(xlsx([table], title=title, org_name=org_name, made_at=made_at), f"dana-{code}", "xlsx")
    if kind == "pdf":
        paper = pdf([table], title=title, subtitle=report.fund.purpose, org_name=org_name, made_at=made_at)
        return download(paper, f"dana-{code}", "pdf")
    context = {
        "report": report,
        "title": report.fund.name,
        "table": table,
        "may_settle": request.actor.may(P.RECORD) and report.left > 0,
    }
    return render(request, "ledger/fund.html", context)


@room(P.SETUP)
def new_fund(request: RoomRequest) -> HttpResponse:
    """Open a fund."""
    form = FundForm(request.POST or None, org=request.org)
    if sent(request, form):
        given = form.cleaned_data
        try:
            book.create_fund(
                org=request.org,
                by=request.actor,
                code=given["code"],
                name=given["name"],
                giver=given["giver"],
                purpose=given["purpose"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                budget=form.budget(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("The fund is open."))
            return redirect("ledger:fund", request.org.slug, given["code"])
    return show_form(request, form, title=_("New fund"), save=_("Open the fund"), back=address(request, "funds"))


@room(P.RECORD)
def rest(request: RoomRequest, code: str) -> HttpResponse:
    """Propose what happens to the rest of a fund."""
    found = Fund.objects.filter(code=code).exclude(code=GENERAL_FUND).first()
    if found is None:
        raise NotHere
    form = RestForm(request.POST or None, org=request.org)
    if sent(request, form):
        try:
            book.propose_rest(
                org=request.org,
                by=request.actor,
                code=code,
                release=form.cleaned_data["release"] == "yes",
                letter=form.cleaned_data["letter"],
                happened_at=clock.now(),
                **form.action_args(),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            messages.success(request, _("Proposed. A second person decides."))
            return redirect("ledger:approvals", request.org.slug)
    return show_form(
        request,
        form,
        title=_("Rest of fund %(name)s") % {"name": found.name},
        intro=_("%(amount)s is left.") % {"amount": rupiah(book.cash_of(code))},
        save=_("Propose"),
        back=address(request, "fund", code),
    )


def _table(report: book.FundReport) -> Table:
    rows: list[tuple[str, int | None, int]] = [(_("Received"), None, report.received)]
    rows += [(line.name, line.budget, line.spent) for line in report.lines]
    rows += [(_("Equipment bought"), None, report.assets), (_("Cash left"), None, report.left)]
    columns = [Column(_("Line")), Column(_("Agreed plan"), "rupiah"), Column(_("Amount"), "rupiah")]
    return Table(title=report.fund.name, columns=columns, rows=rows)
