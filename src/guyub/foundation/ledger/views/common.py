"""What the pages of the books share: drawing a form, reading back before saving, addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from guyub.foundation.core.forms import ActionForm
from guyub.foundation.organizations.access import RoomRequest

Rows = Sequence[Sequence[Any]]
_OURS = {"confirmed", "change", "csrfmiddlewaretoken"}


def address(request: RoomRequest, name: str, *args: Any) -> str:
    """Return the address of a page of the books."""
    return reverse(f"ledger:{name}", args=[request.org.slug, *args])


def sent(request: RoomRequest, form: ActionForm) -> bool:
    """Return whether the form came, can be read, and is not to be changed once more."""
    return request.method == "POST" and form.is_valid() and "change" not in request.POST


def show_form(
    request: RoomRequest, form: ActionForm, template: str = "ledger/form.html", **context: Any
) -> HttpResponse:
    """Draw the form: new, or again with what was typed and what is to be put right."""
    status = form.status if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def read_back(
    request: RoomRequest, rows: Rows, *, title: str, save: str, amount: int | None = None
) -> HttpResponse | None:
    """Show what would be saved, until she says that it is right; None: she did, go on."""
    if "confirmed" in request.POST:
        return None
    context = {"rows": rows, "title": title, "save": save, "amount": amount, "kept": _kept(request.POST)}
    return render(request, "ledger/read_back.html", context)


def _kept(data: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in data.lists() if name not in _OURS for value in values]
