"""What makes Guyub an app: the manifest, the service worker, and pages that know nobody."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from guyub.foundation.core.shell import all_shells
from guyub.foundation.organizations.choices import Office
from guyub.web import worker
from tests.factories import make_user, signed_in
from tests.web.test_bytes import KB, SOURCE, STATIC

SHELLS = ["/hp/", "/hp/catatan/", "/hp/timbang/"]
PNG_SIZE = slice(16, 24)


def files_of(script: str) -> list[str]:
    """Return the list of what the worker keeps."""
    return json.loads(re.search(r"const FILES = (\[.*?\]);", script)[1])


def version_of(script: str) -> str:
    return re.search(r'const VERSION = "([0-9a-f]{16})"', script)[1]


def test_the_manifest_is_enough_to_install(db):
    manifest = Client().get("/guyub.webmanifest").json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    sizes = {(icon["sizes"], icon.get("purpose", "any")) for icon in manifest["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    assert [one["url"] for one in manifest["shortcuts"]] == ["/hp/timbang/"]
    for icon in manifest["icons"]:
        file = SOURCE / "web" / icon["src"].lstrip("/")
        if file.suffix == ".png":
            width, height = icon["sizes"].split("x")
            size = file.read_bytes()[PNG_SIZE]
            assert (int.from_bytes(size[:4]), int.from_bytes(size[4:])) == (int(width), int(height))


def test_the_worker_is_never_cached_on_the_way_and_keeps_only_shells_and_static_files(db):
    answer = Client().get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    files = files_of(answer.content.decode())
    assert {url for url in files if not url.startswith("/static/")} == set(SHELLS)
    assert len(files) == len(set(files))
    for url in files:
        if url.startswith("/static/"):
            assert list(SOURCE.glob(f"**/static/{url.removeprefix('/static/')}")), url


def test_every_module_that_a_kept_page_imports_is_kept(db):
    kept = {url.removeprefix("/static/") for url in files_of(Client().get("/sw.js").content.decode())}
    for name in [name for name in kept if name.endswith(".js")]:
        source = next(SOURCE.glob(f"**/static/{name}"))
        for target in re.findall(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""", source.read_text()):
            found = (source.parent / target).resolve()
            assert any(str(found).endswith(f"/static/{one}") for one in kept) or _beside(name, target) in kept, target


def _beside(name: str, target: str) -> str:
    """Return the name that a relative import means among the static files."""
    parts = list(Path(name).parent.parts)
    for step in Path(target).parts:
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def test_the_version_follows_what_is_kept(db, monkeypatch):
    before = worker._write()
    with translation.override("en"):
        english = worker._write()
    assert version_of(before) != version_of(english), "the words of the pages are part of it"
    assert version_of(worker._write()) == version_of(before)
    monkeypatch.setattr(worker, "HOUSE", worker.HOUSE[:-1])
    assert version_of(worker._write()) != version_of(before)


@pytest.mark.parametrize("url", SHELLS)
def test_a_page_of_the_phone_is_the_same_for_everybody(url, org):
    user = make_user("Rahasiawati", phone="+628401234567")
    nobody, somebody = Client().get(url), signed_in(org, *Office, user=user).get(url)
    assert nobody.content == somebody.content
    assert "Rahasiawati" not in somebody.content.decode()
    assert "csrf" not in nobody.content.decode().lower()


def test_an_unknown_page_of_the_phone_is_not_here(db):
    assert Client().get("/hp/nowhere/").status_code == 404


def test_what_a_phone_loads_to_work_without_a_signal_is_at_most_110_kb(db):
    script = Client().get("/sw.js").content.decode()
    total = len(gzip.compress(script.encode(), 9))
    for url in files_of(script):
        if url.startswith("/static/"):
            path = next(SOURCE.glob(f"**/static/{url.removeprefix('/static/')}"))
            total += path.stat().st_size if path.suffix == ".png" else len(gzip.compress(path.read_bytes(), 9))
        else:
            total += len(gzip.compress(Client().get(url).content, 9))
    assert total <= 110 * KB
    outbox = sum(len(gzip.compress(path.read_bytes(), 9)) for path in STATIC.glob("outbox/*.js"))
    assert outbox <= 15 * KB


def test_every_shell_has_a_place_of_its_own():
    assert len({worker.address(one) for one in all_shells()}) == len(all_shells())
