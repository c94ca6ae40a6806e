"""A loan handed out in goods: how many of each, read back, booked from the shelf."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts_goods
from guyub.livelihoods.wastebank.choices import LoanStatus
from guyub.livelihoods.wastebank.forms.loans import LentGoodsForm
from guyub.livelihoods.wastebank.outputs.debts import loan_rows
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, goods, loans
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, here


@room(P.PAY)
def hand_out(request: RoomRequest, loan_id: UUID) -> HttpResponse:
    """Goods instead of cash, for at most what was approved."""
    found = loans.loan_for(org=request.org, by=request.actor, loan_id=loan_id)
    url = here(request, "loan", found.id)
    if found.status != LoanStatus.APPROVED and request.method != "POST":
        return flow.see_other(url)
    cards = [card for card in goods.goods(org=request.org) if card.price is not None and card.free > 0]
    page = Page(_("Hand it out in goods"), url, button=_("Go on"), icon="next")
    page.rows = [*loan_rows(request.org, found), (_("For at most"), rupiah(found.amount))]
    if not cards:
        page.notices = [Notice("turmeric", "box", _("Nothing can be taken now."), _("Goods need stock and a price."))]
        page.main = Button(here(request, "goods"), "box", _("Look at the goods"))
        return flow.show(request, page)
    form = LentGoodsForm(request.POST or None, goods=cards, posts=catalogue.posts(org=request.org))

    def act(data: dict[str, Any]) -> str:
        actions.loan_for_goods(
            **flow.dated_facts(request, data),
            loan_id=found.id,
            post_id=UUID(data["post"]),
            goods=[actions.LentIn(card.id, count) for card, count in form.taken()],
        )
        return here(request, "loan-receipt", found.id)

    def read_back() -> Page:
        amount = sum(count * (card.price or 0) for card, count in form.taken())
        check = Page(page.heading, "", button=_("The goods were handed out"), icon="box", amount=amount)
        check.rows = [
            page.rows[0],
            *((card.name, texts_goods.units(count, card.unit, card.unit_size)) for card, count in form.taken()),
            page.rows[-1],
        ]
        return check

    said = _("The loan is booked. Give her the receipt.")
    return flow.act_or_show(request, form, act, page, said=said, read_back=read_back)
