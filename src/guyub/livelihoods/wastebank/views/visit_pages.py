"""The pages of a visit at the scale: what each step shows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import BadInput, NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit, spoken_unit
from guyub.foundation.members import cards as member_cards
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.members.queries import find_members
from guyub.foundation.organizations.access import RoomRequest
from guyub.livelihoods.wastebank import outputs, texts, texts_goods
from guyub.livelihoods.wastebank.choices import Channel, MemberClass, Source, Way
from guyub.livelihoods.wastebank.forms.weighing import Held, SaveForm, ScaleForm, WaysForm
from guyub.livelihoods.wastebank.models import WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, visitors
from guyub.livelihoods.wastebank.queries.debts import Repaying
from guyub.livelihoods.wastebank.queries.targets import Target
from guyub.livelihoods.wastebank.rules.ways import Allocation
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views.flow import here

TILES = 7
TAPPED = ("way", "part", "amount", "dues_first", "pocket", "good", "count")
CARRIED = ("client_id", "channel", "member_class", "moment", *TAPPED)


@dataclass(slots=True)
class Visit:
    """One visit on its way through the pages: at which session, of whom, what lies on the scale so far.

    `group`: several who share, each with her parts. Neither a member nor a group is a guest who gives.
    """

    request: RoomRequest
    session: WeighingSession
    member: Member | None
    lines: list[Held] = field(default_factory=list)
    channel: str = Channel.DELIVERED
    member_class: str = MemberClass.INDIVIDUAL
    group: list[tuple[Member, int]] = field(default_factory=list)

    @property
    def is_guest(self) -> bool:
        return self.member is None and not self.group

    @property
    def url(self) -> str:
        if self.group:
            return group_address(self.request, self.session.pk, [(m.pk, parts) for m, parts in self.group])
        if self.member is None:
            return here(self.request, "weigh-guest", self.session.pk)
        return here(self.request, "weigh-member", self.session.pk, self.member.pk)

    @property
    def who(self) -> str:
        if self.group:
            names = ", ".join(member.called for member, _parts in self.group[:2])
            return f"{names} +{len(self.group) - 2}" if len(self.group) > 2 else names
        return numbered(self.member.called, self.member.number) if self.member else _("Guest")

    @property
    def about(self) -> str:
        day = short_date(self.session.held_on)
        return f"{self.session.post.name}, {day}"

    def context(self, **more: Any) -> dict[str, Any]:
        return {"visit": self, "tokens": [line.token for line in self.lines], **more}


def group_address(request: RoomRequest, session_id: UUID, people: Iterable[tuple[UUID, int]]) -> str:
    """Return where a group is weighed: who they are stands in the address."""
    query = urlencode([pair for pk, parts in people for pair in (("dari", pk), ("bagian", parts))])
    return f"{here(request, 'weigh-group-scale', session_id)}?{query}"


def session_of(session_id: UUID) -> WeighingSession:
    """Return a session with its post."""
    session: WeighingSession | None = WeighingSession.objects.select_related("post").filter(pk=session_id).first()
    if session is None:
        raise NotHere
    return session


def found_members(text: str) -> list[Member]:
    """Return who answers to a number, a name, or the code of a card."""
    if "/k/" in text:  # what the camera reads from a membership card
        code = text.split("/k/", 1)[1].strip("/ ")
        try:
            return [member_cards.member_of(code)]
        except (NotHere, ValueError):
            return []
    return find_members(text=text, limit=8) if text else []


def about(number: int, hamlet: str) -> str:
    """Say which of two with the same name it is."""
    return ", ".join(filter(None, (f"No. {number}", hamlet)))


@dataclass(frozen=True, slots=True)
class Tile:
    """A kind of waste on the weighing screen."""

    id: str
    name: str
    icon: str
    unit: str
    unit_word: str
    price: int | None
    price_text: str
    unpriced: str  # what a line says instead of an amount
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the running list."""

    index: int
    token: str
    name: str
    weight: str
    amount: str


def cards_of(visit: Visit) -> dict[str, catalogue.ItemCard]:
    moment = visitors.counting_moment(org=visit.request.org, session=visit.session, moment=clock.now())
    cards = catalogue.items(
        org=visit.request.org, moment=moment, channel=visit.channel, member_class=visit.member_class
    )
    return {str(card.id): card for card in cards}


def known_of(found: visitors.Preview) -> dict[str, Any]:
    """Return what the ways depend on."""
    return {"net": found.net, "owed": found.owed, "goods": found.goods, "targets": found.targets}


def carried_of(visit: Visit) -> dict[str, Any]:
    data = visit.request.POST
    moment = data.get("moment") or clock.now().isoformat()
    return {
        "client_id": data.get("client_id"),
        "channel": visit.channel,
        "member_class": visit.member_class,
        "moment": moment,
    }


