"""Timbang: who, what, which way, read back, saved. Every page carries the visit in itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import BadInput, Clash, GuyubError, NotHere
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit, spoken_unit
from guyub.foundation.members import cards as member_cards
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import find_members, get_member_for
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts, texts_goods
from guyub.livelihoods.wastebank.choices import Channel, SessionStatus, Source, Way
from guyub.livelihoods.wastebank.forms.weighing import Held, SaveForm, ScaleForm, WaysForm, held_lines
from guyub.livelihoods.wastebank.models import WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, sessions, visitors
from guyub.livelihoods.wastebank.rules.ways import Allocation
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here, see_other

TILES = 7
CARRIED = ("client_id", "channel", "moment", "way", "part", "amount", "dues_first", "good", "count")


@dataclass(slots=True)
class Visit:
    """One visit on its way through the pages: at which session, of whom, what lies on the scale so far."""

    request: RoomRequest
    session: WeighingSession
    member: Member | None
    lines: list[Held] = field(default_factory=list)
    channel: str = Channel.DELIVERED

    @property
    def url(self) -> str:
        if self.member is None:
            return here(self.request, "weigh-guest", self.session.pk)
        return here(self.request, "weigh-member", self.session.pk, self.member.pk)

    @property
    def who(self) -> str:
        return f"{self.member.called} (No. {self.member.number})" if self.member else _("Guest")

    @property
    def about(self) -> str:
        day = short_date(self.session.held_on)
        return f"{self.session.post.name}, {day}"

    def context(self, **more: Any) -> dict[str, Any]:
        return {"visit": self, "tokens": [line.token for line in self.lines], **more}


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
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the running list."""

    index: int
    token: str
    name: str
    weight: str
    amount: str


@room(P.DEPOSIT)
def start(request: RoomRequest) -> HttpResponse:
    """Where is it weighed? One open session needs no question."""
    cards = sessions.sessions_today(org=request.org)
    open_now = [card for card in cards if card.status == SessionStatus.OPEN]
    if len(open_now) == 1:
        return see_other(here(request, "weigh-who", open_now[0].id))
    rows = [
        Row(card.post, short_date(card.held_on), url=here(request, "weigh-who", card.id), icon="scale")
        for card in open_now
    ]
    page = Page(_("Weigh"), here(request, "home"), sections=[Section(_("Where do you weigh?"), rows)])
    if not open_now:
        page.sections = []
        page.notices = [Notice("turmeric", "calendar", _("No weighing day is open."), _("Open one, then weigh."))]
        planned = next((card for card in cards if card.status == SessionStatus.PLANNED), None)
        if request.actor.may(P.SESSION):
            url = here(request, "session-open", planned.id) if planned else here(request, "session-new")
            page.main = Button(url, "scale", _("Open the weighing day"))
    return flow.show(request, page)


