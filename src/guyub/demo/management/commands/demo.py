from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils.translation import gettext as _
from django.utils.translation import override

from guyub.demo.build import build, open_today
from guyub.demo.cast import PIN, SLUG, cast, logins
from guyub.demo.people import people
from guyub.demo.world import dice
from guyub.foundation.core.commands import GuyubCommand
from guyub.foundation.core.management.commands.serve import prepare, refuse_taken_port, run
from guyub.foundation.core.phones import phone_text
from guyub.foundation.organizations.models import Organization


class Command(GuyubCommand):
    help = "Build the fictional association of the demo: guyub demo [--serve] [--rebuild]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--serve", action="store_true", help="start the server afterwards")
        parser.add_argument("--rebuild", action="store_true", help="throw the demo's data away and build it anew")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["serve"]:
            refuse_taken_port(options["host"], options["port"])
        if options["rebuild"]:
            self.start_over()
        prepare()
        org = Organization.objects.filter(slug=SLUG).first() or self.build()
        open_today(org)
        self.print_logins(options["host"], options["port"])
        if options["serve"]:
            connections.close_all()
            run(host=options["host"], port=options["port"], workers=1)

    def build(self) -> Organization:
        """Build it with a bar that moves, and check the books at the end."""
        started = time.monotonic()
        with override("id"):  # memos are written in the members' language
            org = build(self.show)
        self.say("")
        call_command("verify", stdout=self.stdout)
        self.say(_("Built in %(seconds)d seconds.") % {"seconds": time.monotonic() - started})
        return org

    def show(self, done: int, total: int) -> None:
        """Draw the bar."""
        width = 40 * done // total
        self.stdout.write(f"\r[{'█' * width}{'·' * (40 - width)}] {100 * done // total:3d} %", ending="")
        self.stdout.flush()

    def start_over(self) -> None:
        """Remove the demo's own database; only there, and only if it is one."""
        if not settings.DEMO or settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
            self.say(_("Only a demo on the embedded database can be rebuilt."))
            return
        connections.close_all()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{suffix}").unlink(missing_ok=True)

    def print_logins(self, host: str, port: int) -> None:
        """Print where to go and who can sign in."""
        self.say("")
        self.say(_("Address: %(url)s   PIN of everybody: %(pin)s") % {"url": f"http://{host}:{port}/", "pin": PIN})
        for part in logins(cast(people(dice()))):
            self.say(f"  {phone_text(part.phone):<16} {part.name:<20} {part.office.label}")
        self.say("")
