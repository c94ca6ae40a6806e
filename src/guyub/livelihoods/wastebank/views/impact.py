"""Dampak: what recycling saved, by two named methods; and what each kind of waste counts as."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guyub.foundation.core.charts import Chart, Series
from guyub.foundation.core.dates import month_name, month_text
from guyub.foundation.core.months import last_of
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import actions, outputs
from guyub.livelihoods.wastebank.forms.reports import ColumnsForm, MaterialsForm
from guyub.livelihoods.wastebank.models import WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue
from guyub.livelihoods.wastebank.queries.impact import Impact, impact, impact_by_month, materials_of
from guyub.livelihoods.wastebank.queries.material_balance import material_balance
from guyub.livelihoods.wastebank.queries.report import class_columns, impact_content
from guyub.livelihoods.wastebank.queries.totals import last_months, newest_month
from guyub.livelihoods.wastebank.rules.impact import factor_sets
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here

MONTHS = 12


@room(P.VIEW)
def page(request: RoomRequest) -> HttpResponse:
    """The last twelve months by both methods, beside each other, never added."""
    org = request.org
    months = last_months(org, MONTHS, newest_month(org=org))
    found = impact(org=org, balances=material_balance(org=org, first=months[0], last=last_of(months[-1])))
    shown = Page(_("What recycling saved"), here(request, "summary"))
    span = _("%(first)s to %(last)s") % {"first": month_text(months[0]), "last": month_text(months[-1])}
    shown.rows = [(_("Sold in"), span), *rows_of(found)]
    more = _("Two methods, two figures. They are no carbon credits.")
    shown.notices = [Notice("indigo", "info", _("These are estimates."), more)]
    if request.actor.may(P.MANAGE):
        shown.quiet = [Button(here(request, "materials"), "edit", _("What each kind counts as"))]
    context = {
        "page": shown,
        "charts": [chart] if (chart := co2e_chart(org, months)) else [],
        "tables": [outputs.reports.impact_table(impact_content(found))],
    }
    return render(request, "wastebank/impact.html", context)


def rows_of(found: Impact) -> list[tuple[str, str]]:
    """Return one line for each method, with its name and version."""
    return [
        (saved.factors.title, _("about %(gas)s") % {"gas": outputs.reports.co2e_text(saved.total)})
        for saved in found.savings
    ]


def co2e_chart(org: Organization, months: list[date]) -> Chart | None:
    """Draw what each month saved by each method; nothing where nothing was sold."""
    rows = impact_by_month(org=org, months=months)
    if not any(any(values) for values in rows.values()):
        return None
    sets = factor_sets()
    newest = [f"{each.name} {outputs.reports.co2e_text(rows[each.code][-1])}" for each in sets]
    words = _("Estimated saving in %(month)s: %(sums)s.") % {
        "month": month_text(months[-1]),
        "sums": ", ".join(newest),
    }
    series = [Series(each.name, [*rows[each.code]]) for each in sets]
    labels = [month_name(month.month)[:3] for month in months]
    return Chart(_("CO2e saved, by two methods"), words, labels, series, "line", "grams")


@room(P.MANAGE)
def materials(request: RoomRequest) -> HttpResponse:
    """Which material each kind of waste counts as."""
    chosen = {each.code: materials_of(request.org, each.code) for each in factor_sets()}
    prefix, none = here(request, "materials"), _("no factor")
    rows = []
    for card in catalogue.items(org=request.org, active_only=False):
        words = [
            f"{each.name}: {outputs.reports.material_name(m) if (m := chosen[each.code].get(card.id)) else none}"
            for each in factor_sets()
        ]
        rows.append(Row(card.name, ". ".join(words), url=f"{prefix}{card.id}/", icon=card.drawing))
    shown = Page(_("What each kind counts as"), here(request, "setup"))
    shown.sections = [Section("", rows, _("No kind yet."))]
    return flow.show(request, shown)


@room(P.MANAGE)
def material(request: RoomRequest, item_id: UUID) -> HttpResponse:
    """Choose it for one kind."""
    item = WasteItem.get(item_id)
    chosen = {each.code: materials_of(request.org, each.code).get(item.pk, "") for each in factor_sets()}
    form = MaterialsForm(request.POST or None, chosen=chosen)

    def act(data: dict[str, Any]) -> str:
        del data
        actions.choose_materials(**flow.facts(request), item_id=item.pk, materials=form.materials())
        return here(request, "materials")

    shown = Page(item.name, here(request, "materials"), button=_("Save"))
    return flow.act_or_show(request, form, act, shown, said=_("Saved. Frozen reports stay as they are."))


@room(P.MANAGE)
def columns(request: RoomRequest) -> HttpResponse:
    """What the authority's table calls our classes."""
    form = ColumnsForm(request.POST or None, chosen=class_columns(org=request.org))

    def act(data: dict[str, Any]) -> str:
        del data
        actions.name_columns(**flow.facts(request), columns=form.columns())
        return here(request, "setup")

    shown = Page(_("Words of the authority's table"), here(request, "setup"), button=_("Save"))
    shown.notices = [Notice("indigo", "info", _("Leave a line empty to keep our own word."))]
    return flow.act_or_show(request, form, act, shown, said=_("Saved. Frozen reports stay as they are."))
