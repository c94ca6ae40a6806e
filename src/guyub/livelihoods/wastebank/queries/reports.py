"""Reports that were frozen, and what was handed in of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from guyub.foundation.accounts.models import User
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.facts import content_hash
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import DlhReport, ReportSubmission
from guyub.livelihoods.wastebank.periods import ReportPeriod
from guyub.livelihoods.wastebank.queries.report import report_content


@dataclass(frozen=True, slots=True)
class ReportCard:
    """One revision of one period, for lists."""

    id: UUID
    period: ReportPeriod
    revision: int
    digest: str
    frozen_at: datetime
    is_handed_in: bool


@dataclass(frozen=True, slots=True)
class Handing:
    """One handing in."""

    recipient: str
    note: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """A frozen report with who made it, what came before, and to whom it went."""

    card: ReportCard
    content: dict[str, Any]
    changes: list[dict[str, Any]]
    made_by: str
    handings: list[Handing]
    newest: int  # the newest revision of its period


def newest_reports(*, org: Organization, limit: int = 60, handed_in: bool = False) -> list[ReportCard]:
    """Return the newest revision of each period, the newest period first; only those handed in, if asked."""
    rows = DlhReport.objects.filter(org=org).annotate(handed=_handed()).defer("content", "changes")
    if handed_in:
        rows = rows.filter(handed=True)
    found: dict[tuple[date, date], ReportCard] = {}
    for row in rows.order_by("-first_day", "-last_day", "-revision"):
        found.setdefault((row.first_day, row.last_day), _card(org, row))
        if len(found) > limit:
            break
    return list(found.values())[:limit]


def report_sheet(*, org: Organization, report_id: UUID, handed_in: bool = False) -> ReportSheet:
    """Return one report; for partners only what was handed in is here."""
    row = DlhReport.objects.filter(org=org, pk=report_id).annotate(handed=_handed()).first()
    if row is None or (handed_in and not row.handed):
        raise NotHere
    revisions = DlhReport.objects.filter(first_day=row.first_day, last_day=row.last_day)
    handings = row.submissions.order_by("happened_at", "id").values_list("recipient", "note", "happened_at")
    maker = User.objects.filter(pk=row.recorded_by_id).first() if row.recorded_by_id else None
    return ReportSheet(
        card=_card(org, row),
        content=row.content,
        changes=row.changes,
        made_by=maker.addressed if maker else "",
        handings=[Handing(*handing) for handing in handings],
        newest=max(revisions.values_list("revision", flat=True)),
    )


def is_outdated(*, org: Organization, sheet: ReportSheet) -> bool:
    """Return whether facts that came since make another report of this period."""
    return content_hash(report_content(org=org, period=sheet.card.period)) != sheet.card.digest


def _handed() -> Exists:
    return Exists(ReportSubmission.objects.filter(report=OuterRef("pk")))


def _card(org: Organization, row: Any) -> ReportCard:
    period = ReportPeriod(row.first_day, row.last_day, org.time_zone)
    return ReportCard(row.pk, period, row.revision, row.digest, row.recorded_at, row.handed)
