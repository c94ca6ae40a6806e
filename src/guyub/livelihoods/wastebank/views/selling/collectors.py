"""Who buys sorted waste."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.phones import phone_text
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.forms.selling import CollectorForm
from guyub.livelihoods.wastebank.models import Collector
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import sales
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Page, Row, Section, here


@room(P.STOCK)
def collectors(request: RoomRequest) -> HttpResponse:
    """Who buys sorted waste."""
    prefix = here(request, "collectors")
    resting = ("turmeric", "clock", _("rests"))
    rows = [
        Row(
            c.name,
            ", ".join(filter(None, (phone_text(c.phone), c.note))),
            url=f"{prefix}{c.pk}/beli/",
            chip=None if c.is_active else resting,
        )
        for c in sales.collectors(org=request.org, active_only=False)
    ]
    page = Page(_("Collectors"), here(request, "sales"), sections=[Section("", rows, _("There is no collector yet."))])
    if request.actor.may(P.SELL):
        page.main = Button(here(request, "collector-new"), "plus", _("Add a collector"))
    return flow.show(request, page)


@room(P.SELL)
def collector_new(request: RoomRequest) -> HttpResponse:
    """A new buyer."""
    form = CollectorForm(request.POST or None)
    del form.fields["is_active"]

    def act(data: dict[str, Any]) -> str:
        actions.create_collector(**flow.facts(request), name=data["name"], phone=data["phone"] or "", note=data["note"])
        return here(request, "collectors")

    page = Page(_("Add a collector"), here(request, "collectors"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))


@room(P.SELL)
def collector(request: RoomRequest, collector_id: UUID) -> HttpResponse:
    """What is known about a buyer."""
    found = Collector.get(collector_id)
    initial = {"name": found.name, "phone": found.phone, "note": found.note, "is_active": found.is_active}
    form = CollectorForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.update_collector(
            **flow.facts(request),
            collector_id=found.pk,
            name=data["name"],
            phone=data["phone"] or "",
            note=data["note"],
            is_active=data["is_active"],
        )
        return here(request, "collectors")

    page = Page(found.name, here(request, "collectors"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))
