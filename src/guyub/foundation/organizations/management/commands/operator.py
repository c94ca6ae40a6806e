"""`guyub operator`: let the host help in one association, for minutes, on record."""

from __future__ import annotations

import getpass
from typing import Any

from django.core.management.base import CommandError, CommandParser

from guyub.foundation.accounts.actions import hash_pin, open_account
from guyub.foundation.accounts.models import User
from guyub.foundation.accounts.phones import read_phone
from guyub.foundation.core.actor import SYSTEM
from guyub.foundation.core.commands import GuyubCommand
from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.actions import grant_operator
from guyub.foundation.organizations.models import Organization


class Command(GuyubCommand):
    help = "Open one association to the host, reading only, for at most 60 minutes. Every page opened is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", required=True, help="phone number of the host's own account")
        parser.add_argument("--name", default="", help="name, to make that account if there is none yet")
        parser.add_argument("--org", required=True, help="address (slug) of the association")
        parser.add_argument("--reason", required=True, help="why; the association reads it")
        parser.add_argument("--minutes", type=int, default=30)

    def handle(self, *_args: Any, **options: Any) -> None:
        org = Organization.objects.filter(slug=options["org"]).first()
        if org is None:
            raise CommandError(f"No association has the address {options['org']}.")
        user = self._account(read_phone(options["user"]), options["name"])
        with tenant(org.pk):
            grant = grant_operator(org=org, by=SYSTEM, user=user, reason=options["reason"], minutes=options["minutes"])
        self.say(f"{user.name} may look into {org.name} until {moment_text(grant.ends_at, org.time_zone)}.")

    def _account(self, phone: str, name: str) -> User:
        user = User.objects.filter(phone=phone, is_active=True).first()
        if user is not None:
            return user
        if not name:
            raise CommandError("Nobody has this phone number. Give --name to make an account for the host.")
        pin_hash = hash_pin(getpass.getpass("PIN: "), again=getpass.getpass("PIN again: "), phone=phone)
        return open_account(name=name, phone=phone, pin_hash=pin_hash)
