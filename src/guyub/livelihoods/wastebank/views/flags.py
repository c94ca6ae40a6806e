"""Perlu diperiksa: nothing is dropped, an officer looks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guyub.foundation.core.dates import long_date, short_date
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.recording import inbox_notes
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.choices import FlagReason
from guyub.livelihoods.wastebank.forms.flags import SettleForm
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import flags, visitors
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Notice, Page, Row, Section, here


@room(P.SETTLE)
def listing(request: RoomRequest) -> HttpResponse:
    """What waits for a look, the oldest day first."""
    prefix = here(request, "flags")
    rows = [
        Row(
            str(FlagReason(one.reason).label),
            ", ".join(filter(None, (one.member, short_date(one.concerns_on)))),
            rupiah(one.net) if one.net is not None else "",
            f"{prefix}{one.id}/",
            icon="eye",
        )
        for one in flags.open_flags(org=request.org)
    ]
    page = Page(_("To be checked"), here(request, "home"))
    page.sections = [Section("", rows, _("Nothing to check. All is well."))]
    page.quiet = [Button(note.url, note.icon, note.sentence) for note in inbox_notes(request.org, request.actor)]
    return flow.show(request, page)


@room(P.SETTLE)
def flag(request: RoomRequest, flag_id: UUID) -> HttpResponse:
    """One thing to look at: why, what stands, how it is settled."""
    found = flags.flag(org=request.org, flag_id=flag_id)
    back = here(request, "flags")
    page = Page(_("To be checked"), back, button=_("Checked"))
    page.rows = _rows(found)
    page.notices = [Notice("turmeric", "eye", FlagReason(found.reason).label, texts.FLAG_HELP.get(found.reason, ""))]
    if found.subject_type == "deposit":
        page.quiet = _ways_out(request, found)
    if found.settlement:
        page.notices = [Notice("leaf", "check", _("This was settled already."), found.note)]
        return flow.show(request, page)

    def act(data: dict[str, Any]) -> str:
        actions.settle_flag(
            **flow.now_facts(request), flag_id=found.id, settlement=data["settlement"], note=data["note"]
        )
        return back

    form = SettleForm(request.POST or None)
    return flow.act_or_show(request, form, act, page, said=_("Checked. It left the list."))


def _rows(found: flags.FlagRow) -> list[tuple[str, str]]:
    rows = [(_("Day"), long_date(found.concerns_on))]
    if found.member:
        called = numbered(found.member, found.member_number) if found.member_number else found.member
        rows.append((_("Name"), called))
    if found.receipt_number is not None:
        rows.append((_("Receipt no."), str(found.receipt_number)))
    if found.net is not None:
        rows.append((_("Worth"), rupiah(found.net)))
    if found.reason == FlagReason.PRICE_SHOWN:
        for word, name in ((_("Price on the phone"), "shown"), (_("Right price"), "price")):
            if isinstance(found.details.get(name), int):
                rows.append((word, rupiah(found.details[name])))
    if found.reason == FlagReason.SHORTFALL and isinstance(found.details.get("lacking"), int):
        rows.append((_("Lacking"), rupiah(found.details["lacking"])))
    return rows


def _ways_out(request: RoomRequest, found: flags.FlagRow) -> list[Button]:
    ways = [Button(here(request, "slip", found.subject_id), "receipt", _("Look at the slip"))]
    if visitors.may_correct(by=request.actor, deposit_id=found.subject_id):
        ways += [
            Button(here(request, "correct", found.subject_id), "edit", _("Correct the deposit")),
            Button(here(request, "undo", found.subject_id), "undo", _("Undo the deposit")),
        ]
    return ways
