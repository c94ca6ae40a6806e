"""The reports of the demo: each month frozen and handed in; one of them revised, for a count that came late."""

from __future__ import annotations

from datetime import date, timedelta

from guyub.demo.world import World
from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.months import last_of
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions as bank

LATE = (2021, 3)  # the month whose count of cardboard was entered after its report
MISSING = 400  # grams
OWN_RULES = {
    "containers": "Sampah dibawa dalam karung atau kardus. Karung dikembalikan.",
    "wages": "Petugas melayani sukarela. Makan siang dari kas.",
    "pickup": "Jemput ke rumah untuk lansia, setiap hari timbang.",
}


def freeze(world: World, month: date) -> None:
    """Freeze the report of a month and hand it to the environment office."""
    common = {"org": world.org, "by": world.one(Office.SECRETARY), "happened_at": clock.now()}
    report = bank.freeze_report(**common, client_id=uuid7(), first_day=month)  # type: ignore[arg-type]
    bank.submit_report(**common, client_id=uuid7(), report_id=report.pk, recipient="DLH Kabupaten Banyumas")  # type: ignore[arg-type]


def count_late(world: World, month: date) -> None:
    """Enter a count of the last day of a month that lay in a drawer when the report was frozen."""
    post, item = world.posts["Cihonje"], world.items["KRD"]
    there = on_hand(org=world.org, item_id=item.stock_item_id, place_id=post.place_id).quantity
    last = last_of(month)
    bank.count_stock(
        org=world.org,
        by=world.one(Office.TREASURER),
        client_id=uuid7(),
        happened_at=clock.start_of(last, world.org.time_zone) + timedelta(hours=16),
        post_id=post.pk,
        item_id=item.pk,
        counted=max(there - MISSING, 0),
        reason="basah, dicatat di kertas",
    )


def write_rules(world: World) -> None:
    """Hang the rules at the wall."""
    for heading, text in OWN_RULES.items():
        bank.write_rule(org=world.org, by=world.one(Office.CHAIR), heading=heading, text=text)
