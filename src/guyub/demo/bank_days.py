"""The waste bank of the demo, day by day: prices, weighing, sales, payouts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from guyub.demo import waste
from guyub.demo.calendar_days import before_lebaran
from guyub.demo.cast import PARTS
from guyub.demo.people import START
from guyub.demo.world import BOX, World, dice
from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.quantities import Unit
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.members.queries import same_household
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions as bank
from guyub.livelihoods.wastebank.models import Pocket, WasteItem
from guyub.livelihoods.wastebank.queries.loans import room_for_loans
from guyub.livelihoods.wastebank.starter import known_materials
from guyub.livelihoods.wastebank.visits import LineIn, WayIn

LOANS = ((60_000, "modal gorengan"), (100_000, "seragam sekolah"), (80_000, "beras"), (150_000, "pakan ayam"))
# What an item's category is drawn as, and its class in the national system.
KINDS = {
    "KRD": ("cardboard", "paper"),
    "KRT": ("paper", "paper"),
    "DPL": ("cardboard", "paper"),
    "PBB": ("bottle", "plastic"),
    "PBK": ("bottle", "plastic"),
    "PBW": ("bottle", "plastic"),
    "GLS": ("cup", "plastic"),
    "EMB": ("box", "plastic"),
    "KRS": ("sack", "plastic"),
    "SST": ("sack", "plastic"),
    "BSI": ("iron", "metal"),
    "KLG": ("can", "metal"),
    "ALM": ("can", "metal"),
    "KCA": ("glass", "glass"),
    "JLT": ("oil", "other"),
    "TLR": ("egg-tray", "paper"),
    "TMB": ("iron", "metal"),
}


def create_item(world: World, price: waste.PlannedPrice) -> WasteItem:
    """Add a kind of waste with its drawing and class."""
    drawing, sipsn = KINDS[price.code]
    category = bank.create_category(
        org=world.org,
        by=SYSTEM,
        code=price.code,
        name=price.name,
        sipsn_class=sipsn,
        drawing=drawing,
        starts_on=START,
    )
    item = bank.create_item(
        org=world.org, by=SYSTEM, category_id=category.pk, code=price.code, name=price.name, unit=Unit(price.unit)
    )
    bank.choose_materials(org=world.org, by=SYSTEM, item_id=item.pk, materials=known_materials(price.code))
    return item


def publish(world: World, day: date) -> None:
    """Publish the prices that start on `day`."""
    rows = [
        bank.PriceIn(world.items[price.code].pk, clock.start_of(day, "Asia/Jakarta"), price.buy)
        for price in waste.prices()
        if price.starts_on == day
    ]
    bank.publish_prices(
        org=world.org, by=world.one(Office.CHAIR), client_id=uuid7(), happened_at=clock.now(), rows=rows
    )


def open_session(world: World, planned: waste.PlannedSession) -> None:
    """Open a weighing day."""
    world.sessions[planned.post, planned.opens_at] = bank.plan_session(
        org=world.org,
        by=weigher(world, planned.post),
        client_id=uuid7(),
        happened_at=clock.now(),
        post_id=world.posts[planned.post].pk,
        planned_open=planned.opens_at,
        planned_close=planned.closes_at,
        open_now=True,
    ).pk


def close_session(world: World, planned: waste.PlannedSession) -> None:
    """Close a weighing day."""
    bank.close_session(
        org=world.org,
        by=weigher(world, planned.post),
        session_id=world.sessions[planned.post, planned.opens_at],
        happened_at=clock.now(),
    )


def weigher(world: World, post: str) -> Actor:
    """Return the weighing officer of a post."""
    villages = [village for office, village in PARTS if office is Office.WEIGHING]
    return world.actors[Office.WEIGHING][villages.index(post) if post in villages else 0]


def deposit(world: World, planned: waste.PlannedSession, visit: waste.PlannedVisit) -> None:
    """Weigh what a member brought."""
    by = weigher(world, planned.post)
    if by.member_id == world.members[visit.member].pk:  # nobody weighs for herself
        by = world.other_than(by.member_id, Office.WEIGHING)
    made = bank.record_deposit(
        org=world.org,
        by=by,
        client_id=uuid7(),
        happened_at=visit.happened_at,
        session_id=world.sessions[planned.post, planned.opens_at],
        member_id=world.members[visit.member].pk,
        lines=[LineIn(world.items[x.code].pk, x.typed, confirmed=True) for x in visit.lines],
        # Ten times the value in cash would be noticed at the table: a slip of the finger is saved.
        ways=() if visit.slipped or visit.way == "save" else (WayIn(visit.way),),
        source="phone" if visit.recorded_after else "online",
    )
    if visit.slipped:
        world.slips[visit.member, visit.happened_at] = made.deposit_id


def mend(world: World, visit: waste.PlannedVisit) -> None:
    """Put a slip of the finger right: the next day, or when the collector has the goods and the month is closed."""
    bank.correct_deposit(
        org=world.org,
        by=world.other_than(world.members[visit.member].pk, Office.TREASURER),
        client_id=uuid7(),
        happened_at=clock.now(),
        deposit_id=world.slips.pop((visit.member, visit.happened_at)),
        lines=[LineIn(world.items[x.code].pk, x.quantity, confirmed=True) for x in visit.lines],
        reason="koma terlewat",
        missing_reason="tidak pernah ada",
        post_today=True,
    )


def lend(world: World, day: date) -> None:
    """Lend to one who saves, as far as the tin allows: asked by herself or for her, approved, handed out by a third."""
    rng = dice(day.toordinal())
    savers = Pocket.objects.filter(kind__code="reguler", last_no__gte=6, member__status="active").order_by(
        "member__number"
    )
    member_id = rng.choice(list(savers.values_list("member_id", flat=True)))
    amount, purpose = rng.choice(LOANS)
    in_box, room = balance(org=world.org, account=BOX), room_for_loans(org=world.org, member_id=member_id)
    if in_box < amount + 200_000 or room < amount:
        return
    facts: dict[str, Any] = {"org": world.org, "happened_at": clock.now()}
    loan = bank.ask_loan(
        by=world.other_than(member_id, Office.WEIGHING),
        client_id=uuid7(),
        member_id=member_id,
        amount=amount,
        share_bp=rng.choice((10_000, 5_000)),
        purpose=purpose,
        **facts,
    )
    bank.approve_loan(by=stranger(world, member_id, Office.CHAIR, Office.DEPUTY), loan_id=loan.pk, **facts)
    payer = stranger(world, member_id, Office.TREASURER)
    bank.disburse_loan(by=payer, client_id=uuid7(), loan_id=loan.pk, post_id=world.posts["Cihonje"].pk, **facts)


def stranger(world: World, member_id: UUID, *offices: Office) -> Actor:
    """Return the first holder of `offices` who does not live with this member."""
    holders = (actor for office in offices for actor in world.actors[office])
    return next(a for a in holders if a.member_id is None or not same_household(a.member_id, member_id))


def sell(world: World, post: str) -> None:
    """Sell everything that lies at a post; the collector's scale shows three to six percent less."""
    place = world.posts[post]
    lines = []
    for code, item in world.items.items():
        stock = on_hand(org=world.org, item_id=item.stock_item_id, place_id=place.place_id).quantity
        price = waste.sell_price(code, clock.today("Asia/Jakarta"))
        if stock < 3_000 or not price:
            continue
        weight = stock * (1000 - world.rng.randint(30, 60)) // 1000
        lines.append(bank.SaleLineIn(item.pk, weight, price, take_all=True))
    if not lines:
        return
    sell_load(world, post, world.collectors[int(world.rng.random() < 0.2)], lines)


