"""What phones ask: take these facts in, how do those stand, what shall I take along."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from guyub.foundation.core import clock
from guyub.foundation.core.db import clear_sentence, is_trouble
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.sync.actions import Interrupted, take_in
from guyub.sync.actions.intake import MOST_FACTS
from guyub.sync.pack import pack as make_pack
from guyub.sync.permissions import SyncPermission as P
from guyub.sync.results import Result, states

MOST_STATES = 500
NO_STORE = {"Cache-Control": "no-store"}


@room(P.SEND, former=True)
@require_POST
def intake(request: RoomRequest) -> HttpResponse:
    """Take a batch in. One broken fact never costs the others; only a body that is no batch at all is refused."""
    facts = _list(request, "facts", MOST_FACTS)
    if isinstance(facts, HttpResponse):
        return facts
    try:
        results = take_in(org=request.org, by=request.actor, facts=facts)
    except Interrupted as stop:
        cause = stop.__cause__
        words = clear_sentence(cause) if is_trouble(cause) else None
        more = {"error": words.code, "sentence": str(words.sentence)} if words else {"error": "busy"}
        return _told(request, stop.results, 503, more)
    return _told(request, results)


@room(P.SEND, former=True)
@require_POST
def standing(request: RoomRequest) -> HttpResponse:
    """Tell how facts stand that were sent before: each named by {id, hash}, by its id alone from pages of before."""
    ids = _list(request, "ids", MOST_STATES)
    if isinstance(ids, HttpResponse):
        return ids
    known = dict(pair for one in ids if (pair := _asked(one)) is not None)
    return _told(request, states(request.org, known, user_id=request.user.pk))


@room(P.SEND)
@require_GET
def pack(request: RoomRequest) -> HttpResponse:
    """Give a phone what it needs to record without a signal; unchanged since the last time: 304."""
    made = make_pack(org=request.org, by=request.actor, user=request.user)
    etag = f'"{made["version"]}"'
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={**NO_STORE, "ETag": etag})
    content = {**made, "server_time": clock.now().isoformat(timespec="seconds")}
    return JsonResponse(content, headers={**NO_STORE, "ETag": etag})


def _list(request: RoomRequest, name: str, most: int) -> list[Any] | HttpResponse:
    """Read a list out of the body, unless it belongs to somebody else who uses this phone: then nothing is read."""
    try:
        body = json.loads(request.body)
    except RequestDataTooBig:
        return _refused("too_large", 413)
    except (ValueError, RecursionError):
        return _refused("unreadable", 400)
    if not isinstance(body, dict):
        return _refused("unreadable", 400)
    if _uuid(body.get("user")) != request.user.pk:
        return _refused("other_person", 409, user=str(request.user.pk))
    found = body.get(name)
    if not isinstance(found, list):
        return _refused("unreadable", 400)
    return found if len(found) <= most else _refused("too_many", 413)


def _asked(one: object) -> tuple[UUID, str] | None:
    named = one if isinstance(one, dict) else {"id": one}
    found, mark = _uuid(named.get("id")), named.get("hash")
    return (found, mark if isinstance(mark, str) else "") if found is not None else None


def _told(
    request: RoomRequest, results: list[Result], status: int = 200, more: dict[str, str] | None = None
) -> JsonResponse:
    answer = {
        "user": str(request.user.pk),
        "device": str(request.device_id),
        "server_time": clock.now().isoformat(timespec="seconds"),
        "results": [asdict(result) for result in results],
        **(more or {}),
    }
    return JsonResponse(answer, status=status, headers=NO_STORE)


def _refused(code: str, status: int, **more: str) -> JsonResponse:
    return JsonResponse({"error": code, **more}, status=status, headers=NO_STORE)


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
