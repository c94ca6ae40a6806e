"""Hari bayar: many are asked for at once, planned for one day, approved by another officer, paid one after another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions import Many
from guyub.livelihoods.wastebank.choices import PayoutStatus
from guyub.livelihoods.wastebank.forms.paydays import ListForm, PaydayForm, PlanForm
from guyub.livelihoods.wastebank.models import PocketKind, Post
from guyub.livelihoods.wastebank.outputs.paydays import sheet_table, sheet_title
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, coverage, paydays, setup
from guyub.livelihoods.wastebank.queries.payouts import PayoutRow
from guyub.livelihoods.wastebank.rules.coverage import Promise, shortfall
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.passbook import payout_row

TOLD = 3  # names of those left out in a message


@room(P.SAVINGS)
def listing(request: RoomRequest) -> HttpResponse:
    """The planned days."""
    prefix = here(request, "paydays")
    rows = [
        Row(
            long_date(one.day),
            _("%(count)s withdrawals, %(paid)s paid") % {"count": one.count, "paid": one.paid},
            rupiah(one.amount),
            f"{prefix}{one.day:%Y-%m-%d}/",
            icon="calendar",
        )
        for one in paydays.paydays(org=request.org)
    ]
    page = Page(_("Paydays"), here(request, "payouts"))
    page.sections = [Section("", rows, _("No payday is planned."))]
    if request.actor.may(P.REQUEST):
        page.main = Button(here(request, "payday-new"), "plus", _("Plan a payday"))
    if request.actor.may(P.APPROVE):
        page.quiet = [Button(here(request, "payday-plan"), "calendar", _("Give open requests a day"))]
    return flow.show(request, page)


@room(P.REQUEST)
def new(request: RoomRequest) -> HttpResponse:
    """For which savings, when, from which post; then the list of people."""
    request.actor.require(P.SAVINGS)
    kinds = setup.pocket_kinds(org=request.org)
    form = PaydayForm(request.POST or None, kinds=kinds, posts=catalogue.posts(org=request.org))

    def act(data: dict[str, Any]) -> str:
        url = here(request, "payday-people", data["kind"], data["post"], f"{data['day']:%Y-%m-%d}")
        return f"{url}?paling={data['at_most']}" if data["at_most"] else url

    page = Page(_("Plan a payday"), here(request, "paydays"), button=_("Go on"), icon="next")
    page.notices = [Notice("indigo", "info", _("Each amount is held for its owner until the day."))]
    return flow.act_or_show(request, form, act, page)


@room(P.REQUEST)
def people(request: RoomRequest, kind_id: UUID, post_id: UUID, day: str) -> HttpResponse:
    """Who has something in these savings: all are ticked at first; what is ticked is asked for."""
    request.actor.require(P.SAVINGS)
    kind, post, payday = PocketKind.get(kind_id), Post.get(post_id), flow.day_of(day)
    found = paydays.candidates(org=request.org, kind=kind, at_most=flow.number_asked(request, "paling"))
    names = {one.pocket_id: one.member for one in found}
    choices = [
        (
            f"{one.pocket_id}:{one.amount}",
            f"{numbered(one.label or one.member, one.member_number)}, {rupiah(one.amount)}",
        )
        for one in found
    ]
    form = ListForm(request.POST or None, choices=choices)

    def act(data: dict[str, Any]) -> str:
        done = actions.request_many(
            **flow.dated_facts(request, data), rows=form.requests(), planned_on=payday, post_id=post.pk
        )
        _tell(request, done, names, ngettext("%(n)s withdrawal is asked for.", "%(n)s are asked for.", done.done))
        return here(request, "payday", day)

    page = Page(kind.name, here(request, "payday-new"), button=_("Ask for those ticked"), icon="check")
    page.rows = [(_("Payday"), long_date(payday)), (_("Post"), post.name)]
    page.rows = [*page.rows, (_("Together"), rupiah(sum(one.amount for one in found)))]
    if not found:
        page.notices = [Notice("turmeric", "passbook", _("Nobody has something free in these savings."))]
    return flow.act_or_show(request, form, act, page)


@room(P.SAVINGS)
def payday(request: RoomRequest, day: str) -> HttpResponse:
    """One day: what is asked, approved and paid, whether its boxes reach, and the next step."""
    when = flow.day_of(day)
    rows = paydays.of_day(org=request.org, day=when)
    by_status = {status: [row for row in rows if row.status == status] for status in paydays.SHOWN}
    asked, approved, paid = (by_status[status] for status in paydays.SHOWN)
    page = Page(long_date(when), here(request, "paydays"), amount=sum(row.amount for row in rows))
    page.rows = [
        (str(PayoutStatus(status).label), f"{len(some)}, {rupiah(sum(row.amount for row in some))}")
        for status, some in by_status.items()
        if some
    ]
    for title, some in ((_("To be approved"), asked), (_("To be paid"), approved), (_("Paid"), paid)):
        if some:
            page.sections.append(Section(title, [payout_row(request, row, named=True) for row in some]))
    if not rows:
        page.sections = [Section("", [], _("Nothing is asked for this day."))]
    _warn(request, page, [*asked, *approved])
    _offer(request, page, day, asked=bool(asked), approved=bool(approved), empty=not rows)
    return flow.show(request, page)


def _warn(request: RoomRequest, page: Page, rows: list[PayoutRow]) -> None:
    """Say whether the boxes hold what this day still asks."""
    if not rows:
        return
    boxes = coverage.cash_boxes(org=request.org)
    lacking = shortfall([Promise(row.amount, box=row.box) for row in rows], boxes, clock.today(request.org.time_zone))
    if lacking:
        words = _("The cash is %(amount)s short for this day.") % {"amount": rupiah(lacking)}
        page.notices.append(Notice("chilli", "warning", words, _("Sell stock or collect debts first.")))
    else:
        page.notices.append(Notice("leaf", "check", _("The cash reaches for this day.")))


def _offer(request: RoomRequest, page: Page, day: str, *, asked: bool, approved: bool, empty: bool) -> None:
    may = request.actor.may
    if approved and may(P.PAY):
        page.main = Button(here(request, "payday-next", day), "banknote", _("Pay one after another"))
    if asked and may(P.APPROVE):
        approve = Button(here(request, "payday-approve", day), "check", _("Approve many"))
        if page.main is None:
            page.main = approve
        else:
            page.quiet.append(approve)
    if not empty:
        page.quiet.append(Button(here(request, "payday-sheet", day), "print", _("Payout sheet to sign")))
    if (asked or approved) and may(P.APPROVE):
        page.quiet.append(Button(f"{here(request, 'payday-plan')}?hari={day}", "calendar", _("Another day")))


@room(P.APPROVE)
def approve(request: RoomRequest, day: str) -> HttpResponse:
    """Say yes to many; one's own is not on the list."""
    when = flow.day_of(day)
    rows = [row for row in paydays.open_for(org=request.org, day=when) if row.status == PayoutStatus.REQUESTED]
    rows = [row for row in rows if not request.actor.is_member(row.member_id)]
    form = ListForm(request.POST or None, choices=[_choice(row) for row in rows])
    names = {row.id: row.member for row in rows}

    def act(data: dict[str, Any]) -> str:
        del data
        done = actions.approve_many(**flow.now_facts(request), payout_ids=form.ids())
        _tell(request, done, names, ngettext("%(n)s withdrawal is approved.", "%(n)s are approved.", done.done))
        return _back(request, day)

    page = Page(_("Approve many"), _back(request, day), button=_("Approve those ticked"), icon="check")
    page.rows = [(_("Payday"), long_date(when)), (_("Together"), rupiah(sum(row.amount for row in rows)))]
    page.notices = [Notice("indigo", "people", _("Untick who is not to be paid that day."))]
    if not rows:
        page.notices = [Notice("turmeric", "check", _("Nothing waits."))]
    return flow.act_or_show(request, form, act, page)


