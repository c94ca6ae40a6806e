"""Requests a second and the 95th percentile of the home, passbook and weighing pages: a real server, real sockets."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import ROOT, Section, installation, percentile

SECONDS = 6
CLIENTS = (1, 4)


def main() -> None:
    folder = installation("guyub-pages")
    from django.test import Client  # noqa: PLC0415 -- needs the installation
    from django.urls import reverse  # noqa: PLC0415
    from tests.factories import enter, make_membership  # noqa: PLC0415

    from benchmarks.world import weighing_day  # noqa: PLC0415
    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415

    day = weighing_day(members=240)
    with tenant(day.org.pk):
        for serial in range(240):
            day.visit(serial % 40)
    client = Client(headers={"user-agent": "benchmark"}, SERVER_NAME="localhost")
    enter(client, make_membership(day.org, "treasurer", "weighing").user)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    slug, member = day.org.slug, day.members[0]
    pages = {
        "home": reverse("home:home", args=[slug]),
        "passbook": reverse("wastebank:passbook", args=[slug, member]),
        "weighing": reverse("wastebank:weigh-member", args=[slug, day.session_id, member]),
        "health (floor: no session, no template)": "/sehat/",
    }
    port = _free_port()
    server = _start(folder, port)
    try:
        rows = [_row(name, path, port, cookie) for name, path in pages.items()]
        memory = _memory_kb(server.pid) // 1024
    finally:
        server.terminate()
        server.wait(timeout=20)
    section = Section(
        "Pages, one worker, keep-alive",
        [
            "page",
            *(f"{n} client{'s' * (n > 1)}: requests/s" for n in CLIENTS),
            *(f"p95 at {n}" for n in CLIENTS),
            "bytes",
        ],
        rows,
        [
            f"{SECONDS} s for each figure, clients on the server's own machine; bytes are gzipped, without headers.",
            f"The server's processes hold {memory} MB of memory after the run.",
        ],
    )
    print(json.dumps([section.__dict__]) if "--json" in sys.argv else section.markdown())


def _row(name: str, path: str, port: int, cookie: str) -> list[str]:
    figures = [_load(path, port, cookie, clients) for clients in CLIENTS]
    return [
        name,
        *(f"{len(times) / SECONDS:.0f}" for times, _size in figures),
        *(f"{percentile(times, 0.95) * 1000:.1f} ms" for times, _size in figures),
        f"{figures[0][1]:,}",
    ]


def _load(path: str, port: int, cookie: str, clients: int) -> tuple[list[float], int]:
    """Ask for one page from several threads for a while; return the seconds of each answer and its size."""
    times: list[float] = []
    sizes: set[int] = set()
    stop = time.perf_counter() + SECONDS

    def client() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip", "User-Agent": "benchmark", "Host": f"localhost:{port}"}
        while (start := time.perf_counter()) < stop:
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise AssertionError(f"{path}: {answer.status} {answer.getheader('Location')}")
            times.append(time.perf_counter() - start)
            sizes.add(len(body))

    _together([client] * clients)
    return times, max(sizes)


def _together(work: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GUYUB_BACKGROUND_WORK": "false"}
    server = subprocess.Popen(
        [sys.executable, "-m", "guyub", "serve", "--port", str(port)], env=env, stdout=subprocess.DEVNULL, cwd=folder
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return server
    server.kill()
    raise RuntimeError("the server did not answer")


def _memory_kb(pid: int) -> int:
    """Resident memory of the server and its workers, in kB."""
    children = subprocess.run(["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False)
    total = 0
    for one in [str(pid), *children.stdout.split()]:
        status = Path(f"/proc/{one}/status").read_text()
        total += int(re.search(r"VmRSS:\s+(\d+)", status)[1])
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
