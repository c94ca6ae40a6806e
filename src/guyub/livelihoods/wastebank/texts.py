"""Words and figures of the waste bank as people read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guyub.foundation.core.dates import moment_text, short_date
from guyub.foundation.core.money import MINUS, rupiah
from guyub.foundation.core.quantities import Unit, quantity_text, spoken_unit
from guyub.foundation.core.quantities import line_amount as amount_of
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import (
    FlagReason,
    Lock,
    LotStatus,
    PassbookKind,
    PayoutStatus,
    SaleStatus,
    SessionStatus,
    Way,
)
from guyub.livelihoods.wastebank.rules.pockets import Rules
from guyub.livelihoods.wastebank.visits import Notice

NARROW = "\N{NO-BREAK SPACE}"
WAYS: dict[str, tuple[str, str | Promise]] = {
    Way.SAVE: ("savings", pgettext_lazy("way", "Save")),
    Way.CASH: ("banknote", _("Take cash")),
    Way.BARTER: ("swap", _("Exchange for goods")),
    Way.DONATE: ("heart", pgettext_lazy("way", "Donate")),
    Way.DUES: ("coins", _("Pay dues")),
    Way.RECEIVABLE: ("receipt", pgettext_lazy("way", "Debt of a correction")),
    Way.LOAN: ("hands", pgettext_lazy("way", "Loan repaid")),
}
SESSION_CHIPS = {
    SessionStatus.PLANNED: ("turmeric", "calendar"),
    SessionStatus.OPEN: ("leaf", "scale"),
    SessionStatus.CLOSED: ("indigo", "lock"),
}
PAYOUT_CHIPS = {
    PayoutStatus.REQUESTED: ("turmeric", "clock"),
    PayoutStatus.APPROVED: ("indigo", "check"),
    PayoutStatus.PAID: ("leaf", "banknote"),
    PayoutStatus.REFUSED: ("chilli", "close"),
    PayoutStatus.CANCELLED: ("turmeric", "undo"),
    PayoutStatus.EXPIRED: ("turmeric", "clock"),
}
LOT_CHIPS = {
    LotStatus.HELD: ("turmeric", "clock"),
    LotStatus.PART_SOLD: ("indigo", "truck"),
    LotStatus.SOLD: ("leaf", "check"),
    LotStatus.RETURNED: ("indigo", "undo"),
    LotStatus.LOST: ("turmeric", "warning"),
    LotStatus.EMPTY: ("turmeric", "undo"),
}
SALE_CHIPS = {
    SaleStatus.DRAFT: ("turmeric", "edit"),
    SaleStatus.FINAL: ("leaf", "check"),
    SaleStatus.REVERSED: ("chilli", "undo"),
}


def weight(quantity: int, unit: str) -> str:
    """Write a quantity with its unit: `3,20 kg`."""
    return quantity_text(quantity, Unit(unit))


def price(amount: int | None, unit: str) -> str:
    """Write a price: `Rp1.700/kg`; nothing for none."""
    return "" if amount is None else f"{rupiah(amount)}/{spoken_unit(Unit(unit))}"


def pooled(item: str, pool: str) -> str:
    """Write the name of a kind; of consigned stock with a word that says so."""
    return str(_("%(item)s (consigned)") % {"item": item}) if pool else item


def price_or_consigned(amount: int | None, unit: str, *, is_consigned: bool) -> str:
    """Write a price, or that the kind is left for sale and has none."""
    return str(_("left for sale")) if is_consigned else price(amount, unit)


def worth_of_line(amount: int, per_unit: int | None, *, is_consigned: bool) -> str:
    """Write what a line on the scale is worth; consigned waste has no rupiah yet."""
    if is_consigned:
        return str(_("left for sale"))
    return str(_("to be checked")) if per_unit is None else rupiah(amount)


def signed(amount: int) -> str:
    """Write an amount with its sign: `+Rp5.440`, `−Rp2.000`."""
    return f"+{rupiah(amount)}" if amount > 0 else rupiah(amount)


def less(amount: int) -> str:
    """Write what is taken off: `−Rp1.235`."""
    return f"{MINUS}{rupiah(amount)}" if amount else rupiah(0)


def percent(basis_points: int) -> str:
    """Write basis points: 600 is `6 %`, 350 is `3,5 %`."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}{NARROW}%" if not rest else f"{whole},{rest:02d}".rstrip("0") + f"{NARROW}%"


def clock_of(org: Organization) -> Callable[[datetime], str]:
    """Return a writer of moments on the association's wall clock."""
    zone = org.time_zone
    return lambda moment: moment_text(moment, zone)


def line_amount(quantity: int, unit: str, per_unit: int) -> int:
    """Return what a line is worth, by the one rule of the house."""
    return amount_of(quantity, Unit(unit), per_unit)


def notice(one: Notice) -> str:
    """Say what the officer must know beside the receipt."""
    return str(NOTICES.get(one.reason, FlagReason(one.reason).label))


NOTICES: dict[str, str | Promise] = {
    FlagReason.NO_PRICE: _("A kind has no price yet. Its weight is kept, an officer will look."),
    FlagReason.PRICE_SHOWN: _("The price changed meanwhile. The slip shows the right one."),
    FlagReason.LATE: _("The weighing day was closed already. An officer will look."),
    FlagReason.TWIN: _("This looks like the same visit twice. Both are kept, an officer will look."),
    FlagReason.SHORTFALL: _("The value was not enough for everything that was asked."),
    FlagReason.CASH_SHORT: _("The cash box is too small. The value was saved in the passbook."),
    FlagReason.GOODS_ASKED: _("The goods are asked for. The value is saved until they are handed out."),
    FlagReason.BELOW_COST: _("The goods cost us more than was paid. An officer will look."),
}


def passbook_word(kind: str) -> str:
    """Say what a line of the passbook came from."""
    return str(PassbookKind(kind).label)


FLAG_HELP: dict[str, str | Promise] = {
    FlagReason.NO_PRICE: _("The weight is kept without value. Publish a price, then correct the deposit."),
    FlagReason.PRICE_SHOWN: _("The member saw another price. Give her the new slip."),
    FlagReason.WRONG_CLOCK: _("The opening time of the weighing day counts instead."),
    FlagReason.LATE: _("It was weighed before closing and is booked. Print the recap again."),
    FlagReason.TWIN: _("Both are booked. Undo one if it was the same visit."),
    FlagReason.SHORTFALL: _("What was there was used. The rest was not."),
    FlagReason.GOODS_ASKED: _("The value is saved. Hand the goods out, or refuse with a reason."),
    FlagReason.BELOW_COST: _("It is booked. Set a new offer, or let the chair allow the difference."),
}


def lock_rule(rules: Rules) -> str:
    """Say when a kind of savings opens."""
    if rules.lock == Lock.LEBARAN:
        return str(_("opens %(days)s days before Lebaran") % {"days": rules.opens_before})
    if rules.lock == Lock.DAY and rules.locked_until is not None:
        return str(_("opens on %(day)s") % {"day": short_date(rules.locked_until)})
    return str(Lock.NONE.label)
