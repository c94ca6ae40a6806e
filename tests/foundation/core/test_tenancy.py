"""Associations stay apart, and the default is closed."""

from __future__ import annotations

import inspect

import pytest
from django.apps import apps
from django.db import models

from guyub.foundation.core.errors import NotHere, Unscoped, WrongTenant
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel, TenantQuerySet, tenant
from guyub.foundation.organizations.models import Membership, OfficeTerm
from tests.factories import make_membership

TENANT_MODELS = [m for m in apps.get_models() if issubclass(m, TenantModel)]
QUERYSET_METHODS = [
    name
    for name, member in inspect.getmembers(models.QuerySet)
    if callable(member) and not name.startswith("_") and name not in {"as_manager", "resolve_expression"}
]


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_every_public_queryset_method_refuses_without_an_association(db, model):
    """Generated: django-scopes let exists(), explain() and bulk_create() through; here each one raises."""
    assert len(QUERYSET_METHODS) > 50
    for name in QUERYSET_METHODS:
        with pytest.raises(Unscoped):
            getattr(model.objects, name, model.objects.get_queryset)()  # delete() is not on managers
    with pytest.raises(Unscoped):
        TenantQuerySet(model)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda m: m._meta.label)
def test_tenant_tables_lead_with_the_association(model):
    assert model._base_manager.name == "objects"
    assert model._default_manager.name == "objects"
    leading = [tuple(index.fields) for index in model._meta.indexes if index.fields]
    leading += [tuple(c.fields) for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
    for fields in leading:
        assert "org" in fields, f"{model._meta.label}: {fields} forgets the association"
    for field in model._meta.local_fields:
        assert not (field.unique and not field.primary_key), f"{field} is unique across associations"
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, TenantModel):
            assert isinstance(field, TenantForeignKey), f"{field} joins without the association"
            assert any(f[:2] == ("org", field.name) for f in leading), f"{field} has no index (org, {field.name}, …)"


def test_one_association_never_sees_the_other(org, other_org):
    mine, theirs = make_membership(org), make_membership(other_org)
    assert [m.pk for m in Membership.objects.all()] == [mine.pk]
    assert Membership.objects.filter(pk=theirs.pk).update(ended_at=theirs.started_at) == 0
    assert Membership.objects.filter(pk=theirs.pk).delete()[0] == 0
    with pytest.raises(NotHere):
        Membership.get(theirs.pk)
    with pytest.raises(NotHere):
        Membership.get("not-an-id")
    with tenant(other_org.pk):
        assert [m.pk for m in Membership.objects.all()] == [theirs.pk]


def test_rows_of_another_association_are_never_written(org, other_org):
    theirs = make_membership(other_org)
    row = OfficeTerm(org=other_org, membership=theirs, office="chair", starts_on=theirs.started_at.date())
    for write in (row.save, lambda: OfficeTerm.objects.bulk_create([row])):
        with pytest.raises(WrongTenant):
            write()
    with pytest.raises(WrongTenant):
        Membership.objects.update(org=other_org)
    with pytest.raises(Unscoped):
        Membership.objects.raw("SELECT 1")


def test_joins_name_the_association_on_both_sides(org):
    sql = str(OfficeTerm.objects.select_related("membership").query)
    assert '"organizations_membership"."org_id" = ("organizations_officeterm"."org_id")' in sql
    make_membership(org, "chair")
    assert OfficeTerm.objects.filter(membership__ended_at__isnull=True).count() == 1
    assert Membership.objects.filter(terms__office="chair").count() == 1
    assert Membership.objects.exclude(terms__office="chair").count() == 0
