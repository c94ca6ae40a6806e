"""Rows written straight through the driver, for the few paths where the ORM's comfort costs too much.

The INSERT of a model is built once, with what each column needs to be stored right on SQLite and PostgreSQL. The
association is checked as `TenantQuerySet` does it. Reads, and all other writes, stay with the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from guyub.foundation.core.errors import WrongTenant
from guyub.foundation.core.tenancy import TenantModel, active_tenant

Adapter = Callable[[Any], Any]


def _uuid_text(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _moment_text(value: datetime | None) -> str | None:
    """Return the text that Django's SQLite backend writes for an aware moment."""
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _day_text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _as_it_is(value: Any) -> Any:
    return value


def uuid_adapter() -> Adapter:
    """Return what turns a UUID into a parameter on this database."""
    return _uuid_text if connection.vendor == "sqlite" else _as_it_is


def day_adapter() -> Adapter:
    """Return what turns a date into a parameter on this database."""
    return _day_text if connection.vendor == "sqlite" else _as_it_is


@dataclass(frozen=True, slots=True)
class _Insert:
    sql: str
    attnames: tuple[str, ...]
    adapters: tuple[Adapter | None, ...]
    constants: tuple[Any, ...]
    org_at: int | None


def insert_rows(
    model: type[models.Model],
    rows: Iterable[models.Model | Sequence[Any]],
    *,
    fields: tuple[str, ...] = (),
    cursor: Any = None,
) -> None:
    """Insert `rows`: instances, or tuples in the order of `fields` (attribute names such as `org_id`).

    Fields that are not named get their constant default. No signal, no `save()`; constraints and triggers hold.
    A caller with a cursor at hand lends it.
    """
    plan = _insert_of(model, fields, connection.vendor)
    org_id = active_tenant() if plan.org_at is not None else None
    params = []
    for row in rows:
        values = [getattr(row, name) for name in plan.attnames] if isinstance(row, models.Model) else row
        if len(values) != len(plan.attnames):
            raise ValueError(f"{model._meta.label}: {len(values)} values for {len(plan.attnames)} columns")
        if plan.org_at is not None and values[plan.org_at] != org_id:
            raise WrongTenant(f"{model._meta.label} of another association")
        params.append(
            [value if adapt is None else adapt(value) for value, adapt in zip(values, plan.adapters, strict=True)]
            + list(plan.constants)
        )
    if not params:
        return
    if cursor is not None:
        _execute(cursor, plan.sql, params)
        return
    with connection.cursor() as own:
        _execute(own, plan.sql, params)


def _execute(cursor: Any, sql: str, params: list[list[Any]]) -> None:
    if len(params) == 1:
        cursor.execute(sql, params[0])
    else:
        cursor.executemany(sql, params)


@cache
def _insert_of(model: type[models.Model], fields: tuple[str, ...], vendor: str) -> _Insert:
    concrete = {field.attname: field for field in model._meta.local_concrete_fields}
    names = fields or tuple(concrete)
    unknown = set(names) - set(concrete)
    if unknown:
        raise ValueError(f"{model._meta.label} has no {', '.join(sorted(unknown))}")
    others = [concrete[name] for name in concrete if name not in names]
    if issubclass(model, TenantModel) and "org_id" not in names:
        raise ValueError(f"{model._meta.label}: rows must say whose they are (org_id)")
    columns = [concrete[name] for name in names] + others
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in columns)
    marks = ", ".join(["%s"] * len(columns))
    return _Insert(
        sql=f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) VALUES ({marks})",  # noqa: S608 -- names of our own model
        attnames=names,
        adapters=tuple(_adapter(concrete[name], vendor) for name in names),
        constants=tuple(_constant(model, field) for field in others),
        org_at=names.index("org_id") if issubclass(model, TenantModel) else None,
    )


def _constant(model: type[models.Model], field: models.Field[Any, Any]) -> Any:
    if field.has_default() and not (callable(field.default) and field.primary_key):
        return field.get_db_prep_save(field.get_default(), connection)
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField) and field.blank:
        return ""
    raise ValueError(f"{model._meta.label}.{field.name} has no default: name it in `fields`")


def _adapter(field: models.Field[Any, Any], vendor: str) -> Adapter | None:
    """Return the quickest right way to store a field's value; None where the driver takes it as it is."""
    stored: Any = field
    while isinstance(stored, models.ForeignKey):
        stored = stored.target_field
    plain = (models.IntegerField, models.BooleanField, models.CharField, models.TextField)
    kind = type(stored)
    if kind.__module__.startswith("django.db.models") and isinstance(stored, plain):
        return None
    if kind is models.UUIDField:
        return _uuid_text if vendor == "sqlite" else None
    if kind is models.DateTimeField:
        return _moment_text if vendor == "sqlite" else None
    if kind is models.DateField:
        return _day_text if vendor == "sqlite" else None

    def prepared(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return prepared
