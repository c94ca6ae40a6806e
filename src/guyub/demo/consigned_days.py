"""What the demo does with stock beside buying and selling: copper left for sale, a load, sorting, collectors' quotes.

Copper is dear and rare: members leave it for sale, and are paid when the collector has paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guyub.demo import bank_days, waste
from guyub.demo.people import START
from guyub.demo.world import BOX, World, dice
from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.stock import on_hand
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions as bank
from guyub.livelihoods.wastebank.actions.carrying import CarryIn, receive_from_post, send_to_post
from guyub.livelihoods.wastebank.actions.consigning import return_lots
from guyub.livelihoods.wastebank.actions.sorting import SortedOut, sort_waste
from guyub.livelihoods.wastebank.actions.valuing import record_quote
from guyub.livelihoods.wastebank.choices import Mode, Pool
from guyub.livelihoods.wastebank.models import ConsignmentLot, PostTransfer, WasteItem
from guyub.livelihoods.wastebank.visits import LineIn

POST, COPPER = "Cihonje", "TMB"
SALES = {  # the collector's price for a kilogram of copper; the last load is not paid yet
    date(2021, 2, 25): 62_000,
    date(2021, 12, 9): 66_000,
    date(2022, 8, 4): 71_000,
    date(2023, 5, 11): 68_000,
    date(2023, 12, 14): 70_000,
}
TRANSPORT = 5_000
TAKEN_BACK = date(2021, 3, 25)
LOADS = {date(2021, 3, 16): "Tlaga", date(2022, 10, 11): "Paningkaban", date(2023, 11, 14): "Tlaga"}
SORTINGS = (date(2021, 3, 23), date(2022, 5, 17), date(2023, 9, 19))
QUOTES = (date(2021, 2, 18), date(2022, 6, 9), date(2023, 12, 7))
QUOTED = ("KRD", "PBB", "ALM")


def brings_copper(sessions: list[waste.PlannedSession]) -> Iterator[waste.PlannedSession]:
    """Yield every second weighing day of the post where copper is left."""
    here = [session for session in sessions if session.post == POST and session.visits]
    yield from here[::2]


def agree(world: World) -> None:
    """Agree that copper is left for sale, for a fee of ten percent."""
    item = bank_days.create_item(world, waste.PlannedPrice(COPPER, "Tembaga", "g", START, 0, 0))
    row = bank.PriceIn(item.pk, clock.start_of(START, "Asia/Jakarta"), None, mode=Mode.CONSIGNMENT, fee_bp=1_000)
    bank.publish_prices(
        org=world.org, by=world.one(Office.CHAIR), client_id=uuid7(), happened_at=clock.now(), rows=[row]
    )


def leave_copper(world: World, planned: waste.PlannedSession) -> None:
    """Two of those who came have copper with them."""
    rng = dice(planned.opens_at.toordinal())
    come = sorted({visit.member for visit in planned.visits})
    for number in sorted(rng.sample(come, min(2, len(come)))):
        member = world.members[number]
        by = bank_days.weigher(world, planned.post)
        bank.record_deposit(
            org=world.org,
            by=world.other_than(by.member_id, Office.WEIGHING) if by.member_id == member.pk else by,
            client_id=uuid7(),
            happened_at=clock.now(),
            session_id=world.sessions[planned.post, planned.opens_at],
            member_id=member.pk,
            lines=[LineIn(_copper().pk, rng.randint(2, 14) * 100)],
        )


def sell_copper(world: World, day: date) -> None:
    """Sell the copper; the owners carry the transport and the shrinkage by weight."""
    there = _there(world, _copper(), POST, Pool.CONSIGNED)
    is_last = day == max(SALES)
    own = there * 3 // 5 if is_last else there
    line = bank.SaleLineIn(
        _copper().pk, own * 98 // 100, SALES[day], own_quantity=own, pool=Pool.CONSIGNED, costs=TRANSPORT
    )
    bank_days.sell_load(world, POST, world.collectors[1], [line], "" if is_last else BOX)


def take_back(world: World) -> None:
    """Let one member take a part of her copper home again."""
    lot = ConsignmentLot.objects.filter(held__gt=0).order_by("weighed_at", "member__number").first()
    if lot is not None:
        return_lots(
            org=world.org,
            by=world.other_than(lot.member_id, Office.TREASURER),
            client_id=uuid7(),
            happened_at=clock.now(),
            post_id=lot.post_id,
            member_id=lot.member_id,
            item_id=lot.item_id,
            quantity=min(lot.held, 200),
            reason="dipakai sendiri",
        )


def send(world: World, source: str) -> None:
    """Send the cardboard of a small post to the large one, where the collector comes."""
    card = world.items["KRD"]
    if _there(world, card, source):
        send_to_post(
            org=world.org,
            by=bank_days.weigher(world, source),
            client_id=uuid7(),
            happened_at=clock.now(),
            from_post_id=world.posts[source].pk,
            to_post_id=world.posts[POST].pk,
            lines=[CarryIn(card.pk)],
        )


def receive(world: World) -> None:
    """Weigh what arrived: three percent less than what left."""
    for load in PostTransfer.objects.filter(status="sent").order_by("happened_at"):
        receive_from_post(
            org=world.org,
            by=_other_user(world, load),
            client_id=uuid7(),
            happened_at=clock.now(),
            transfer_id=load.pk,
            received={line.item_id: line.quantity * 97 // 100 for line in load.lines.all()},
        )


def sort(world: World) -> None:
    """Take the labels off bottles: what is left is worth more, the labels are residue."""
    bottles = world.items["PBK"]
    there = _there(world, bottles, POST)
    if there:
        sort_waste(
            org=world.org,
            by=bank_days.weigher(world, POST),
            client_id=uuid7(),
            happened_at=clock.now(),
            post_id=world.posts[POST].pk,
            item_id=bottles.pk,
            quantity=there,
            outputs=[SortedOut(world.items["PBB"].pk, there * 94 // 100)],
        )


def quote(world: World, day: date) -> None:
    """Ask both collectors what they pay."""
    rng = dice(day.toordinal())
    for collector in world.collectors:
        for code in QUOTED:
            record_quote(
                org=world.org,
                by=world.one(Office.TREASURER),
                client_id=uuid7(),
                happened_at=clock.now(),
                collector_id=collector,
                item_id=world.items[code].pk,
                price=waste.sell_price(code, day) * rng.randint(96, 104) // 100 // 50 * 50,
                quoted_on=day,
            )


def _copper() -> WasteItem:
    item: WasteItem = WasteItem.objects.get(code=COPPER)
    return item


def _there(world: World, item: WasteItem, post: str, pool: str = Pool.OWN) -> int:
    place = world.posts[post].place_id
    return on_hand(org=world.org, item_id=item.stock_item_id, place_id=place, pool=pool).quantity


def _other_user(world: World, load: PostTransfer) -> Actor:
    holders = [*world.actors[Office.WEIGHING], *world.actors[Office.TREASURER]]
    return next(actor for actor in holders if actor.user_id != load.recorded_by_id)
