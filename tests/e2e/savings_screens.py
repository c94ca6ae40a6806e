"""Paydays, pockets, transfers and bills as a browser meets them: something on every page."""

from __future__ import annotations

from datetime import timedelta

from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import PocketKind
from tests.e2e.wastebank_setting import Setting
from tests.factories_savings import ask, bill, common, give, lebaran, move
from tests.factories_wastebank import saver


def savings_screens(setting: Setting) -> list[str]:
    """Fill them, and return the addresses of all."""
    org, bank = setting.org, setting.bank
    with tenant(org.pk):
        today = clock.today(org.time_zone)
        lebaran(bank, today + timedelta(days=40))
        payday = today + timedelta(days=5)
        rich = saver(bank, 1_800_000, "Warsinem")
        wanted = ask(bank, rich, 1_400_000, planned_on=payday)
        move(bank, rich, 150_000)
        moved = move(bank, rich, 20_000, to="pendidikan", label="Cucu Dimas")
        given = give(bank, rich, setting.member, 30_000, note="iuran sekolah")
        locked = bank.pocket(rich, "lebaran").pk
        actions.propose_override(**common(bank.treasurer, bank), pocket_id=locked, amount=50_000, reason="anak sakit")
        waiting, paid = (bill(bank, rich, amount) for amount in (50_000, 20_000))
        for name in ("Ngatini", "Karsem"):
            ask(bank, saver(bank, 40_000, name), 30_000, planned_on=payday)
        actions.approve_payout(org=org, by=bank.chair, payout_id=wanted.pk, happened_at=clock.now())
        kind = PocketKind.objects.get(code="reguler").pk
        done = {"bill_id": paid.pk, "post_id": bank.post.pk, "proof": "1234-5678-9012-3456-7890"}
        actions.pay_bill(**common(bank.treasurer, bank), **done)
    hers = f"buku/{rich.pk}/kantong/"
    return [
        "kecukupan-kas/",
        *(f"{hers}{page}" for page in ("", "pindah/", "buka/", "beri/", "beri/surat/")),
        f"pindah/{moved.pk}/",
        f"pindah/{given.pk}/",
        f"buku/{rich.pk}/tagihan/",
        "tagihan/",
        *(f"bayar/hari/{page}" for page in ("", "baru/", f"baru/{kind}/{bank.post.pk}/{payday}/", "atur/")),
        *(f"bayar/hari/{payday}/{page}" for page in ("", "setujui/", "lembar/")),
        *(f"tagihan/{waiting.pk}/{page}" for page in ("", "bayar/", "gagal/")),
        f"tagihan/{paid.pk}/",
    ]