def preview_of(visit: Visit, ways: Any = ()) -> visitors.Preview:
    if not visit.lines:
        raise BadInput(_("Nothing was weighed yet. Tap a kind, then its weight."))
    return visitors.preview(
        org=visit.request.org,
        session=visit.session,
        member=visit.member,
        lines=[line.line_in() for line in visit.lines],
        group=visit.group,
        tapped=ways,
        moment=clock.now(),
        channel=visit.channel,
        member_class=visit.member_class,
    )


def show_scale(visit: Visit, form: ScaleForm, *, chosen: str = "") -> HttpResponse:
    cards = form.cards
    chosen = chosen or str(form["item"].value() or "")
    used = visitors.most_used_items(org=visit.request.org, limit=TILES)
    context = visit.context(
        form=form,
        tiles=_tiles(cards, used, chosen),
        has_more=len(cards) > TILES,
        shown=_shown(visit, cards),
        summary=_summary(visit, cards),
        limits=tuning(visit.request.org),
        other_channel=Channel.DELIVERED if visit.channel == Channel.PICKUP else Channel.PICKUP,
        picked_up=visit.channel == Channel.PICKUP,
        is_unit=visit.member_class == MemberClass.UNIT,
        asks_class=catalogue.has_unit_prices(org=visit.request.org),
        is_paper=visitors.source_for(visit.session) == Source.PAPER,
        back=here(visit.request, "weigh-who", visit.session.pk),
        from_file=here(visit.request, "weigh-file", visit.session.pk, visit.member.pk) if visit.member else "",
    )
    status = 422 if form.is_bound and form.errors else 200
    return render(visit.request, "wastebank/scale.html", context, status=status)


def _tiles(cards: dict[str, catalogue.ItemCard], used: list[UUID], chosen: str) -> list[Tile]:
    """Return the kinds weighed most, in the order of the catalogue; one that was searched for comes first."""
    often = [str(pk) for pk in used if str(pk) in cards]
    often += [pk for pk in cards if pk not in often]
    shown = set(often[:TILES])
    if chosen in cards and chosen not in shown:
        shown = {chosen, *often[: TILES - 1]}
    order = [pk for pk in cards if pk in shown]
    return [_tile(pk, cards[pk], chosen=pk == chosen) for pk in order]


def _tile(pk: str, card: catalogue.ItemCard, *, chosen: bool = False) -> Tile:
    return Tile(
        id=pk,
        name=card.name,
        icon=card.drawing,
        unit=card.unit,
        unit_word=spoken_unit(Unit(card.unit)),
        price=card.price,
        price_text=texts.price_or_consigned(card.price, card.unit, is_consigned=card.is_consigned) or _("no price yet"),
        unpriced=_("left for sale") if card.is_consigned else _("to be checked"),
        chosen=chosen,
    )


def _shown(visit: Visit, cards: dict[str, catalogue.ItemCard]) -> list[ShownLine]:
    rows = []
    for index, line in enumerate(visit.lines):
        card = cards.get(str(line.item_id))
        if card is None:
            raise NotHere
        rows.append(
            ShownLine(index, line.token, card.name, texts.weight(line.quantity, card.unit), _amount_text(line, card))
        )
    return rows


def _amount_text(line: Held, card: catalogue.ItemCard) -> str:
    if card.is_consigned:
        return _("left for sale")
    return _("to be checked") if line.price is None else rupiah(texts.line_amount(line.quantity, card.unit, line.price))


def _summary(visit: Visit, cards: dict[str, catalogue.ItemCard]) -> str:
    total = sum(
        texts.line_amount(line.quantity, cards[str(line.item_id)].unit, line.price or 0) for line in visit.lines
    )
    count = len(visit.lines)
    return ngettext("%(count)s line, %(total)s", "%(count)s lines, %(total)s", count) % {
        "count": count,
        "total": rupiah(total),
    }


def show_more(visit: Visit) -> HttpResponse:
    """Show every kind, with a line to search in."""
    tiles = [_tile(pk, card) for pk, card in cards_of(visit).items()]
    text = visit.request.POST.get("q", "").strip()
    if text:
        tiles = [tile for tile in tiles if text.lower() in tile.name.lower()]
    form = VisitFormCarrier(visit)
    return render(visit.request, "wastebank/kinds.html", visit.context(carrier=form, tiles=tiles, text=text))


class VisitFormCarrier:
    """The hidden values of a visit on pages that ask nothing else."""

    def __init__(self, visit: Visit) -> None:
        self.values = [(name, value) for name, value in _posted(visit.request.POST) if value]


def _posted(data: QueryDict) -> list[tuple[str, str]]:
    return [(name, data.get(name, "")) for name in CARRIED]


