"""Who holds which office in the demo, and how a visitor signs in as each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guyub.demo.people import Person
from guyub.foundation.organizations.choices import Office

PIN = "274913"
NAME, SLUG = "Paguyuban Sekar Rantau (Contoh)", "sekar-rantau"

# Fourteen officers as in the model association, an auditor, and one member without an office. (office, village)
PARTS: tuple[tuple[Office, str], ...] = (
    (Office.CHAIR, "Cihonje"),
    (Office.DEPUTY, "Gumelar"),
    (Office.SECRETARY, "Cihonje"),
    (Office.SECRETARY, "Paningkaban"),
    (Office.TREASURER, "Gumelar"),
    (Office.TREASURER, "Cihonje"),
    (Office.WEIGHING, "Cihonje"),
    (Office.WEIGHING, "Gumelar"),
    (Office.WEIGHING, "Paningkaban"),
    (Office.WEIGHING, "Tlaga"),
    (Office.BUSINESS, "Paningkaban"),
    (Office.INFORMATION, "Gumelar"),
    (Office.CASES, "Cihonje"),
    (Office.TUTOR, "Kedungurang"),
    (Office.AUDITOR, "Karangkemojing"),
    (Office.MEMBER, "Cihonje"),
)
MENTOR_NAME, MENTOR_PHONE = "Dyah Permani", "+6284000000900"


@dataclass(frozen=True, slots=True)
class Part:
    """A person with a sign-in, and the office she shows. `member` is her number; None for the mentor from outside."""

    office: Office
    name: str
    phone: str
    member: int | None


def cast(people: Sequence[Person]) -> list[Part]:
    """Give each part to a woman who founded the association and has a phone of her own."""
    taken: set[int] = set()
    parts = []
    for office, village in PARTS:
        person = next(
            p
            for p in people
            if p.village == village and p.sex == "f" and p.phone and not p.phone_shared
            and p.left_on is None and p.number not in taken and p.joined_on == people[0].joined_on
        )  # fmt: skip
        taken.add(person.number)
        parts.append(Part(office, person.name, person.phone, person.number))
    return [*parts, Part(Office.MENTOR, MENTOR_NAME, MENTOR_PHONE, None)]


def logins(parts: Sequence[Part]) -> list[Part]:
    """Return one part for each office, in the order of the offices."""
    first: dict[Office, Part] = {}
    for part in parts:
        first.setdefault(part.office, part)
    return list(first.values())
