"""What makes Guyub an app on a phone: name and icons, the service worker, pages that open without a signal."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guyub.foundation.core import shell
from guyub.foundation.core.errors import NotHere
from guyub.foundation.organizations.access import public
from guyub.web import middleware, worker

GROUND, HEAD = "#fbf6ec", "#43260f"  # the tokens --paper and --head


@public
@require_GET
def favicon(_request: HttpRequest) -> HttpResponse:
    """Show the way to the icon where a browser looks for it without asking the page."""
    return HttpResponseRedirect(static("web/favicon.svg"))


@public
@require_GET
def manifest(_request: HttpRequest) -> JsonResponse:
    """Name the program for a phone's home screen."""
    work = [{"name": str(one.title), "url": worker.address(one)} for one in shell.all_shells() if one.title]
    return JsonResponse(
        {
            "id": "/",
            "name": "Guyub",
            "short_name": "Guyub",
            "description": _("The working book of our association."),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": GROUND,
            "theme_color": HEAD,
            "lang": get_language() or "id",
            "icons": [
                {"src": static("web/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
                _icon("web/icon-192.png", 192),
                _icon("web/icon-512.png", 512),
                _icon("web/icon-maskable-512.png", 512, purpose="maskable"),
            ],
            "shortcuts": [one | {"icons": [_icon("web/icon-192.png", 192)]} for one in work],
        },
        content_type="application/manifest+json",
    )


def _icon(name: str, size: int, **more: str) -> dict[str, str]:
    return {"src": static(name), "sizes": f"{size}x{size}", "type": "image/png"} | more


@public
@require_GET
def worker_script(_request: HttpRequest) -> HttpResponse:
    """Answer with the service worker: always asked for again, never kept by a cache on the way."""
    return HttpResponse(
        worker.script(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


@public
@require_GET
def shell_page(_request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a page that a phone keeps: the same for everybody, drawn without knowing who asks."""
    found = shell.shell(name)
    if found is None:
        raise NotHere
    answer = HttpResponse(worker.page(found), headers={"Cache-Control": "no-cache"})
    if found.camera:
        answer.headers[middleware.PERMISSIONS] = middleware.permissions(camera="(self)")
    return answer
