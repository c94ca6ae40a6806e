"""Jual ke pengepul: a draft kind by kind, read back, final; payments; reversal; the collectors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date, short_date
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.exports import download, pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.phones import phone_text
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts
from guyub.livelihoods.wastebank.actions import SaleLineIn
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.selling import CollectorForm, FinalForm, LoadForm, SalePaymentForm, StartForm
from guyub.livelihoods.wastebank.forms.sessions import PressForm
from guyub.livelihoods.wastebank.models import Collector, Post, Sale, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, sale_preview, sales, stock
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Pager, Row, Section, here

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
        page.pager = Pager(next=f"?sebelum={cards[-1].sold_at.isoformat().replace('+', '%2B')}")
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


@room(P.SELL)
def first(request: RoomRequest, post_id: UUID, collector_id: UUID) -> HttpResponse:
    """Which kind is loaded first?"""
    post, collector = Post.get(post_id), Collector.get(collector_id)
    return _kinds(request, post, _("To %(name)s") % {"name": collector.name}, here(request, "sale-new"), set())


@room(P.SELL)
def first_kind(request: RoomRequest, post_id: UUID, collector_id: UUID, item_id: UUID) -> HttpResponse:
    """The first kind of a load; the draft begins with it."""
    post, collector, item = Post.get(post_id), Collector.get(collector_id), WasteItem.get(item_id)
    back = here(request, "sale-first", post.pk, collector.pk)

    def act(form: LoadForm) -> str:
        sale = actions.draft_sale(
            **flow.dated_facts(request, form.cleaned_data),
            post_id=post.pk,
            collector_id=collector.pk,
            lines=[form.line_in()],
        )
        return here(request, "sale", sale.pk)

    return _load(request, post, item, back, act)


@room(P.SELL)
def more(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """Which kind is loaded next?"""
    sale = _draft(sale_id)
    there = {line.item_id for line in sale.lines.all()}
    return _kinds(
        request, sale.post, _("To %(name)s") % {"name": sale.collector.name}, here(request, "sale", sale.pk), there
    )


@room(P.SELL)
def kind(request: RoomRequest, sale_id: UUID, item_id: UUID) -> HttpResponse:
    """One kind of a draft: added or changed."""
    sale, item = _draft(sale_id), WasteItem.get(item_id)
    there = _lines_in(sale)
    old = next((line for line in there if line.item_id == item.pk), None)

    def act(form: LoadForm) -> str:
        line = form.line_in()
        lines = [line if x.item_id == item.pk else x for x in there] if old else [*there, line]
        _edit(request, sale, lines)
        return here(request, "sale", sale.pk)

    return _load(request, sale.post, item, here(request, "sale", sale.pk), act, old=old)


@room(P.SELL)
def drop(request: RoomRequest, sale_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a kind out of a draft; without any kind there is no draft."""
    sale, item = _draft(sale_id), WasteItem.get(item_id)
    lines = [line for line in _lines_in(sale) if line.item_id != item.pk]

    def act(data: dict[str, Any]) -> str:
        if lines:
            _edit(request, sale, lines)
            return here(request, "sale", sale.pk)
        actions.discard_draft(**flow.facts(request), sale_id=sale.pk)
        return here(request, "sales")

    page = Page(item.name, here(request, "sale", sale.pk), button=_("Take it out"), icon="trash", danger=True)
    page.notices = [Notice("turmeric", "info", _("It stays in our stock."))]
    return flow.act_or_show(request, PressForm(request.POST or None), act, page)


def _draft(sale_id: UUID) -> Sale:
    sale = Sale.get(sale_id)
    if sale.status != SaleStatus.DRAFT:
        raise NotHere
    return sale


def _lines_in(sale: Sale) -> list[SaleLineIn]:
    return [
        SaleLineIn(x.item_id, x.weight, x.price, x.own_quantity, x.take_all, x.rafaksi_bp, x.sold_unit, x.over_reason)
        for x in sale.lines.order_by("no")
    ]


