"""What members take home: slips of deposits and withdrawals on 58 mm, and the same as a message."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.exports import Slip
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.words import in_words
from guyub.foundation.ledger.receipts import check_url
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.choices import Way
from guyub.livelihoods.wastebank.queries.passbook import Slip as DepositSlip
from guyub.livelihoods.wastebank.queries.payouts import PayoutRow

Pairs = list[tuple[str, str]]


def proof(org: Organization, number: int | None, code: str) -> str:
    """Return the address where anybody can check a receipt, or nothing where there is none."""
    return check_url(org=org, number=number, code=code) if number is not None and code else ""


# --- the slip of a deposit ------------------------------------------------------------------------------------------


def slip_heading(org: Organization, slip: DepositSlip) -> Pairs:
    """Return number, moment, post and whose."""
    rows = [(_("Receipt no."), str(slip.receipt_number))] if slip.receipt_number is not None else []
    rows += [(_("Weighed"), moment_text(slip.weighed_at, org.time_zone)), (_("Post"), slip.post)]
    who = slip.member or (_("Group") if slip.shares else _("Guest"))
    rows.append((_("Name"), numbered(who, slip.member_number) if slip.member_number else who))
    return rows


def slip_lines(slip: DepositSlip) -> Pairs:
    """Return each kind with weight, price and amount."""
    return [
        (
            f"{line.item} {texts.weight(line.quantity, line.unit)}"
            + (f" × {texts.price(line.price, line.unit)}" if line.price is not None else ""),
            texts.worth_of_line(line.amount, line.price, is_consigned=line.is_consigned),
        )
        for line in slip.lines
    ]


def slip_totals(slip: DepositSlip) -> Pairs:
    """Return the value and what became of it."""
    rows: Pairs = []
    if slip.deduction:
        rows += [(_("Together"), rupiah(slip.gross)), (_("Deduction"), texts.less(slip.deduction))]
    rows.append((_("Worth"), rupiah(slip.net)))
    rows += [(use.goods or str(texts.WAYS[use.way][1]), rupiah(use.amount)) for use in slip.uses if use.way != Way.SAVE]
    if slip.shares:
        is_equal = len({share.parts for share in slip.shares}) == 1
        rows += [
            (share_name(share.member, share.member_number, share.parts, is_equal=is_equal), rupiah(share.amount))
            for share in slip.shares
        ]
    elif slip.member_id is None:
        rows.append((_("Gift to Dana Sosial"), rupiah(slip.net)))
    else:
        elsewhere = [(use.savings, use.amount) for use in slip.uses if use.savings]
        rows += saved_rows(slip.saved, elsewhere)
    if slip.balance_after is not None:
        rows.append((_("Balance"), rupiah(slip.balance_after)))
    return rows


def share_name(name: str, number: int, parts: int, *, is_equal: bool) -> str:
    """Name one of a group; where the parts differ also hers."""
    who = numbered(name, number)
    return who if is_equal else f"{who}, " + ngettext("%(n)d part", "%(n)d parts", parts) % {"n": parts}


def saved_rows(saved: int, elsewhere: Sequence[tuple[str, int]]) -> Pairs:
    """Say what is saved in chosen savings, and what in the regular ones."""
    rows = [(_("Saved: %(savings)s") % {"savings": name}, rupiah(amount)) for name, amount in elsewhere]
    rest = saved - sum(amount for _name, amount in elsewhere)
    return [*rows, (_("Put into savings"), rupiah(rest))] if rest or not rows else rows


def deposit_slip(org: Organization, slip: DepositSlip) -> Slip:
    """Return the slip for the 58 mm printer."""
    return Slip(
        title=_("Deposit slip"),
        org_name=org.name,
        heading=slip_heading(org, slip),
        lines=slip_lines(slip),
        totals=slip_totals(slip),
        code=slip.receipt_code,
        qr_text=proof(org, slip.receipt_number, slip.receipt_code),
        footer=_("Thank you. Keep this slip."),
    )


def slip_text(org: Organization, slip: DepositSlip) -> str:
    """Return the slip as a message."""
    rows = [*slip_heading(org, slip), *slip_lines(slip), *slip_totals(slip)]
    return as_message(org, _("Deposit slip"), rows, slip.receipt_code)


# --- the receipt of a payout ----------------------------------------------------------------------------------------


def payout_rows(org: Organization, payout: PayoutRow) -> Pairs:
    """Return what a receipt of a withdrawal says."""
    rows = [(_("Receipt no."), str(payout.receipt_number))] if payout.receipt_number is not None else []
    if payout.ended_at is not None:
        rows.append((_("Paid"), moment_text(payout.ended_at, org.time_zone)))
    if payout.post:
        rows.append((_("Post"), payout.post))
    rows += [(_("Name"), numbered(payout.member, payout.member_number)), (_("From"), payout.pocket)]
    return [*rows, (_("Received by"), payout.receiver)] if payout.receiver else rows


def payout_slip(org: Organization, payout: PayoutRow) -> Slip:
    """Return the receipt for the 58 mm printer."""
    return Slip(
        title=_("Receipt of a withdrawal"),
        org_name=org.name,
        heading=payout_rows(org, payout),
        lines=[(_("Received in cash"), rupiah(payout.amount)), (f"{in_words(payout.amount)} rupiah", "")],
        code=payout.receipt_code,
        qr_text=proof(org, payout.receipt_number, payout.receipt_code),
        footer=_("Thank you. Keep this slip."),
    )


def payout_text(org: Organization, payout: PayoutRow) -> str:
    """Return the receipt as a message."""
    rows = [*payout_rows(org, payout), (_("Received in cash"), rupiah(payout.amount))]
    return as_message(org, _("Receipt of a withdrawal"), rows, payout.receipt_code)


def as_message(org: Organization, title: str, rows: Sequence[tuple[str, str]], code: str) -> str:
    """Return rows as a message to be shared."""
    lines = [f"*{title}*", org.name, *(f"{word}: {value}" for word, value in rows)]
    if code:
        lines.append(f"{_('Receipt code')}: {code}")
    return "\n".join(lines)


# --- lists ----------------------------------------------------------------------------------------------------------
