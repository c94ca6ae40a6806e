"""`guyub create-association`: add an association and print the link that lets its chair in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.urls import reverse

from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.commands import GuyubCommand
from guyub.foundation.organizations.actions import create_association


class Command(GuyubCommand):
    help = "Add an association and print the link with which its chair sets her PIN."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--slug", required=True, help="its address, e.g. sekar-gumelar")
        parser.add_argument("--name", required=True, help="its name, e.g. 'Paguyuban Sekar Gumelar'")
        parser.add_argument("--region", default="", help="Kemendagri code of its district, e.g. 33.02.15")
        parser.add_argument("--time-zone", default=settings.TIME_ZONE)
        parser.add_argument("--chair-name", required=True, help="name of the chair")
        parser.add_argument("--chair-phone", required=True, help="phone number of the chair")

    def handle(self, *_args: Any, **options: Any) -> None:
        founded = create_association(
            by=SYSTEM,
            name=options["name"],
            slug=options["slug"],
            region_code=options["region"],
            time_zone=options["time_zone"],
            chair_name=options["chair_name"],
            chair_phone=options["chair_phone"],
        )
        path = reverse("doors:invitation", args=[founded.org.slug, founded.chair.token])
        self.say(f"{founded.org.name}: {settings.BASE_URL}/p/{founded.org.slug}/")
        self.say(f"Link for {founded.chair.invitation.name}, good for 7 days, once:")
        self.say(f"{settings.BASE_URL}{path}")
