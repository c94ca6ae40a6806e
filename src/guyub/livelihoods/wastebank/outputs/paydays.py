"""The payout sheet of a payday: who gets how much, with room to sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from guyub.foundation.core.dates import long_date
from guyub.foundation.core.exports import Cell, Column, Table
from guyub.livelihoods.wastebank.choices import PayoutStatus
from guyub.livelihoods.wastebank.queries.payouts import PayoutRow

SIGN_HERE = f"{'…' * 9} {'…' * 9}"  # breaks into two lines on paper: room for a hand


def sheet_title(day: date) -> str:
    """Return the title of a payday's sheet."""
    return _("Payout sheet, %(day)s") % {"day": long_date(day)}


def sheet_table(rows: Sequence[PayoutRow]) -> Table:
    """Return one row for each withdrawal, with a numbered place to sign."""
    shown: list[list[Cell]] = [
        [
            f"{number}. {row.member}",
            row.member_number,
            row.pocket,
            row.amount,
            str(PayoutStatus(row.status).label),
            f"{number}. {SIGN_HERE}",
        ]
        for number, row in enumerate(rows, start=1)
    ]
    columns = [
        Column(_("Name")),
        Column(_("Member no."), "number"),
        Column(_("Savings")),
        Column(_("Amount"), "rupiah"),
        Column(_("State")),
        Column(_("Signature"), width=24),
    ]
    totals: list[Cell] = [_("Total"), None, None, sum(row.amount for row in rows), None, None]
    return Table(_("Withdrawals"), columns, shown, totals=totals)
