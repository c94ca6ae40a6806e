"""One item of a load, and what it comes to against the stock of this moment."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.ledger import stock
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Pool
from guyub.livelihoods.wastebank.models import Sale, SaleLine
from guyub.livelihoods.wastebank.queries.sale_preview import load_of
from guyub.livelihoods.wastebank.rules.selling import NoFactor, OverStock, Sold, sell
from guyub.livelihoods.wastebank.settings import tuning


@dataclass(frozen=True, slots=True)
class SaleLineIn:
    """One item of a load, in base units. `take_all`: everything on the books ("ambil semua").

    `sold_unit` empty: the item's own unit. `over_reason`: more leaves than is on the books ("timbang lebih").
    `costs` (of a consigned line): transport and the like, carried by those who left it.
    """

    item_id: UUID
    weight: int
    price: int
    own_quantity: int = 0
    take_all: bool = False
    rafaksi_bp: int = 0
    sold_unit: str = ""
    over_reason: str = ""
    pool: str = Pool.OWN
    costs: int = 0


def work_out(org: Organization, sale: Sale, line: SaleLine) -> Sold:
    """Work out one line against the stock of this moment, or refuse it with what can be done."""
    item, unit = line.item, Unit(line.unit)
    on_books = stock.on_hand(org=org, item_id=item.stock_item_id, place_id=sale.post.place_id, pool=line.pool)
    try:
        sold = sell(on_books, load_of(line), over_bp=tuning(org).over_stock_bp)
    except NoFactor:
        raise Refused(
            _("The weight of one unit of %(item)s is not known.") % {"item": line.item_name},
            next_step=_("Sell it by its own unit, or enter its weight first."),
            code="no_factor",
            field="lines",
        ) from None
    except OverStock as over:
        raise _over_stock(line, unit, over) from None
    if line.costs > sold.revenue:
        raise BadInput(_("The costs of %(item)s are more than it brings.") % {"item": line.item_name}, field="costs")
    if sold.out == 0:
        raise Refused(
            _("There is no %(item)s at this post.") % {"item": line.item_name}, code="no_stock", field="lines"
        )
    return sold


def _over_stock(line: SaleLine, unit: Unit, over: OverStock) -> Refused:
    step = (
        _("Check the weight, or confirm “timbang lebih” with a reason.")
        if over.confirmable
        else _("Check the weight, or count the stock first.")
    )
    return Refused(
        _("%(item)s: %(have)s on the books, %(need)s would leave. Nothing was sold.")
        % {
            "item": line.item_name,
            "have": quantity_text(over.have, unit),
            "need": quantity_text(over.need, unit),
        },
        next_step=step,
        code="over_stock" if over.confirmable else "over_stock_count_first",
        field="lines",
        have=over.have,
        need=over.need,
        limit=over.limit,
    )