@room(P.DEPOSIT)
def who(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """Who stands at the scale: by number, name or card; those who came last are one tap away."""
    session = _session(session_id)
    text = request.GET.get("q", "").strip()
    found = _found(request, text)
    url = here(request, "weigh-who", session.pk)
    if text and len(found) == 1 and (text == str(found[0].number) or "/k/" in text):
        return see_other(here(request, "weigh-member", session.pk, found[0].pk))
    if text:
        rows = [Row(m.called, _about(m.number, m.hamlet), url=f"{url}anggota/{m.pk}/") for m in found]
        section = Section(_("Found"), rows, _("Nobody answers this. Try the number or the first letters."))
    else:
        here_today = ("leaf", "check", _("came today"))
        recent = visitors.recent_visitors(org=request.org)
        rows = [
            Row(
                v.name,
                _about(v.number, v.hamlet),
                url=f"{url}anggota/{v.member_id}/",
                chip=here_today if v.today else None,
            )
            for v in recent
        ]
        section = Section(_("Came lately"), rows, _("Search by number or name above."))
    page = Page(
        _("Who is weighing?"),
        here(request, "home"),
        search=(url, text, _("Number, name, or code of the card")),
        sections=[section],
        quiet=[Button(here(request, "weigh-guest", session.pk), "heart", _("A guest who gives"))],
    )
    page.quiet.append(Button(here(request, "session", session.pk), "list", _("Who came today")))
    if session.status == SessionStatus.CLOSED:
        page.notices.append(_paper_notice())
    return flow.show(request, page)


@room(P.DEPOSIT)
def member(request: RoomRequest, session_id: UUID, member_id: UUID) -> HttpResponse:
    """The visit of a member."""
    found = get_member_for(org=request.org, by=request.actor, member_id=member_id)
    return _visit(Visit(request, _session(session_id), found))


@room(P.DEPOSIT)
def guest(request: RoomRequest, session_id: UUID) -> HttpResponse:
    """The visit of somebody without a passbook: she gives to Dana Sosial."""
    return _visit(Visit(request, _session(session_id), None))


def _session(session_id: UUID) -> WeighingSession:
    session: WeighingSession | None = WeighingSession.objects.select_related("post").filter(pk=session_id).first()
    if session is None:
        raise NotHere
    return session


def _found(request: RoomRequest, text: str) -> list[Member]:
    if "/k/" in text:  # what the camera reads from a membership card
        code = text.split("/k/", 1)[1].strip("/ ")
        try:
            return [member_cards.member_of(code)]
        except (NotHere, ValueError):
            return []
    return find_members(text=text, limit=8) if text else []


def _about(number: int, hamlet: str) -> str:
    return ", ".join(filter(None, (f"No. {number}", hamlet)))


def _paper_notice() -> Notice:
    return Notice(
        "turmeric",
        "paper",
        _("This weighing day is closed."),
        _("You enter a note from paper. It counts as of that day."),
    )


# --- the steps of a visit -----------------------------------------------------------------------------------------


def _visit(visit: Visit) -> HttpResponse:
    """Do the step that was asked, or show the scale."""
    request = visit.request
    if request.method != "POST":
        return _scale(visit, ScaleForm(cards=_cards(visit), limits=tuning(request.org)))
    data = request.POST
    visit.lines = held_lines(data)
    visit.channel = Channel.PICKUP if data.get("channel") == Channel.PICKUP else Channel.DELIVERED
    if "undo" in data:
        index = data["undo"]
        visit.lines = [line for no, line in enumerate(visit.lines) if str(no) != index]
        return _scale_again(visit)
    if "pick" in data:
        return _scale_again(visit, item=data["pick"])
    if data.get("to_channel") in {Channel.DELIVERED, Channel.PICKUP}:
        visit.channel = data["to_channel"]
        return _scale_again(visit)
    steps = {"add": _add, "more": _more, "ways": _choose_way, "check": _check, "save": _save}
    return steps.get(data.get("step", ""), _scale_again)(visit)


def _cards(visit: Visit) -> dict[str, catalogue.ItemCard]:
    moment = visitors.counting_moment(org=visit.request.org, session=visit.session, moment=clock.now())
    return {str(card.id): card for card in catalogue.items(org=visit.request.org, moment=moment, channel=visit.channel)}


def _scale_again(visit: Visit, *, item: str = "") -> HttpResponse:
    """Show the scale with the lines so far and nothing typed."""
    data = visit.request.POST
    form = ScaleForm(
        cards=_cards(visit),
        limits=tuning(visit.request.org),
        initial={"client_id": data.get("client_id"), "channel": visit.channel},
    )
    return _scale(visit, form, chosen=item)


def _add(visit: Visit) -> HttpResponse:
    """Put what is typed into the list."""
    form = ScaleForm(visit.request.POST, cards=_cards(visit), limits=tuning(visit.request.org))
    if not form.is_valid():
        return _scale(visit, form)
    visit.lines.append(form.held())
    return _scale_again(visit)


def _choose_way(visit: Visit) -> HttpResponse:
    """Take along what is still typed, then ask which way."""
    form = ScaleForm(visit.request.POST, cards=_cards(visit), limits=tuning(visit.request.org))
    if form.is_pending:
        if not form.is_valid():
            return _scale(visit, form)
        visit.lines.append(form.held())
    elif not visit.lines:
        form.is_valid()
        form.errors.clear()
        form.add_error(None, _("Nothing was weighed yet. Tap a kind, then its weight."))
        return _scale(visit, form)
    if visit.member is None:
        return _read_back(visit, SaveForm(net=0, owed=0, initial=_carried(visit)))
    found = _preview(visit)
    initial = {**_carried(visit), "way": visit.request.POST.get("way") or Way.SAVE}
    return _ways(visit, WaysForm(**_known(found), initial=initial), found)


def _check(visit: Visit) -> HttpResponse:
    """Read everything back before it is saved."""
    found = _preview(visit)
    form = WaysForm(visit.request.POST, **_known(found))
    if not form.is_valid():
        return _ways(visit, form, found)
    tapped = ("way", "part", "amount", "dues_first", "good", "count")
    carried = {**_carried(visit), **{name: form.cleaned_data[name] for name in tapped if name in form.cleaned_data}}
    return _read_back(visit, SaveForm(**_known(found), initial=carried), ways=form.ways())


def _save(visit: Visit) -> HttpResponse:
    """Record the visit; a second press gives the same slip."""
    request = visit.request
    found = _preview(visit)
    form = SaveForm(request.POST, **_known(found))
    if visit.member is None:
        form.fields["way"].required = False
    if not form.is_valid():
        return _ways(visit, WaysForm(request.POST, **_known(found)), found, status=422)
    ways = form.ways() if visit.member else ()
    try:
        result = actions.record_deposit(
            org=request.org,
            by=request.actor,
            client_id=form.cleaned_data["client_id"],
            happened_at=form.cleaned_data["moment"],
            session_id=visit.session.pk,
            member_id=visit.member.pk if visit.member else None,
            guest_name="" if visit.member else form.cleaned_data["guest_name"],
            lines=[line.line_in() for line in visit.lines],
            ways=ways,
            channel=visit.channel,
            source=visitors.source_for(visit.session),
            post_today=form.cleaned_data["post_today"],
        )
    except Clash as clash:
        # An answer was lost on the way and something was changed since: the first slip stands, once.
        messages.warning(request, _("This visit was saved before. Here is its slip. Weigh apart what is missing."))
        return see_other(f"{here(request, 'slip', UUID(str(clash.details['first'])))}?baru=1")
    except GuyubError as error:
        if not flow.is_page(error):
            raise
        form.explain(error)
        return _read_back(visit, form, ways=ways, late=error.code == "month_closed")
    for notice in result.notices:
        messages.warning(request, texts.notice(notice))
    return see_other(here(request, "slip", result.deposit_id) + "?baru=1")


def _known(found: visitors.Preview) -> dict[str, Any]:
    """Return what the ways depend on."""
    return {"net": found.net, "owed": found.owed, "goods": found.goods}


def _carried(visit: Visit) -> dict[str, Any]:
    data = visit.request.POST
    moment = data.get("moment") or clock.now().isoformat()
    return {"client_id": data.get("client_id"), "channel": visit.channel, "moment": moment}


def _preview(visit: Visit, ways: Any = ()) -> visitors.Preview:
    if not visit.lines:
        raise BadInput(_("Nothing was weighed yet. Tap a kind, then its weight."))
    return visitors.preview(
        org=visit.request.org,
        session=visit.session,
        member=visit.member,
        lines=[line.line_in() for line in visit.lines],
        tapped=ways,
        moment=clock.now(),
        channel=visit.channel,
    )


# --- what each step shows -----------------------------------------------------------------------------------------


def _scale(visit: Visit, form: ScaleForm, *, chosen: str = "") -> HttpResponse:
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
        is_paper=visitors.source_for(visit.session) == Source.PAPER,
        back=here(visit.request, "weigh-who", visit.session.pk),
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


def _more(visit: Visit) -> HttpResponse:
    """Show every kind, with a line to search in."""
    tiles = [_tile(pk, card) for pk, card in _cards(visit).items()]
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


def _ways(visit: Visit, form: WaysForm, found: visitors.Preview, *, status: int = 0) -> HttpResponse:
    short = found.in_cash_box < found.net
    context = visit.context(form=form, found=found, cash_short=short, in_cash_box=rupiah(max(found.in_cash_box, 0)))
    code = status or (422 if form.is_bound and form.errors else 200)
    return render(visit.request, "wastebank/ways.html", context, status=code)


def _read_back(visit: Visit, form: SaveForm, *, ways: Any = (), late: bool = False) -> HttpResponse:
    found = _preview(visit, ways)
    priced = {line.item_id: line.price for line in found.lines}
    visit.lines = [Held(x.item_id, x.quantity, priced[x.item_id], x.confirmed) for x in visit.lines]
    context = visit.context(
        form=form,
        found=found,
        rows=_line_rows(found),
        uses=_use_rows(visit, found),
        carried=[(name, form[name].value() or "") for name in CARRIED if name in form.fields],
        unpriced=any(line.price is None and not line.is_consigned for line in found.lines),
        late=late and visit.request.actor.may(P.SETTLE),
    )
    return render(visit.request, "wastebank/readback.html", context, status=form.status if form.errors else 200)


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
    if visit.member is None:
        return [(_("Gift to Dana Sosial"), rupiah(found.net), "total")]
    repaid = ((Way.RECEIVABLE, found.repays.receivable), (Way.LOAN, found.repays.loans))
    rows: list[tuple[str, ...]] = [(str(texts.WAYS[way][1]), rupiah(amount)) for way, amount in repaid if amount]
    rows += [(_use_word(found, use), rupiah(use.amount)) for use in found.uses if use.tapped.way != Way.SAVE]
    rows.append((_("Saved"), rupiah(found.saved)))
    if found.balance_after is not None:
        rows.append((_("Balance after this"), rupiah(found.balance_after), "total"))
    return rows
