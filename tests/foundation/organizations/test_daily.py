"""Every association gets its daily work once a day, in its own zone, however often the worker looks."""

from __future__ import annotations

from datetime import UTC, date, datetime

from guyub.foundation.core import calendar, clock, jobs
from guyub.foundation.core.models import Job
from guyub.foundation.organizations.daily import plan_the_day

EVENING = datetime(2022, 3, 5, 16, 30, tzinfo=UTC)  # 23.30 on 5 March in Jakarta, 01.30 on 6 March in Jayapura


def test_once_a_day_for_each_association(org, other_org):
    other_org.time_zone = "Asia/Jayapura"
    other_org.save()
    with clock.set_to(EVENING):
        plan_the_day()
        plan_the_day()
        jobs.make_a_round()
    kinds = {"ledger.expire_proposals", "organizations.known_days", "wastebank.expire_payouts", "sync.retry"}
    assert set(Job.objects.filter(org_id__isnull=False).values_list("kind", flat=True)) == kinds
    assert Job.objects.filter(org_id=org.pk).count() == len(kinds)
    assert Job.objects.filter(org_id=other_org.pk).count() == len(kinds)
    with clock.set_to(EVENING.replace(hour=17, minute=30)):  # midnight has passed in Jakarta only
        plan_the_day()
    assert Job.objects.filter(org_id=org.pk).count() == 2 * len(kinds)
    assert Job.objects.filter(org_id=other_org.pk).count() == len(kinds)
    with clock.set_to(EVENING.replace(hour=18)):
        assert jobs.run_due() == 3 * len(kinds) + Job.objects.filter(org_id=None).count()
    assert set(Job.objects.values_list("status", flat=True)) == {"done"}


def test_the_lebaran_of_next_year_comes_by_itself(org):
    with clock.set_to(EVENING):
        plan_the_day()
        jobs.run_due()
        assert calendar.lebaran_days(org=org, since=date(2022, 1, 1)) == [date(2022, 5, 2), date(2023, 4, 22)]
    with clock.set_to(EVENING.replace(year=2023)):
        plan_the_day()
        jobs.run_due()
        assert calendar.lebaran_days(org=org, since=date(2023, 1, 1)) == [date(2023, 4, 22), date(2024, 4, 10)]
