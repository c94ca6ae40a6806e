"""Build the demo association by calling the real actions, in the order of time, with the clock set to each event.

Nothing is written past an action: what the demo shows is what the program does. One seed, so every run is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from uuid import UUID

from guyub.demo import waste
from guyub.demo.calendar_days import LEBARAN, before_lebaran, is_suspended, months, sundays
from guyub.demo.cast import NAME, PIN, SLUG, Part, cast
from guyub.demo.context import SEED
from guyub.demo.people import END, START, Person, params, people
from guyub.foundation.accounts.actions import hash_pin, open_account
from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.ids import seeded_ids, uuid7
from guyub.foundation.core.money import share
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.core.words import banknotes
from guyub.foundation.ledger import approvals, cash, dues, periods, proposals
from guyub.foundation.ledger.balances import balance
from guyub.foundation.ledger.entries import Line
from guyub.foundation.ledger.setup import open_books
from guyub.foundation.members.actions import lives, registering, status
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.actions.associations import create_association
from guyub.foundation.organizations.actions.invitations import revoke_invitation
from guyub.foundation.organizations.actions.offices import admit
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.queries import actor_of
from guyub.foundation.participation.actions import record_participation
from guyub.livelihoods.wastebank import actions as bank
from guyub.livelihoods.wastebank.models import Flag, Pocket, Post, WasteItem, WeighingSession
from guyub.livelihoods.wastebank.visits import LineIn, WayIn

BOX = "1101"
Progress = Callable[[int, int], None]

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
}


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happens at a moment. `rank` orders what shares the moment."""

    moment: datetime
    rank: int
    serial: int
    run: Callable[[], object]