def show_ways(visit: Visit, form: WaysForm, found: visitors.Preview, *, status: int = 0) -> HttpResponse:
    short = found.in_cash_box < found.net
    context = visit.context(form=form, found=found, cash_short=short, in_cash_box=rupiah(max(found.in_cash_box, 0)))
    code = status or (422 if form.is_bound and form.errors else 200)
    return render(visit.request, "wastebank/ways.html", context, status=code)


def show_read_back(visit: Visit, form: SaveForm, *, ways: Any = (), late: bool = False) -> HttpResponse:
    found = preview_of(visit, ways)
    priced = {line.item_id: line.price for line in found.lines}
    visit.lines = [Held(x.item_id, x.quantity, priced[x.item_id], x.confirmed) for x in visit.lines]
    context = visit.context(
        form=form,
        found=found,
        rows=[*_class_rows(visit), *_line_rows(found)],
        uses=_use_rows(visit, found),
        carried=[(name, form[name].value() or "") for name in CARRIED if name in form.fields],
        unpriced=any(line.price is None and not line.is_consigned for line in found.lines),
        late=late and visit.request.actor.may(P.SETTLE),
    )
    return render(visit.request, "wastebank/readback.html", context, status=form.status if form.errors else 200)


def _class_rows(visit: Visit) -> list[tuple[str, ...]]:
    """Say that the prices of groups and institutions count; nothing for one person."""
    if visit.member_class != MemberClass.UNIT:
        return []
    return [(_("Who brings it"), str(MemberClass.UNIT.label))]


def _line_rows(found: visitors.Preview) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (
            f"{line.item} {texts.weight(line.quantity, line.unit)}",
            texts.worth_of_line(line.amount, line.price, is_consigned=line.is_consigned),
        )
        for line in found.lines
    ]
    if found.deduction:
        rows += [(_("Together"), rupiah(found.gross)), (_("Deduction"), texts.less(found.deduction))]
    return rows


def _use_word(found: visitors.Preview, use: Allocation) -> str:
    """Name a way; of goods, which and how many there will be."""
    goods = use.tapped.goods
    good = next((option.good for option in found.goods if goods and option.good.pk == goods.good_id), None)
    if goods is None or good is None or not goods.unit_price:
        return str(texts.WAYS[use.tapped.way][1])
    return f"{texts_goods.units(use.amount // goods.unit_price, good.unit, good.unit_size)} {good.name}"


def _use_rows(visit: Visit, found: visitors.Preview) -> list[tuple[str, ...]]:
    if visit.group:
        return _share_rows(visit, found)
    if visit.member is None:
        return [(_("Gift to Dana Sosial"), rupiah(found.net), "total")]
    rows: list[tuple[str, ...]] = [*_repaid_rows(found.repays)]
    rows += [(_use_word(found, use), rupiah(use.amount)) for use in found.uses if use.tapped.way != Way.SAVE]
    elsewhere = [(target, use.amount) for use in found.uses if (target := _target(found, use)) is not None]
    rows += outputs.slips.saved_rows(found.saved, [(target.name, amount) for target, amount in elsewhere])
    if elsewhere:
        balance = elsewhere[-1][0].balance + elsewhere[-1][1]
        rows.append((_("Balance there after this"), rupiah(balance), "total"))
    elif found.balance_after is not None:
        rows.append((_("Balance after this"), rupiah(found.balance_after), "total"))
    return rows


def _repaid_rows(repays: Repaying) -> list[tuple[str, str]]:
    repaid = ((Way.RECEIVABLE, repays.receivable), (Way.LOAN, repays.loans))
    return [(str(texts.WAYS[way][1]), rupiah(amount)) for way, amount in repaid if amount]


def _share_rows(visit: Visit, found: visitors.Preview) -> list[tuple[str, ...]]:
    """Say what each of a group gets, and what of it repays her debts and what is saved where she has any."""
    is_equal = len({parts for _member, parts in visit.group}) == 1
    rows: list[tuple[str, ...]] = []
    for (member, parts), one in zip(visit.group, found.shares, strict=True):
        rows.append(
            (outputs.slips.share_name(member.called, member.number, parts, is_equal=is_equal), rupiah(one.amount))
        )
        repaid, rest = _repaid_rows(one.repays), one.amount - one.repays.total
        saved = outputs.slips.saved_rows(rest, []) if repaid and rest else []
        rows += [(_("of this: %(what)s") % {"what": what}, amount) for what, amount in [*repaid, *saved]]
    return rows


def _target(found: visitors.Preview, use: Allocation) -> Target | None:
    """Return the savings that a way saves into, None for the regular ones and for other ways."""
    if use.tapped.way != Way.SAVE or not use.tapped.names_savings:
        return None
    key = str(use.tapped.pocket_id or use.tapped.kind_id)
    return next((target for target in found.targets if target.key == key), None)
