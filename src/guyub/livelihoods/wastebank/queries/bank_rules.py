"""The bank's rules under the thirteen headings: what the program keeps to now, and what the association adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core import clock
from guyub.foundation.core.dates import clock_time, short_date, weekday_name
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.choices import Channel, Lock, Mode, RuleHeading
from guyub.livelihoods.wastebank.models import (
    BankRule,
    PocketKind,
    Post,
    PriceList,
    PriceRow,
    WasteItem,
    WeighingSession,
)
from guyub.livelihoods.wastebank.queries import catalogue
from guyub.livelihoods.wastebank.settings import tuning

SETTINGS = "organizations:settings"


@dataclass(frozen=True, slots=True)
class RuleCard:
    """One heading: the sentences that hold now, where they are changed (name of an address), and the own paragraph."""

    heading: RuleHeading
    sentences: tuple[str, ...]
    place: str
    own: str


class _Now:
    """What several headings speak of, read once."""

    def __init__(self, org: Organization) -> None:
        self.org = org

    @cached_property
    def board(self) -> list[catalogue.PriceLine]:
        return catalogue.price_board(org=self.org)

    @cached_property
    def pockets(self) -> list[PocketKind]:
        return list(PocketKind.objects.filter(org=self.org, is_active=True).order_by("position", "name"))

    @cached_property
    def items(self) -> list[WasteItem]:
        rows = WasteItem.objects.filter(org=self.org, is_active=True, category__is_active=True)
        return list(rows.order_by("position", "name"))


def rule_cards(*, org: Organization) -> list[RuleCard]:
    """Return the thirteen headings in their order."""
    own = dict(BankRule.objects.filter(org=org).values_list("heading", "text"))
    now = _Now(org)
    return [
        RuleCard(heading, tuple(say(now)), place, own.get(heading, "")) for heading, (place, say) in _HEADINGS.items()
    ]


def rule_card(*, org: Organization, heading: RuleHeading) -> RuleCard:
    """Return one heading."""
    place, say = _HEADINGS[heading]
    own = BankRule.objects.filter(org=org, heading=heading).values_list("text", flat=True).first()
    return RuleCard(heading, tuple(say(_Now(org))), place, own or "")


def _hours(now: _Now) -> list[str]:
    found = []
    for post in Post.objects.filter(org=now.org, is_active=True).order_by("name"):
        last = WeighingSession.objects.filter(post=post).order_by("-planned_open").first()
        if last is not None:
            times = (last.planned_open, last.planned_close)
            opens, closes = (clock.local(moment, now.org.time_zone) for moment in times)
            words = _("%(post)s: last on %(weekday)s, %(opens)s to %(closes)s.")
            hours = {"opens": clock_time(opens), "closes": clock_time(closes)}
            found.append(words % {"post": post.name, "weekday": weekday_name(opens.date()), **hours})
    return found


def _withdrawal(now: _Now) -> list[str]:
    days = tuning(now.org).payout_days
    words = ngettext(
        "A request lapses after %(n)s day, counted from the payday.",
        "A request lapses after %(n)s days, counted from the payday.",
        days,
    )
    found = [_("A withdrawal is approved first, by an officer who does not receive it."), words % {"n": days}]
    for kind in now.pockets:
        parts = []
        if kind.minimum_withdrawal:
            parts.append(_("at least %(amount)s") % {"amount": rupiah(kind.minimum_withdrawal)})
        if kind.minimum_left:
            parts.append(_("%(amount)s stays") % {"amount": rupiah(kind.minimum_left)})
        if parts:
            found.append(f"{kind.name}: {', '.join(parts)}.")
    return found


def _loans(now: _Now) -> list[str]:
    limits = tuning(now.org)
    share = {"share": texts.percent(limits.loan_share_bp)}
    return [
        _("Up to %(amount)s for one member, without interest or fine.") % {"amount": rupiah(limits.loan_limit)},
        _("Repaid in waste: usually %(share)s of each deposit.") % share,
    ]


def _passbook(now: _Now) -> list[str]:  # noqa: ARG001 -- every heading is asked alike
    return [
        _("Each deposit and each withdrawal has a receipt with a check code."),
        _("A member sees her own passbook, an officer the one of the member before her."),
    ]


def _pickup(now: _Now) -> list[str]:
    own = [line.item for line in now.board if line.channel == Channel.PICKUP]
    if not own:
        return [_("Waste that is picked up has the same price as waste that is brought.")]
    return [_("Other prices when we pick it up: %(kinds)s.") % {"kinds": ", ".join(dict.fromkeys(own))}]


def _savings(now: _Now) -> list[str]:
    words: dict[str, str] = {Lock.NONE: _("open at any time"), Lock.LEBARAN: _("opens before Lebaran")}
    return [
        "{}: {}.".format(
            kind.name,
            _("opens on %(day)s") % {"day": short_date(kind.locked_until)} if kind.locked_until else words[kind.lock],
        )
        for kind in now.pockets
        if kind.locked_until or kind.lock in words
    ]


def _waste(now: _Now) -> list[str]:
    names = [item.name for item in now.items]
    return [_("We take: %(kinds)s.") % {"kinds": ", ".join(names)}] if names else []


def _prices(now: _Now) -> list[str]:
    last = PriceList.objects.filter(org=now.org).order_by("-version").first()
    found = [_("The price of the weighing time counts. It hangs at the post.")]
    if last is not None:
        day = short_date(clock.local(last.recorded_at, now.org.time_zone))
        found.append(_("Price list %(n)s, published on %(day)s.") % {"n": last.version, "day": day})
    return found


def _condition(now: _Now) -> list[str]:
    return [f"{item.name}: {item.condition}." for item in now.items if item.condition]


def _minimum(now: _Now) -> list[str]:
    limits = tuning(now.org)
    return [
        _("There is no smallest weight: every gram counts."),
        _("Above %(weight)s in one line the officer looks again.")
        % {"weight": quantity_text(limits.confirm_above, Unit.GRAM)},
    ]


def _profit(now: _Now) -> list[str]:
    found = []
    for line in now.board:
        if line.deduction_bp:
            words = {"item": line.item, "share": texts.percent(line.deduction_bp)}
            found.append(_("%(item)s: %(share)s of the value stays with the bank.") % words)
    keeps = _("Consigned waste: the bank keeps %(share)s of the gain.")
    return [*found, *(keeps % {"share": texts.percent(fee)} for fee in sorted(_fees(now)))]


def _fees(now: _Now) -> set[int]:
    rows = PriceRow.objects.filter(org=now.org, mode=Mode.CONSIGNMENT, item__is_active=True)
    return set(rows.order_by().values_list("fee_bp", flat=True).distinct())


def _nothing(now: _Now) -> list[str]:  # noqa: ARG001
    return []


_HEADINGS: Mapping[RuleHeading, tuple[str, Callable[[_Now], list[str]]]] = MappingProxyType(
    {
        RuleHeading.HOURS: ("wastebank:sessions", _hours),
        RuleHeading.WITHDRAWAL: ("wastebank:pockets", _withdrawal),
        RuleHeading.LOANS: (SETTINGS, _loans),
        RuleHeading.PASSBOOK: ("", _passbook),
        RuleHeading.PICKUP: ("wastebank:prices", _pickup),
        RuleHeading.SAVINGS: ("wastebank:pockets", _savings),
        RuleHeading.WASTE: ("wastebank:kinds", _waste),
        RuleHeading.PRICES: ("wastebank:prices", _prices),
        RuleHeading.CONDITION: ("wastebank:kinds", _condition),
        RuleHeading.MINIMUM: (SETTINGS, _minimum),
        RuleHeading.CONTAINERS: ("", _nothing),
        RuleHeading.PROFIT: ("wastebank:prices", _profit),
        RuleHeading.WAGES: ("", _nothing),
    }
)