class Builder:
    """Holds what the events share: the association, its officers, its members, its items."""

    def __init__(self) -> None:
        self.rng = Random(SEED)  # noqa: S311 -- an invented history, the same on every machine
        self.people = people(Random(SEED))  # noqa: S311
        self.parts = cast(self.people)
        self.org: Organization
        self.members: dict[int, Member] = {}
        self.actors: dict[Office, list[Actor]] = {}
        self.items: dict[str, WasteItem] = {}
        self.posts: dict[str, Post] = {}
        self.collectors: list[UUID] = []
        self.sessions: dict[tuple[str, datetime], UUID] = {}
        self._events: list[Event] = []

    # ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────

    def at(self, moment: datetime, run: Callable[[], object], rank: int = 5) -> None:
        """Plan `run` for `moment`."""
        self._events.append(Event(moment, rank, len(self._events), run))

    def plan(self) -> list[Event]:
        """Return everything that happens, in order."""
        self.at(on(START, 6), self.found, rank=0)
        for person in self.people:
            hour = 7 if person.joined_on == START else 9
            self.at(on(person.joined_on, hour), partial(self.join, person), rank=1)
            if person.left_on is not None:
                self.at(on(person.left_on, 17), partial(self.leave, person))
        self.at(on(START, 10), self.open_house, rank=2)
        for day in sorted({price.starts_on for price in waste.prices()}):
            when = on(day, 11) if day == START else on(day - timedelta(days=1), 19)
            self.at(when, partial(self.publish, day), rank=3)
        for session in waste.sessions(Random(SEED + 1), self.people):  # noqa: S311
            self.plan_session(session)
        for post in params()["waste_bank"]["posts"]:
            for day in self.sale_days():
                self.at(on(day, 10), partial(self.sell, post))
        for year, month in months():
            self.plan_month(year, month)
        return sorted(self._events)

    def plan_month(self, year: int, month: int) -> None:
        """Plan the meeting with dues, the payouts, the costs and the closing of one month."""
        meeting = sundays(year, month)[0]
        if not is_suspended(meeting):
            self.at(on(meeting, 13), partial(self.meet, meeting))
        self.at(on(date(year, month, 20), 16), partial(self.pay_costs, year, month))
        for day in payout_days(year, month):
            self.at(on(day, 15), partial(self.pay_out, day))
        following = date(year + month // 12, month % 12 + 1, 6)
        self.at(on(following, 19), partial(self.close_month, date(year, month, 1)))

    def sale_days(self) -> Iterator[date]:
        """Yield the days on which the collector comes to one post: Thursdays, every three to five weeks."""
        shortest, longest = params()["waste_bank"]["sale_to_pengepul_every_days"]
        day = date(2021, 1, 21) + timedelta(days=7 * self.rng.randrange(3))
        while day <= END:
            if not is_suspended(day):
                yield day
            day += timedelta(days=7 * self.rng.randint(shortest // 7, longest // 7))

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────

    def found(self) -> None:
        chair = self.parts[0]
        founded = create_association(
            by=SYSTEM,
            name=NAME,
            slug=SLUG,
            region_code=params()["association"]["kode_kecamatan"],
            time_zone="Asia/Jakarta",
            chair_name=chair.name,
            chair_phone=chair.phone,
            started_on=START,
            is_demo=True,
        )
        self.org = founded.org
        with tenant(self.org.pk):
            # The demo's people are let in below, with a PIN that the sign-in page shows.
            revoke_invitation(org=self.org, by=SYSTEM, invitation_id=founded.chair.invitation.pk)
            open_books(org=self.org, by=SYSTEM)
            bank.open_bank(org=self.org, by=SYSTEM)

    def join(self, person: Person) -> None:
        self.members[person.number] = registering.register_member(
            org=self.org,
            by=SYSTEM,
            client_id=uuid7(),
            happened_at=clock.now(),
            name=person.name,
            honorific="bu" if person.sex == "f" and person.birth_year < 1985 else honorific(person.sex),
            sex=person.sex,
            birth_year=person.birth_year,
            kind=person.kind,
            phone=person.phone,
            phone_shared=person.phone_shared,
            village_code=person.village_code,
            hamlet=person.hamlet,
            rt=str(person.rt),
            rw=str(person.rw),
            joined_on=person.joined_on,
        )
        member = self.members[person.number]
        if person.stay is not None:
            lives.record_stay(
                org=self.org,
                by=SYSTEM,
                client_id=uuid7(),
                happened_at=clock.now(),
                member_id=member.pk,
                country=person.stay.country,
                sector=person.stay.sector,
                from_year=person.stay.year_from,
                to_year=person.stay.year_to,
            )
        for skill in person.skills:
            lives.add_skill(
                org=self.org,
                by=SYSTEM,
                client_id=uuid7(),
                happened_at=clock.now(),
                member_id=member.pk,
                name=skill.capitalize(),
            )

    def leave(self, person: Person) -> None:
        status.end_membership(
            org=self.org,
            by=SYSTEM,
            client_id=uuid7(),
            happened_at=clock.now(),
            member_id=self.members[person.number].pk,
            on_day=clock.today("Asia/Jakarta"),
            reason=self.rng.choice(["moved", "migrated", "own_wish"]),
        )

    def open_house(self) -> None:
        """Let the officers in, open the books with what was there, the posts, the kinds of waste, the collectors."""
        for part in self.parts:
            self.admit(part)
        self.open_the_books()
        for village in params()["waste_bank"]["posts"]:
            code = next(p.village_code for p in self.people if p.village == village)
            self.posts[village] = bank.create_post(org=self.org, by=SYSTEM, name=village, village_code=code)
        for price in waste.prices():
            if price.code not in self.items:
                self.items[price.code] = self.create_item(price)
        for name in ("Pak Karsim", "UD Rejeki Contoh"):
            self.collectors.append(bank.create_collector(org=self.org, by=SYSTEM, name=name).pk)
        dues.set_rate(
            org=self.org,
            by=self.one(Office.TREASURER),
            starts_on=START,
            amount=params()["association"]["iuran_rp_per_bulan"],
            happened_at=clock.now(),
            client_id=uuid7(),
        )

    def admit(self, part: Part) -> None:
        user = open_account(
            name=part.name, phone=part.phone, pin_hash=hash_pin(PIN, again=PIN, phone=part.phone), language="id"
        )
        member_id = self.members[part.member].pk if part.member else None
        offices = [] if part.office is Office.MEMBER else [part.office]
        membership = admit(org=self.org, by=SYSTEM, user=user, member_id=member_id, offices=offices, starts_on=START)
        self.actors.setdefault(part.office, []).append(actor_of(membership))

    def open_the_books(self) -> None:
        proposal = proposals.propose_opening(
            org=self.org,
            by=self.one(Office.TREASURER),
            lines=[Line(BOX, 2_500_000), Line("1501", 1_200_000), Line("2201", -300_000)],
            happened_at=clock.now(),
            client_id=uuid7(),
        )
        approvals.approve(org=self.org, by=self.one(Office.CHAIR), approval_id=proposal.pk)

    def create_item(self, price: waste.PlannedPrice) -> WasteItem:
        drawing, sipsn = KINDS[price.code]
        category = bank.create_category(
            org=self.org,
            by=SYSTEM,
            code=price.code,
            name=price.name,
            sipsn_class=sipsn,
            drawing=drawing,
            starts_on=START,
        )
        return bank.create_item(
            org=self.org, by=SYSTEM, category_id=category.pk, code=price.code, name=price.name, unit=Unit(price.unit)
        )

    def one(self, office: Office) -> Actor:
        """Return the first holder of `office`."""
        return self.actors[office][0]

    def other_than(self, member_id: UUID | None, *offices: Office) -> Actor:
        """Return the first holder of `offices` who is not this member: nobody acts for her own benefit."""
        return next(a for office in offices for a in self.actors[office] if a.member_id != member_id)

    # ── the waste bank ───────────────────────────────────────────────────────────────────────────────────────────

    def publish(self, day: date) -> None:
        rows = [
            bank.PriceIn(self.items[price.code].pk, clock.start_of(day, "Asia/Jakarta"), price.buy)
            for price in waste.prices()
            if price.starts_on == day
        ]
        bank.publish_prices(
            org=self.org, by=self.one(Office.CHAIR), client_id=uuid7(), happened_at=clock.now(), rows=rows
        )

    def plan_session(self, planned: waste.PlannedSession) -> None:
        self.at(planned.opens_at - timedelta(minutes=15), partial(self.open_session, planned))
        for visit in planned.visits:
            recorded = visit.happened_at + visit.recorded_after
            self.at(recorded, partial(self.deposit, planned, visit))
        self.at(planned.closes_at + timedelta(minutes=30), partial(self.close_session, planned))

    def open_session(self, planned: waste.PlannedSession) -> None:
        self.sessions[planned.post, planned.opens_at] = bank.plan_session(
            org=self.org,
            by=self.weigher(planned.post),
            client_id=uuid7(),
            happened_at=clock.now(),
            post_id=self.posts[planned.post].pk,
            planned_open=planned.opens_at,
            planned_close=planned.closes_at,
            open_now=True,
        ).pk

    def close_session(self, planned: waste.PlannedSession) -> None:
        bank.close_session(
            org=self.org,
            by=self.weigher(planned.post),
            session_id=self.sessions[planned.post, planned.opens_at],
            happened_at=clock.now(),
        )

    def weigher(self, post: str) -> Actor:
        """Return the weighing officer of a post."""
        offices = [village for office, village in _weighing_parts() if office is Office.WEIGHING]
        return self.actors[Office.WEIGHING][offices.index(post) if post in offices else 0]

    def deposit(self, planned: waste.PlannedSession, visit: waste.PlannedVisit) -> None:
        slipped = any(line.typed != line.quantity for line in visit.lines)
        by = self.weigher(planned.post)
        if by.member_id == self.members[visit.member].pk:  # nobody weighs for herself
            by = self.other_than(by.member_id, Office.WEIGHING)
        made = bank.record_deposit(
            org=self.org,
            by=by,
            client_id=uuid7(),
            happened_at=visit.happened_at,
            session_id=self.sessions[planned.post, planned.opens_at],
            member_id=self.members[visit.member].pk,
            lines=[LineIn(self.items[x.code].pk, x.typed, confirmed=True) for x in visit.lines],
            # A slip of the finger is mended before the money is used.
            ways=() if slipped or visit.way == "save" else (WayIn(visit.way),),
            source="phone" if visit.recorded_after else "online",
        )
        if slipped:
            when = clock.now() + timedelta(days=1, hours=8)
            with clock.set_to(when):
                bank.correct_deposit(
                    org=self.org,
                    by=self.other_than(self.members[visit.member].pk, Office.TREASURER),
                    client_id=uuid7(),
                    happened_at=when,
                    deposit_id=made.deposit_id,
                    lines=[LineIn(self.items[x.code].pk, x.quantity, confirmed=True) for x in visit.lines],
                    reason="koma terlewat",
                )

    def sell(self, post: str) -> None:
        """Sell everything that lies at a post; the collector's scale shows three to six percent less."""
        place = self.posts[post]
        lines = []
        for code, item in self.items.items():
            stock = bank_stock(self.org, item, place)
            price = waste.sell_price(code, clock.today("Asia/Jakarta"))
            if stock < 3_000 or not price:
                continue
            weight = stock * (1000 - self.rng.randint(30, 60)) // 1000
            lines.append(bank.SaleLineIn(item.pk, weight, price, take_all=True))
        if not lines:
            return
        treasurer = self.one(Office.TREASURER)
        sale = bank.draft_sale(
            org=self.org,
            by=treasurer,
            client_id=uuid7(),
            happened_at=clock.now(),
            post_id=place.pk,
            collector_id=self.collectors[int(self.rng.random() < 0.2)],
            lines=lines,
        )
        bank.finalise_sale(
            org=self.org, by=treasurer, client_id=uuid7(), sale_id=sale.pk, happened_at=clock.now(), cash_account=BOX
        )

    def pay_out(self, day: date) -> None:
        """Pay the members who ask: many before Lebaran, some in July for school, few in other months."""
        near, july = before_lebaran(day), day.month == 7
        chance = 0.3 if near else 0.2 if july else 0.05
        for pocket in Pocket.objects.filter(balance__gte=10_000).order_by("member__number"):
            if self.rng.random() >= chance:
                continue
            part = self.rng.randint(70, 100) if near else self.rng.randint(40, 80)
            amount = (pocket.balance - pocket.held) * part // 100 // 500 * 500
            if amount < 5_000 or balance(org=self.org, account=BOX) < amount + 100_000:
                continue
            request = bank.request_payout(
                org=self.org,
                by=self.other_than(pocket.member_id, Office.WEIGHING),
                client_id=uuid7(),
                happened_at=clock.now(),
                pocket_id=pocket.pk,
                amount=amount,
                post_id=self.posts["Cihonje"].pk,
            )
            approver = self.other_than(pocket.member_id, Office.CHAIR, Office.DEPUTY)
            bank.approve_payout(org=self.org, by=approver, payout_id=request.pk, happened_at=clock.now())
            payer = self.other_than(pocket.member_id, Office.TREASURER)
            bank.pay_payout(org=self.org, by=payer, client_id=uuid7(), happened_at=clock.now(), payout_id=request.pk)

    # ── meetings, dues, books ────────────────────────────────────────────────────────────────────────────────────

    def meet(self, day: date) -> None:
        """Hold the monthly meeting: who came is recorded, and most who came pay their dues."""
        meeting = uuid7()
        rate = params()["events"]["attendance_share"][str(day.year)]
        here = [p for p in self.people if p.joined_on <= day and (p.left_on is None or p.left_on > day)]
        faithful = {p.number for p in here if Random(p.number).random() < 0.55}  # noqa: S311 -- the same every month
        officers = {part.member for part in self.parts if part.member}
        for person in here:
            chance = 0.9 if person.number in officers else rate * (1.35 if person.number in faithful else 0.35)
            if self.rng.random() >= chance:
                continue
            member = self.members[person.number]
            record_participation(
                org=self.org,
                by=self.one(Office.SECRETARY),
                member=member,
                activity="meeting",
                role="received",
                starts_at=clock.now(),
                minutes=120,
                source_type="demo.meeting",
                source_id=meeting,
                client_id=uuid7(),
            )
            debt = dues.owed(org=self.org, member=member, upto=day).amount
            if debt and (person.number in faithful or self.rng.random() < 0.3):
                dues.take_dues(
                    org=self.org,
                    by=self.other_than(member.pk, Office.TREASURER),
                    member=member,
                    amount=debt,
                    cash=BOX,
                    happened_at=clock.now(),
                    client_id=uuid7(),
                )

    def pay_costs(self, year: int, month: int) -> None:
        """Pay what a month costs: transport of the waste, refreshments of the meeting, paper and scales."""
        total = 70_000 + self.rng.randrange(0, 60) * 1_000
        parts = zip(("transport", "activity", "running"), share(total, [4, 4, 2]), strict=True)
        for category, amount in parts:
            if is_suspended(date(year, month, 20)) and category != "running":
                continue
            cash.pay_money(
                org=self.org,
                by=self.one(Office.TREASURER),
                category_key=category,
                amount=amount // 500 * 500,
                box=BOX,
                happened_at=clock.now(),
                client_id=uuid7(),
                unit="BSP" if category == "transport" else "PAG",
                payee_name={"transport": "Pak Darmo", "activity": "Warung Bu Yem", "running": "Toko Maju"}[category],
            )

    def close_month(self, month: date) -> None:
        """Settle what waits, count the tin, and close the month by two persons."""
        for flag in Flag.objects.filter(settled_at__isnull=True).order_by("id"):
            bank.settle_flag(
                org=self.org,
                by=self.other_than(bank_owner(flag), Office.DEPUTY, Office.CHAIR),
                flag_id=flag.pk,
                settlement="kept",
                happened_at=clock.now(),
            )
        cash.count_cash(
            org=self.org,
            by=self.one(Office.SECRETARY),
            box=BOX,
            pieces=dict(notes(balance(org=self.org, account=BOX))),
            happened_at=clock.now(),
            client_id=uuid7(),
        )
        proposal = periods.propose_close(
            org=self.org, by=self.one(Office.TREASURER), month=month, happened_at=clock.now(), client_id=uuid7()
        )
        approvals.approve(org=self.org, by=self.one(Office.CHAIR), approval_id=proposal.pk)


def build(progress: Progress | None = None) -> Organization:
    """Build the whole association; returns it. `progress(done, total)` is called now and then."""
    builder = Builder()
    events = builder.plan()
    with seeded_ids(SEED):
        for done, batch in _by_month(events):
            with atomic():  # one commit a month: the disk is asked 36 times, not ten thousand
                for event in batch:
                    builder_tenant(builder, event)
            if progress:
                progress(done, len(events))
    return builder.org


def builder_tenant(builder: Builder, event: Event) -> None:
    """Run an event at its moment, inside the association once it exists."""
    with clock.set_to(event.moment):
        if hasattr(builder, "org"):
            with tenant(builder.org.pk):
                event.run()
        else:
            event.run()


def open_today(org: Organization) -> None:
    """Open a weighing day at Cihonje for whoever visits the demo now, unless one is open already."""
    with tenant(org.pk):
        if WeighingSession.objects.filter(status="open").exists():
            return
        day = clock.today(org.time_zone)
        bank.plan_session(
            org=org,
            by=SYSTEM,
            client_id=uuid7(),
            happened_at=clock.now(),
            post_id=Post.objects.get(name="Cihonje").pk,
            planned_open=clock.start_of(day, org.time_zone),
            planned_close=clock.end_of(day, org.time_zone) - timedelta(minutes=1),
            open_now=True,
        )


def on(day: date, hour: int) -> datetime:
    """Return a wall-clock moment of the association."""
    return datetime.combine(day, time(hour), waste.ZONE)


def honorific(sex: str) -> str:
    """Return how a younger person, or a man, is addressed."""
    return "mbak" if sex == "f" else "pak"


def payout_days(year: int, month: int) -> list[date]:
    """Return the days on which savings are paid out: three before Lebaran, two in July, else one Saturday."""
    feast = LEBARAN[year]
    days = [feast - timedelta(days=n) for n in (11, 7, 3)]
    found = [day for day in days if day.month == month]
    if month == 7:
        return [*found, date(year, 7, 5), date(year, 7, 12)]
    return found or [date(year, month, 13)]


def notes(amount: int) -> Iterator[tuple[int, int]]:
    """Return the notes and coins that make `amount`, what is below a hundred left over."""
    return ((value, count) for value, count in banknotes(amount) if value >= 100)


def bank_stock(org: Organization, item: WasteItem, post: Post) -> int:
    """Return how much of an item lies at a post, in base units."""
    from guyub.foundation.ledger.stock import on_hand  # noqa: PLC0415

    return on_hand(org=org, item_id=item.stock_item_id, place_id=post.place_id).quantity


def bank_owner(flag: Flag) -> UUID | None:
    """Return whose deposit a flag is about."""
    from guyub.livelihoods.wastebank.models import Deposit  # noqa: PLC0415

    owner: UUID | None = Deposit.objects.filter(pk=flag.subject_id).values_list("member_id", flat=True).first()
    return owner


def _weighing_parts() -> list[tuple[Office, str]]:
    from guyub.demo.cast import PARTS  # noqa: PLC0415

    return [(office, village) for office, village in PARTS if office is Office.WEIGHING]


def _by_month(events: list[Event]) -> Iterator[tuple[int, list[Event]]]:
    """Yield (events so far, events) month by month."""
    batch: list[Event] = []
    for number, event in enumerate(events):
        if batch and (event.moment.year, event.moment.month) != (batch[-1].moment.year, batch[-1].moment.month):
            yield number, batch
            batch = []
        batch.append(event)
    yield len(events), batch
