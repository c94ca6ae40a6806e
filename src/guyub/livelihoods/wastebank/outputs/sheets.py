"""What leaves the room as a table: recap, collector's sheet, stock and its card, price list, passbook."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from guyub.foundation.core.dates import long_date, short_date
from guyub.foundation.core.exports import Cell, Column, Table
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.choices import Channel, MemberClass
from guyub.livelihoods.wastebank.queries.catalogue import PriceLine
from guyub.livelihoods.wastebank.queries.passbook import Passbook
from guyub.livelihoods.wastebank.queries.sales import SaleLineRow, SaleSheet
from guyub.livelihoods.wastebank.queries.sessions import Recap
from guyub.livelihoods.wastebank.queries.stock import CardRow, StockRow


def recap_tables(recap: Recap) -> list[Table]:
    """Return a weighing day as two tables: by kind, by way."""
    # Pieces, litres and kilograms are never added to each other: each kind is written with its unit.
    kinds: list[list[Cell]] = [
        [row.item, row.lines, texts.weight(row.quantity, row.unit), row.amount, row.net] for row in recap.by_item
    ]
    ways: list[list[Cell]] = [[_("Put into savings"), None, recap.saved]]
    ways += [[str(texts.WAYS[row.way][1]), row.visits, row.amount] for row in recap.by_way]
    return [
        Table(
            _("By kind"),
            [
                Column(_("Kind")),
                Column(_("Lines"), "number"),
                Column(_("Quantity")),
                Column(_("Worth"), "rupiah"),
                Column(_("After deduction"), "rupiah"),
            ],
            kinds,
            totals=[_("Total"), sum(row.lines for row in recap.by_item), None, recap.gross, recap.net],
        ),
        Table(
            _("By way"),
            [Column(_("Way")), Column(_("Visits"), "number"), Column(_("Amount"), "rupiah")],
            ways,
        ),
    ]


def recap_title(recap: Recap) -> str:
    """Return the title of a recap with its day and post."""
    return _("Recap %(post)s, %(day)s") % {"post": recap.session.post, "day": long_date(recap.session.held_on)}


def sale_table(sheet: SaleSheet) -> Table:
    """Return a load as the collector reads it."""
    return Table(
        _("Load"),
        load_columns(),
        [load_cells(line) for line in sheet.lines],
        totals=[_("Total"), "", "", "", "", "", sheet.card.revenue],
    )


def load_columns() -> list[Column]:
    """Return the headings above `load_cells`."""
    return [
        Column(_("Kind")),
        Column(_("Left our stock")),
        Column(_("Collector's weight")),
        Column(_("Rafaksi")),
        Column(_("Paid for")),
        Column(_("Price")),
        Column(_("Amount"), "rupiah"),
    ]


def load_cells(line: SaleLineRow) -> list[Cell]:
    """Return one item of a load, from our scale to the collector's money."""
    return [
        texts.pooled(line.item, line.pool),
        texts.weight(line.out_quantity or line.own_quantity, line.unit),
        texts.weight(line.weight, line.sold_unit),
        texts.percent(line.rafaksi_bp),
        texts.weight(line.sold_quantity, line.sold_unit) if line.sold_quantity else "",
        texts.price(line.price, line.sold_unit),
        line.revenue,
    ]


def stock_table(rows: Sequence[StockRow]) -> Table:
    """Return what lies at the posts."""
    shown: list[list[Cell]] = [
        [row.post, row.item, texts.weight(row.quantity, row.unit), row.value, row.break_even, row.collector_price]
        for row in rows
    ]
    return Table(
        _("Our stock"),
        [
            Column(_("Post")),
            Column(_("Kind")),
            Column(_("Quantity")),
            Column(_("Worth"), "rupiah"),
            Column(_("Least price"), "rupiah"),
            Column(_("Last collector price"), "rupiah"),
        ],
        shown,
        totals=[_("Total"), "", "", sum(row.value for row in rows), None, None],
    )


def consigned_table(rows: Sequence[StockRow]) -> Table:
    """Return what members left for sale, which has no value on the books."""
    columns = [Column(_("Post")), Column(_("Kind")), Column(_("Quantity"))]
    shown: list[list[Cell]] = [[row.post, row.item, texts.weight(row.quantity, row.unit)] for row in rows]
    return Table(_("Left for sale by members"), columns, shown)


def card_table(rows: Sequence[CardRow], unit: str, kind_of: dict[str, str], *, with_value: bool = True) -> Table:
    """Return the movements of one kind at one post; consigned waste has no value."""
    columns: list[tuple[Column, list[Cell]]] = [
        (Column(_("Day"), "date"), [row.booked_on for row in rows]),
        (Column(_("Description")), [kind_of.get(row.kind, row.kind) for row in rows]),
        (Column(_("Quantity")), [texts.weight(row.quantity, unit) for row in rows]),
        (Column(_("Worth"), "rupiah"), [row.value for row in rows]),
        (Column(_("Stock after")), [texts.weight(row.quantity_after, unit) for row in rows]),
        (Column(_("Value after"), "rupiah"), [row.value_after for row in rows]),
    ]
    shown = [(column, cells) for column, cells in columns if with_value or column.kind != "rupiah"]
    cells = [list(row) for row in zip(*(column for _head, column in shown), strict=True)]
    return Table(_("Stock card"), [head for head, _cells in shown], cells)


def who_text(line: PriceLine) -> str:
    """Return for whom a price holds, nothing if for everybody."""
    words = [
        str(Channel(line.channel).label) if line.channel else "",
        str(MemberClass(line.member_class).label) if line.member_class else "",
    ]
    return ", ".join(filter(None, words))


def price_text(line: PriceLine) -> str:
    """Return a price, or how a kind that is left for sale is paid."""
    if not line.is_consigned:
        return texts.price(line.price, line.unit)
    return _("left for sale, fee %(share)s") % {"share": texts.percent(line.fee_bp)}


def price_table(lines: Sequence[PriceLine]) -> Table:
    """Return the prices in force, as they hang on the wall."""
    columns: list[tuple[Column, list[Cell]]] = [
        (Column(_("Kind")), [line.item for line in lines]),
        (Column(_("For")), [who_text(line) for line in lines]),
        (Column(_("Price")), [price_text(line) for line in lines]),
        (Column(_("Deduction")), [texts.percent(x.deduction_bp) if x.deduction_bp else "" for x in lines]),
        (Column(_("Since")), [short_date(line.starts_at) for line in lines]),
    ]
    told = [(column, cells) for column, cells in columns if any(cells)]  # a column that says nothing stays away
    return Table(
        _("Prices"), [column for column, _cells in told], list(zip(*(cells for _column, cells in told), strict=True))
    )


def passbook_rows(book: Passbook, org: Organization) -> list[list[str]]:
    """Return the lines of a passbook page for paper, oldest first as in a book."""
    write = texts.clock_of(org)
    return [
        [
            write(line.happened_at),
            texts.passbook_word(line.kind),
            texts.signed(line.amount),
            rupiah(line.balance_after),
            f"{line.receipt_number} {line.receipt_code}" if line.receipt_number else "",
        ]
        for line in reversed(book.lines)
    ]