@room(P.APPROVE)
def plan(request: RoomRequest) -> HttpResponse:
    """Give open withdrawals a day, or another one."""
    old = flow.day_asked(request, "hari")
    rows = paydays.open_for(org=request.org, day=old)
    form = PlanForm(request.POST or None, choices=[_choice(row) for row in rows], ticked=old is not None)
    names = {row.id: row.member for row in rows}

    def act(data: dict[str, Any]) -> str:
        done = actions.plan_payday(**flow.facts(request), payout_ids=form.ids(), planned_on=data["day"])
        _tell(request, done, names, ngettext("%(n)s withdrawal has its day.", "%(n)s have their day.", done.done))
        return _back(request, f"{data['day']:%Y-%m-%d}")

    page = Page(_("Plan a payday"), here(request, "payouts"), button=_("Set this day"), icon="calendar")
    if not rows:
        page.notices = [Notice("turmeric", "check", _("Every open request has its day."))]
    return flow.act_or_show(request, form, act, page)


@room(P.PAY)
def pay_next(request: RoomRequest, day: str) -> HttpResponse:
    """Go to the next withdrawal of this day that can be paid."""
    found = paydays.next_to_pay(org=request.org, day=flow.day_of(day), but_member=request.actor.member_id)
    if found is not None:
        return flow.see_other(here(request, "payout-pay", found))
    messages.success(request, _("Everything that was approved for this day is paid."))
    return flow.see_other(_back(request, day))


@room(P.SAVINGS)
def sheet(request: RoomRequest, day: str) -> HttpResponse:
    """The sheet that each one signs."""
    when = flow.day_of(day)
    context = {
        "title": sheet_title(when),
        "table": sheet_table(paydays.of_day(org=request.org, day=when)),
        "back": here(request, "payday", day),
        "files": [(here(request, "payday-file", day, kind), kind.upper()) for kind in ("pdf", "xlsx")],
    }
    return render(request, "wastebank/payday_sheet.html", context)


@room(P.SAVINGS)
def sheet_file(request: RoomRequest, day: str, kind: str) -> HttpResponse:
    """The same as PDF or XLSX."""
    when = flow.day_of(day)
    table = sheet_table(paydays.of_day(org=request.org, day=when))
    signatures = [(_("Treasurer"), ""), (_("Chair"), "")]
    return papers.tables_file(request, kind, [table], sheet_title(when), signatures=signatures)


def _back(request: RoomRequest, day: str) -> str:
    """Return the page of the day for those who may see everybody's savings, else the list of withdrawals."""
    return here(request, "payday", day) if request.actor.may(P.SAVINGS) else here(request, "payouts")


def _choice(row: PayoutRow) -> tuple[str, str]:
    return f"{row.id}:{row.amount}", f"{numbered(row.member, row.member_number)}, {row.pocket}, {rupiah(row.amount)}"


def _tell(request: RoomRequest, done: Many, names: Mapping[UUID, str], words: str) -> None:
    """Say how many were done, and who was left out, with the reason."""
    messages.success(request, words % {"n": done.done})
    if not done.left_out:
        return
    told = " ".join(f"{names.get(pk, '')}: {why}" for pk, why in done.left_out[:TOLD])
    more = ngettext("%(n)s was left out.", "%(n)s were left out.", len(done.left_out)) % {"n": len(done.left_out)}
    messages.warning(request, f"{more} {told}")
