"""A weighing day for the benchmarks: five kinds of waste with prices, members, an open session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger.actions import open_books
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.visits import DepositResult, LineIn

START = datetime(2021, 1, 1, tzinfo=UTC)


@dataclass
class WeighingDay:
    """An open session and who comes to it."""

    org: Organization
    session_id: UUID
    items: list[UUID]
    members: list[UUID]

    def visit(self, serial: int) -> DepositResult:
        """One member with five kinds of waste; each weight differs from the visit before."""
        return actions.record_deposit(
            org=self.org,
            by=SYSTEM,
            client_id=uuid7(),
            happened_at=clock.now(),
            session_id=self.session_id,
            member_id=self.members[serial % len(self.members)],
            lines=[LineIn(item, 1000 + 7 * serial + no) for no, item in enumerate(self.items)],
        )


def weighing_day(*, members: int, slug: str = "tolok") -> WeighingDay:
    """Set up an association with a waste bank, through its actions."""
    org = Organization.objects.create(slug=slug, name="Tolok", started_on=date(2021, 1, 1), created_at=clock.now())
    with tenant(org.pk):
        open_books(org=org, by=SYSTEM)
        actions.open_bank(org=org, by=SYSTEM)
        post = actions.create_post(org=org, by=SYSTEM, name="Tolok")
        items = [_item(org, code) for code in ("PET", "KRD", "KRT", "GLS", "BSI")]
        rows = [actions.PriceIn(item, START, 1500 + 100 * no) for no, item in enumerate(items)]
        actions.publish_prices(org=org, by=SYSTEM, client_id=uuid7(), happened_at=START, rows=rows)
        people = [
            Member(
                id=uuid7(),
                org=org,
                client_id=uuid7(),
                happened_at=START,
                recorded_at=START,
                number=number,
                name=f"Anggota {number}",
                joined_on=date(2021, 1, 1),
            )
            for number in range(1, members + 1)
        ]
        Member.objects.bulk_create(people)
        now = clock.now()
        session = actions.plan_session(
            org=org,
            by=SYSTEM,
            client_id=uuid7(),
            happened_at=now,
            post_id=post.pk,
            planned_open=now,
            planned_close=now + timedelta(hours=2),
            open_now=True,
        )
    return WeighingDay(org, session.pk, items, [member.pk for member in people])


def _item(org: Organization, code: str) -> UUID:
    category = actions.create_category(org=org, by=SYSTEM, code=code, name=code, sipsn_class="plastic")
    item = actions.create_item(org=org, by=SYSTEM, category_id=category.pk, code=code, name=code, unit=Unit.GRAM)
    return item.pk
