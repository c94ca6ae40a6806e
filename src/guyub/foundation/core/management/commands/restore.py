from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils.translation import gettext as _

from guyub.foundation.core import backup
from guyub.foundation.core.commands import GuyubCommand


class Command(GuyubCommand):
    help = "Bring a backup back and check its books: guyub restore FILE [--replace]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="move the data that is here aside first")

    def handle(self, *_args: Any, **options: Any) -> None:
        aside = backup.restore(options["file"], replace=options["replace"])
        if aside is not None:
            self.say(_("The former data was moved to %(path)s") % {"path": aside})
        call_command("migrate", verbosity=0, interactive=False)
        call_command("verify", stdout=self.stdout)
