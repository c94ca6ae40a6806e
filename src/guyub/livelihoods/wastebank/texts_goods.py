"""Words about goods for barter, as people say them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core.money import rupiah
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.queries.goods import GoodCard, SwapCard
from guyub.livelihoods.wastebank.queries.goods_terms import Option


def units(count: int, unit: str, unit_size: int) -> str:
    """Write so many sale units: `2 l`, `3 biji`."""
    return texts.weight(count * unit_size, unit)


def price_of(card: GoodCard) -> str:
    """Write what one costs: `Rp19.000 / 1 l`."""
    if card.price is None:
        return _("no price yet")
    return _("%(price)s for %(unit)s") % {
        "price": rupiah(card.price),
        "unit": units(1, card.unit, card.unit_size),
    }


def ratio(card: SwapCard) -> str:
    """Write a swap as people say it: `5 l Jelantah = 1 l Minyak goreng`."""
    return _("%(waste)s of %(item)s = %(one)s of %(good)s") % {
        "waste": texts.weight(card.quantity, card.item_unit),
        "item": card.item,
        "one": units(1, card.unit, card.unit_size),
        "good": card.good,
    }


def margin(amount: int | None) -> str:
    """Say what the bank wins or loses by one."""
    if amount is None:
        return ""
    if amount < 0:
        return _("we lose %(amount)s") % {"amount": rupiah(-amount)}
    return _("we win %(amount)s") % {"amount": rupiah(amount)}


def swap_about(card: SwapCard, *, may_see_cost: bool) -> str:
    """Explain a swap in plain words: what the waste is worth today, and what we win or lose."""
    parts = []
    if card.worth is None:
        parts.append(_("the waste has no price today"))
    else:
        parts.append(_("worth today %(amount)s") % {"amount": rupiah(card.worth)})
    if card.price is not None:
        parts.append(_("at the shop price %(amount)s") % {"amount": rupiah(card.price)})
    if may_see_cost and card.cost is not None:
        parts += [_("costs us %(amount)s") % {"amount": rupiah(card.cost)}, margin(card.margin)]
    return ", ".join(filter(None, parts))


def option_name(option: Option) -> str:
    """Name what a visit may take: the good, and whether for waste or at its price."""
    one = units(1, option.good.unit, option.good.unit_size)
    return f"{option.good.name}, {one}"


def option_about(option: Option) -> str:
    """Say what one costs, and how many there may be."""
    most = _("%(n)d at most") % {"n": option.reach}
    if option.waste_quantity:
        waste = texts.weight(option.waste_quantity, option.waste_unit)
        terms = _("for %(waste)s of %(item)s") % {"waste": waste, "item": option.waste}
        return f"{terms} ({rupiah(option.unit_price)}), {most}"
    return f"{rupiah(option.unit_price)}, {most}"


def out_text(phones: int) -> str:
    """Remind that phones still hold goods after the weighing day."""
    words = ngettext(
        "%(n)d phone still holds goods of a closed weighing day.",
        "%(n)d phones still hold goods of a closed weighing day.",
        phones,
    )
    return words % {"n": phones}