def _edit(request: RoomRequest, sale: Sale, lines: list[SaleLineIn]) -> None:
    actions.edit_draft(
        **flow.now_facts(request), sale_id=sale.pk, collector_id=sale.collector_id, lines=lines, note=sale.note
    )


def _kinds(request: RoomRequest, post: Post, heading: str, back: str, there: set[UUID]) -> HttpResponse:
    rows = [
        Row(
            row.item,
            texts.price(row.collector_price, row.unit),
            texts.weight(row.quantity, row.unit),
            f"{row.item_id}/",
        )
        for row in stock.stock(org=request.org, post_id=post.pk)
        if row.item_id not in there
    ]
    page = Page(heading, back)
    page.sections = [Section(_("What is loaded?"), rows, _("No other kind lies at this post."))]
    return flow.show(request, page)


def _load(
    request: RoomRequest, post: Post, item: WasteItem, back: str, act: Any, *, old: SaleLineIn | None = None
) -> HttpResponse:
    on_hand = next((row for row in stock.stock(org=request.org, post_id=post.pk) if row.item_id == item.pk), None)
    initial: dict[str, Any] = {"price": on_hand.collector_price if on_hand else None}
    if old:
        initial = {
            "take": "all" if old.take_all else "own",
            "own": old.own_quantity or None,
            "weight": old.weight,
            "price": old.price,
            "rafaksi": texts.percent(old.rafaksi_bp).removesuffix("%").strip() if old.rafaksi_bp else "",
            "sold_unit": old.sold_unit,
            "over_reason": old.over_reason,
        }
    form = LoadForm(request.POST or None, item=item, stock=on_hand, initial=initial)
    page = Page(item.name, back, button=_("Load this kind"), icon="truck")
    if on_hand:
        page.rows = [
            (_("On the books"), texts.weight(on_hand.quantity, item.unit)),
            (_("Worth"), rupiah(on_hand.value)),
        ]
        if on_hand.break_even is not None:
            page.rows = [*page.rows, (_("Sell for at least"), texts.price(on_hand.break_even, item.unit))]
    answer = flow.act_or_show(request, form, lambda _data: act(form), page)
    if any(error.code == "over_stock" for errors in form.errors.as_data().values() for error in errors):
        form.ask_over()
        answer = render(request, "wastebank/form.html", {"form": form, "page": page}, status=form.status)
    return answer


# --- one load -------------------------------------------------------------------------------------------------------


