"""A file of members, row by row, from preview to undo."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.foundation.members.choices import Answer, BatchStatus, Verdict
from guyub.foundation.members.models.people import Member

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL


class ImportBatch(Fact):
    """One upload. `content_hash` is that of the file and its sheet, so the same file is recognised."""

    PERSONAL = {
        "file_name": PLAIN,
        "sheet": PLAIN,
        "file_hash": PLAIN,
        "headings": PLAIN,
        "mapping": PLAIN,
        "villages": PLAIN,
    }

    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    sheet = models.CharField(max_length=100)
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)  # column number -> field
    villages = models.JSONField(default=dict)  # spelling in the file -> village code, as an officer decided
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.PREVIEWED)
    committed_at = models.DateTimeField(null=True)
    committed_by_id = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status=BatchStatus.PREVIEWED, committed_at__isnull=True, undone_at__isnull=True)
                | Q(status=BatchStatus.COMMITTED, committed_at__isnull=False, undone_at__isnull=True)
                | Q(status=BatchStatus.UNDONE, committed_at__isnull=False, undone_at__isnull=False),
                name="import_status_fits_its_times",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "file_hash"], name="import_by_file"),
            models.Index(fields=["org", "recorded_at"], name="import_by_time"),
        ]


class ImportRow(TenantModel):
    """One row of a file: what it said, how it was read, what is wrong with it, and what came of it.

    `raw` never holds passwords or NIKs. `before` keeps what a filled row looked like, for the undo.
    """

    PERSONAL = dict.fromkeys(("raw", "read", "problems", "before"), PERSONAL)

    batch = TenantForeignKey(ImportBatch, related_name="rows")
    row_number = models.PositiveIntegerField()
    raw = models.JSONField(default=dict)
    read = models.JSONField(default=dict)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    problems = models.JSONField(default=list)
    answer = models.CharField(max_length=6, choices=Answer.choices, blank=True)
    match = TenantForeignKey(Member, null=True, related_name="+")  # the member it may be
    member = TenantForeignKey(Member, null=True, related_name="+")  # the member it made or filled
    created = models.BooleanField(default=False)
    before = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "batch", "row_number"], name="import_row_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="import_verdict_is_known"),
            models.CheckConstraint(
                condition=Q(created=False) | Q(member__isnull=False), name="import_created_names_its_member"
            ),
        ]
        indexes = [
            models.Index(fields=["org", "batch", "verdict", "row_number"], name="import_row_by_verdict"),
            models.Index(fields=["org", "match"], name="import_row_by_match"),
            models.Index(fields=["org", "member"], name="import_row_by_member"),
        ]
