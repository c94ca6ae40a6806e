"""Reports to the environment office: frozen, revised, handed in; and which material, class and rule counts as what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import audit, clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Refused
from guyub.foundation.core.facts import content_hash, fact, first_result
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import RuleHeading, SipsnClass
from guyub.livelihoods.wastebank.models import (
    BankRule,
    ClassColumn,
    DlhReport,
    ItemMaterial,
    ReportSubmission,
    WasteItem,
)
from guyub.livelihoods.wastebank.periods import ReportPeriod, period_of
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.report import differences, report_content
from guyub.livelihoods.wastebank.rules.impact import set_of

LONGEST_RULE = 1000


@atomic
def freeze_report(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, first_day: date
) -> DlhReport:
    """Freeze the report of the period that begins on a day. If nothing changed since, the newest one stands."""
    by.require(WastebankPermission.REPORT)
    lock_association(org.pk)
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content={"first_day": first_day})
    known = first_result(DlhReport, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    period = _over(org, first_day)
    content = report_content(org=org, period=period)
    newest = newest_report(period)
    digest = content_hash(content)
    if newest is not None and newest.digest == digest:
        return newest
    report: DlhReport = DlhReport.objects.create(
        **columns,
        first_day=period.first,
        last_day=period.last,
        revision=newest.revision + 1 if newest else 1,
        content=content,
        digest=digest,
        changes=differences(newest.content, content) if newest else [],
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.report_frozen", target=report, revision=report.revision)
    return report


def newest_report(period: ReportPeriod) -> DlhReport | None:
    """Return the last revision of a period."""
    rows = DlhReport.objects.filter(first_day=period.first, last_day=period.last)
    found: DlhReport | None = rows.order_by("-revision").first()
    return found


def _over(org: Organization, first_day: date) -> ReportPeriod:
    period = period_of(org, first_day)
    if period.first != first_day:
        raise BadInput(_("No reporting period begins on this day."), field="first_day")
    if period.last >= clock.today(org.time_zone):
        raise Refused(
            _("This period is not over yet. Nothing was frozen."),
            next_step=_("Look at it now, and freeze it when it is over."),
            code="period_runs",
        )
    return period


@atomic
def submit_report(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    report_id: UUID,
    recipient: str,
    note: str = "",
) -> ReportSubmission:
    """Record that a report was handed to an authority; partners may read it from then on."""
    by.require(WastebankPermission.REPORT)
    recipient, note = " ".join(recipient.split()), note.strip()
    content = {"report": report_id, "recipient": recipient, "note": note}
    columns = fact(org=org, by=by, client_id=client_id, happened_at=happened_at, content=content)
    known = first_result(ReportSubmission, client_id=client_id, content_hash=columns["content_hash"])
    if known is not None:
        return known
    report = DlhReport.get(report_id)
    if not recipient:
        raise BadInput(_("Write who receives the report."), field="recipient")
    row: ReportSubmission = ReportSubmission.objects.create(**columns, report=report, recipient=recipient, note=note)
    audit.record(org_id=org.pk, by=by, verb="wastebank.report_submitted", target=report)
    return row


@atomic
def choose_materials(*, org: Organization, by: Actor, item_id: UUID, materials: Mapping[str, str]) -> dict[str, str]:
    """Say which material of each set of factors an item counts as; nothing: it has no factor there."""
    by.require(WastebankPermission.MANAGE)
    item = WasteItem.get(item_id)
    for code, material in materials.items():
        factors = set_of(code)
        if factors is None or (material and material not in factors.factors):
            raise BadInput(_("This method does not know this material."), field=code)
        if material:
            ItemMaterial.objects.update_or_create(org=org, item=item, factor_set=code, defaults={"material": material})
        else:
            ItemMaterial.objects.filter(item=item, factor_set=code).delete()
    audit.record(org_id=org.pk, by=by, verb="wastebank.materials_chosen", target=item)
    return dict(materials)


@atomic
def name_columns(*, org: Organization, by: Actor, columns: Mapping[str, str]) -> None:
    """Say what the authority's table calls our classes; an empty word takes ours again."""
    by.require(WastebankPermission.MANAGE)
    for name, words in columns.items():
        column = " ".join(words.split())
        if column:
            ClassColumn.objects.update_or_create(
                org=org, sipsn_class=SipsnClass(name).value, defaults={"column": column}
            )
        else:
            ClassColumn.objects.filter(sipsn_class=name).delete()
    audit.record(org_id=org.pk, by=by, verb="wastebank.columns_named")


@atomic
def write_rule(*, org: Organization, by: Actor, heading: str, text: str) -> None:
    """Write what the association says itself under a heading of its rules; nothing takes it away."""
    by.require(WastebankPermission.MANAGE)
    text = text.strip()
    if len(text) > LONGEST_RULE:
        raise BadInput(_("Please write less: a wall is read in passing."), field="text")
    if text:
        BankRule.objects.update_or_create(org=org, heading=RuleHeading(heading).value, defaults={"text": text})
    else:
        BankRule.objects.filter(heading=heading).delete()
    audit.record(org_id=org.pk, by=by, verb="wastebank.rule_written", heading=str(heading))
