"""Lists from a file: a visit from a deposit book, prices from a price list. Looked at row by row before anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import sheets
from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import BadInput, GuyubError
from guyub.foundation.members.queries import get_member_for
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.actions.weighing import MOST_LINES
from guyub.livelihoods.wastebank.forms.lists import FileForm, PriceListForm, price_token, read_price
from guyub.livelihoods.wastebank.forms.sessions import PressForm
from guyub.livelihoods.wastebank.forms.weighing import Held
from guyub.livelihoods.wastebank.models import PriceList
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue
from guyub.livelihoods.wastebank.queries.lists import Judged, judge_book, judge_prices
from guyub.livelihoods.wastebank.rules.lists import BOOK, PRICES, Written, find_table
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.visit_pages import Visit, cards_of, session_of
from guyub.livelihoods.wastebank.views.weighing import weigh

_NAMED = ("code", "name")


@room(P.DEPOSIT)
def visit_file(request: RoomRequest, session_id: UUID, member_id: UUID) -> HttpResponse:
    """What a member brought, out of a deposit book: the good rows go on the scale, where the visit goes on as usual."""
    member = get_member_for(org=request.org, by=request.actor, member_id=member_id)
    visit = Visit(request, session_of(session_id), member)
    if "line" in request.POST:
        return weigh(visit)
    page = Page(_("From a file"), visit.url, button=_("Read the file"), icon="upload")
    page.rows = [(_("Name"), visit.who)]
    page.notices = [_told(_("A table with the headings kode, nama and qty, in XLSX or CSV."))]

    def look(found: list[Written]) -> HttpResponse:
        judged = judge_book(rows=found, cards=list(cards_of(visit).values()), limits=tuning(request.org))
        good = [row for row in judged if row.item is not None]
        if len(good) > MOST_LINES:
            raise BadInput(_("Too many lines for one visit. Please split it."), field="file")
        label = ngettext("Put %(n)s line on the scale", "Put %(n)s lines on the scale", len(good)) % {"n": len(good)}
        shown = Page(page.heading, request.path, button=label, icon="scale", rows=page.rows)
        shown.sections = _verdicts(judged, _("Goes on the scale"))
        tokens = [Held(row.item.id, row.amount, row.item.price, bool(row.remark)).token for row in good if row.item]
        return render(request, "wastebank/file_rows.html", {"form": PressForm(), "page": shown, "tokens": tokens})

    return _read(request, page, BOOK, [_NAMED, ("quantity",)], look)


@room(P.PRICES)
def price_file(request: RoomRequest) -> HttpResponse:
    """A price list from a file: what changes, from when, then published whole."""
    if "line" in request.POST:
        return _publish(request)
    page = Page(_("Prices from a file"), here(request, "prices"), button=_("Read the file"), icon="upload")
    page.notices = [
        _told(_("A table with the headings kode, nama and beli, in XLSX or CSV. Jual and biaya pilah warn."))
    ]

    def look(found: list[Written]) -> HttpResponse:
        judged = judge_prices(org=request.org, rows=found, cards=catalogue.items(org=request.org))
        tokens = [price_token(row.item.id, row.amount) for row in judged if row.item is not None]
        return _show_prices(request, PriceListForm(), tokens, _verdicts(judged, _("Will be published")))

    return _read(request, page, PRICES, [_NAMED, ("buy",)], look)


def _read(request: RoomRequest, page: Page, headings: Any, needed: Sequence[Sequence[str]], look: Any) -> HttpResponse:
    """Ask for a file, and let `look` show its rows; nothing is saved yet."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = find_table([sheet.rows for sheet in sheets.read(form.cleaned_data["file"])], headings, needed)
            if found is None:
                raise BadInput(_("No such table was found in this file."), field="file")
            answer: HttpResponse = look(found)
        except GuyubError as error:
            if not flow.is_page(error):
                raise
            form.explain(error)
        else:
            return answer
    status = form.status if request.method == "POST" else 200
    return render(request, "wastebank/form.html", {"form": form, "page": page}, status=status)


