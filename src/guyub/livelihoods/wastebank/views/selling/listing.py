"""Loads, newest first, what collectors owe, and the start of a new one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.forms.selling import StartForm
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, sales
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here

PER_PAGE = 25


def chip_of(status: str) -> tuple[str, str, str]:
    """Return the state of a sale as a word with its icon."""
    ground, icon = texts.SALE_CHIPS[SaleStatus(status)]
    return ground, icon, str(SaleStatus(status).label)


@room(P.STOCK)
def listing(request: RoomRequest) -> HttpResponse:
    """Loads, newest first, and what collectors owe."""
    before = flow.moment_asked(request)
    cards = sales.sales(org=request.org, before=before, limit=PER_PAGE)
    prefix, zone = here(request, "sales"), request.org.time_zone
    owes = _("owes %(amount)s")
    rows = [
        Row(
            card.collector,
            ", ".join(
                filter(
                    None,
                    (
                        long_date(clock.day_of(card.sold_at, zone)),
                        owes % {"amount": rupiah(card.owed)} if card.owed else "",
                    ),
                )
            ),
            rupiah(card.revenue) if card.status != SaleStatus.DRAFT else "",
            f"{prefix}{card.id}/",
            chip_of(card.status),
        )
        for card in cards
    ]
    page = Page(_("Sell to the collector"), here(request, "home"))
    debts = sales.debts(org=request.org) if before is None else []
    if debts:
        shown = [
            Row(
                debt.collector, ngettext("%(n)s load", "%(n)s loads", debt.sales) % {"n": debt.sales}, rupiah(debt.owed)
            )
            for debt in debts
        ]
        page.sections.append(Section(_("Collectors owe"), shown))
    page.sections.append(Section(_("Loads"), rows, _("Nothing was sold yet.")))
    if len(cards) == PER_PAGE:
        page.pager = flow.older(cards[-1].sold_at)
    page.quiet = [Button(here(request, "collectors"), "truck", _("Collectors"))]
    if request.actor.may(P.SELL):
        page.main = Button(here(request, "sale-new"), "plus", _("New sale"))
    return flow.show(request, page)


@room(P.SELL)
def start(request: RoomRequest) -> HttpResponse:
    """A new load: from where, to whom."""
    posts, collectors = catalogue.posts(org=request.org), sales.collectors(org=request.org)
    form = StartForm(request.POST or None, posts=posts, collectors=collectors)

    def act(data: dict[str, Any]) -> str:
        return here(request, "sale-first", data["post"], data["collector"])

    page = Page(_("New sale"), here(request, "sales"), button=_("Go on"), icon="next")
    if not collectors:
        page.notices = [Notice("turmeric", "truck", _("There is no collector yet. Add one first."))]
    page.quiet = [Button(here(request, "collector-new"), "plus", _("Add a collector"))]
    return flow.act_or_show(request, form, act, page)
