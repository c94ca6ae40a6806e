"""Paydays, pockets, transfers and bills as a browser meets them: something on every page."""

from __future__ import annotations

from datetime import timedelta

from guyub.foundation.core import clock
from guyub.foundation.core.tenancy import tenant
from tests.e2e.wastebank_setting import Setting
from tests.factories_savings import ask, lebaran
from tests.factories_wastebank import saver


def savings_screens(setting: Setting) -> list[str]:
    """Fill them, and return the addresses of all."""
    org, bank = setting.org, setting.bank
    with tenant(org.pk):
        today = clock.today(org.time_zone)
        lebaran(bank, today + timedelta(days=40))
        payday = today + timedelta(days=5)
        rich = saver(bank, 1_800_000, "Warsinem")
        ask(bank, rich, 1_600_000, planned_on=payday)
    return ["kecukupan-kas/"]