def sell_load(world: World, post: str, collector: UUID, lines: Sequence[bank.SaleLineIn], box: str = BOX) -> None:
    """Sell a load from a post, paid into `box`; without one the collector owes it."""
    facts: dict[str, Any] = {"org": world.org, "by": world.one(Office.TREASURER), "happened_at": clock.now()}
    sale = bank.draft_sale(
        client_id=uuid7(), post_id=world.posts[post].pk, collector_id=collector, lines=lines, **facts
    )
    bank.finalise_sale(client_id=uuid7(), sale_id=sale.pk, cash_account=box, **facts)


def pay_out(world: World, day: date) -> None:
    """Pay the members who ask: many before Lebaran, some in July for school, few in other months."""
    near, july = before_lebaran(day), day.month == 7
    chance = 0.24 if near else 0.2 if july else 0.05
    rows = Pocket.objects.filter(kind__code="reguler", balance__gte=10_000).select_related("member")
    for pocket in rows.order_by("member__number"):
        if world.rng.random() >= chance:
            continue
        part = world.rng.randint(70, 100) if near else world.rng.randint(40, 80)
        if pocket.member.status != "active":
            continue  # who left is paid by the closing of her account
        amount = (pocket.balance - pocket.held) * part // 100 // 500 * 500
        if amount < 5_000 or balance(org=world.org, account=BOX) < amount + 100_000:
            continue
        request = bank.request_payout(
            org=world.org,
            by=world.other_than(pocket.member_id, Office.WEIGHING),
            client_id=uuid7(),
            happened_at=clock.now(),
            pocket_id=pocket.pk,
            amount=amount,
            post_id=world.posts["Cihonje"].pk,
        )
        approver = world.other_than(pocket.member_id, Office.CHAIR, Office.DEPUTY)
        bank.approve_payout(org=world.org, by=approver, payout_id=request.pk, happened_at=clock.now())
        payer = world.other_than(pocket.member_id, Office.TREASURER)
        bank.pay_payout(org=world.org, by=payer, client_id=uuid7(), happened_at=clock.now(), payout_id=request.pk)