@room(P.STOCK)
def sale(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """A load: what it brings, and what can be done next."""
    sheet = sales.sale_sheet(org=request.org, sale_id=sale_id)
    return _draft_page(request, sheet) if sheet.card.status == SaleStatus.DRAFT else _sold_page(request, sheet)


def _draft_page(request: RoomRequest, sheet: sales.SaleSheet) -> HttpResponse:
    card, may_sell = sheet.card, request.actor.may(P.SELL)
    lines = sale_preview.draft_lines(org=request.org, sale_id=card.id)
    prefix = here(request, "sale", card.id)
    page = Page(_("Draft for %(name)s") % {"name": card.collector}, here(request, "sales"))
    page.sections = [
        Section(
            _("Loaded"),
            [
                Row(
                    line.item,
                    _load_text(line),
                    rupiah(line.revenue),
                    f"{prefix}jenis/{line.item_id}/" if may_sell else "",
                    _load_chip(line),
                )
                for line in lines
            ],
        )
    ]
    page.rows = _draft_sums(lines)
    page.notices = _shrink_notices(request, lines)
    if may_sell:
        page.main = Button(here(request, "sale-final", card.id), "check", _("Finish the sale"))
        page.quiet = [
            Button(here(request, "sale-more", card.id), "plus", _("Add another kind")),
            Button(here(request, "sale-discard", card.id), "trash", _("Throw the draft away")),
        ]
        page.quiet[1:1] = [
            Button(f"{prefix}jenis/{line.item_id}/keluarkan/", "minus", _("Take out %(item)s") % {"item": line.item})
            for line in lines[:1]
            if len(lines) > 1
        ]
    return flow.show(request, page)


def _load_text(line: sale_preview.DraftLine) -> str:
    parts = [
        _("out %(weight)s") % {"weight": texts.weight(line.out, line.unit)},
        _("collector %(weight)s") % {"weight": texts.weight(line.weight, line.sold_unit)},
        texts.price(line.price, line.sold_unit),
    ]
    if line.rafaksi_bp:
        parts.append(_("rafaksi %(share)s") % {"share": texts.percent(line.rafaksi_bp)})
    return ", ".join(parts)


def _load_chip(line: sale_preview.DraftLine) -> tuple[str, str, str] | None:
    if not line.fits:
        return ("chilli", "danger", _("does not fit the stock"))
    return ("turmeric", "warning", _("much shrinkage")) if line.shrinks_much else None


def _draft_sums(lines: list[sale_preview.DraftLine]) -> list[tuple[str, ...]]:
    revenue, cogs = sum(x.revenue for x in lines), sum(x.cogs for x in lines)
    lost = sum(x.shrinkage for x in lines)
    return _sums(revenue, cogs, lost)


def _sums(revenue: int, cogs: int, lost: int) -> list[tuple[str, ...]]:
    return [
        (_("He pays"), rupiah(revenue)),
        (_("HPP (what it cost us)"), texts.less(cogs)),
        (_("Susut (lost weight)"), texts.less(lost)),
        (_("Left for the association"), rupiah(revenue - cogs - lost), "total"),
    ]


def _shrink_notices(request: RoomRequest, lines: list[sale_preview.DraftLine]) -> list[Notice]:
    limit = texts.percent(tuning(request.org).shrinkage_warn_bp)
    return [
        Notice(
            "turmeric",
            "warning",
            _("%(item)s shrinks more than %(limit)s.") % {"item": line.item, "limit": limit},
            _("Check scale, water and weight once more."),
        )
        for line in lines
        if line.shrinks_much
    ]


def _sold_page(request: RoomRequest, sheet: sales.SaleSheet) -> HttpResponse:
    card, may_sell = sheet.card, request.actor.may(P.SELL)
    page = Page(card.collector, here(request, "sales"))
    if card.status == SaleStatus.REVERSED:
        page.notices = [Notice("chilli", "undo", _("This sale was reversed."), sheet.reverse_reason)]
    page.rows = [
        (_("Day"), short_date(clock.day_of(card.sold_at, request.org.time_zone))),
        (_("Post"), card.post),
        *_sums(card.revenue, card.cogs, card.shrinkage),
        (_("Paid"), rupiah(card.paid)),
    ]
    if card.owed:
        page.rows = [*page.rows, (_("He still owes"), rupiah(card.owed))]
    page.sections = [Section(_("Load"), [_sold_row(line) for line in sheet.lines])]
    if sheet.payments:
        write = texts.clock_of(request.org)
        paid = [Row(write(p.paid_at), f"No. {p.receipt_number or ''}", rupiah(p.amount)) for p in sheet.payments]
        page.sections.append(Section(_("Payments"), paid))
    page.quiet = [
        Button(here(request, "sale-print", card.id), "print", _("Print the sheet")),
        Button(here(request, "sale-file", card.id), "download", _("Sheet as PDF")),
    ]
    if may_sell and card.owed:
        page.main = Button(here(request, "sale-pay", card.id), "banknote", _("He pays"))
    if may_sell and card.status == SaleStatus.FINAL:
        page.quiet.append(Button(here(request, "sale-reverse", card.id), "undo", _("Reverse the sale")))
    return flow.show(request, page)


def _sold_row(line: sales.SaleLineRow) -> Row:
    lost = texts.weight(line.shrinkage_quantity, line.unit)
    about = [
        _("out %(weight)s") % {"weight": texts.weight(line.out_quantity, line.unit)},
        _("paid for %(weight)s") % {"weight": texts.weight(line.sold_quantity, line.sold_unit)},
        texts.price(line.price, line.sold_unit),
        _("susut %(weight)s") % {"weight": lost},
    ]
    chip = ("turmeric", "warning", _("much shrinkage")) if line.shrinks_much else None
    return Row(line.item, ", ".join(about), rupiah(line.revenue), chip=chip)


@room(P.SELL)
def final(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The load leaves: read back, then final."""
    sheet = sales.sale_sheet(org=request.org, sale_id=sale_id)
    url = here(request, "sale", sale_id)
    if sheet.card.status != SaleStatus.DRAFT and request.method != "POST":
        return flow.see_other(url)
    lines = sale_preview.draft_lines(org=request.org, sale_id=sale_id)
    post = Post.get(sheet.post_id)
    form = FinalForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        cash = post.cash_account if data["paid"] == "now" else ""
        actions.finalise_sale(**flow.dated_facts(request, data), sale_id=sale_id, cash_account=cash)
        return url

    page = Page(_("Finish the sale"), url, button=_("Yes, the load has left"), icon="truck")
    page.amount = sum(line.revenue for line in lines)
    page.rows = [(_("Collector"), sheet.card.collector), *_draft_sums(lines)]
    page.sections = [
        Section(_("Load"), [Row(x.item, _load_text(x), rupiah(x.revenue), chip=_load_chip(x)) for x in lines])
    ]
    page.notices = _shrink_notices(request, lines)
    return flow.act_or_show(request, form, act, page, said=_("The sale is final. Print the sheet for both."))


@room(P.SELL)
def discard(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = _draft(sale_id)

    def act(data: dict[str, Any]) -> str:
        actions.discard_draft(**flow.facts(request), sale_id=found.pk)
        return here(request, "sales")

    page = Page(
        _("Throw the draft away"), here(request, "sale", found.pk), button=_("Throw the draft away"), icon="trash"
    )
    page.danger = True
    page.notices = [Notice("turmeric", "info", _("Nothing has left our stock. The list is gone for good."))]
    return flow.act_or_show(request, PressForm(request.POST or None), act, page, said=_("The draft is gone."))


@room(P.SELL)
def pay(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The collector pays, all or a part."""
    sheet = sales.sale_sheet(org=request.org, sale_id=sale_id)
    url = here(request, "sale", sale_id)
    form = SalePaymentForm(request.POST or None, initial={"amount": sheet.card.owed})
    cash = Post.get(sheet.post_id).cash_account

    def act(data: dict[str, Any]) -> str:
        actions.record_sale_payment(
            **flow.dated_facts(request, data), sale_id=sale_id, amount=data["amount"], cash_account=cash
        )
        return url

    page = Page(_("He pays"), url, button=_("Go on"), icon="next")
    page.rows = [(_("Collector"), sheet.card.collector), (_("He still owes"), rupiah(sheet.card.owed))]

    def read_back() -> Page:
        amount = form.cleaned_data["amount"]
        check = Page(_("He pays"), "", button=_("The cash is in the box"), icon="cash-box", amount=amount)
        left = max(sheet.card.owed - amount, 0)
        check.rows = [(_("Collector"), sheet.card.collector), (_("Owed after this"), rupiah(left))]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The payment is booked."), read_back=read_back)


@room(P.SELL)
def reverse(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """Take a final sale back, with a reason."""
    sheet = sales.sale_sheet(org=request.org, sale_id=sale_id)
    url = here(request, "sale", sale_id)

    def act(data: dict[str, Any]) -> str:
        actions.reverse_sale(**flow.dated_facts(request, data), sale_id=sale_id, reason=str(data["reason"]))
        return url

    page = Page(_("Reverse the sale"), url, button=_("Reverse the sale"), icon="undo", danger=True)
    page.rows = [(_("Collector"), sheet.card.collector), (_("Amount"), rupiah(sheet.card.revenue))]
    page.notices = [Notice("turmeric", "warning", _("The goods return to our stock, the money leaves the box."))]
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=_("The sale was reversed."))


@room(P.STOCK)
def sheet(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The sheet that both sign."""
    found = sales.sale_sheet(org=request.org, sale_id=sale_id)
    context = {
        "sheet": found,
        "facts": _sheet_facts(request, found),
        "table": outputs.sale_table(found),
        "proof": outputs.proof(request.org, found.receipt_number, found.receipt_code),
        "back": here(request, "sale", sale_id),
    }
    return render(request, "wastebank/sale_sheet.html", context)


def _sheet_facts(request: RoomRequest, found: sales.SaleSheet) -> list[tuple[str, str]]:
    rows = [
        (_("Collector"), found.card.collector),
        (_("Day"), long_date(clock.day_of(found.card.sold_at, request.org.time_zone))),
        (_("Post"), found.card.post),
    ]
    if found.receipt_number is not None:
        rows.append((_("Receipt no."), str(found.receipt_number)))
    return [*rows, (_("Paid"), rupiah(found.card.paid)), (_("Still owed"), rupiah(found.card.owed))]


@room(P.STOCK)
def sheet_file(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The sheet as a PDF."""
    found = sales.sale_sheet(org=request.org, sale_id=sale_id)
    title = _("Sale to %(name)s") % {"name": found.card.collector}
    content = pdf(
        [outputs.sale_table(found)],
        title=title,
        subtitle=", ".join(f"{word} {value}" for word, value in _sheet_facts(request, found)),
        org_name=request.org.name,
        made_at=clock.now(),
        signatures=[(_("For the association"), ""), (_("Collector"), found.card.collector)],
        landscape=True,
    )
    return download(content, title, "pdf", inline=True)


# --- collectors -----------------------------------------------------------------------------------------------------


@room(P.STOCK)
def collectors(request: RoomRequest) -> HttpResponse:
    """Who buys sorted waste."""
    prefix = here(request, "collectors")
    resting = ("turmeric", "clock", _("rests"))
    rows = [
        Row(
            c.name,
            ", ".join(filter(None, (phone_text(c.phone), c.note))),
            url=f"{prefix}{c.pk}/" if request.actor.may(P.SELL) else "",
            chip=None if c.is_active else resting,
        )
        for c in sales.collectors(org=request.org, active_only=False)
    ]
    page = Page(_("Collectors"), here(request, "sales"), sections=[Section("", rows, _("There is no collector yet."))])
    if request.actor.may(P.SELL):
        page.main = Button(here(request, "collector-new"), "plus", _("Add a collector"))
    return flow.show(request, page)


@room(P.SELL)
def collector_new(request: RoomRequest) -> HttpResponse:
    """A new buyer."""
    form = CollectorForm(request.POST or None)
    del form.fields["is_active"]

    def act(data: dict[str, Any]) -> str:
        actions.create_collector(**flow.facts(request), name=data["name"], phone=data["phone"] or "", note=data["note"])
        return here(request, "collectors")

    page = Page(_("Add a collector"), here(request, "collectors"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))


@room(P.SELL)
def collector(request: RoomRequest, collector_id: UUID) -> HttpResponse:
    """What is known about a buyer."""
    found = Collector.get(collector_id)
    initial = {"name": found.name, "phone": found.phone, "note": found.note, "is_active": found.is_active}
    form = CollectorForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.update_collector(
            **flow.facts(request),
            collector_id=found.pk,
            name=data["name"],
            phone=data["phone"] or "",
            note=data["note"],
            is_active=data["is_active"],
        )
        return here(request, "collectors")

    page = Page(found.name, here(request, "collectors"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))
