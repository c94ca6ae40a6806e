"""People of the demo: how they found the association, join, leave, hold office, meet and pay their dues."""

from __future__ import annotations

from datetime import date
from random import Random

from guyub.demo import bank_days, books_days, waste
from guyub.demo.cast import NAME, PIN, SLUG, Part
from guyub.demo.people import START, Person, params
from guyub.demo.world import BOX, World
from guyub.foundation.accounts.actions import hash_pin, open_account
from guyub.foundation.core import clock
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.setup import open_books
from guyub.foundation.members.actions import lives, registering, status
from guyub.foundation.organizations import tiles
from guyub.foundation.organizations.actions.associations import create_association
from guyub.foundation.organizations.actions.invitations import revoke_invitation
from guyub.foundation.organizations.actions.offices import admit as let_in
from guyub.foundation.organizations.choices import Office
from guyub.foundation.organizations.queries import actor_of
from guyub.foundation.participation.actions import record_participation
from guyub.livelihoods.wastebank import actions as bank


def found(world: World) -> None:
    """Found the association, with books and a waste bank that are still empty."""
    chair = world.parts[0]
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
    world.founded = founded.org
    with tenant(world.org.pk):
        # The demo's people are let in below, with a PIN that the sign-in page shows.
        revoke_invitation(org=world.org, by=SYSTEM, invitation_id=founded.chair.invitation.pk)
        open_books(org=world.org, by=SYSTEM)
        bank.open_bank(org=world.org, by=SYSTEM)


def new_year(world: World) -> None:
    """Fill the calendar of the next year in, as the daily work does: savings open before its Lebaran."""
    tiles.known_days(world.org, SYSTEM)


def join(world: World, person: Person) -> None:
    """Register a member with her time abroad and her skills."""
    world.members[person.number] = registering.register_member(
        org=world.org,
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
    member = world.members[person.number]
    if person.stay is not None:
        lives.record_stay(
            org=world.org,
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
            org=world.org,
            by=SYSTEM,
            client_id=uuid7(),
            happened_at=clock.now(),
            member_id=member.pk,
            name=skill.capitalize(),
        )


def leave(world: World, person: Person) -> None:
    """End a membership."""
    status.end_membership(
        org=world.org,
        by=SYSTEM,
        client_id=uuid7(),
        happened_at=clock.now(),
        member_id=world.members[person.number].pk,
        on_day=clock.today("Asia/Jakarta"),
        reason=world.rng.choice(["moved", "migrated", "own_wish"]),
    )


def open_house(world: World) -> None:
    """Let the officers in, open the books with what was there, the posts, the kinds of waste, the collectors."""
    for part in world.parts:
        admit(world, part)
    books_days.open_the_books(world)
    for village in params()["waste_bank"]["posts"]:
        code = next(p.village_code for p in world.people if p.village == village)
        world.posts[village] = bank.create_post(org=world.org, by=SYSTEM, name=village, village_code=code)
    for price in waste.prices():
        if price.code not in world.items:
            world.items[price.code] = bank_days.create_item(world, price)
    for name in ("Pak Karsim", "UD Rejeki Contoh"):
        world.collectors.append(bank.create_collector(org=world.org, by=SYSTEM, name=name).pk)
    dues.set_rate(
        org=world.org,
        by=world.one(Office.TREASURER),
        starts_on=START,
        amount=params()["association"]["iuran_rp_per_bulan"],
        happened_at=clock.now(),
        client_id=uuid7(),
    )


def admit(world: World, part: Part) -> None:
    """Let an officer sign in and take her office."""
    user = open_account(
        name=part.name, phone=part.phone, pin_hash=hash_pin(PIN, again=PIN, phone=part.phone), language="id"
    )
    member_id = world.members[part.member].pk if part.member else None
    offices = [] if part.office is Office.MEMBER else [part.office]
    membership = let_in(org=world.org, by=SYSTEM, user=user, member_id=member_id, offices=offices, starts_on=START)
    world.actors.setdefault(part.office, []).append(actor_of(membership))


def meet(world: World, day: date) -> None:
    """Hold the monthly meeting: who came is recorded, and most who came pay their dues."""
    meeting = uuid7()
    rate = params()["events"]["attendance_share"][str(day.year)]
    here = [p for p in world.people if p.joined_on <= day and (p.left_on is None or p.left_on > day)]
    faithful = {p.number for p in here if Random(p.number).random() < 0.55}  # noqa: S311 -- the same every month
    officers = {part.member for part in world.parts if part.member}
    for person in here:
        chance = 0.9 if person.number in officers else rate * (1.35 if person.number in faithful else 0.35)
        if world.rng.random() >= chance:
            continue
        member = world.members[person.number]
        record_participation(
            org=world.org,
            by=world.one(Office.SECRETARY),
            member=member,
            activity="meeting",
            role="received",
            starts_at=clock.now(),
            minutes=120,
            source_type="demo.meeting",
            source_id=meeting,
            client_id=uuid7(),
        )
        debt = dues.owed(org=world.org, member=member, upto=day).amount
        if debt and (person.number in faithful or world.rng.random() < 0.3):
            dues.take_dues(
                org=world.org,
                by=world.other_than(member.pk, Office.TREASURER),
                member=member,
                amount=debt,
                cash=BOX,
                happened_at=clock.now(),
                client_id=uuid7(),
            )


def honorific(sex: str) -> str:
    """Return how a younger person, or a man, is addressed."""
    return "mbak" if sex == "f" else "pak"
