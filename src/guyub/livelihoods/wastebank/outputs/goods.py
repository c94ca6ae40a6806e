"""Goods for barter on paper and in messages: the receipt, the poster of the swap."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date, moment_text
from guyub.foundation.core.exports import Poster, Slip, poster_pdf
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.words import in_words
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import outputs, texts, texts_goods
from guyub.livelihoods.wastebank.models import Barter
from guyub.livelihoods.wastebank.queries.goods import SwapCard

Pairs = list[tuple[str, str]]


def barter_rows(org: Organization, row: Barter) -> Pairs:
    """Return what a receipt of goods says."""
    rows = [(_("Receipt no."), str(row.receipt_number))] if row.receipt_number is not None else []
    rows += [
        (_("When"), moment_text(row.happened_at, org.time_zone)),
        (_("Post"), row.post.name),
        (_("Name"), numbered(row.member.name, row.member.number)),
        (row.good_name, texts_goods.units(row.count, row.good.unit, row.good.unit_size)),
    ]
    if row.waste_quantity:
        rows.append((_("For one"), f"{texts.weight(row.waste_quantity, row.waste_unit)} {row.waste_name}"))
    else:
        rows.append((_("For one"), rupiah(row.unit_price)))
    return rows


def barter_slip(org: Organization, row: Barter) -> Slip:
    """Return the receipt for the 58 mm printer."""
    return Slip(
        title=_("Receipt of goods"),
        org_name=org.name,
        heading=barter_rows(org, row),
        lines=[(_("From the savings"), rupiah(row.amount)), (f"{in_words(row.amount)} rupiah", "")],
        code=row.receipt_code,
        qr_text=outputs.slips.proof(org, row.receipt_number, row.receipt_code),
        footer=_("Thank you. Keep this slip."),
    )


def barter_text(org: Organization, row: Barter) -> str:
    """Return the receipt as a message."""
    rows = [*barter_rows(org, row), (_("From the savings"), rupiah(row.amount))]
    return outputs.slips.as_message(org, _("Receipt of goods"), rows, row.receipt_code)


def poster_words(swap: SwapCard) -> tuple[str, str]:
    """Return a swap in large words, and what the waste is worth today below."""
    return texts_goods.ratio(swap), texts_goods.swap_about(swap, may_see_cost=False)


def swap_poster(org: Organization, swaps: Sequence[SwapCard], *, size: str) -> bytes:
    """Return the poster of the swap offers, A4 or A5."""
    poster = Poster(
        title=_("Swap at the waste bank"),
        org_name=org.name,
        panels=[poster_words(swap) for swap in swaps],
        footer=_("Worth of %(day)s. Whole units, as long as there is stock.")
        % {"day": long_date(clock.today(org.time_zone))},
    )
    return poster_pdf(poster, size="a5" if size == "a5" else "a4")
