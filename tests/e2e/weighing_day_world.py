"""The association of the weighing day on a server of its own: what stands before it, and what the books say after it.

`build` and `look` run in a process on the server's database; they give plain values.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Min

from guyub.foundation.core import clock
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank.choices import HOLDING
from guyub.livelihoods.wastebank.models import Deposit, Flag, Payout, Pocket, Post, WasteItem
from guyub.livelihoods.wastebank.periods import period_of
from guyub.livelihoods.wastebank.queries.coverage import coverage
from guyub.livelihoods.wastebank.queries.report import report_content
from guyub.sync.models import Clash, SyncFact
from guyub.sync.queries import still_on_phones
from tests.e2e.wastebank_setting import set_up
from tests.e2e.weighing_day import DUES, IN_CASH, KINDS, people
from tests.factories_members import make_member

SLUG = "sekar"
ACCOUNTS = ("1101", "1201", "1301", "2101", "2201", "4202")  # cash, Piutang, goods, savings, Dana Sosial, dues


def build(count: int) -> dict[str, str]:
    """A weighing day, those who will come, dues to pay, metal that is deducted from. Returns the officer's cookies."""
    setting = set_up()
    org, bank, now = setting.org, setting.bank, clock.now()
    with tenant(org.pk):
        assert balance(org=org, account="1101") == IN_CASH
        for name in people(count):
            make_member(org, name, hamlet="Karanganyar")
        for kind in KINDS:
            if kind.deduction_bp:
                bank.price(kind.name, kind.price, starts_at=now - timedelta(days=1), deduction_bp=kind.deduction_bp)
        dues.set_rate(
            org=org, by=bank.treasurer, client_id=uuid7(), happened_at=now, amount=DUES,
            starts_on=clock.today(org.time_zone).replace(day=1),
        )  # fmt: skip
    return {name: cookie.value for name, cookie in setting.weigher.cookies.items()}


def look() -> dict[str, Any]:
    """What the books say, from each of the places that must agree."""
    org = Organization.objects.get(slug=SLUG)
    with tenant(org.pk):
        report = report_content(org=org, period=period_of(org, clock.today(org.time_zone)))
        return {
            "receipts": sorted(Deposit.objects.values_list("receipt_number", flat=True)),
            "visits": _visits(),
            "passbooks": {
                name: [saved, held]
                for name, saved, held in Pocket.objects.values_list("member__name", "balance", "held")
            },
            "holds": sorted(Payout.objects.filter(status__in=HOLDING).values_list("amount", flat=True)),
            "coverage": [
                [one.days, one.outlook.promised, one.outlook.cash, one.outlook.short] for one in coverage(org=org).ahead
            ],
            "stock": _stock(org),
            "accounts": {account: balance(org=org, account=account) for account in ACCOUNTS},
            "report": report["whole"],
            "hours": Participation.objects.filter(source_type="wastebank.deposit", withdrawn_at=None).count(),
            "flags": _flags(),
            "facts": dict(SyncFact.objects.values_list("state").annotate(Count("id")).order_by()),
            "clashes": Clash.objects.count(),
            "gaps": [gap.numbers for gap in still_on_phones()],
            "least_sent": SyncFact.objects.aggregate(least=Min("attempts"))["least"],
        }


def _visits() -> dict[str, Any]:
    """The newest version of each member's visit: its number of versions, its lines, its worth."""
    found = {}
    for deposit in Deposit.objects.filter(replaced_by__isnull=True).select_related("member"):
        lines = {line.item_name: line.quantity for line in deposit.lines.all()}
        assert deposit.member.name not in found, f"{deposit.member.name} stands there twice"
        found[deposit.member.name] = [deposit.version, lines, deposit.net]
    return found


def _flags() -> list[list[str]]:
    """Why an officer should look, and at whose visit."""
    who = dict(Deposit.objects.values_list("pk", "member__name"))
    return sorted([reason, who[pk]] for reason, pk in set(Flag.objects.values_list("reason", "subject_id")))


def _stock(org: Organization) -> dict[str, list[int]]:
    place = Post.objects.get().place_id
    found = {}
    for name, item in WasteItem.objects.values_list("name", "stock_item_id"):
        stock = on_hand(org=org, item_id=item, place_id=place)
        found[name] = [stock.quantity, stock.value]
    return found
