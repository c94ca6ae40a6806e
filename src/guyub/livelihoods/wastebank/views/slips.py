"""The slip of a deposit: on the screen, on 58 mm paper, as a message; and putting right what was wrong."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.errors import GuyubError, NotHere
from guyub.foundation.core.exports import download, slip_pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, outputs, texts
from guyub.livelihoods.wastebank.forms.correcting import CorrectForm, UndoForm
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, passbook, visitors
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Notice, Page, Row, Section, here, see_other
from guyub.livelihoods.wastebank.views.visit_pages import group_address
from guyub.livelihoods.wastebank.visits import DepositResult


@room(P.OWN)
def slip(request: RoomRequest, deposit_id: UUID) -> HttpResponse:
    """A slip, for its owner and for officers."""
    found = passbook.slip(org=request.org, by=request.actor, deposit_id=deposit_id)
    at_scale = request.actor.may(P.DEPOSIT) and "baru" in request.GET
    standing = visitors.standing_of(by=request.actor, deposit_id=found.deposit_id)
    context = {
        "slip": found,
        "gone": not found.lines,
        "heading_rows": outputs.slips.slip_heading(request.org, found),
        "line_rows": outputs.slips.slip_lines(found),
        "total_rows": outputs.slips.slip_totals(found),
        "spoken": found.balance_after if found.balance_after is not None else found.net,
        "proof": outputs.slips.proof(request.org, found.receipt_number, found.receipt_code),
        "message": outputs.slips.slip_text(request.org, found),
        "newer": here(request, "slip", found.replaced_by) if found.replaced_by else "",
        "older": here(request, "slip", standing.earlier) if standing.earlier else "",
        "may_correct": not found.replaced_by and standing.may_correct,
        "at_scale": at_scale,
        "next_visitor": at_scale and standing.day_is_open,
        "visit_url": _visit_url(request, found),
        "back": _way_back(request, found, at_scale=at_scale),
    }
    return render(request, "wastebank/slip.html", context)


def _visit_url(request: RoomRequest, found: passbook.Slip) -> str:
    """Return where this visit was weighed: what the browser kept of it may go."""
    if found.shares:
        return group_address(request, found.session_id, [(one.member_id, one.parts) for one in found.shares])
    if found.member_id is not None:
        return here(request, "weigh-member", found.session_id, found.member_id)
    return here(request, "weigh-guest", found.session_id)


def _way_back(request: RoomRequest, found: passbook.Slip, *, at_scale: bool) -> str:
    if at_scale:
        return here(request, "weigh-who", found.session_id)
    if request.actor.is_member(found.member_id):
        return here(request, "own-passbook")
    if request.actor.may(P.PASSBOOK) and found.member_id is not None:
        return here(request, "passbook", found.member_id)
    return here(request, "home")


@room(P.OWN)
def slip_file(request: RoomRequest, deposit_id: UUID) -> HttpResponse:
    """The slip as a PDF 58 mm wide."""
    found = passbook.slip(org=request.org, by=request.actor, deposit_id=deposit_id)
    name = f"{_('Slip')} {found.receipt_number or found.deposit_id}"
    return download(slip_pdf(outputs.slips.deposit_slip(request.org, found)), name, "pdf", inline=True)


@room(P.PASSBOOK)
def correct(request: RoomRequest, deposit_id: UUID) -> HttpResponse:
    """Another weight or another kind: typed, read back before and after, then a new slip."""
    old = _correctable(request, deposit_id)
    cards = {str(card.id): card for card in catalogue.items(org=request.org, moment=old.weighed_at, active_only=False)}
    form = CorrectForm(
        request.POST or None,
        lines=old.lines,
        cards=cards,
        limits=tuning(request.org),
        may_settle=request.actor.may(P.SETTLE),
    )
    page = Page(
        _("Correct slip %(number)s") % {"number": old.receipt_number or ""},
        here(request, "slip", deposit_id),
        button=_("Go on"),
        icon="next",
        rows=outputs.slips.slip_heading(request.org, old),
    )
    page.quiet = [flow.Button(here(request, "undo", deposit_id), "undo", _("Undo the whole deposit"))]
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "wastebank/correct.html", {"form": form, "page": page}, status=422 if form.errors else 200
        )
    if request.POST.get("step") == "save":
        try:
            result = actions.correct_deposit(
                **flow.dated_facts(request, form.cleaned_data),
                deposit_id=deposit_id,
                lines=form.lines_in(),
                **form.rewrite(),
            )
        except GuyubError as error:
            if not flow.is_page(error):
                raise
            form.explain(error)
            if form.is_asked:
                return render(request, "wastebank/correct.html", {"form": form, "page": page}, status=form.status)
        else:
            _tell_of_debt(request, result)
            return see_other(here(request, "slip", result.deposit_id))
    if request.POST.get("step") == "edit":
        return render(request, "wastebank/correct.html", {"form": form, "page": page})
    return _correction_read_back(request, form, page, deposit_id)


def _correction_read_back(request: RoomRequest, form: CorrectForm, page: Page, deposit_id: UUID) -> HttpResponse:
    found = visitors.correction_preview(org=request.org, deposit_id=deposit_id, lines=form.lines_in())
    context = {
        "form": form,
        "page": page,
        "before": _plain(found.before, found.net_before),
        "after": _plain(found.after, found.net_after),
        "difference": texts.signed(found.net_after - found.net_before),
        "carried": [(name, form[name].data or "") for name in form.fields]
        + [
            (f"{name}_{part}", request.POST.get(f"{name}_{part}", ""))
            for name in form.fields
            if name.startswith("weight_")
            for part in ("reading", "confirm")
        ],
    }
    return render(request, "wastebank/correct_check.html", context, status=form.status if form.errors else 200)


def _plain(lines: list[visitors.PreviewLine], net: int) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (
            f"{line.item} {texts.weight(line.quantity, line.unit)}",
            texts.worth_of_line(line.amount, line.price, is_consigned=line.is_consigned),
        )
        for line in lines
    ]
    return [*rows, (_("Worth"), rupiah(net), "total")]


@room(P.PASSBOOK)
def undo(request: RoomRequest, deposit_id: UUID) -> HttpResponse:
    """Take a deposit back altogether: it was written down twice, or for the wrong person."""
    old = _correctable(request, deposit_id)
    form = UndoForm(request.POST or None, may_settle=request.actor.may(P.SETTLE))

    def act(data: dict[str, Any]) -> str:
        result = actions.undo_deposit(**flow.dated_facts(request, data), deposit_id=deposit_id, **form.rewrite())
        _tell_of_debt(request, result)
        return here(request, "slip", result.deposit_id)

    page = Page(
        _("Undo the deposit"),
        here(request, "slip", deposit_id),
        button=_("Undo the deposit"),
        icon="undo",
        danger=True,
        rows=[*outputs.slips.slip_heading(request.org, old), *outputs.slips.slip_totals(old)],
        notices=[
            Notice("turmeric", "warning", _("The value leaves the passbook again."), _("The old slip stays readable."))
        ],
        sections=[
            Section(_("On the scale"), [Row(word, right=value) for word, value in outputs.slips.slip_lines(old)])
        ],
    )
    return flow.act_or_show(request, form, act, page, said=_("The deposit was undone."))


def _tell_of_debt(request: RoomRequest, result: DepositResult) -> None:
    """Tell the officer what the passbook did not hold any more."""
    if result.lacking:
        owed = _("%(amount)s was used already. It is owed now; the next deposits repay it first.")
        messages.warning(request, owed % {"amount": rupiah(result.lacking)})


def _correctable(request: RoomRequest, deposit_id: UUID) -> passbook.Slip:
    old = passbook.slip(org=request.org, by=request.actor, deposit_id=deposit_id)
    if not old.lines:
        raise NotHere
    return old
