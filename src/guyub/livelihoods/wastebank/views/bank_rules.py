"""Aturan bank sampah: the thirteen headings, as they hold now, in the association's own words, and for the wall."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date
from guyub.foundation.core.errors import NotHere
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.permissions import OrganizationPermission
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.choices import RuleHeading
from guyub.livelihoods.wastebank.forms.reports import RuleForm
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import bank_rules
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Page, Row, here


@room(P.VIEW)
def listing(request: RoomRequest) -> HttpResponse:
    """All thirteen; who may set them goes on from here."""
    may_write = request.actor.may(P.MANAGE)
    page = Page(_("Rules of the waste bank"), here(request, "home"))
    page.main = Button(here(request, "rules-print"), "print", _("For the wall"))
    prefix = here(request, "rules")
    cards = [
        (number, card, f"{prefix}{card.heading}/" if may_write else "")
        for number, card in enumerate(bank_rules.rule_cards(org=request.org), 1)
    ]
    return render(request, "wastebank/rules.html", {"page": page, "cards": cards})


@room(P.VIEW)
def sheet(request: RoomRequest) -> HttpResponse:
    """The rules on A4."""
    context = {
        "cards": list(enumerate(bank_rules.rule_cards(org=request.org), 1)),
        "back": here(request, "rules"),
        "day": long_date(clock.today(request.org.time_zone)),
    }
    return render(request, "wastebank/rules_print.html", context)


@room(P.MANAGE)
def rule(request: RoomRequest, heading: str) -> HttpResponse:
    """One heading: what holds now, where it is changed, and the association's own paragraph."""
    if heading not in RuleHeading.values:
        raise NotHere
    card = bank_rules.rule_card(org=request.org, heading=RuleHeading(heading))
    form = RuleForm(request.POST or None, initial={"text": card.own})

    def act(data: dict[str, Any]) -> str:
        actions.write_rule(**flow.facts(request), heading=heading, text=data["text"])
        return here(request, "rules")

    page = Page(str(card.heading.label), here(request, "rules"), button=_("Save"))
    page.sections = [flow.Section(_("This holds now"), [Row(sentence) for sentence in card.sentences])]
    if not card.sentences:
        page.sections = []
    if card.place and (card.place != bank_rules.SETTINGS or request.actor.may(OrganizationPermission.SETTINGS)):
        page.quiet = [Button(reverse(card.place, args=[request.org.slug]), "edit", _("Change it there"))]
    return flow.act_or_show(request, form, act, page, said=_("Saved."))
