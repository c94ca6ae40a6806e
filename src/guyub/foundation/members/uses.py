"""Rooms above say here which members they already know, where they keep ids instead of references (the ledger's party).

    uses.register("ledger", parties_among)   # in AppConfig.ready

An import is undone only for members whom nobody uses. References by foreign key are found without being registered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

from django.db.models import ManyToOneRel

from guyub.foundation.members.models import ImportRow, Member

Finder = Callable[[Collection[UUID]], Collection[UUID]]

_finders: dict[str, Finder] = {}


def register(room: str, finder: Finder) -> None:
    """Ask `finder`, given member ids of the active association, which of them `room` uses."""
    _finders[room] = finder


def used_among(member_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the members to whom any row of any room refers, beside the rows of import files."""
    used: set[UUID] = set()
    for relation in Member._meta.get_fields(include_hidden=True):  # also references without a way back
        model = relation.related_model
        if not isinstance(relation, ManyToOneRel) or model is None or model is ImportRow:
            continue
        column = relation.field.attname
        rows = model._default_manager.filter(**{f"{column}__in": member_ids})  # noqa: SLF001 -- Django's name for it
        used.update(rows.values_list(column, flat=True))
    for finder in _finders.values():
        used.update(finder(member_ids))
    return used & set(member_ids)
