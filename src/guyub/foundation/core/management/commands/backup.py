from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from guyub.foundation.core import backup, clock
from guyub.foundation.core.commands import GuyubCommand


class Command(GuyubCommand):
    help = "Write everything into one file, while people work: guyub backup [FILE]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: <data folder>/backups/guyub-<time>.tar.gz")

    def handle(self, *_args: Any, **options: Any) -> None:
        name = f"guyub-{clock.now():%Y%m%dT%H%M%SZ}.tar.gz"
        made = backup.make(options["file"] or Path(settings.DATA_DIR) / "backups" / name)
        self.say(_("Backup written: %(path)s (%(size)s kB)") % {"path": made.path, "size": made.size // 1024})
        self.say(_("Keep the file secret-key of the data folder in another safe place."))
