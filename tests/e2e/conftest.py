"""A real browser against a real server. Without playwright or Chromium these tests are skipped, and say so.

`GUYUB_REQUIRE_BROWSER=1` turns the skip into a failure (CI). What a script writes is there a moment later: `expect(…)`
waits for it, reading the page at once is a race. Each test gets a fresh browser context; `phone` is
360×640, `laptop` 1280×800.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

try:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import expect, sync_playwright
except ImportError:  # the browser's packages have a lock file of their own
    sync_playwright = expect = Axe = None

from guyub.foundation.organizations.choices import Office
from tests.factories import make_org, make_user, signed_in

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a camera where there is none
    "--disable-features=StaticStorageQuota",  # so that a test may say how much room there is
]
PATIENCE = 20_000  # how long `expect` waits, in milliseconds: a busy machine with two cores is slow, not wrong
SIZES = {"phone": (360, 640), "laptop": (1280, 800)}
CHROMIUM = os.environ.get("GUYUB_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"


def unavailable() -> str:
    """Return why no browser can be driven here, or nothing."""
    if sync_playwright is None:
        return "playwright is not installed (make test-e2e installs it)"
    if not Path(CHROMIUM).exists():
        return f"no Chromium at {CHROMIUM} (scripts/setup-system installs it)"
    return ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    why = unavailable()
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if why and not os.environ.get("GUYUB_REQUIRE_BROWSER"):
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run."""
    # Playwright's loop runs in this thread; Django would refuse the database to any code beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


def put_back(seals: dict[str, str]) -> None:
    """Seal finished rows again, after the tables were emptied."""
    with connection.cursor() as cursor:
        for statement in seals.values():
            cursor.execute(statement)
    seals.clear()


def patiently(cursor: Any, statement: str) -> None:
    """Run a statement, also while the server ends what a page that is closed by now had asked for."""
    until = time.monotonic() + 10
    while True:
        try:
            cursor.execute(statement)
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="module")
def seals(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Keep the seals that were taken away to empty the tables; a module leaves none behind."""
    taken: dict[str, str] = {}
    yield taken
    with django_db_blocker.unblock():
        put_back(taken)


@pytest.fixture(scope="session")
def no_guests_left(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Send the server's own connection away before the test database is dropped: PostgreSQL waits for nobody."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture
def books_db(no_guests_left: None, seals: dict[str, str], transactional_db: None) -> Iterator[None]:
    """A database that a server in another thread may write finished rows to, and that can be emptied afterwards."""
    put_back(seals)
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            for name, sql in cursor.fetchall():
                patiently(cursor, f'DROP TRIGGER "{name}"')
                seals[name] = sql
        else:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            for (table,) in cursor.fetchall():
                seals[table] = f"ALTER TABLE {table} ENABLE TRIGGER USER"
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


OpenPage = Callable[..., Any]


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[OpenPage]:
    """Open an address: `open_page("/gaya/", size="phone", who=client)`; console errors fail the test at its end."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def listen(said: Any, status: int, *, cut: bool) -> None:
        if _is_trouble(said, status) and not (cut and "net::ERR_" in said.text):
            trouble.append(said.text)

    # `cut`: the network is taken away on purpose. `forgive`: a page may later answer so (422: a form that asks back).
    def opened(
        url: str,
        *,
        size: str = "phone",
        who: Client | None = None,
        expect: int = 200,
        forgive: int = 0,
        cut: bool = False,
        **options: Any,
    ) -> Any:
        width, height = SIZES[size]
        settings = {"viewport": {"width": width, "height": height}, "locale": "id-ID", "reduced_motion": "reduce"}
        context = browser.new_context(base_url=live_server.url, **(settings | options))
        contexts.append(context)
        if who is not None:
            cookies = [{"name": n, "value": m.value, "url": live_server.url} for n, m in who.cookies.items()]
            context.add_cookies(cookies)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: listen(said, forgive or expect, cut=cut))
        answer = page.goto(url)
        assert answer.status == expect, f"{url}: {answer.status}"
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == [], trouble


def _is_trouble(said: Any, expect: int) -> bool:
    """A page that is meant to be missing also says so in the console."""
    return said.type == "error" and not (expect >= 400 and f"status of {expect}" in said.text)


@pytest.fixture
def officer(transactional_db: None) -> Client:
    """A browser session of Bu Tumirah, weighing officer and treasurer of an association."""
    org = make_org("sekar", name="Paguyuban Sekar Rantau")
    user = make_user("Tumirah", honorific="bu")
    return signed_in(org, Office.WEIGHING, Office.TREASURER, user=user)


@pytest.fixture
def check_axe() -> Callable[[Any], None]:
    """Return a check that axe finds no violation on a page: WCAG 2.2 A and AA, and good practice."""
    axe = Axe()

    def check(page: Any) -> None:
        violations = axe.run(page, options={"resultTypes": ["violations"]}).response["violations"]
        found = [f"{one['id']}: {one['help']} → {node['html'][:160]}" for one in violations for node in one["nodes"]]
        assert found == [], "\n".join(found)

    return check
