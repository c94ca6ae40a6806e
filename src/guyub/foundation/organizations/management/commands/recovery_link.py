"""`guyub recovery-link`: a new PIN for an officer when no two officers are left who remember theirs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.urls import reverse

from guyub.foundation.accounts.phones import read_phone
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.commands import GuyubCommand
from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.actions import give_pin_reset
from guyub.foundation.organizations.models import Membership, Organization


class Command(GuyubCommand):
    help = "Print a link, good for a day and once, with which an officer chooses a new PIN. The association reads why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("org", help="address (slug) of the association")
        parser.add_argument("phone", help="phone number with which the officer signs in")
        parser.add_argument("--reason", required=True, help="why; the association reads it")

    def handle(self, *_args: Any, **options: Any) -> None:
        org = Organization.objects.filter(slug=options["org"]).first()
        if org is None:
            raise CommandError(f"No association has the address {options['org']}.")
        with tenant(org.pk):
            people = Membership.objects.filter(user__phone=read_phone(options["phone"]), ended_at__isnull=True)
            person = people.select_related("user").first()
            if person is None:
                raise CommandError(f"Nobody in {org.name} signs in with this phone number.")
            given = give_pin_reset(org=org, by=SYSTEM, membership_id=person.pk, reason=options["reason"])
        until = moment_text(given.reset.expires_at, org.time_zone)
        self.say(f"Give this link to {person.user.name} herself, and only once you are sure that it is she.")
        self.say(f"It is good until {until}, once:")
        self.say(f"{settings.BASE_URL}{reverse('doors:pin-reset', args=[org.slug, given.token])}")
