"""Help for tests that walk through pages as a browser without JavaScript does."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from guyub.foundation.organizations.models import Organization

_INPUT = re.compile(r"<input\b[^>]*>")
_SELECT = re.compile(r'<select\b[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
_OPTION = re.compile(r'<option value="([^"]*)"')
_SELECTED = re.compile(r'<option value="([^"]*)" selected')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def url(org: Organization, name: str, *args: object) -> str:
    """Return the address of a page of the waste bank."""
    return reverse(f"wastebank:{name}", args=[org.slug, *args])


def text_of(answer: HttpResponse) -> str:
    """Return what a person reads on a page."""
    page = re.sub(r"<(script|style|svg).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())


def fields(answer: HttpResponse) -> dict[str, list[str]]:
    """Return what the page would send again: hidden inputs, typed values, ticked choices."""
    found: dict[str, list[str]] = {}
    for tag in _INPUT.findall(answer.content.decode()):
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(tag)}
        kind = attributes.get("type", "text")
        if "name" not in attributes or (kind in {"radio", "checkbox"} and " checked" not in tag):
            continue
        found.setdefault(attributes["name"], []).append(attributes.get("value", "on" if kind == "checkbox" else ""))
    for name, options in _SELECT.findall(answer.content.decode()):
        values = _SELECTED.findall(options) or _OPTION.findall(options)[:1]
        found[name] = [unescape(value) for value in values]
    found.pop("csrfmiddlewaretoken", None)
    found.pop("q", None)
    return found


def press(client: Client, address: str, answer: HttpResponse, **typed: Any) -> HttpResponse:
    """Send the form of `answer` back with what is typed or tapped."""
    return client.post(address, {**fields(answer), **typed})


def follow(client: Client, answer: HttpResponse) -> HttpResponse:
    """Go where a saved form leads."""
    assert answer.status_code == 303, text_of(answer)
    return client.get(answer.headers["Location"])


def hidden_pairs(answer: HttpResponse, form_id: str) -> dict[str, list[str]]:
    """Return every hidden input of one form of a page, with all its values."""
    form = re.search(rf'<form id="{form_id}".*?</form>', answer.content.decode(), re.DOTALL)
    assert form, text_of(answer)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        found.setdefault(name, []).append(unescape(value))
    return found
