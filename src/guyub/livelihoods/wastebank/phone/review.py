"""How an officer reads what a phone recorded of a weighing day, and what she may put right before it is booked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeGuard
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guyub.foundation.core import clock
from guyub.foundation.core.dates import clock_time, long_date, short_date
from guyub.foundation.core.fields import DateField, QuantityField, RupiahField
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.core.recording import Amendable, member_choice
from guyub.foundation.members.models import Member
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts_goods
from guyub.livelihoods.wastebank.choices import Way
from guyub.livelihoods.wastebank.models import Deposit, ExchangeGood, PocketKind, Post, WasteItem, WeighingSession

Values = Mapping[str, Any]
Rows = list[tuple[str, str]]
LATELY = timedelta(days=100)


def session_rows(org: Organization, values: Values) -> Rows:
    """Return a weighing day in words."""
    rows = [(_("Post"), name_of(Post, values.get("post")))]
    opens, closes = _moment(values.get("planned_open")), _moment(values.get("planned_close"))
    if opens is not None and closes is not None:
        begin, end = clock.local(opens, org.time_zone), clock.local(closes, org.time_zone)
        rows += [(_("Day"), long_date(begin.date())), (_("Time"), f"{clock_time(begin)}–{clock_time(end)}")]
    return rows


def deposit_rows(org: Organization, values: Values) -> Rows:  # noqa: ARG001
    """Return a visit in words: whose, which day, what lay on the scale, what she wished."""
    rows: Rows = []
    if values.get("member"):
        rows.append((_("Name"), _member(values["member"])))
    rows += [(_("Name"), _member(pair[0])) for pair in values.get("group") or [] if isinstance(pair, list) and pair]
    if values.get("guest"):
        rows.append((_("Guest"), str(values["guest"])))
    session = _found(WeighingSession, values.get("session"))
    rows.append((_("Weighing day"), _session_text(session) if session else _("not known yet")))
    return [*rows, *_line_rows(values), *_way_rows(values)]


def correction_rows(org: Organization, values: Values) -> Rows:  # noqa: ARG001 -- read like the others
    """Return a correction in words: of which receipt, what it shall be."""
    deposit = _found(Deposit, values.get("deposit"))
    rows = [(_("Receipt no."), str(deposit.receipt_number or "–") if deposit else _("not known yet"))]
    return [*rows, *_line_rows(values), (_("Reason"), str(values.get("reason", "")))]


def request_rows(org: Organization, values: Values) -> Rows:  # noqa: ARG001
    """Return a request for cash in words: whose, how much, out of which savings."""
    amount, kind = values.get("amount"), _found(PocketKind, values.get("pocket_kind"))
    rows = [(_("Name"), _member(values.get("member"))), (_("Amount"), rupiah(amount) if is_whole(amount) else "–")]
    if kind is not None:
        rows.append((_("Savings"), kind.name))
    return [*rows, (_("Payday"), str(values["planned_on"]))] if values.get("planned_on") else rows


def amend_session(org: Organization, values: Values) -> list[Amendable]:
    """Offer another day, at the same hours: a phone's date was wrong."""
    opens, closes = _moment(values.get("planned_open")), _moment(values.get("planned_close"))
    if opens is None or closes is None:
        return []

    def put(payload: dict[str, Any], day: Any) -> None:
        shift = day - clock.day_of(opens, org.time_zone)
        payload["planned_open"], payload["planned_close"] = _stamp(opens + shift), _stamp(closes + shift)

    return [
        Amendable(
            "day",
            lambda: DateField(label=gettext_lazy("Day"), future=False),
            clock.day_of(opens, org.time_zone),
            put,
        )
    ]


def amend_deposit(org: Organization, values: Values) -> list[Amendable]:
    """Offer another weighing day, another member, other weights."""
    found = [_amend_session(org, values)]
    if not values.get("group"):
        found.append(member_choice(values.get("member"), _members(), required=not values.get("guest")))
    return [*found, *_amend_lines(values)]


def amend_correction(org: Organization, values: Values) -> list[Amendable]:  # noqa: ARG001
    """Offer other weights, and to say why goods are gone that should be taken off."""
    why = values.get("missing_reason", "")
    field = _field(forms.CharField, gettext_lazy("Why is it not there any more?"), max_length=140, required=False)
    missing = Amendable(
        "missing_reason",
        field,
        why if isinstance(why, str) else None,
        _setter("missing_reason"),
        asked_by="missing_reason",
    )
    return [*_amend_lines(values), missing]


def amend_request(org: Organization, values: Values) -> list[Amendable]:  # noqa: ARG001
    """Offer another amount: what the passbook covers."""
    amount = values.get("amount")
    field = _field(RupiahField, gettext_lazy("Amount"), minimum=1)
    return [Amendable("amount", field, amount if is_whole(amount) else None, _setter("amount"))]