def _told(words: str) -> Notice:
    return Notice("indigo", "info", words, _("You see each row first. Nothing is saved by reading it."))


def _verdicts(judged: Sequence[Judged], title: str) -> list[Section]:
    bad = [Row(row.title, row.fault, row.right, icon="warning") for row in judged if row.item is None]
    good = [Row(row.title, row.remark, row.right, icon=row.item.drawing) for row in judged if row.item is not None]
    sections = [Section(_("Left out"), bad)] if bad else []
    return [*sections, Section(title, good)] if good else [*sections, Section(_("No row can be taken."))]


def _show_prices(
    request: RoomRequest, form: PriceListForm, tokens: Sequence[str], sections: list[Section]
) -> HttpResponse:
    label = ngettext("Publish %(n)s price", "Publish %(n)s prices", len(tokens)) % {"n": len(tokens)}
    page = Page(_("Prices from a file"), request.path, button=label, icon="check", sections=sections)
    status = form.status if form.is_bound else 200
    return render(request, "wastebank/file_rows.html", {"form": form, "page": page, "tokens": tokens}, status=status)


def _publish(request: RoomRequest) -> HttpResponse:
    form, tokens = PriceListForm(request.POST), request.POST.getlist("line")
    prices = [read_price(token) for token in tokens]
    cards = {card.id: card for card in catalogue.items(org=request.org)}
    if form.is_valid():
        client_id = form.cleaned_data["client_id"]
        known = PriceList.objects.filter(client_id=client_id).first()
        if known is not None:  # the second press of the same button; "now" has moved on, the prices have not
            return flow.see_other(here(request, "price-list", known.pk))
        starts_at = form.starts_at(request.org.time_zone)
        rows = [
            actions.PriceIn(pk, starts_at, price, deduction_bp=cards[pk].deduction_bp if pk in cards else 0)
            for pk, price in prices
        ]
        try:
            done = actions.publish_prices(**flow.dated_facts(request, form.cleaned_data), rows=rows)
        except GuyubError as error:
            if not flow.is_page(error):
                raise
            form.explain(error)
        else:
            messages.success(request, _("The prices are published."))
            return flow.see_other(here(request, "price-list", done.price_list.pk))
    shown = [
        Row(cards[pk].name, "", texts.price(price, cards[pk].unit), icon=cards[pk].drawing)
        for pk, price in prices
        if pk in cards
    ]
    return _show_prices(request, form, tokens, [Section(_("Will be published"), shown)])


@room(P.PRICES)
def price_list(request: RoomRequest, list_id: UUID) -> HttpResponse:
    """One published list, and the way back to the prices before it."""
    found = PriceList.get(list_id)
    rows = [
        Row(row.item.name, moment_text(row.starts_at, request.org.time_zone), texts.price(row.price, row.item.unit))
        for row in found.rows.select_related("item").order_by("item__position", "item__name")
    ]
    page = Page(_("Price list %(n)s") % {"n": found.version}, here(request, "prices"))
    page.sections = [Section("", rows)]
    page.quiet = [Button(here(request, "price-list-undo", found.pk), "undo", _("Put the prices before it back"))]
    return flow.show(request, page)


@room(P.PRICES)
def price_list_undo(request: RoomRequest, list_id: UUID) -> HttpResponse:
    """Publish the prices that this list replaced once more; what was weighed by it stays."""
    found = PriceList.get(list_id)
    back = here(request, "price-list", found.pk)

    def act(data: dict[str, Any]) -> str:
        actions.put_back_prices(**flow.dated_facts(request, data), list_id=found.pk)
        return here(request, "prices")

    page = Page(_("Put the prices before it back"), back, button=_("Put them back"), icon="undo")
    page.rows = [(_("Price list"), str(found.version)), (_("Prices"), str(found.rows.count()))]
    page.notices = [Notice("indigo", "info", _("What was weighed since keeps its price."))]
    return flow.act_or_show(
        request, PressForm(request.POST or None), act, page, said=_("The prices before hold again.")
    )
