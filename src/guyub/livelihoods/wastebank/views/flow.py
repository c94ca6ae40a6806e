"""What the pages of this room share: the way from a form to an action, and the plain rows that lists show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date as parse_iso
from django.utils.functional import Promise

from guyub.foundation.core import clock
from guyub.foundation.core.errors import Forbidden, GuyubError, NotHere
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.organizations.access import RoomRequest

Text = str | Promise
Act = Callable[[dict[str, Any]], str]  # does it with the cleaned data, returns the address of the next page
OWN_BENEFIT = {"own_benefit", "another_officer"}  # refusals that belong on the page, not on a closed door


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, as ready text. `chip` is (ground, icon, word)."""

    title: str
    about: str = ""
    right: str = ""
    url: str = ""
    chip: tuple[str, str, str] | None = None
    icon: str = ""
    tone: str = ""  # "in" or "out" for money


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its rows; `empty` is said when there are none."""

    title: Text = ""
    rows: Sequence[Row] = ()
    empty: Text = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A way to go on: the one main action of a page, or a quiet one beside it."""

    url: str
    icon: str
    label: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A box that asks for a look."""

    ground: str
    icon: str
    sentence: Text
    more: Text = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """The ways to the neighbouring pages."""

    previous: str = ""
    next: str = ""


@dataclass(slots=True)
class Page:
    """What the shared templates of this room need to draw a page."""

    heading: Text
    back: str
    button: Text = ""
    icon: str = "check"
    danger: bool = False
    rows: Sequence[Sequence[Any]] = ()  # read back before saving
    amount: int | None = None  # shown big, with words
    banknotes: int = 0
    notices: list[Notice] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    quiet: list[Button] = field(default_factory=list)
    main: Button | None = None
    pager: Pager = field(default_factory=Pager)
    rare: Sequence[str] = ()  # fields that are folded away
    rare_title: Text = ""  # what the fold says, if not "Only where it differs"
    search: tuple[str, str, Text] | None = None  # address, what was typed, label
    search_target: str = ""


def here(request: RoomRequest, name: str, *args: object) -> str:
    """Return the address of a page of this room in this association."""
    return reverse(f"wastebank:{name}", args=[request.org.slug, *args])


def home_of(request: RoomRequest) -> str:
    """Return the address of the association's own start page."""
    return reverse("home:home", args=[request.org.slug])


def see_other(url: str) -> HttpResponse:
    """Go on to another page after something was done."""
    return HttpResponse(status=303, headers={"Location": url})


def facts(request: RoomRequest) -> dict[str, Any]:
    """Return what every action wants to know first."""
    return {"org": request.org, "by": request.actor}


def now_facts(request: RoomRequest) -> dict[str, Any]:
    """Return what an action wants that records the time of the event."""
    return {**facts(request), "happened_at": clock.now()}


def dated_facts(request: RoomRequest, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an action wants that records a fact now, safe to send twice."""
    return {**now_facts(request), "client_id": data["client_id"]}


def show(request: RoomRequest, page: Page, **context: Any) -> HttpResponse:
    """Draw a list page."""
    return render(request, "wastebank/list.html", {"page": page, **context})


def is_page(error: GuyubError) -> bool:
    """Return whether an error is told on the page itself rather than as a closed door."""
    return not isinstance(error, NotHere) and (not isinstance(error, Forbidden) or error.code in OWN_BENEFIT)


def act_or_show(
    request: RoomRequest,
    form: ActionForm,
    act: Act,
    page: Page,
    *,
    said: Text = "",
    template: str = "wastebank/form.html",
    context: Mapping[str, Any] | None = None,
    read_back: Callable[[], Page] | None = None,
) -> HttpResponse:
    """Show the form; when it comes back, do what it asks. After an error everything typed is still there.

    With `read_back` the person first sees what would be saved, and saves it with a second press.
    """
    if request.method == "POST" and form.is_valid():
        step = request.POST.get("step", "")
        if read_back is not None and step != "save":
            if step == "edit":
                return render(request, template, {"form": form, "page": page, **(context or {})})
            return render(request, "wastebank/confirm.html", {"page": read_back(), "carried": carried(request)})
        try:
            url = act(form.cleaned_data)
        except GuyubError as error:
            if not is_page(error):
                raise
            form.explain(error)
        else:
            if said:
                messages.success(request, str(said))
            return see_other(url)
    status = form.status if request.method == "POST" else 200
    return render(request, template, {"form": form, "page": page, **(context or {})}, status=status)


def carried(request: RoomRequest) -> list[tuple[str, str]]:
    """Return everything that was typed, to be carried by a page that reads it back."""
    left_out = {"csrfmiddlewaretoken", "step"}
    return [(name, value) for name in request.POST if name not in left_out for value in request.POST.getlist(name)]


def older(moment: datetime) -> Pager:
    """Return the way to what was before a moment, as `moment_asked` reads it."""
    return Pager(next=f"?{urlencode({'sebelum': moment.isoformat()})}")


def day_of(text: str) -> date:
    """Return the day in the path of an address."""
    found = _day(text)
    if found is None:
        raise NotHere
    return found


def day_asked(request: RoomRequest, name: str = "sebelum") -> date | None:
    """Return the day in the address that a list goes on before, if it is one."""
    return _day(request.GET.get(name, ""))


def _day(text: str) -> date | None:
    try:
        return parse_iso(text)
    except ValueError:
        return None


def moment_asked(request: RoomRequest, name: str = "sebelum") -> datetime | None:
    """Return the moment in the address that a list goes on before, if it is one."""
    try:
        moment = datetime.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def number_asked(request: RoomRequest, name: str = "sebelum") -> int | None:
    """Return the number in the address that a list goes on before, if it is one."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
