"""Base of our commands: an error of the house ends with its sentence and exit code 1, not with a stack trace."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guyub.foundation.core.errors import GuyubError


class GuyubCommand(BaseCommand):
    """A command of `guyub`, listed first in `guyub help`."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except GuyubError as error:
            raise CommandError(f"{error} {error.next_step}".strip()) from error

    def say(self, text: object) -> None:
        """Print one line."""
        self.stdout.write(str(text))
