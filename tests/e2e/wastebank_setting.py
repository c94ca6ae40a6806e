"""A waste bank as a browser meets it: one post, nine kinds with their pictures, three members, an open weighing day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import WeighingSession
from tests.factories import make_org, make_user, signed_in
from tests.factories_members import make_member
from tests.factories_wastebank import START, Bank, make_bank

MORE = (  # material, drawing, class, name, unit, price
    ("Gelas plastik", "cup", "plastic", "Gelas plastik", Unit.GRAM, 3000),
    ("Kertas", "paper", "paper", "Kertas HVS", Unit.GRAM, 1500),
    ("Besi", "iron", "metal", "Besi", Unit.GRAM, 4000),
    ("Kaleng", "can", "metal", "Kaleng", Unit.GRAM, 1700),
    ("Botol kaca", "glass", "glass", "Botol kaca", Unit.GRAM, 300),
)
PICTURES = {"PET": "bottle", "KRD": "cardboard", "TRY": "egg-tray", "JLT": "oil"}


@dataclass(slots=True)
class Setting:
    """Who is there: a weighing officer, a treasurer, a chair, and Bu Sutinah."""

    org: Organization
    bank: Bank
    member: Member
    session: WeighingSession
    weigher: Client
    treasurer: Client
    chair: Client

    def url(self, rest: str = "") -> str:
        return f"/p/{self.org.slug}/bank-sampah/{rest}"


def set_up() -> Setting:
    """Build it in the database of the live server."""
    org = make_org("sekar", name="Paguyuban Sekar Rantau")
    with tenant(org.pk):
        bank = make_bank(org)
        for code, drawing in PICTURES.items():
            material = bank.items[code].category
            actions.update_category(org=org, by=SYSTEM, category_id=material.pk, name=material.name, drawing=drawing)
        rows = []
        for material, drawing, sipsn, name, unit, price in MORE:
            code = "".join(name.upper().split())[:12]
            made = actions.create_category(
                org=org, by=SYSTEM, code=code, name=material, sipsn_class=sipsn, drawing=drawing
            )
            bank.items[name] = actions.create_item(
                org=org, by=SYSTEM, category_id=made.pk, code=code, name=name, unit=unit
            )
            rows.append(actions.PriceIn(bank.items[name].pk, START, price))
        actions.publish_prices(org=org, by=bank.chair, client_id=uuid7(), happened_at=START, rows=rows)
        members = [make_member(org, name, hamlet="Karanganyar") for name in ("Sutinah", "Sri Wahyuni", "Kasiyem")]
        now = clock.now()
        session = actions.plan_session(
            org=org, by=bank.weigher, client_id=uuid7(), happened_at=now, post_id=bank.post.pk,
            planned_open=now - timedelta(minutes=30), planned_close=now + timedelta(hours=2), open_now=True,
        )  # fmt: skip
        bank.sessions[session.held_on] = session
    return Setting(
        org, bank, members[0], session,
        weigher=signed_in(org, Office.WEIGHING, user=make_user("Tumirah", honorific="bu")),
        treasurer=signed_in(org, Office.TREASURER, user=make_user("Suparti", honorific="bu")),
        chair=signed_in(org, Office.CHAIR, user=make_user("Kuswati", honorific="bu")),
    )  # fmt: skip
