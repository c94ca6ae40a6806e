"""Take the main screens of the demo at both sizes into docs/images, from a real server in a real browser.

make screenshots                          # builds a demo of its own
GUYUB_DATA_DIR=var/demo make screenshots  # uses the demo that is there
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUT = Path(os.environ.get("GUYUB_SHOTS", ROOT / "docs" / "images"))
SIZES = {"360": (360, 640), "1280": (1280, 800)}
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
SLUG = "sekar-rantau"

sys.path[:0] = [str(ROOT / "src")]


def main() -> None:
    folder = os.environ.get("GUYUB_DATA_DIR") or tempfile.mkdtemp(prefix="guyub-shots-")
    os.environ.update(GUYUB_DATA_DIR=folder, GUYUB_DEMO="true", DJANGO_SETTINGS_MODULE="guyub.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    port = _free_port()
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "GUYUB_BASE_URL": f"http://localhost:{port}"}
    server = subprocess.Popen(
        [sys.executable, "-m", "guyub", "demo", "--serve", "--port", str(port)], env=env, cwd=ROOT
    )
    try:
        _wait(port, server)
        _take(f"http://localhost:{port}")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _take(base: str) -> None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    wanted = set(sys.argv[1:])
    found = screens()  # before the browser's event loop starts: Django keeps its database out of one
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("GUYUB_CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        for size, (width, height) in SIZES.items():
            visits: dict[str, Any] = {}
            for name, office, path in found:
                if wanted and name not in wanted:
                    continue
                if office not in visits:
                    context = chromium.new_context(viewport={"width": width, "height": height}, locale="id-ID")
                    context.set_default_timeout(20_000)
                    visits[office] = context.new_page()
                    if office:
                        _sign_in(visits[office], base, office)
                page = visits[office]
                page.goto(base + path)
                page.screenshot(path=OUT / f"{name}-{size}.png")
                print(f"{name}-{size}.png", page.title(), flush=True)
        chromium.close()


def screens() -> list[tuple[str, str, str]]:
    """Return (name, office to sign in as, path), with the ids of this demo."""
    from guyub.foundation.core.tenancy import tenant  # noqa: PLC0415
    from guyub.foundation.organizations.models import Organization  # noqa: PLC0415
    from guyub.livelihoods.wastebank.models import Deposit, Payout, Pocket, Sale, WeighingSession  # noqa: PLC0415

    with tenant(Organization.objects.get(slug=SLUG).pk):
        pocket = Pocket.objects.order_by("-balance", "id").first()
        session = WeighingSession.objects.filter(status="open").order_by("-planned_open").first()
        deposit = Deposit.objects.filter(line_count__gte=5).order_by("-weighed_at").first()
        sale = Sale.objects.filter(status="final").order_by("-happened_at", "id").first()
        payout = Payout.objects.filter(status="paid").order_by("-ended_at", "id").first()
    home, bank = f"/p/{SLUG}/", f"/p/{SLUG}/bank-sampah/"
    return [
        ("sign-in", "", "/akun/masuk/"),
        ("home", "weighing", home),
        ("weigh", "weighing", f"{bank}timbang/{session.pk}/anggota/{pocket.member_id}/"),
        ("slip", "weighing", f"{bank}setoran/{deposit.pk}/"),
        ("passbook", "weighing", f"{bank}buku/{pocket.member_id}/"),
        ("payout", "treasurer", f"{bank}bayar/{payout.pk}/"),
        ("sale", "treasurer", f"{bank}jual/{sale.pk}/"),
        ("stock", "treasurer", f"{bank}stok/"),
        ("prices", "chair", f"{bank}harga/"),
        ("summary", "chair", f"{bank}ringkasan/"),
        ("books", "treasurer", f"{home}buku-kas/"),
        ("month", "treasurer", f"{home}buku-kas/laporan/2023/11/"),
        ("members", "secretary", f"{home}anggota/"),
        ("style", "", "/gaya/"),
    ]


def _sign_in(page: Any, base: str, office: str) -> None:
    from guyub.demo.cast import PIN, cast, logins  # noqa: PLC0415
    from guyub.demo.people import people  # noqa: PLC0415
    from guyub.demo.world import dice  # noqa: PLC0415

    phone = next(part.phone for part in logins(cast(people(dice()))) if part.office == office)
    page.goto(f"{base}/akun/masuk/?phone={phone.replace('+62', '0')}")
    page.locator("form#sign-in [name=pin]").fill(PIN)
    page.locator("form#sign-in [name=pin]").press("Enter")
    page.wait_for_url("**/p/**")


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 900
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("the demo did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
