"""Who is asking, and from which device."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from guyub.foundation.accounts.sessions import recognise


def device_and_person(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Set `request.user`, `request.device_id` and `request.sign_in`; takes the place of Django's own middleware."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        recognise(request)
        return get_response(request)

    return answer
