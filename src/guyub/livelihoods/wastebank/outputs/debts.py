"""Loans and debts on paper, on 58 mm slips and in messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.exports import Slip
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.words import in_words
from guyub.foundation.members.names import numbered
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts, texts_goods
from guyub.livelihoods.wastebank.choices import LoanStatus, RepaymentKind
from guyub.livelihoods.wastebank.outputs.slips import Pairs, as_message, proof
from guyub.livelihoods.wastebank.queries.loans import LentGood, LoanRow, ReceivableRow, RepaymentRow


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt of a loan or of a repayment says, whichever way it is handed over."""

    title: str
    rows: Pairs
    amount_word: str
    amount: int
    code: str
    proof: str

    def slip(self, org: Organization) -> Slip:
        """Return it for the 58 mm printer."""
        return Slip(
            title=self.title,
            org_name=org.name,
            heading=self.rows,
            lines=[(self.amount_word, rupiah(self.amount)), (f"{in_words(self.amount)} rupiah", "")],
            code=self.code,
            qr_text=self.proof,
            footer=_("Thank you. Keep this slip."),
        )

    def message(self, org: Organization) -> str:
        """Return it as a message."""
        return as_message(org, self.title, [*self.rows, (self.amount_word, rupiah(self.amount))], self.code)


def loan_rows(org: Organization, loan: LoanRow) -> Pairs:
    """Return what a loan is, for its card, its papers and for reading back."""
    rows = [
        (_("Name"), numbered(loan.member, loan.member_number)),
        (_("Asked"), moment_text(loan.asked_at, org.time_zone)),
        (_("Repaid out of each deposit"), share_text(loan.share_bp)),
    ]
    if loan.purpose:
        rows.append((_("What for"), loan.purpose))
    if loan.disbursed_at is not None:
        how = _("in goods") if loan.in_goods else _("in cash")
        rows.append((_("Handed out"), f"{moment_text(loan.disbursed_at, org.time_zone)}, {how}"))
    if loan.repaid:
        rows.append((_("Repaid"), rupiah(loan.repaid)))
    if loan.written_off:
        rows.append((_("Written off"), rupiah(loan.written_off)))
    if loan.disbursed_at is not None:
        rows.append((_("Still owed"), rupiah(loan.owed)))
    return rows


def receivable_rows(org: Organization, row: ReceivableRow) -> Pairs:
    """Return what a debt of a correction is."""
    rows = [
        (_("Name"), numbered(row.member, row.member_number)),
        (_("Since"), moment_text(row.arose_at, org.time_zone)),
        (_("Why the deposit was corrected"), row.correction_reason),
        (_("Lacking then"), rupiah(row.amount)),
    ]
    if row.repaid:
        rows.append((_("Repaid"), rupiah(row.repaid)))
    if row.written_off:
        rows.append((_("Written off"), rupiah(row.written_off)))
    return [*rows, (_("Still owed"), rupiah(row.owed))]


def share_text(points: int) -> str:
    """Say the agreed part of each deposit."""
    return _("all of it") if points == 10_000 else texts.percent(points)


def goods_rows(goods: Sequence[LentGood]) -> Pairs:
    """Return the goods of a loan: how many of each, and what they cost her."""
    return [
        (f"{texts_goods.units(one.count, one.unit, one.unit_size)} {one.name}", rupiah(one.amount)) for one in goods
    ]


def loan_receipt(org: Organization, loan: LoanRow, goods: Sequence[LentGood] = ()) -> Receipt:
    """Return the receipt of a loan that was handed out."""
    rows = [(_("Receipt no."), str(loan.receipt_number))] if loan.receipt_number is not None else []
    if loan.post:
        rows.append((_("Post"), loan.post))
    word = _("Received in goods") if loan.in_goods else _("Received in cash")
    code = proof(org, loan.receipt_number, loan.receipt_code)
    rows += [*loan_rows(org, loan)[:3], *goods_rows(goods)]
    return Receipt(_("Receipt of a loan"), rows, word, loan.amount, loan.receipt_code, code)


def repayment_receipt(org: Organization, row: RepaymentRow, *, name: str, owed: int) -> Receipt:
    """Return the receipt of a repayment. `owed`: what is left of the debt."""
    rows = [(_("Receipt no."), str(row.receipt_number))] if row.receipt_number is not None else []
    rows += [
        (_("Day"), moment_text(row.happened_at, org.time_zone)),
        (_("Name"), name),
        (_("How"), str(RepaymentKind(row.kind).label)),
        (_("Still owed"), rupiah(owed)),
    ]
    code = proof(org, row.receipt_number, row.receipt_code)
    return Receipt(_("Receipt of a repayment"), rows, _("Repaid"), row.amount, row.receipt_code, code)


def repayment_table(org: Organization, rows: list[RepaymentRow]) -> list[tuple[str, str, str, str]]:
    """Return the parts of a debt for print, oldest first: when, how, rupiah, receipt."""
    return [
        (
            moment_text(row.happened_at, org.time_zone),
            repayment_word(row),
            texts.signed(row.amount),
            str(row.receipt_number or ""),
        )
        for row in reversed(rows)
    ]


def repayment_word(row: RepaymentRow) -> str:
    """Say where a part came from, or that it was taken back."""
    word = str(RepaymentKind(row.kind).label)
    return _("Taken back: %(what)s") % {"what": word} if row.amount < 0 else word


LOAN_CHIPS = {
    LoanStatus.ASKED: ("turmeric", "clock"),
    LoanStatus.APPROVED: ("indigo", "check"),
    LoanStatus.REFUSED: ("chilli", "close"),
    LoanStatus.CANCELLED: ("turmeric", "undo"),
    LoanStatus.DISBURSED: ("indigo", "hands"),
    LoanStatus.SETTLED: ("leaf", "check"),
    LoanStatus.WRITTEN_OFF: ("chilli", "close"),
}
