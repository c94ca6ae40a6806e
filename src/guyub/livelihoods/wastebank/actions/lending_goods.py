"""Goods on credit are a loan: an approved one is handed out from the shelf instead of the cash box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger.actions import post_entry
from guyub.foundation.ledger.entries import Line, Move
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions.handing import leave
from guyub.livelihoods.wastebank.actions.lending import approved_loan, disbursed
from guyub.livelihoods.wastebank.documents.goods import loan_goods_document
from guyub.livelihoods.wastebank.models import ExchangeGood, Loan, LoanGood, Post
from guyub.livelihoods.wastebank.queries.goods_terms import prices_at


@dataclass(frozen=True, slots=True)
class LentIn:
    """So many sale units of a good on credit."""

    good_id: UUID
    count: int


@atomic
def loan_for_goods(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    loan_id: UUID,
    post_id: UUID,
    goods: Sequence[LentIn],
) -> Loan:
    """Hand an approved loan out as goods at their price of this moment, for at most what was approved."""
    loan = approved_loan(org, by, loan_id, client_id)
    if loan.disbursed_at is not None:
        return loan
    post = Post.get(post_id)
    rows, lines, moves = _take(org, loan, post, goods, happened_at)
    amount = sum(row.amount for row in rows)
    if amount > loan.amount:
        raise Refused(
            _("%(amount)s was approved at most. Nothing was handed out.") % {"amount": rupiah(loan.amount)},
            next_step=_("Take less, or ask for another loan."),
            code="over_loan",
        )
    loan.amount, loan.in_goods = amount, True
    LoanGood.objects.bulk_create(rows)
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.LOAN_GOODS,
        source_id=loan.pk,
        lines=[Line(accounts.LOANS, amount, unit=accounts.UNIT, party=loan.member_id), *lines],
        moves=moves,
        event_at=happened_at,
        client_id=client_id,
        doc=loan_goods_document(loan, rows),
        memo=_("goods on credit"),
        receipt=True,
    )
    return disbursed(org, by, loan, post, posted, (happened_at, client_id))


def _take(
    org: Organization, loan: Loan, post: Post, goods: Sequence[LentIn], moment: datetime
) -> tuple[list[LoanGood], list[Line], list[Move]]:
    """Work out each good at its price and its cost, or refuse all of it."""
    wanted = [one for one in goods if one.count]
    if not wanted or any(one.count < 0 for one in wanted):
        raise BadInput(_("How many shall it be?"))
    if len({one.good_id for one in wanted}) != len(wanted):
        raise BadInput(_("A good stands twice in the list."))
    prices = prices_at(moment, [one.good_id for one in wanted])
    rows: list[LoanGood] = []
    lines: list[Line] = []
    moves: list[Move] = []
    for one in wanted:
        good = ExchangeGood.get(one.good_id)
        price = prices.get(good.pk)
        if price is None:
            raise Refused(
                _("%(good)s has no price yet.") % {"good": good.name},
                next_step=_("Choose something else, or ask the chair to set a price."),
                code="no_good_price",
            )
        amount = one.count * price.price
        leaving = leave(
            org=org, good=good, post=post, count=one.count, amount=amount, is_subsidised=price.is_subsidised
        )
        rows.append(
            LoanGood(
                id=uuid7(),
                org=org,
                loan=loan,
                good=good,
                good_name=good.name,
                count=one.count,
                unit_price=price.price,
                amount=amount,
                cost=leaving.cost,
                subsidy=leaving.subsidy,
            )
        )
        lines += leaving.lines
        moves += leaving.moves
    return rows, lines, moves
