"""Stok: what lies at each post, its card, and counting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.exports import Table
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit
from guyub.foundation.ledger.kinds import kind_name
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts
from guyub.livelihoods.wastebank.choices import Pool
from guyub.livelihoods.wastebank.forms.stock import CountForm
from guyub.livelihoods.wastebank.models import Post, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import stock
from guyub.livelihoods.wastebank.views import flow, papers
from guyub.livelihoods.wastebank.views.consignment import owners_section
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here

CARD_ROWS = 200  # movements that the screen shows; the file has all


@room(P.STOCK)
def listing(request: RoomRequest) -> HttpResponse:
    """Each kind at each post, with its value and what it must fetch."""
    pools = stock.stock_of_pools(org=request.org)
    rows, consigned = pools[Pool.OWN], pools[Pool.CONSIGNED]
    prefix = here(request, "stock")
    below = ("turmeric", "warning", _("sells below cost"))
    by_post: dict[str, list[Row]] = {}
    least = _("cost %(value)s, sell for at least %(price)s")
    for row in rows:
        price = texts.price(row.break_even, row.unit)
        by_post.setdefault(row.post, []).append(
            Row(
                row.item,
                least % {"value": rupiah(row.value), "price": price},
                texts.weight(row.quantity, row.unit),
                f"{prefix}{row.post_id}/{row.item_id}/",
                below if row.sells_below_cost else None,
            )
        )
    page = Page(_("Our stock"), here(request, "home"))
    page.sections = [Section(post, shown) for post, shown in by_post.items()]
    if consigned:
        page.sections.append(Section(_("Left for sale by members"), _consigned_rows(consigned, prefix)))
    if not rows and not consigned:
        page.sections = [Section("", (), _("Nothing lies in stock. It fills on weighing days."))]
    elif rows:
        page.rows = [(_("Value of all stock"), rupiah(sum(row.value for row in rows)), "total")]
    page.quiet = [
        Button(here(request, "stock-file", "pdf"), "download", _("Stock as PDF")),
        Button(here(request, "stock-file", "xlsx"), "download", _("Stock as XLSX")),
        Button(here(request, "counts"), "list", _("Stock counts")),
        Button(here(request, "quotes"), "chart", _("Collectors' prices")),
    ]
    if request.actor.may(P.HANDLE):
        page.quiet.append(Button(here(request, "loads"), "truck", _("Loads between posts")))
    if request.actor.may(P.COUNT):
        page.quiet.append(Button(here(request, "values"), "coins", _("Cost and what it will bring")))
    if request.actor.may(P.SELL):
        page.main = Button(here(request, "sale-new"), "truck", _("Sell to the collector"))
    return flow.show(request, page)


def _consigned_rows(rows: list[stock.StockRow], prefix: str) -> list[Row]:
    return [
        Row(row.item, row.post, texts.weight(row.quantity, row.unit), f"{prefix}{row.post_id}/{row.item_id}/titipan/")
        for row in rows
    ]


@room(P.STOCK)
def stock_file(request: RoomRequest, kind: str) -> HttpResponse:
    """The stock as a file."""
    pools = stock.stock_of_pools(org=request.org)
    tables = [outputs.sheets.stock_table(pools[Pool.OWN])]
    if pools[Pool.CONSIGNED]:
        tables.append(outputs.sheets.consigned_table(pools[Pool.CONSIGNED]))
    return papers.tables_file(request, kind, tables, _("Stock of the waste bank"))


@room(P.STOCK)
def card(request: RoomRequest, post_id: UUID, item_id: UUID, pool: str = Pool.OWN) -> HttpResponse:
    """The movements of one kind at one post."""
    post, item = Post.get(post_id), WasteItem.get(item_id)
    rows = stock.stock_card(org=request.org, post_id=post_id, item_id=item_id, pool=pool, limit=CARD_ROWS)
    table = _card_table(rows, item, pool)
    page = Page(texts.pooled(item.name, pool), here(request, "stock"))
    quantity, value = (rows[0].quantity_after, rows[0].value_after) if rows else (0, 0)
    rows_shown = [(_("Post"), post.name), (_("On the books"), texts.weight(quantity, item.unit))]
    if pool == Pool.OWN:
        average = _average(quantity, value, item.unit)
        rows_shown += [(_("Worth"), rupiah(value)), (_("Average"), texts.price(average, item.unit))]
    else:
        page.sections = [owners_section(request, post.pk, item.pk)]
    page.rows = rows_shown
    if rows:
        name = "stock-card-consigned-file" if pool else "stock-card-file"
        files = ((word, here(request, name, post.pk, item.pk, word.lower())) for word in ("PDF", "XLSX"))
        page.quiet = [Button(url, "download", _("Stock card as %(kind)s") % {"kind": word}) for word, url in files]
    _offer(request, page, _Kind(post, item, pool), quantity)
    return render(request, "wastebank/stock_card.html", {"page": page, "table": table if rows else None})


def _card_table(rows: Sequence[stock.CardRow], item: WasteItem, pool: str) -> Table:
    kinds = {row.kind: str(kind_name(row.kind)) for row in rows}
    return outputs.sheets.card_table(rows, item.unit, kinds, with_value=pool == Pool.OWN)


@room(P.STOCK)
def card_file(request: RoomRequest, post_id: UUID, item_id: UUID, kind: str, pool: str = Pool.OWN) -> HttpResponse:
    """The whole card as a file, the first movement on top, as it is kept on paper."""
    post, item = Post.get(post_id), WasteItem.get(item_id)
    rows = stock.stock_card(org=request.org, post_id=post_id, item_id=item_id, pool=pool)
    title = _("Stock card %(item)s, %(post)s") % {"item": texts.pooled(item.name, pool), "post": post.name}
    left = texts.weight(rows[0].quantity_after if rows else 0, item.unit)
    return papers.tables_file(
        request, kind, [_card_table(rows[::-1], item, pool)], title, subtitle=f"{_('On the books')} {left}"
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a stock card is about: an item of one pool at a post."""

    post: Post
    item: WasteItem
    pool: str


