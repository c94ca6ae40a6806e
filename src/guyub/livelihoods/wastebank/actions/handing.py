"""Goods that leave for a member: cost at moving average, never below it unless the chair said so, never what is not
there. Bartering, requests and loans in goods all go through `leave`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guyub.foundation.core.errors import Refused
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.models import ExchangeGood, Post
from guyub.livelihoods.wastebank.queries.goods_stock import shelf
from guyub.livelihoods.wastebank.rules.bartering import cost_of


@dataclass(frozen=True, slots=True)
class Leaving:
    """Goods on their way out: what they cost, what the association bears of it, and the ledger's side of it.

    `lines` credit the sale and the stock; who pays (savings, a loan) is the caller's line of `amount` in debit.
    """

    amount: int
    cost: int
    subsidy: int
    lines: Sequence[Line]
    moves: Sequence[Move]

    @property
    def is_below_cost(self) -> bool:
        return self.amount < self.cost


def leave(
    *,
    org: Organization,
    good: ExchangeGood,
    post: Post,
    count: int,
    amount: int,
    is_subsidised: bool = False,
    from_phone: int = 0,
    is_gone: bool = False,
) -> Leaving:
    """Work out what `count` sale units cost, or refuse it whole. Under `lock_association`; posts nothing.

    `from_phone`: so many of them were set aside for the phone that hands them out. `is_gone`: they were handed out
    without a signal already, so a loss is flagged by the caller, not refused.
    """
    there = shelf(org=org, good=good, post=post)
    if count > there.free + from_phone:
        raise _not_there(good, post, there.free + from_phone)
    quantity = count * good.unit_size
    cost = cost_of(there.stock, quantity)
    if cost is None:
        raise _not_there(good, post, there.there)
    if amount < cost and not is_subsidised and not is_gone:
        raise Refused(
            _("%(good)s cost %(cost)s, but only %(amount)s would be paid. Nothing was given.")
            % {"good": good.name, "cost": rupiah(cost), "amount": rupiah(amount)},
            next_step=_("Set another price or offer, or ask the chair to allow it as a subsidy."),
            code="below_cost",
            cost=cost,
            amount=amount,
        )
    subsidy = max(cost - amount, 0) if is_subsidised else 0
    lines = [
        Line(accounts.GOODS_REVENUE, -(amount + subsidy), unit=accounts.UNIT),
        Line(accounts.GOODS_SUBSIDY, subsidy, unit=accounts.UNIT),
        Line(accounts.GOODS_COGS, cost, unit=accounts.UNIT),
        Line(accounts.GOODS, -cost, unit=accounts.UNIT),
    ]
    return Leaving(
        amount,
        cost,
        subsidy,
        [line for line in lines if line.amount],
        [Move(good.stock_item_id, post.place_id, -quantity, -cost)],
    )


def _not_there(good: ExchangeGood, post: Post, free: int) -> Refused:
    if free <= 0:
        sentence = _("There is no %(good)s at %(post)s. Nothing was given.") % {"good": good.name, "post": post.name}
    else:
        sentence = _("There are only %(free)d of %(good)s at %(post)s. Nothing was given.") % {
            "free": free,
            "good": good.name,
            "post": post.name,
        }
    return Refused(
        sentence,
        next_step=_("Choose something else, or save the value."),
        code="no_goods",
        field="ways",
        free=max(free, 0),
    )
