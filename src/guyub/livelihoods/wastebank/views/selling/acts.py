"""What is done with a load: final, thrown away, paid, reversed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.choices import SaleStatus
from guyub.livelihoods.wastebank.forms.correcting import ReasonForm
from guyub.livelihoods.wastebank.forms.selling import FinalForm, SalePaymentForm
from guyub.livelihoods.wastebank.forms.sessions import PressForm
from guyub.livelihoods.wastebank.models import Post
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import sale_preview, sales
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Notice, Page, Row, Section, here
from guyub.livelihoods.wastebank.views.selling.drafts import draft_of
from guyub.livelihoods.wastebank.views.selling.loads import load_chip, load_sums, load_text, shrink_notices


@room(P.SELL)
def final(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The load leaves: read back, then final."""
    sheet = sales.sale_sheet(org=request.org, sale_id=sale_id)
    url = here(request, "sale", sale_id)
    if sheet.card.status != SaleStatus.DRAFT and request.method != "POST":
        return flow.see_other(url)
    lines = sale_preview.draft_lines(org=request.org, sale_id=sale_id)
    post = Post.get(sheet.post_id)
    form = FinalForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        cash = post.cash_account if data["paid"] == "now" else ""
        actions.finalise_sale(**flow.dated_facts(request, data), sale_id=sale_id, cash_account=cash)
        return url

    page = Page(_("Finish the sale"), url, button=_("Yes, the load has left"), icon="truck")
    page.amount = sum(line.revenue for line in lines)
    page.rows = [(_("Collector"), sheet.card.collector), *load_sums(lines)]
    page.sections = [
        Section(
            _("Load"),
            [Row(texts.pooled(x.item, x.pool), load_text(x), rupiah(x.revenue), chip=load_chip(x)) for x in lines],
        )
    ]
    page.notices = shrink_notices(request, lines)
    return flow.act_or_show(request, form, act, page, said=_("The sale is final. Print the sheet for both."))


@room(P.SELL)
def discard(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    found = draft_of(sale_id)

    def act(data: dict[str, Any]) -> str:
        actions.discard_draft(**flow.facts(request), sale_id=found.pk)
        return here(request, "sales")

    page = Page(
        _("Throw the draft away"), here(request, "sale", found.pk), button=_("Throw the draft away"), icon="trash"
    )
    page.danger = True
    page.notices = [Notice("turmeric", "info", _("Nothing has left our stock. The list is gone for good."))]
    return flow.act_or_show(request, PressForm(request.POST or None), act, page, said=_("The draft is gone."))


@room(P.SELL)
def pay(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """The collector pays, all or a part."""
    sheet = sales.sale_sheet(org=request.org, sale_id=sale_id)
    url = here(request, "sale", sale_id)
    form = SalePaymentForm(request.POST or None, initial={"amount": sheet.card.owed})
    cash = Post.get(sheet.post_id).cash_account

    def act(data: dict[str, Any]) -> str:
        actions.record_sale_payment(
            **flow.dated_facts(request, data), sale_id=sale_id, amount=data["amount"], cash_account=cash
        )
        return url

    page = Page(_("He pays"), url, button=_("Go on"), icon="next")
    page.rows = [(_("Collector"), sheet.card.collector), (_("He still owes"), rupiah(sheet.card.owed))]

    def read_back() -> Page:
        amount = form.cleaned_data["amount"]
        check = Page(_("He pays"), "", button=_("The cash is in the box"), icon="cash-box", amount=amount)
        left = max(sheet.card.owed - amount, 0)
        check.rows = [(_("Collector"), sheet.card.collector), (_("Owed after this"), rupiah(left))]
        return check

    return flow.act_or_show(request, form, act, page, said=_("The payment is booked."), read_back=read_back)


@room(P.SELL)
def reverse(request: RoomRequest, sale_id: UUID) -> HttpResponse:
    """Take a final sale back, with a reason."""
    sheet = sales.sale_sheet(org=request.org, sale_id=sale_id)
    url = here(request, "sale", sale_id)

    def act(data: dict[str, Any]) -> str:
        actions.reverse_sale(**flow.dated_facts(request, data), sale_id=sale_id, reason=str(data["reason"]))
        return url

    page = Page(_("Reverse the sale"), url, button=_("Reverse the sale"), icon="undo", danger=True)
    page.rows = [(_("Collector"), sheet.card.collector), (_("Amount"), rupiah(sheet.card.revenue))]
    page.notices = [Notice("turmeric", "warning", _("The goods return to our stock, the money leaves the box."))]
    return flow.act_or_show(request, ReasonForm(request.POST or None), act, page, said=_("The sale was reversed."))
