"""A first visit over one bar of signal: few bytes, few requests, nothing from elsewhere, nothing inline."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from guyub.foundation.organizations.choices import Office
from guyub.web import icons
from guyub.web.middleware import POLICY
from tests.factories import signed_in

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "guyub"
STATIC = SOURCE / "web" / "static" / "web"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
PYTHON = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
KB = 1000


def gzipped(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_style_sheet_script_and_pictures_keep_to_their_budgets():
    assert gzipped(STATIC / "guyub.css") <= 10 * KB
    assert gzipped(*STATIC.glob("*.js"), *STATIC.glob("vendor/*.js")) <= 25 * KB
    assert gzipped(STATIC / "icons.svg") <= 8 * KB


def test_first_visit_is_at_most_45_kb_and_four_requests_before_paint(db):
    html = Client(headers={"Accept-Encoding": "gzip"}).get("/akun/masuk/")
    page = gzip.decompress(html.content).decode()
    named = set(re.findall(r'(?:href|src)="/static/(web/[^"#]+)', page))
    badge = {STATIC / "outbox" / name for name in ("badge.js", "person.js", "store.js")}  # counts what waits
    everything = {SOURCE / "web/static" / name for name in named} | set(STATIC.glob("*.js")) | badge
    assert len(html.content) + gzipped(*everything) <= 45 * KB
    blocking = re.findall(r'<link rel="stylesheet"|<script(?! defer| type="module")', page)
    assert len(blocking) == 1  # with the page itself two; the sprite and the scripts do not block
    assert len(named) <= 6


def test_later_pages_are_at_most_6_kb(org):
    client = signed_in(org, *Office)
    client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    for url in (f"/p/{org.slug}/", "/pilih/", "/bantuan/"):
        assert len(client.get(url).content) <= 6 * KB, url


def test_vendored_files_are_what_their_list_says():
    listed = dict(re.findall(r"\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|", (STATIC / "vendor/VENDORED.md").read_text()))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in STATIC.glob("vendor/*.js")}
    assert found == listed


PAGES = ["/gaya/", "/bantuan/", "/sehat/", "/akun/masuk/", "/p/nowhere/", "/nowhere", "/static/web/guyub.css"]


@pytest.mark.parametrize("url", PAGES)
def test_every_answer_carries_the_same_policy(url, org):
    for client in (Client(), signed_in(org)):
        answer = client.get(url)
        assert answer.headers["Content-Security-Policy"] == POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in POLICY
    assert POLICY.startswith("default-src 'none'")


def test_only_the_weighing_page_may_ask_for_the_camera(org):
    asked = {url: Client().get(url).headers["Permissions-Policy"].split(",")[0] for url in [*PAGES, "/hp/catatan/"]}
    assert set(asked.values()) == {"camera=()"}
    assert Client().get("/hp/timbang/").headers["Permissions-Policy"].startswith("camera=(self), geolocation=(), ")


def test_pages_of_a_known_person_are_not_kept_for_the_next(org):
    """`no-cache` would only have the browser ask again: the page would still lie on the disk of a shared phone."""
    assert signed_in(org).get(f"/p/{org.slug}/").headers["Cache-Control"] == "no-store"
    assert signed_in(org).get("/hp/").headers["Cache-Control"] == "no-cache", "the same for everybody: a phone keeps it"
    assert "Cache-Control" not in Client().get("/bantuan/").headers


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_templates_keep_style_and_script_out_of_the_page(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""\sstyle=["']""", text), "a style attribute does not pass the policy"
    assert not re.search(r"""\son[a-z]+=["']""", text), "nor does an event attribute"
    assert not re.search(r"<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "a script stands in a file of its own"
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//(?!wa\.me)""", text), "nothing is loaded from elsewhere"
    assert not re.search(r"\bhx-on|\bhx-vals=.js:", text), "htmx would have to evaluate it"


def used_icons() -> dict[str, set[str]]:
    """Return {icon: files} of every object that a template or a module names."""
    patterns = [
        r'\{% icon "([a-z0-9-]+)"',
        r'\{% (?:note|chip) "[a-z]+" "([a-z0-9-]+)"',
        r'\{% empty_state "([a-z0-9-]+)"',
    ]
    in_python = [r'\bicon="([a-z0-9-]+)"']
    found: dict[str, set[str]] = {}
    for paths, expressions in ((TEMPLATES, patterns), (PYTHON, in_python)):
        for path in paths:
            for expression in expressions:
                for name in re.findall(expression, path.read_text(encoding="utf-8")):
                    found.setdefault(name, set()).add(str(path.relative_to(SOURCE)))
    return found


def test_every_object_that_is_named_is_drawn():
    assert {name: files for name, files in used_icons().items() if name not in icons.names()} == {}
    assert len(icons.names()) >= 60


def test_colours_are_written_among_the_tokens_only():
    sheet = (STATIC / "guyub.css").read_text(encoding="utf-8")
    start, end = sheet.index("@layer tokens {"), sheet.index("@layer reset {")
    tokens, rest = sheet[start:end], sheet[:start] + sheet[end:]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rest) == []
    used = set(re.findall(r"var\((--[a-z0-9-]+)", rest)) | set(
        re.findall(r"var\((--[a-z0-9-]+)", icons.SPRITE.read_text())
    )
    assert {name for name in used if f"{name}:" not in tokens} == set(), "a token that nobody defined"


def test_hashed_names_reach_every_file_and_every_import(tmp_path):
    """Collected as in use: names carry a hash, modules import hashed modules, compressed copies stand beside them."""
    storages = {"staticfiles": {"BACKEND": "guyub.web.storage.HashedFiles"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    scripts = list((tmp_path / "web").glob("main.*.js"))
    assert len(scripts) == 1
    text = scripts[0].read_text(encoding="utf-8")
    imported = re.findall(r"""import\(["']([^"']+)["']\)""", text)
    assert imported
    for name in imported:
        assert re.search(r"\.[0-9a-f]{12}\.js$", name), name
        assert (tmp_path / "web" / name).exists()
    assert list((tmp_path / "web").glob("guyub.*.css.gz"))
