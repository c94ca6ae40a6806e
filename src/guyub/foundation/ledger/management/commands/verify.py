"""`guyub verify`: do the books still say what was written into them?"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import Error

from guyub.foundation.core.commands import GuyubCommand
from guyub.foundation.ledger.verify import FINDINGS_SHOWN, Report, verify
from guyub.foundation.organizations.models import Organization

SOUND, BROKEN, COULD_NOT_RUN = 0, 1, 2


class Command(GuyubCommand):
    """Exit code 0: sound. 1: broken, and the first bad entry is named. 2: it could not run."""

    help = "Recompute the books: hash chain, numbers, sums, balances, goods, receipts, closed months."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--org", metavar="SLUG", help="only this association; otherwise all")
        parser.add_argument("--json", action="store_true", help="for a program instead of a person")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            associations = Organization.objects.order_by("slug")
            if options["org"]:
                associations = associations.filter(slug=options["org"])
                if not associations:
                    raise CommandError(f"no association is called {options['org']}", returncode=COULD_NOT_RUN)
            reports = [verify(org) for org in associations]
        except Error as error:
            raise CommandError(f"the database cannot be read: {error}", returncode=COULD_NOT_RUN) from error
        if options["json"]:
            self.say(json.dumps([_plain(report) for report in reports], indent=1))
        else:
            for report in reports:
                self._say(report)
        if not all(report.sound for report in reports):
            sys.exit(BROKEN)

    def _say(self, report: Report) -> None:
        verdict = "sound" if report.sound else "BROKEN"
        self.say(f"{report.org}: {verdict}, {report.entries} entries, {report.lines} lines, {report.seconds:.1f} s")
        self.say(f"  head {report.head}")
        if report.unchecked_documents:
            self.say(f"  {report.unchecked_documents} documents have no check")
        if report.first_bad is not None:
            self.say(f"  first bad entry: {report.first_bad}")
        for finding in report.findings[:FINDINGS_SHOWN]:
            self.say(f"  {finding.check}: {finding.sentence}")
        if len(report.findings) > FINDINGS_SHOWN:
            self.say(f"  and {len(report.findings) - FINDINGS_SHOWN} more")


def _plain(report: Report) -> dict[str, Any]:
    return {
        "association": report.org,
        "sound": report.sound,
        "entries": report.entries,
        "lines": report.lines,
        "head": report.head,
        "first_bad": report.first_bad,
        "unchecked_documents": report.unchecked_documents,
        "findings": [
            {"check": finding.check, "sentence": finding.sentence, "n": finding.n}
            for finding in report.findings[:FINDINGS_SHOWN]
        ],
    }
