"""Consigned waste on paper: what a sale brought to one member, and what was given back to her."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.exports import Cell, Column, Slip, Table
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.models import LotReturn
from guyub.livelihoods.wastebank.outputs.debts import Receipt
from guyub.livelihoods.wastebank.outputs.slips import Pairs, as_message, proof
from guyub.livelihoods.wastebank.queries.lots import OwnerShare, OwnersSheet


def goods_text(share: OwnerShare) -> str:
    """Return what of hers was sold: `Aluminium 1,50 kg, Tembaga 0,80 kg`."""
    return ", ".join(f"{item} {texts.weight(grams, unit)}" for item, grams, unit in share.goods)


def owner_text(share: OwnerShare) -> str:
    """Return whose share it is."""
    return numbered(share.name, share.number) if share.member_id else _("Guests, for Dana Sosial")


def share_receipt(org: Organization, sheet: OwnersSheet, share: OwnerShare) -> Receipt:
    """Return the slip of one member's share of a sale."""
    rows: Pairs = [(_("Receipt no."), str(sheet.receipt_number))] if sheet.receipt_number else []
    if sheet.settled_at is not None:
        rows.append((_("Credited"), moment_text(sheet.settled_at, org.time_zone)))
    rows += [(_("Name"), owner_text(share)), (_("Sold to"), sheet.collector)]
    rows += [(item, texts.weight(grams, unit)) for item, grams, unit in share.goods]
    rows.append((_("Fee of the bank"), rupiah(share.fee)))
    if share.corrected:
        rows.append((_("Corrected since the sale"), texts.signed(share.corrected)))
    return Receipt(
        title=_("Waste sold for you"),
        rows=rows,
        amount_word=_("Credited to the passbook"),
        amount=share.credited,
        code=sheet.receipt_code,
        proof=proof(org, sheet.receipt_number, sheet.receipt_code),
    )


def return_rows(org: Organization, row: LotReturn) -> Pairs:
    """Return what was given back, to whom."""
    rows: Pairs = [(_("Receipt no."), str(row.receipt_number))] if row.receipt_number else []
    rows += [
        (_("Given back"), moment_text(row.happened_at, org.time_zone)),
        (_("Post"), row.post.name),
        (_("Name"), numbered(row.member.name, row.member.number)),
        (row.item_name, texts.weight(row.quantity, row.unit)),
    ]
    return [*rows, (_("Reason"), row.reason)] if row.reason else rows


def return_paper(org: Organization, row: LotReturn) -> Slip:
    """Return the slip of what was given back, for the 58 mm printer."""
    return Slip(
        title=_("Waste given back"),
        org_name=org.name,
        heading=(),
        lines=return_rows(org, row),
        code=row.receipt_code,
        qr_text=proof(org, row.receipt_number, row.receipt_code),
        footer=_("Thank you. Keep this slip."),
    )


def return_text(org: Organization, row: LotReturn) -> str:
    """Return the slip of what was given back as a message."""
    return as_message(org, _("Waste given back"), return_rows(org, row), row.receipt_code)


def owners_table(sheet: OwnersSheet) -> Table:
    """Return who gets what of a sale."""
    rows: list[list[Cell]] = [
        [owner_text(share), goods_text(share), share.fee, share.credited] for share in sheet.shares
    ]
    return Table(
        _("Who left what for sale"),
        [Column(_("Name")), Column(_("Sold")), Column(_("Fee"), "rupiah"), Column(_("Amount"), "rupiah")],
        rows,
        totals=[_("Total"), "", sheet.fee, sheet.credited],
    )
