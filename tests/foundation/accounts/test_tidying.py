"""Once a day, what has expired leaves the tables; what still opens doors stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from guyub.foundation.accounts import throttle
from guyub.foundation.accounts.models import Throttle
from guyub.foundation.accounts.tidying import KIND, plan_the_day
from guyub.foundation.core import clock, jobs
from guyub.foundation.core.models import Job
from tests.factories import enter, make_user

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


def test_expired_sessions_and_forgotten_counters_go_and_the_rest_stays(db):
    fresh, old = Client(), Client()
    enter(fresh, make_user())
    enter(old, make_user())
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=NOON - timedelta(days=900))
    with clock.set_to(NOON - timedelta(days=2)):
        throttle.reserve(account="a", address="x")
    with clock.set_to(NOON):
        Throttle.objects.create(key="account:fresh", failures=1, failed_at=NOON)
        for _hour in range(3):
            plan_the_day()
        assert Job.objects.filter(kind=KIND).count() == 1
        jobs.run_due()
    assert Session.objects.filter(session_key=old.session.session_key).count() == 0
    assert list(Throttle.objects.values_list("key", flat=True)) == ["account:fresh"]
    assert fresh.get(reverse("accounts:account")).status_code == 200
