"""A waste bank for tests: one post, a few kinds of waste, prices from the beginning, a session, all by real actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.valuation import Stock
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import Payout, Pocket, Post, Sale, WasteItem, WeighingSession
from guyub.livelihoods.wastebank.visits import DepositResult, LineIn, WayIn
from tests.factories import make_actor
from tests.factories_ledger import cash, open_books
from tests.factories_members import make_member

START = datetime(2021, 1, 1, tzinfo=UTC)
KINDS = {  # code: name, unit, price, class, factor
    "PET": ("Botol PET bersih", Unit.GRAM, 4000, "plastic", None),
    "KRD": ("Kardus", Unit.GRAM, 1700, "paper", None),
    "TRY": ("Tray telur", Unit.PIECE, 150, "paper", None),
    "JLT": ("Jelantah", Unit.MILLILITRE, 4000, "other", (910, 1000)),
}
CONSIGNED = {"ALU": ("Aluminium", Unit.GRAM, None, "metal", None), "TMB": ("Tembaga", Unit.GRAM, None, "metal", None)}


@dataclass(slots=True)
class Bank:
    """The waste bank of `org`, with its officers."""

    org: Organization
    post: Post
    items: dict[str, WasteItem]
    weigher: Actor
    treasurer: Actor
    chair: Actor
    sessions: dict[date, WeighingSession] = field(default_factory=dict)

    def line(self, code: str, quantity: int, **values: Any) -> LineIn:
        return LineIn(self.items[code].pk, quantity, **values)

    def session(self, on: date | None = None, **values: Any) -> WeighingSession:
        """The open session of a day, 08.00 to 10.30."""
        day = on or clock.today(self.org.time_zone)
        if day not in self.sessions:
            self.sessions[day] = self.plan(day, **({"open_now": True} | values))
        return self.sessions[day]

    def plan(self, day: date, opens: time = time(8), closes: time = time(10, 30), **values: Any) -> WeighingSession:
        if clock.today(self.org.time_zone) == day and clock.now() > at(day, closes):
            closes = time(23, 59)  # a suite that runs in the evening still weighs within its session
        return actions.plan_session(
            org=self.org,
            by=self.weigher,
            client_id=uuid7(),
            happened_at=at(day, opens),
            post_id=self.post.pk,
            planned_open=at(day, opens),
            planned_close=at(day, closes),
            **values,
        )

    def deposit(
        self, member: Member | None, *lines: LineIn, ways: Sequence[WayIn] = (), by: Actor | None = None, **values: Any
    ) -> DepositResult:
        """A visit at this moment of the clock, in today's session."""
        values = {"client_id": uuid7(), "happened_at": clock.now()} | values
        session_id = values.pop("session_id", None) or self.session().pk
        return actions.record_deposit(
            org=self.org,
            by=by or self.weigher,
            session_id=session_id,
            member_id=member.pk if member else None,
            lines=lines,
            ways=ways,
            **values,
        )

    def correct(self, deposit_id: UUID, *lines: LineIn, by: Actor | None = None, **values: Any) -> DepositResult:
        values = {"client_id": uuid7(), "happened_at": clock.now(), "reason": "salah ketik"} | values
        return actions.correct_deposit(
            org=self.org, by=by or self.weigher, deposit_id=deposit_id, lines=lines, **values
        )

    def price(self, code: str, price: int, *, starts_at: datetime, **values: Any) -> actions.Published:
        row = actions.PriceIn(self.items[code].pk, starts_at, price, **values)
        return actions.publish_prices(
            org=self.org, by=self.chair, client_id=uuid7(), happened_at=clock.now(), rows=[row]
        )

    def pocket(self, member: Member, kind: str = "reguler", label: str = "") -> Pocket:
        return Pocket.objects.select_related("kind").get(member=member, kind__code=kind, label=label)

    def withdraw(self, member: Member, amount: int, *, by: Actor | None = None, **values: Any) -> Payout:
        values = {"pocket_id": self.pocket(member).pk} | values
        values = {"client_id": uuid7(), "happened_at": clock.now(), "post_id": self.post.pk} | values
        return actions.withdraw(org=self.org, by=by or self.treasurer, amount=amount, **values)

    def sell(self, *lines: actions.SaleLineIn, collector: UUID, cash_account: str = "", **values: Any) -> Sale:
        draft = actions.draft_sale(
            org=self.org,
            by=self.treasurer,
            client_id=uuid7(),
            happened_at=clock.now(),
            post_id=values.pop("post", self.post).pk,
            collector_id=collector,
            lines=lines,
        )
        values = {"client_id": uuid7(), "happened_at": clock.now()} | values
        return actions.finalise_sale(
            org=self.org, by=self.treasurer, sale_id=draft.pk, cash_account=cash_account, **values
        )

    def collector(self, name: str = "Pak Karsim") -> UUID:
        return actions.create_collector(org=self.org, by=self.treasurer, name=name).pk

    def load(self, code: str, weight: int, price: int, **values: Any) -> actions.SaleLineIn:
        return actions.SaleLineIn(self.items[code].pk, weight, price, **values)

    def stock(self, code: str, pool: str = "", post: Post | None = None) -> Stock:
        place = (post or self.post).place_id
        return on_hand(org=self.org, item_id=self.items[code].stock_item_id, place_id=place, pool=pool)

    def consign(self, code: str, *, starts_at: datetime = START, fee_bp: int = 1000, **values: Any) -> WasteItem:
        """From `starts_at` on, this kind is left for sale (mode B); a kind of its own, with no other price."""
        self.items[code] = _item(self.org, code)
        row = actions.PriceIn(self.items[code].pk, starts_at, None, mode="B", fee_bp=fee_bp, **values)
        actions.publish_prices(org=self.org, by=self.chair, client_id=uuid7(), happened_at=clock.now(), rows=[row])
        return self.items[code]


