"""What the service worker keeps, and under which version: pages without anybody's data, and static files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from guyub import __version__
from guyub.foundation.core.shell import Shell, all_shells

SOURCE = Path(__file__).parent / "worker.js"
HOUSE = (
    "web/guyub.css",
    "web/icons.svg",
    "web/favicon.svg",
    "web/icon-192.png",
    "web/outbox/",
    "web/phone/",
)


def script() -> str:
    """Return the service worker of the active language: its version follows from what it keeps."""
    return _script(get_language() or settings.LANGUAGE_CODE) if not settings.DEBUG else _write()


@lru_cache(maxsize=8)
def _script(language: str) -> str:
    del language  # the key of the cache; the texts of the pages differ by it
    return _write()


def _write() -> str:
    source = SOURCE.read_text(encoding="utf-8")
    digest = hashlib.sha256(source.encode())
    urls = []
    for shell in all_shells():
        urls.append(address(shell))
        digest.update(page(shell).encode())
    for name in names():
        urls.append(static(name))
        digest.update(f"{urls[-1]}\n".encode() + _content(name))
    version = digest.hexdigest()[:16]
    return f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(urls)};\n{source}"


def names() -> list[str]:
    """Return every static file that the pages need, each once, in a fixed order."""
    wanted = (*HOUSE, *(name for shell in all_shells() for name in shell.files))
    folders = tuple(name for name in wanted if name.endswith("/"))
    found = {name for name in wanted if not name.endswith("/")}
    found |= {name for name in _all_static() if name.startswith(folders)}
    return sorted(found)


def address(shell: Shell) -> str:
    """Return where a page of the phone stands."""
    return reverse("web:phone", args=[shell.name]) if shell.name else reverse("web:phone-start")


def page(shell: Shell) -> str:
    """Draw a page without a request, so that nothing about a person can stand in it."""
    work = [(address(one), one.icon, one.title) for one in all_shells() if one.title]
    context = {"language": get_language() or settings.LANGUAGE_CODE, "version": __version__, "work": work}
    return render_to_string(shell.template, context)


def _all_static() -> Iterator[str]:
    for finder in finders.get_finders():
        for name, _storage in finder.list([]):
            yield name.replace("\\", "/")


def _content(name: str) -> bytes:
    found = finders.find(name)
    return Path(found).read_bytes() if isinstance(found, str) else b""
