"""What is reported to the environment office and to partners, and the bank's rules for the wall."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.livelihoods.wastebank.choices import RuleHeading, SipsnClass
from guyub.livelihoods.wastebank.models.catalogue import WasteItem


class ItemMaterial(TenantModel):
    """Which material of a set of factors an item counts as; no row: no factor, so no figure is made up."""

    item = TenantForeignKey(WasteItem, related_name="materials")
    factor_set = models.CharField(max_length=20)
    material = models.CharField(max_length=30)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "item", "factor_set"], name="wb_one_material_per_item_and_set"),
            models.CheckConstraint(condition=~Q(material=""), name="wb_item_material_is_named"),
        ]


class ClassColumn(TenantModel):
    """What the authority's table calls one of our classes, where it differs from our own word."""

    sipsn_class = models.CharField(max_length=10, choices=SipsnClass.choices)
    column = models.CharField(max_length=60)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "sipsn_class"], name="wb_one_column_per_class"),
            models.CheckConstraint(condition=Q(sipsn_class__in=SipsnClass.values), name="wb_column_class_is_known"),
            models.CheckConstraint(condition=~Q(column=""), name="wb_column_is_named"),
        ]


class DlhReport(Fact):
    """The report of a period as it was frozen. Immutable: later facts make the next revision, which says what changed.

    `content` holds what may leave the association: numbers of persons have passed the disclosure gate.
    `digest` is the SHA-256 of its canonical form.
    """

    first_day = models.DateField()
    last_day = models.DateField()
    revision = models.PositiveSmallIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    changes = models.JSONField(default=list)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "first_day", "last_day", "revision"], name="wb_report_revisions"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="wb_report_revision_counts_from_one"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="wb_report_period_lasts"),
        ]


class ReportSubmission(Fact):
    """A report that was handed to an authority or a partner, who may read it here from then on. Immutable."""

    report = TenantForeignKey(DlhReport, related_name="submissions")
    recipient = models.CharField(max_length=120)
    note = models.CharField(max_length=140, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(recipient=""), name="wb_submission_has_a_recipient"),
        ]
        indexes = [models.Index(fields=["org", "report"], name="wb_submission_by_report")]


class BankRule(TenantModel):
    """What the association says itself under one of the thirteen headings of its rules."""

    heading = models.CharField(max_length=12, choices=RuleHeading.choices)
    text = models.TextField(max_length=1000)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "heading"], name="wb_one_rule_per_heading"),
            models.CheckConstraint(condition=Q(heading__in=RuleHeading.values), name="wb_rule_heading_is_known"),
        ]