def _amend_session(org: Organization, values: Values) -> Amendable:
    since = clock.today(org.time_zone) - LATELY
    days = WeighingSession.objects.filter(held_on__gte=since, held_on__lte=clock.today(org.time_zone))
    rows = list(days.select_related("post").order_by("-planned_open", "id")[:40])
    now = _found(WeighingSession, values.get("session"))
    if now is not None and now.pk not in {row.pk for row in rows}:
        rows.append(now)
    choices = [(str(row.pk), _session_text(row)) for row in rows]
    if now is None:
        choices.insert(0, ("", _("please choose")))
    field = _field(forms.ChoiceField, gettext_lazy("Weighing day"), choices=choices)
    return Amendable("session", field, str(now.pk) if now else None, _setter("session"))


def _amend_lines(values: Values) -> list[Amendable]:
    items = items_of(values)
    return [
        Amendable(
            f"line_{place}",
            _field(QuantityField, items[line["item"]].name, unit=Unit(items[line["item"]].unit)),
            line["quantity"] if is_whole(line.get("quantity")) else None,
            line_setter(place),
        )
        for place, line in enumerate(lines_of(values))
        if line.get("item") in items
    ]


def line_setter(place: int, name: str = "quantity") -> Callable[[dict[str, Any], Any], None]:
    def put(payload: dict[str, Any], value: Any) -> None:
        lines = [dict(line) if isinstance(line, dict) else line for line in payload["lines"]]
        lines[place][name] = value
        payload["lines"] = lines

    return put


def _setter(name: str) -> Callable[[dict[str, Any], Any], None]:
    def put(payload: dict[str, Any], value: Any) -> None:
        payload[name] = value

    return put


def _field(maker: Callable[..., forms.Field], label: Any, **options: Any) -> Callable[[], forms.Field]:
    return lambda: maker(label=label, **options)


def _line_rows(values: Values) -> Iterable[tuple[str, str]]:
    items = items_of(values)
    for line in lines_of(values):
        item, quantity = items.get(str(line.get("item"))), line.get("quantity")
        weight = quantity_text(quantity, Unit(item.unit)) if item is not None and is_whole(quantity) else str(quantity)
        shown = line.get("shown_price")
        price = _(" (the phone showed %(price)s)") % {"price": rupiah(shown)} if is_whole(shown) else ""
        yield (item.name if item else _("unknown kind"), f"{weight}{price}")


def _way_rows(values: Values) -> Iterable[tuple[str, str]]:
    for way in values.get("ways") or []:
        if not isinstance(way, dict) or way.get("way") not in Way.values:
            continue
        name, asked = Way(way["way"]), way.get("asked")
        if name == Way.BARTER:
            yield (_("Wish"), f"{name.label}: {_goods_text(way)}")
            continue
        amount = rupiah(asked) if way.get("intent") == "amount" and is_whole(asked) else _("all of it")
        kind = _found(PocketKind, way.get("pocket_kind")) if name == Way.SAVE else None
        yield (_("Wish"), f"{name.label} ({kind.name}): {amount}" if kind else f"{name.label}: {amount}")


def _goods_text(way: Mapping[str, Any]) -> str:
    """Name the goods and how many; whether the phone handed them out or only noted that they were asked for."""
    good, count = _found(ExchangeGood, way.get("good")), way.get("count") or way.get("asked")
    if good is None or not is_whole(count):
        return _("not known yet")
    text = f"{texts_goods.units(count, good.unit, good.unit_size)} {good.name}"
    return f"{text} ({_('asked for')})" if way.get("intent") == "ask" else text


def lines_of(values: Values) -> Sequence[dict[str, Any]]:
    lines = values.get("lines")
    return [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def items_of(values: Values) -> dict[str, WasteItem]:
    wanted = [pk for line in lines_of(values) if (pk := _id(line.get("item"))) is not None]
    return {str(item.pk): item for item in WasteItem.objects.filter(pk__in=wanted)}


def _members() -> list[tuple[str, str]]:
    rows = Member.objects.filter(status="active", erased_at__isnull=True).order_by("number")
    return [(str(pk), f"{number} · {name}") for pk, number, name in rows.values_list("pk", "number", "name")]


def _member(value: object) -> str:
    member = _found(Member, value)
    return numbered(member.name, member.number) if member else _("not known yet")


def _session_text(session: WeighingSession) -> str:
    return f"{short_date(session.held_on)}, {session.post.name}"


def name_of(model: Any, value: object) -> str:
    found = _found(model, value)
    return found.name if found else "–"


def _found(model: Any, value: object) -> Any:
    pk = _id(value)
    return model.objects.filter(pk=pk).first() if pk is not None else None


def _id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S%z}"


def is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