def _offer(request: RoomRequest, page: Page, kind: _Kind, quantity: int) -> None:
    """Offer what can be done with what lies there: count, sort, throw away, note what it will bring."""
    of, may, end = (kind.post.pk, kind.item.pk), request.actor.may, "-consigned" if kind.pool else ""
    if may(P.COUNT):
        page.main = Button(here(request, f"count{end}", *of), "scale", _("Count it"))
    if not quantity:
        return
    if may(P.HANDLE) and not kind.pool:
        page.quiet.append(Button(here(request, "sort", *of), "box", _("Sort it into other kinds")))
    if may(P.COUNT):
        page.quiet.append(Button(here(request, f"dispose{end}", *of), "trash", _("Throw some of it away")))
    if may(P.COUNT) and not kind.pool:
        page.quiet.append(Button(here(request, "value", *of), "coins", _("Lower its value to what it brings")))
    if not kind.pool:
        page.quiet.append(Button(here(request, "quotes-item", kind.item.pk), "chart", _("Collectors' prices")))


def _average(quantity: int, value: int, unit: str) -> int | None:
    per = 1 if unit == Unit.PIECE else 1000
    return (2 * value * per + quantity) // (2 * quantity) if quantity else None


@room(P.COUNT)
def count(request: RoomRequest, post_id: UUID, item_id: UUID, pool: str = Pool.OWN) -> HttpResponse:
    """Write down what is really there; a difference needs its reason."""
    post, item = Post.get(post_id), WasteItem.get(item_id)
    back = here(request, "stock-card-consigned" if pool else "stock-card", post.pk, item.pk)
    expected = stock.expected(org=request.org, post_id=post.pk, item_id=item.pk, pool=pool)
    form = CountForm(request.POST or None, unit=Unit(item.unit))

    def act(data: dict[str, Any]) -> str:
        actions.count_stock(
            **flow.dated_facts(request, data),
            post_id=post.pk,
            item_id=item.pk,
            counted=form.found(),
            reason=data["reason"],
            pool=pool,
        )
        return back

    page = Page(_("Count %(item)s") % {"item": texts.pooled(item.name, pool)}, back, button=_("Go on"), icon="next")
    on_books = (_("On the books"), texts.weight(expected, item.unit))
    page.rows = [(_("Post"), post.name), on_books]

    def read_back() -> Page:
        difference = form.found() - expected
        check = Page(page.heading, "", button=_("Save the count"))
        check.rows = [
            on_books,
            (_("Really there"), texts.weight(form.found(), item.unit)),
            (_("Difference"), texts.weight(difference, item.unit), "total"),
        ]
        if difference:
            about = (
                _("What is missing leaves at its average cost.") if difference < 0 else _("What is more costs nothing.")
            )
            if pool:
                about = _("All who left it for sale bear it, by weight.")
            check.notices = [Notice("turmeric", "warning", _("The count differs from the books."), about)]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The count is saved."), read_back=read_back)


@room(P.STOCK)
def counts(request: RoomRequest) -> HttpResponse:
    """What was counted lately, and what it changed."""
    write, books = texts.clock_of(request.org), _("books %(expected)s, there %(counted)s")
    rows = [
        Row(
            f"{texts.pooled(one.item, one.pool)}, {one.post}",
            ". ".join(
                filter(
                    None,
                    (
                        write(one.counted_at),
                        books
                        % {
                            "expected": texts.weight(one.expected, one.unit),
                            "counted": texts.weight(one.counted, one.unit),
                        },
                        one.reason,
                    ),
                )
            ),
            texts.less(one.loss_value) if one.loss_value else "",
        )
        for one in stock.counts(org=request.org)
    ]
    page = Page(_("Stock counts"), here(request, "stock"), sections=[Section("", rows, _("Nothing was counted yet."))])
    return flow.show(request, page)
