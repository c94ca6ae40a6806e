"""insert_rows: what the ORM would have written, without the ORM."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from guyub.foundation.accounts.models import Throttle
from guyub.foundation.core.errors import Unscoped, WrongTenant
from guyub.foundation.core.ids import uuid7, uuid7s
from guyub.foundation.core.models import AuditEvent
from guyub.foundation.core.sql import insert_rows
from guyub.foundation.ledger.models import Fund, Period, Unit

MOMENT = datetime(2026, 3, 6, 1, 2, 3, 456_789, tzinfo=UTC)


def test_instances_and_tuples_come_back_as_the_orm_would_write_them(org):
    fund = Fund(org=org, code="DINAS", name="Dinas", allowed_accounts=["6104"], ends_on=date(2026, 12, 31))
    insert_rows(Fund, [fund])
    read = Fund.objects.get(code="DINAS")
    assert (read.pk, read.allowed_accounts, read.ends_on, read.starts_on) == (
        fund.pk,
        ["6104"],
        date(2026, 12, 31),
        None,
    )
    rows = [(uuid7(), org.pk, f"U{number}", "Usaha") for number in range(3)]
    insert_rows(Unit, rows, fields=("id", "org_id", "code", "name"))
    assert list(Unit.objects.order_by("code").values_list("pk", "org_id", "code", "name")) == rows
    insert_rows(Unit, [])


def test_moments_json_and_empty_values_are_stored_alike(org):
    event = AuditEvent(id=uuid7(), org_id=org.pk, recorded_at=MOMENT, actor_kind="system", verb="a.b", data={"é": [1]})
    insert_rows(AuditEvent, [event])
    AuditEvent.objects.filter(recorded_at=MOMENT).get(data={"é": [1]}, user_id__isnull=True)
    insert_rows(
        Period,
        [(uuid7(), org.pk, date(2026, 1, 1), MOMENT, 0, "0" * 64, {"1101": [1, 0]})],
        fields=("id", "org_id", "month", "closed_at", "head_n", "head_hash", "totals"),
    )
    assert Period.objects.get().totals == {"1101": [1, 0]}
    with connection.cursor() as cursor:
        insert_rows(Throttle, [("k", 1, MOMENT)], fields=("key", "failures", "failed_at"), cursor=cursor)
    assert Throttle.objects.get(failed_at=MOMENT).blocked_until is None


def test_rows_of_another_association_are_refused(org, other_org):
    with pytest.raises(WrongTenant):
        insert_rows(Unit, [Unit(org=other_org, code="X", name="X")])
    with pytest.raises(WrongTenant):
        insert_rows(Unit, [(uuid7(), other_org.pk, "X", "X")], fields=("id", "org_id", "code", "name"))
    with pytest.raises(ValueError, match="whose they are"):
        insert_rows(Unit, [(uuid7(), "X", "X")], fields=("id", "code", "name"))


def test_without_an_association_nothing_is_written(db, other_org):
    with pytest.raises(Unscoped):
        insert_rows(Unit, [Unit(org=other_org, code="X", name="X")])


def test_mistakes_of_the_caller_are_told(org):
    with pytest.raises(ValueError, match="has no colour"):
        insert_rows(Unit, [(uuid7(), org.pk, 1)], fields=("id", "org_id", "colour"))
    with pytest.raises(ValueError, match="no default"):
        insert_rows(Unit, [(uuid7(), org.pk)], fields=("id", "org_id"))
    with pytest.raises(ValueError, match="3 values for 4 columns"):
        insert_rows(Unit, [(uuid7(), org.pk, "X")], fields=("id", "org_id", "code", "name"))


def test_constraints_hold(org):
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Unit, [Unit(org=org, code="", name="X")])


def test_ids_made_at_once_differ_and_grow():
    before, many, after = uuid7(), uuid7s(1000), uuid7()
    assert [before, *many, after] == sorted({before, *many, after})
    assert {value.version for value in many} == {7}
    assert uuid7s(0) == []
