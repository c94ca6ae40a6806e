"""Build the demo association by calling the real actions, in the order of time, with the clock set to each event.

Nothing is written past an action: what the demo shows is what the program does. One seed, so every run is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from guyub.demo import (
    bank_days,
    books_days,
    consigned_days,
    passbook_days,
    report_days,
    savings_days,
    society,
    waste,
)
from guyub.demo.calendar_days import LEBARAN, is_suspended, months, sundays
from guyub.demo.people import END, START, params
from guyub.demo.world import SEED, World, dice
from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.db import atomic
from guyub.foundation.core.ids import seeded_ids, uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import actions as bank
from guyub.livelihoods.wastebank.models import Post, WeighingSession

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happens at a moment. `rank` orders what shares it, then the order of planning."""

    moment: datetime
    rank: int
    serial: int
    run: Callable[[], object] = field(compare=False)


class Plan:
    """Three years of events."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._events: list[Event] = []
        self._slips = 0

    def add(self, moment: datetime, step: Callable[..., object], *arguments: object, rank: int = 5) -> None:
        """Let `step(world, *arguments)` happen at `moment`."""
        self._events.append(Event(moment, rank, len(self._events), partial(step, self.world, *arguments)))

    def events(self) -> list[Event]:
        """Return everything that happens, in order."""
        self._plan_people()
        for day in sorted({price.starts_on for price in waste.prices()}):
            when = on(day, 11) if day == START else on(day - timedelta(days=1), 19)
            self.add(when, bank_days.publish, day, rank=3)
        sessions = list(waste.sessions(dice(1), self.world.people))
        for session in sessions:
            self._plan_session(session)
        self._plan_stock(sessions)
        again = passbook_days.last_sunday(sessions, END - timedelta(days=14))
        self.add(again.closes_at - timedelta(minutes=5), passbook_days.register_again, again)
        self.add(again.closes_at + timedelta(days=9), passbook_days.join_again, again)
        for post in params()["waste_bank"]["posts"]:
            for day in self._collector_days():
                self.add(on(day, 10), bank_days.sell, post)
        for year, month in months():
            self._plan_month(year, month)
        for day, step, arguments in savings_days.plan():
            self.add(on(day, 14), step, *arguments)
        return sorted(self._events)

    def _plan_people(self) -> None:
        self.add(on(START, 6), society.found, rank=0)
        for person in self.world.people:
            hour = 7 if person.joined_on == START else 9
            self.add(on(person.joined_on, hour), society.join, person, rank=1)
            if person.left_on is not None:
                self.add(on(person.left_on, 17), society.leave, person)
                self.add(on(person.left_on + timedelta(days=6), 15), passbook_days.close_account, person)
        self.add(on(START, 10), society.open_house, rank=2)
        self.add(on(START, 11), passbook_days.enter_notebook, rank=6)
        self.add(on(START, 12), report_days.write_rules)
        for year in range(START.year + 1, END.year + 1):
            self.add(on(date(year, 1, 1), 5), society.new_year)

    def _plan_session(self, planned: waste.PlannedSession) -> None:
        self.add(planned.opens_at - timedelta(minutes=15), bank_days.open_session, planned)
        for visit in planned.visits:
            self.add(visit.happened_at + visit.recorded_after, bank_days.deposit, planned, visit)
            if visit.slipped:
                self._plan_mending(visit)
        self.add(planned.closes_at + timedelta(minutes=30), bank_days.close_session, planned)

    def _plan_stock(self, sessions: list[waste.PlannedSession]) -> None:
        """Plan what is left for sale, carried to another post, sorted, and asked of collectors."""
        self.add(on(START, 11), consigned_days.agree, rank=4)
        for session in consigned_days.brings_copper(sessions):
            self.add(session.closes_at - timedelta(minutes=10), consigned_days.leave_copper, session)
        for day in consigned_days.SALES:
            self.add(on(day, 11), consigned_days.sell_copper, day)
        self.add(on(consigned_days.TAKEN_BACK, 16), consigned_days.take_back)
        for day, source in consigned_days.LOADS.items():
            self.add(on(day, 14), consigned_days.send, source)
            self.add(on(day + timedelta(days=1), 9), consigned_days.receive)
        for day in consigned_days.SORTINGS:
            self.add(on(day, 15), consigned_days.sort)
        for day in consigned_days.QUOTES:
            self.add(on(day, 13), consigned_days.quote, day)

    def _plan_mending(self, visit: waste.PlannedVisit) -> None:
        """Most slips are seen the next day; every third only when the collector has the goods."""
        self._slips += 1
        late = self._slips % 3 == 0 and visit.happened_at < on(END - timedelta(days=60), 0)
        self.add(visit.happened_at + timedelta(days=40 if late else 1, hours=8), bank_days.mend, visit)

    def _plan_month(self, year: int, month: int) -> None:
        """Plan the meeting with dues, the payouts, the costs and the closing of one month."""
        meeting = sundays(year, month)[0]
        if not is_suspended(meeting):
            self.add(on(meeting, 13), society.meet, meeting)
        self.add(on(date(year, month, 20), 16), books_days.pay_costs, year, month)
        if month in {2, 5, 9, 11} and year > START.year:
            self.add(on(date(year, month, 14), 16), bank_days.lend, date(year, month, 14))
        for day in payout_days(year, month):
            self.add(on(day, 15), bank_days.pay_out, day)
        following = date(year + month // 12, month % 12 + 1, 6)
        self.add(on(following, 19), books_days.close_month, date(year, month, 1))
        self.add(on(following.replace(day=2), 20), report_days.freeze, date(year, month, 1))
        if (year, month) == report_days.LATE:
            self.add(on(following.replace(day=4), 16), report_days.count_late, date(year, month, 1))
            self.add(on(following.replace(day=5), 20), report_days.freeze, date(year, month, 1))

    def _collector_days(self) -> Iterator[date]:
        """Yield the days on which the collector comes to one post: Thursdays, every three to five weeks."""
        shortest, longest = params()["waste_bank"]["sale_to_pengepul_every_days"]
        rng = self.world.rng
        day = date(2021, 1, 21) + timedelta(days=7 * rng.randrange(3))
        while day <= END:
            if not is_suspended(day):
                yield day
            day += timedelta(days=7 * rng.randint(shortest // 7, longest // 7))


def build(progress: Progress | None = None, *, until: date | None = None) -> Organization:
    """Build the association, all three years or `until` a day; `progress(done, total)` is called every month."""
    world = World()
    events = [event for event in Plan(world).events() if until is None or event.moment < on(until, 0)]
    with seeded_ids(SEED):
        for done, batch in _by_month(events):
            with atomic():  # one commit a month: the disk is asked 37 times, not ten thousand
                for event in batch:
                    happen(world, event)
            if progress:
                progress(done, len(events))
    return world.org


def happen(world: World, event: Event) -> None:
    """Run an event at its moment, inside the association once it exists."""
    inside = tenant(world.founded.pk) if world.founded else nullcontext()
    with clock.set_to(event.moment), inside:
        event.run()


def open_today(org: Organization) -> None:
    """Open a weighing day at Cihonje for whoever visits the demo now, unless one is open already."""
    with tenant(org.pk):
        day = clock.today(org.time_zone)
        opens = clock.start_of(day, org.time_zone)
        if WeighingSession.objects.filter(status="open", planned_open__gte=opens).exists():
            return
        bank.plan_session(
            org=org,
            by=SYSTEM,
            client_id=uuid7(),
            happened_at=clock.now(),
            post_id=Post.objects.get(name="Cihonje").pk,
            planned_open=opens,
            planned_close=clock.end_of(day, org.time_zone) - timedelta(minutes=1),
            open_now=True,
        )


def on(day: date, hour: int) -> datetime:
    """Return a wall-clock moment of the association."""
    return datetime.combine(day, time(hour), waste.ZONE)


def payout_days(year: int, month: int) -> list[date]:
    """Return the days on which savings are paid out: three before Lebaran, two in July, else one."""
    days = [LEBARAN[year] - timedelta(days=n) for n in (11, 7, 3)]
    found = [day for day in days if day.month == month]
    if month == 7:
        return [*found, date(year, 7, 5), date(year, 7, 12)]
    return found or [date(year, month, 13)]


def _by_month(events: list[Event]) -> Iterator[tuple[int, list[Event]]]:
    """Yield (events so far, events) month by month."""
    batch: list[Event] = []
    for number, event in enumerate(events):
        if batch and (event.moment.year, event.moment.month) != (batch[-1].moment.year, batch[-1].moment.month):
            yield number, batch
            batch = []
        batch.append(event)
    yield len(events), batch
