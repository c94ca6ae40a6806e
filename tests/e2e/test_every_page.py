"""Every page that an officer reaches by links: axe finds nothing, nothing sticks out, no letter is small."""

from __future__ import annotations

from typing import Any

from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from tests.e2e.test_look import OVERFLOW, SMALLEST_LETTERS
from tests.factories import make_org, make_user, signed_in
from tests.factories_members import make_member

MOST = 60  # pages; enough for one of each kind
FILES = (".pdf", ".xlsx", ".csv", ".png", ".svg")


def test_every_page_that_can_be_reached_is_without_barriers(transactional_db, open_page, check_axe):
    org = make_org("sekar", name="Paguyuban Sekar Rantau")
    with tenant(org.pk):
        for name in ("Sutinah", "Sri Wahyuni"):
            make_member(org, name)
    officer = signed_in(org, *Office, user=make_user("Tumirah", honorific="bu"))
    page = open_page(f"/p/{org.slug}/", who=officer)
    waiting, kinds, faults = [f"/p/{org.slug}/", "/akun/"], set(), []
    while waiting and len(kinds) < MOST:
        url = waiting.pop(0)
        if kind_of(url) in kinds:
            continue
        kinds.add(kind_of(url))
        if page.goto(url).status != 200:
            faults.append(f"{url}: {page.title()}")
            continue
        faults += [f"{url}: {fault}" for fault in faults_of(page, check_axe)]
        waiting += links_of(page, org.slug)
    assert faults == [], "\n".join(faults)
    assert len(kinds) >= 10


def kind_of(url: str) -> str:
    """Return the address without its ids and questions: one page of each kind is looked at."""
    parts = url.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0].split("/")
    return "/".join("*" if len(part) == 36 or part.isdecimal() else part for part in parts)


def links_of(page: Any, slug: str) -> list[str]:
    """Return where the page leads, inside the association."""
    found = page.evaluate("() => [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    return [url for url in found if url.startswith(f"/p/{slug}/") and not url.split("?")[0].endswith(FILES)]


def faults_of(page: Any, check_axe: Any) -> list[str]:
    """Return what is wrong with a page."""
    faults = [f"letters: {text}" for text in page.evaluate(SMALLEST_LETTERS)]
    if page.evaluate(OVERFLOW):
        faults.append("sticks out of the phone")
    try:
        check_axe(page)
    except AssertionError as found:
        faults.append(str(found).split("\nassert")[0])
    return faults
