from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils.translation.reloader import translation_file_changed

from guyub.config.messages import SOURCE, compile_catalogues
from guyub.foundation.core.commands import GuyubCommand


class Command(GuyubCommand):
    help = "Compile the message catalogues that changed: guyub messages [--all]"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also those that did not change")

    def handle(self, *_args: Any, **options: Any) -> None:
        built = compile_catalogues(force=options["all"])
        for path in built:
            # This process may have looked for the catalogue before it was there, and remembers that it was not.
            translation_file_changed(sender=None, file_path=path)
            if options["verbosity"]:
                self.say(path.relative_to(SOURCE))