def at(day: date, hour: time, zone: str = "Asia/Jakarta") -> datetime:
    """A wall-clock moment of the association."""
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def make_bank(org: Organization, *, in_cash: int = 1_000_000, prices: bool = True) -> Bank:
    """Books, a bank, the post Cihonje, four kinds of waste, the prices of the scenarios since 2021, cash in the box."""
    open_books(org)
    if in_cash:
        cash(org, in_cash)
    actions.open_bank(org=org, by=SYSTEM)
    post = actions.create_post(org=org, by=SYSTEM, name="Cihonje")
    items = {code: _item(org, code) for code in KINDS}
    officers = {office: make_actor(org, office) for office in (Office.WEIGHING, Office.TREASURER, Office.CHAIR)}
    bank = Bank(org, post, items, officers[Office.WEIGHING], officers[Office.TREASURER], officers[Office.CHAIR])
    if prices:
        rows = [actions.PriceIn(items[code].pk, START, price) for code, (_n, _u, price, _c, _f) in KINDS.items()]
        actions.publish_prices(org=org, by=bank.chair, client_id=uuid7(), happened_at=START, rows=rows)
    return bank


def _item(org: Organization, code: str) -> WasteItem:
    name, unit, _price, sipsn, factor = (KINDS | CONSIGNED)[code]
    category = actions.create_category(org=org, by=SYSTEM, code=code, name=name, sipsn_class=sipsn)
    grams, per = factor or (None, None)
    return actions.create_item(
        org=org,
        by=SYSTEM,
        category_id=category.pk,
        code=code,
        name=name,
        unit=unit,
        factor_grams=grams,
        factor_per=per,
    )


def saver(bank: Bank, amount: int, name: str = "Sutinah") -> Member:
    """A member with savings of exactly `amount` (a multiple of 4): PET at 4.000 the kilogram, 4 rupiah the gram."""
    member = make_member(bank.org, name)
    grams = amount // 4
    while grams:
        part = min(grams, 50_000)
        bank.deposit(member, bank.line("PET", part))
        grams -= part
    assert bank.pocket(member).balance == amount
    return member


__all__ = ["KINDS", "START", "Bank", "at", "make_bank", "saver", "timedelta"]
