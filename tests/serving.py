"""A real server process on an installation of its own, phones that speak to it over HTTP, and a switch to kill it."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.processes import ROOT, Installation

TOKEN = "a" * 32  # of the double-submit cookie: any one will do when both sides are ours

# A waste bank with an officer who is signed in on her phone, and members to weigh for.
WORLD = """
import json
from django.test import Client
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from tests.factories import make_org
from tests.factories_members import make_member
from tests.factories_sync import make_phone
from tests.factories_wastebank import make_bank

org = make_org("lomba")
with tenant(org.pk):
    bank = make_bank(org)
    phone = make_phone(org, Office.WEIGHING)
    print(json.dumps({
        "org": str(org.pk), "slug": org.slug, "user": str(phone.user.pk), "device": str(phone.device_id),
        "cookies": {name: cookie.value for name, cookie in phone.client.cookies.items()},
        "session": str(bank.session().pk), "post": str(bank.post.pk),
        "items": {code: str(item.pk) for code, item in bank.items.items()},
        "members": [str(make_member(org, f"Anggota {n}").pk) for n in range(int(sys.argv[1]))],
    }))
"""

LOOK = """
import json
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.verify import verify
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.models import Deposit, Pocket
from guyub.sync.models import Clash, SyncFact
from django.db.models import Count, Sum

org = Organization.objects.get(slug="lomba")
with tenant(org.pk):
    report = verify(org)
    print(json.dumps({
        "receipts": sorted(Deposit.objects.values_list("receipt_number", flat=True)),
        "savings": Pocket.objects.aggregate(s=Sum("balance"))["s"],
        "states": dict(SyncFact.objects.values_list("state").annotate(n=Count("id"))),
        "clashes": Clash.objects.count(),
        "findings": [f.sentence for f in report.findings],
    }))
"""


class Server:
    """`guyub serve` in a process group of its own."""

    def __init__(self, house: Installation, *, workers: int = 1) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.house, self.workers = house, workers
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "guyub", "serve", "--port", str(self.port), "--workers", str(self.workers)]
        environment = self.house.environment | {"PYTHONPATH": str(ROOT / "src"), "GUYUB_BACKGROUND_WORK": "false"}
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        while self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                os.sched_yield()
            else:
                return
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """End it at once, with everything it has in hand."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def post(self, world: dict[str, Any], facts: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """Send a batch as a phone does; None when the connection broke."""
        body = {"user": world["user"], "page": "test", "facts": facts}
        cookies = {**world["cookies"], "guyub_csrf": TOKEN}
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRFToken": TOKEN,
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("POST", f"/p/{world['slug']}/kiriman/", json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        assert answer.status == 200, (answer.status, content[:500])
        results: list[dict[str, Any]] = json.loads(content)["results"]
        return results


@contextmanager
def serving(house: Installation, *, workers: int = 1) -> Iterator[Server]:
    server = Server(house, workers=workers)
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()


def stored(house: Installation) -> int:
    """How many facts are committed just now, asked beside the server."""
    url = house.environment.get("GUYUB_DATABASE_URL", "")
    query = "SELECT COUNT(*) FROM sync_syncfact"
    if not url:
        base = sqlite3.connect(Path(house.environment["GUYUB_DATA_DIR"]) / "guyub.sqlite3", timeout=30)
        try:
            return int(base.execute(query).fetchone()[0])
        finally:
            base.close()
    import psycopg  # noqa: PLC0415 -- only there when PostgreSQL is used

    where = urlsplit(url)
    with psycopg.connect(
        host=where.hostname, port=where.port, user=where.username, password=unquote(where.password or ""),
        dbname=where.path.lstrip("/"),
    ) as base:  # fmt: skip
        return int(base.execute(query).fetchone()[0])  # type: ignore[index]
