"""Associations are kept apart by rows, and the default is closed.

A query on a tenant table outside `with tenant(org_id):` raises `Unscoped`; inside, it sees that association's rows
only. A write checks that the row belongs to the active association. Joins between tenant tables also equal on
`org_id`, so the same SQL runs when the tables are distributed by association.

`Model.everywhere` is the marked way around, for checks and backups of a whole installation;
a test holds the list of places that use it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn, Self, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models.fields.related_lookups import RelatedExact
from django.db.models.lookups import Exact
from django.db.models.sql.where import AND, WhereNode

from guyub.foundation.core.errors import Unscoped, WrongTenant
from guyub.foundation.core.ids import uuid7

_active: ContextVar[UUID | None] = ContextVar("active_association", default=None)

M = TypeVar("M", bound=models.Model)


@contextmanager
def tenant(org_id: UUID) -> Iterator[None]:
    """Make one association the active one inside the block."""
    token = _active.set(org_id)
    try:
        yield
    finally:
        _active.reset(token)


def active_tenant() -> UUID:
    """Return the active association's id, or raise `Unscoped`."""
    org_id = _active.get()
    if org_id is None:
        raise Unscoped("no association is active: wrap the call in `with tenant(org_id):`")
    return org_id


class TenantQuerySet(models.QuerySet[M]):
    """A queryset that is born with its association in the WHERE clause."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        super().__init__(model, query, using, hints)
        if model is not None and query is None:
            self._say_whose(active_tenant())

    def _say_whose(self, org_id: UUID) -> None:
        # What `filter(org_id=…)` comes to, without finding the way there anew for each of ten queries a page.
        org: Any = self.model._meta.get_field("org")
        column = org.get_col(self.query.get_initial_alias())
        self.query.where.add(RelatedExact(column, org_id), AND)

    def _insert(self, objs: Iterable[models.Model], *args: Any, **kwargs: Any) -> Any:
        # create(), bulk_create(), save() and get_or_create() all end here.
        objs = list(objs)
        _refuse_foreign(objs)
        return super()._insert(objs, *args, **kwargs)  # type: ignore[misc]

    def update(self, **values: Any) -> int:
        if "org" in values or "org_id" in values:
            raise WrongTenant("a row never moves to another association")
        return super().update(**values)

    def raw(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise Unscoped("raw() does not know the association: use a cursor and name org_id in the SQL")


def _refuse_foreign(objs: Iterable[models.Model]) -> None:
    org_id = active_tenant()
    for obj in objs:
        if obj.org_id != org_id:  # type: ignore[attr-defined]
            raise WrongTenant(f"{obj._meta.label} of another association")


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """The only ordinary door to tenant rows."""

    use_in_migrations = False


class TenantForeignKey(models.ForeignKey):
    """A reference between two tenant tables: the join also says that both rows are of one association.

    No index of its own: tenant tables are indexed by (org, …), which each model declares.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs.setdefault("db_index", False)
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        kwargs["db_index"] = self.db_index  # type: ignore[attr-defined]
        return name, "django.db.models.ForeignKey", args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode | None:
        # `alias` is the table referred to, `related_alias` the one that holds this field (also in reverse joins).
        remote: Any = self.remote_field.model._meta.get_field("org")
        mine: Any = self.model._meta.get_field("org")
        return WhereNode([cast("Any", Exact(remote.get_col(alias), mine.get_col(related_alias)))])


class TenantModel(models.Model):
    """Base of every tenant table: a UUIDv7 made by the caller, and the association first."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, db_index=False, related_name="+")

    objects = TenantManager()
    everywhere = models.Manager()  # noqa: DJ012 -- deliberately second: `objects` is the default

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def __repr__(self) -> str:
        # Never a name or an amount: reprs end up in logs.
        return f"<{type(self).__name__} {self.pk}>"

    @classmethod
    def get(cls, pk: UUID | str) -> Self:
        """Return the active association's row, or raise `NotHere`: missing and foreign look the same."""
        from django.core.exceptions import ValidationError  # noqa: PLC0415

        from guyub.foundation.core.errors import NotHere  # noqa: PLC0415

        try:
            return cls.objects.get(pk=pk)  # type: ignore[no-any-return]
        except (cls.DoesNotExist, ValidationError, ValueError):
            raise NotHere from None
