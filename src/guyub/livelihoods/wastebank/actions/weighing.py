"""A visit on its way into the books: what lay on the scale, priced at the moment that counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import BadInput, NotHere
from guyub.foundation.core.quantities import Verdict, check_line_limits, quantity_text
from guyub.foundation.ledger.entries import Move
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions import hot
from guyub.livelihoods.wastebank.choices import FlagReason, Mode, Pool
from guyub.livelihoods.wastebank.rules import prices, twins, worth
from guyub.livelihoods.wastebank.rules.prices import Price
from guyub.livelihoods.wastebank.tuning import Tuning
from guyub.livelihoods.wastebank.visits import LineIn, Notice, WayIn

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line with its price; None: the bank has none for it, the weight is kept."""

    no: int
    item: hot.ItemFacts
    quantity: int
    price: Price | None
    shown_price: int | None
    amount: int
    net: int

    @property
    def mode(self) -> str:
        return self.price.mode if self.price else Mode.PURCHASE

    @property
    def paid_price(self) -> int | None:
        """The price that is credited now; None while there is none, or the line is consigned."""
        return self.price.price if self.price and self.mode == Mode.PURCHASE else None


@dataclass(slots=True)
class Visit:
    """Everything known about a visit while it is being recorded. `people`: who gets the value, with their parts."""

    id: UUID
    org: Organization
    by: Actor
    client_id: UUID
    digest: str
    happened_at: datetime
    session: hot.SessionFacts
    weighed_at: datetime
    source: str
    channel: str
    member_class: str
    clock_offset_seconds: int = 0
    slip_code: str = ""
    list_version: int = 0
    guest_name: str = ""
    ways: tuple[WayIn, ...] = ()
    member: hot.MemberFacts | None = None
    people: list[tuple[hot.MemberFacts, int]] = field(default_factory=list)
    lines: list[PricedLine] = field(default_factory=list)
    worth: worth.Worth = field(default_factory=lambda: worth.worth(()))
    fingerprint: str = ""
    twins: list[tuple[UUID, UUID]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    root_id: UUID | None = None
    version: int = 1
    replaces: UUID | None = None
    reason: str = ""
    lot_moves: list[Move] = field(default_factory=list)
    stays: dict[UUID, int] = field(default_factory=dict)  # in a correction: saved elsewhere and gone from there
    posted_late: bool = False  # its month is closed: the books take it today

    @property
    def event_at(self) -> datetime:
        """When its entries happened: at the scale, or when it was put right."""
        return self.weighed_at if self.replaces is None else self.happened_at

    def moves(self) -> list[Move]:
        """Return what comes into the stock of the post: one movement for each item and pool.

        Consigned goods of a corrected visit move by their net change, `lot_moves` (see `consigning.adjust_lots`).
        """
        consigned = self._sums(Mode.CONSIGNMENT, Pool.CONSIGNED) if self.replaces is None else self.lot_moves
        return [*self._sums(Mode.PURCHASE, Pool.OWN), *consigned]

    def _sums(self, mode: str, pool: str) -> list[Move]:
        sums: dict[UUID, list[int]] = {}
        for line in self.lines:
            if line.mode == mode:
                quantity_and_cost = sums.setdefault(line.item.stock_item_id, [0, 0])
                quantity_and_cost[0] += line.quantity
                quantity_and_cost[1] += line.net
        place = self.session.place_id
        return [Move(item_id, place, quantity, cost, pool) for item_id, (quantity, cost) in sums.items()]


def check_lines(lines: Sequence[LineIn]) -> None:
    """Refuse an empty scale and impossible numbers before anything is read."""
    if not lines:
        raise BadInput(_("Nothing was weighed yet."), field="lines", code="no_lines")
    if len(lines) > MOST_LINES:
        raise BadInput(_("Too many lines for one visit. Please split it."), field="lines", code="many_lines")
    for line in lines:
        if line.quantity <= 0:
            raise BadInput(_("A weight must be above zero."), field="lines", code="zero")


def price_lines(visit: Visit, lines: Sequence[LineIn], limits: Tuning, *, asks: bool) -> None:
    """Read items and prices, choose each price at the weighing time, and compute the worth of the visit.

    A heavy line is asked about, unless a phone without signal did so already (`asks=False`).
    """
    items = hot.item_facts(visit.org.pk, {line.item_id for line in lines}, visit.weighed_at)
    chosen: list[tuple[LineIn, hot.ItemFacts, Price | None]] = []
    for line in lines:
        item = items.get(line.item_id)
        if item is None:
            raise NotHere
        _check_limits(line, item, limits, asks=asks)
        price = prices.choose(
            item.prices, channel=visit.channel, member_class=visit.member_class, moment=visit.weighed_at
        )
        chosen.append((line, item, price))
    found = worth.worth(
        [
            worth.Weighed(line.quantity, item.unit, p.price, p.deduction_bp)
            if p and p.mode == Mode.PURCHASE
            else worth.Weighed(line.quantity, item.unit, None)
            for line, item, p in chosen
        ]
    )
    visit.worth = found
    visit.lines = [
        PricedLine(no, item, line.quantity, price, line.shown_price, found.amounts[no - 1], found.nets[no - 1])
        for no, (line, item, price) in enumerate(chosen, 1)
    ]
    _note_prices(visit)


def look_for_twins(visit: Visit, limits: Tuning) -> None:
    """Find the same load of any of these persons written down before; both will be flagged, both stay.

    A correction does not meet the version that it replaces, and what was taken back has no twin.
    """
    visit.fingerprint = twins.fingerprint((line.item.id, line.quantity) for line in visit.lines)
    if visit.people and visit.lines:
        found = hot.twins(
            visit.org.pk,
            member_ids=[person.id for person, _parts in visit.people],
            weighed_at=visit.weighed_at,
            within=limits.twin_window,
            fingerprint=visit.fingerprint,
        )
        visit.twins = [(deposit, session) for deposit, session in found if deposit != visit.replaces]


def _check_limits(line: LineIn, item: hot.ItemFacts, limits: Tuning, *, asks: bool) -> None:
    verdict = check_line_limits(line.quantity, item.unit, limits.confirm_above, limits.refuse_above)
    if verdict is Verdict.REFUSE:
        raise BadInput(
            _("%(weight)s in one line is too much for this scale.")
            % {"weight": quantity_text(line.quantity, item.unit)},
            next_step=_("Please check the comma."),
            field="lines",
            code="too_heavy",
        )
    if verdict is Verdict.CONFIRM and asks and not line.confirmed:
        raise BadInput(
            _("%(weight)s: is this right?") % {"weight": quantity_text(line.quantity, item.unit)},
            next_step=_("Please check the comma, then confirm."),
            field="lines",
            code="confirm_weight",
            item=str(line.item_id),
            quantity=line.quantity,
        )


def _note_prices(visit: Visit) -> None:
    unpriced = [line.no for line in visit.lines if line.price is None]
    if unpriced:
        visit.notices.append(Notice(FlagReason.NO_PRICE, {"lines": len(unpriced), "first": unpriced[0]}))
    for line in visit.lines:
        price = line.paid_price
        if line.shown_price is not None and price is not None and line.shown_price != price:
            shown = {"line": line.no, "shown": line.shown_price, "price": price}
            visit.notices.append(Notice(FlagReason.PRICE_SHOWN, shown))
            break  # one flag; the slip shows every line
