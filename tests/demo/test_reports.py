"""The reports of the demo add up, month after month, and one of them was revised."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from guyub.demo.build import build
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.verify import verify
from guyub.livelihoods.wastebank.models import DlhReport, ReportSubmission

IN, OUT = ("in", "gain"), ("sold", "transferred", "susut", "residue")


@pytest.mark.django_db
def test_every_month_adds_up_and_follows_the_one_before():
    org = build(until=date(2021, 4, 10))
    with tenant(org.pk):
        reports = list(DlhReport.objects.order_by("first_day", "revision"))
        assert [(r.first_day, r.revision) for r in reports][-2:] == [(date(2021, 3, 1), 1), (date(2021, 3, 1), 2)]
        assert len(reports) == 4
        assert ReportSubmission.objects.count() == 4
        assert verify(org).sound
        for report in reports:
            assert content_hash(report.content) == report.digest
            for part in (*report.content["posts"], report.content["whole"]):
                for row in (*part["classes"], *part["apart"]):
                    there = row["opening"] + sum(row[key] for key in IN) - sum(row[key] for key in OUT)
                    assert row["closing"] == there, (report.first_day, row)
        newest = {report.first_day: report for report in reports}
        months = sorted(newest)
        for month, following in pairwise(months):
            closing = {row["class"]: row["closing"] for row in newest[month].content["whole"]["classes"]}
            opening = {row["class"]: row["opening"] for row in newest[following].content["whole"]["classes"]}
            assert {k: v for k, v in closing.items() if v} == {k: v for k, v in opening.items() if v}, following
        (_first, revised) = reports[-2:]
        changes = {tuple(row["where"]): (row["before"], row["after"]) for row in revised.changes}
        assert (
            changes["whole", "classes", "paper", "susut"][1] - changes["whole", "classes", "paper", "susut"][0] == 400
        )
        told = [part["active"] for report in reports for part in report.content["posts"]]
        assert all(number is None or number == 0 or number >= 5 for number in told)
        assert any(number is None for number in told), "a post with few visitors is not told"
        saved = {one["name"]: one["grams_co2e"] for one in revised.content["impact"]}
        assert set(saved) == {"DESNZ 2025", "EPA WARM v16"}
