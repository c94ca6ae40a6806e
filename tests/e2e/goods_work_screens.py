"""Waste left for sale, loads between posts, sorting, values and collectors' prices as a browser meets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.actions.carrying import CarryIn, receive_from_post, send_to_post
from guyub.livelihoods.wastebank.actions.consigning import return_lots
from guyub.livelihoods.wastebank.actions.valuing import record_quote
from guyub.livelihoods.wastebank.models import LotReturn, Sale, SaleSettlement
from tests.e2e.wastebank_setting import Setting
from tests.factories_members import make_member
from tests.factories_wastebank import Bank


def goods_work_screens(setting: Setting) -> list[str]:
    """Fill every page with something, and return the addresses of all."""
    bank, hers = setting.bank, setting.member.pk
    with tenant(setting.org.pk):
        bank.deposit(make_member(setting.org, "Karsinah"), bank.line("KRD", 40_000))
        sold, draft, returned = _consigned(setting)
        road, arrived, far = _loads(bank)
        karsim = _quotes(bank)
        settled = SaleSettlement.objects.get(sale=sold).pk
    post, copper, card = bank.post.pk, bank.items["TMB"].pk, bank.items["KRD"].pk
    pages = {
        f"titipan/{hers}/": ("", f"{post}/{copper}/kembali/"),
        "titipan/": (f"kembali/{returned.pk}/", f"hasil/{settled}/{hers}/"),
        f"jual/baru/{post}/{karsim}/{copper}/": ("titipan/",),
        f"jual/{draft.pk}/": ("", "titipan/", f"jenis/{copper}/titipan/", f"jenis/{copper}/titipan/keluarkan/"),
        f"jual/{sold.pk}/": ("", "titipan/"),
        "stok/": ("pilah/", "nilai/", "kirim/", "kirim/baru/", f"kirim/{post}/ke/{far}/"),
        f"stok/kirim/{road.pk}/": ("", "terima/", "batal/"),
        f"stok/kirim/{arrived.pk}/": ("",),
        f"stok/{post}/{copper}/titipan/": ("", "hitung/", "buang/"),
        f"stok/{post}/{card}/": ("pilah/", "buang/", "nilai/"),
        "harga-pengepul/": ("", "catat/", f"{card}/", f"{card}/baru/"),
    }
    return [prefix + page for prefix, found in pages.items() for page in found]


def _consigned(setting: Setting) -> tuple[Sale, Sale, LotReturn]:
    """Copper of two members: part of it sold and paid for, part in a draft, part given back."""
    bank = setting.bank
    copper = bank.consign("TMB")
    for member, grams in ((setting.member, 4_000), (make_member(bank.org, "Darsinem"), 2_500)):
        bank.deposit(member, bank.line("TMB", grams))
    collector = bank.collector("Bu Warti")
    sold = bank.sell(
        bank.load("TMB", 2_900, 62_000, pool="B", own_quantity=3_000, costs=6_000), collector=collector,
        cash_account="1101",
    )  # fmt: skip
    draft = actions.draft_sale(
        **_facts(bank), post_id=bank.post.pk, collector_id=collector,
        lines=[bank.load("TMB", 2_800, 62_000, pool="B", take_all=True)],
    )  # fmt: skip
    returned = return_lots(
        **_facts(bank), post_id=bank.post.pk, member_id=setting.member.pk, item_id=copper.pk, quantity=400,
        reason="dipakai sendiri",
    )  # fmt: skip
    return sold, draft, returned


def _loads(bank: Bank) -> tuple[Any, Any, UUID]:
    """Two loads to a second post: one that arrived lighter, one on the road."""
    far = actions.create_post(org=bank.org, by=SYSTEM, name="Tlaga")
    card = bank.items["KRD"].pk
    arrived, road = (
        send_to_post(
            **_facts(bank), from_post_id=bank.post.pk, to_post_id=far.pk, lines=[CarryIn(card, grams)],
        )
        for grams in (5_000, 3_000)
    )  # fmt: skip
    receive_from_post(**_facts(bank, by=bank.weigher), transfer_id=arrived.pk, received={card: 4_850})
    return road, arrived, far.pk


def _quotes(bank: Bank) -> UUID:
    """Cardboard: three collectors, one of whom was asked long ago."""
    today = clock.today(bank.org.time_zone)
    for name, price, days in (("Pak Darno", 1_900, 2), ("Pak Slamet Riyadi", 1_650, 0), ("Bu Tarsini", 2_100, 45)):
        last = bank.collector(name)
        record_quote(
            **_facts(bank), collector_id=last, item_id=bank.items["KRD"].pk, price=price,
            quoted_on=today - timedelta(days=days), note="ambil sendiri" if not days else "",
        )  # fmt: skip
    return last


def _facts(bank: Bank, by: Any = None) -> dict[str, Any]:
    return {"org": bank.org, "by": by or bank.treasurer, "client_id": uuid7(), "happened_at": clock.now()}
