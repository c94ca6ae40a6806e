"""What a sale of consigned waste brought, credited to those who left it once the collector has paid (spec 3.5).

A collector's payments count for the consigned lines first: that money is the members', not ours. As soon as they reach
what the consigned lines brought, all of them are credited at once, in one entry, so that the shares add up to the
rupiah. Until then the sum is held for them in trust (Titipan Hasil Jual); nobody's passbook shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from guyub.foundation.core.actor import SYSTEM, Actor
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.facts import fact
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.actions import open_account, post_entry, reverse_entry
from guyub.foundation.ledger.entries import Line, Move, Posted
from guyub.foundation.ledger.models import Account
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.actions import hot
from guyub.livelihoods.wastebank.actions.debts import (
    Occasion,
    repay_out_of_value,
    repayments_of_visit,
    take_repayment_back,
)
from guyub.livelihoods.wastebank.actions.lots import LotBook
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.choices import LotEventKind, PassbookKind, Pool
from guyub.livelihoods.wastebank.documents.consignment import settlement_document
from guyub.livelihoods.wastebank.models import LotAdjustment, Sale, SaleLine, SaleLot, SaleSettlement
from guyub.livelihoods.wastebank.queries.lot_shares import first_in, takings

Amounts = dict[UUID | None, int]  # rupiah per member, None: Dana Sosial


def open_trust_account(org: Organization) -> None:
    """Open the account that holds what consigned waste brought, with the first load that has any."""
    if not Account.objects.filter(code=accounts.TRUST).exists():
        name = _("Proceeds held for consignors")
        open_account(org=org, by=SYSTEM, code=accounts.TRUST, name=name, parent=accounts.SET_ASIDE)


def take_lots(sale: Sale, line: SaleLine, happened_at: datetime) -> None:
    """Take a consigned line out of its lots, the first weighed first, and share what it brings among them.

    What was "timbang lebih" came from no lot; what it brings is shared like the rest, by grams delivered from lots.
    """
    taken = takings(
        list(first_in(sale.post_id, line.item_id)), line.out_quantity - line.extra_quantity, line.revenue, line.costs
    )
    book = LotBook(happened_at, sale.pk)
    for one in taken:
        book.note(one.lot, LotEventKind.SOLD, one.quantity)
    book.flush()
    SaleLot.objects.bulk_create(
        SaleLot(
            org_id=sale.org_id, line=line, lot=one.lot, no=no, quantity=one.quantity, fee=one.fee, amount=one.amount
        )
        for no, one in enumerate(taken, 1)
    )
    line.fee = sum(one.fee for one in taken)


def settle_if_paid(*, org: Organization, by: Actor, sale: Sale, happened_at: datetime) -> SaleSettlement | None:
    """Credit the consigned lines of a sale when the collector's payments cover them; nothing for a sale without any."""
    lots = list(
        SaleLot.objects.filter(line__sale=sale)
        .select_related("lot", "line")
        .order_by(F("lot__member__number").asc(nulls_last=True), "line__no", "no")
    )
    if not lots or sale.paid < sale.consigned or sale.settlements.exists():
        return None
    amounts = _sums((taken.lot.member_id, taken.amount) for taken in lots)
    costs = sum(sale.lines.values_list("costs", flat=True))
    settlement = SaleSettlement(
        id=uuid7(),
        **fact(org=org, by=by, client_id=uuid7(), happened_at=happened_at, content={"sale": sale.pk}),
        sale=sale,
        proceeds=sale.consigned,
        costs=costs,
        fee=sum(taken.fee for taken in lots),
        credited=sum(amount for member, amount in amounts.items() if member),
        donated=amounts.get(None, 0),
    )
    waiting = list(LotAdjustment.objects.filter(sale=sale, is_settled=False).select_related("lot"))
    for one in waiting:
        amounts[one.lot.member_id] = amounts.get(one.lot.member_id, 0) + one.amount
    _credit(org, by, settlement, amounts, corrected=sum(one.amount for one in waiting))
    LotAdjustment.objects.filter(pk__in=[one.pk for one in waiting]).update(is_settled=True, in_settlement=True)
    return settlement


def _credit(org: Organization, by: Actor, settlement: SaleSettlement, amounts: Amounts, *, corrected: int) -> None:
    """Post the settlement, write the passbooks, and keep it. `corrected`: of deposits changed since the sale."""
    purses = purses_of(org, amounts)
    lines = [
        Line(accounts.TRUST, settlement.proceeds, unit=accounts.UNIT, party=settlement.sale_id),
        *_to_members(amounts, purses),
        Line(accounts.SERVICE, -settlement.fee, unit=accounts.UNIT),
        Line(accounts.TRANSPORT, -settlement.costs, unit=accounts.UNIT),
        Line(accounts.STOCK_DIFFERENCE, corrected, unit=accounts.UNIT),
    ]
    lots = SaleLot.objects.filter(line__sale_id=settlement.sale_id).order_by("line__no", "no")
    if settlement.proceeds:
        posted = post_entry(
            org=org,
            by=by,
            kind=accounts.SETTLEMENT,
            source_id=settlement.pk,
            lines=[line for line in lines if line.amount],
            event_at=settlement.happened_at,
            client_id=settlement.client_id,
            doc=settlement_document(
                settlement, list(lots.values_list("line__no", "lot_id", "quantity", "fee", "amount"))
            ),
            memo=_("consigned waste credited"),
            receipt=True,
        )
        settlement.entry_id = posted.entry_id
        settlement.receipt_number, settlement.receipt_code = posted.receipt_number, posted.receipt_code
        write_passbooks(purses, amounts, PassbookKind.CONSIGNED, settlement.happened_at, settlement.pk, posted)
        _repay_debts(org, by, settlement, amounts, purses)
    flush_all(purses)
    settlement.save(force_insert=True)


def _repay_debts(
    org: Organization, by: Actor, settlement: SaleSettlement, amounts: Amounts, purses: dict[UUID, Purse]
) -> None:
    """Let what consigned waste brought repay Piutang and loans, as a deposit does."""
    occasion = Occasion(org, by, settlement.happened_at, settlement.pk)
    gained: dict[UUID, tuple[Purse, int]] = {}
    for member, amount in amounts.items():
        if member is not None:
            purse = purses[member]
            gained[purse.member_id] = (purse, gained.get(purse.member_id, (purse, 0))[1] + amount)
    for facts in (hot.member_facts(org.pk, gained) if gained else {}).values():
        purse, amount = gained[facts.id]
        if facts.in_debt and amount > 0:
            repay_out_of_value(occasion, purse, amount)


def take_back_settlement(*, org: Organization, by: Actor, sale: Sale, happened_at: datetime) -> None:
    """Undo what a sale credited, before the sale itself is undone: whole, or not at all."""
    settlement = sale.settlements.first()
    if settlement is None or settlement.entry_id is None:
        return
    taken = SaleLot.objects.filter(line__sale=sale).values_list("lot__member_id", "amount")
    adjusted = LotAdjustment.objects.filter(sale=sale, is_settled=True)
    later, before = adjusted.filter(in_settlement=False), adjusted.filter(in_settlement=True)
    amounts = _sums([*taken, *before.values_list("lot__member_id", "amount")])
    changes = _sums(later.values_list("lot__member_id", "amount"))
    purses = purses_of(org, {**amounts, **changes})
    _take_back_repayments(Occasion(org, by, happened_at), settlement.pk, purses)
    _refuse_if_spent(purses, _sums([*amounts.items(), *changes.items()]))
    taken_back = {member: -amount for member, amount in amounts.items()}
    undone = {member: -amount for member, amount in changes.items()}
    if any(undone.values()):  # first: who was credited less since gets that back before the whole is taken
        _take_back_adjustments(org, by, sale, happened_at, undone, purses)
    posted = reverse_entry(
        org=org, by=by, entry_id=settlement.entry_id, event_at=happened_at, client_id=uuid7(), receipt=True
    )
    write_passbooks(purses, taken_back, PassbookKind.CORRECTION, happened_at, sale.pk, posted)
    flush_all(purses)


def _take_back_repayments(occasion: Occasion, settlement_id: UUID, purses: dict[UUID, Purse]) -> None:
    """Give back to her savings what the settlement repaid; the debt stands again."""
    by_pocket: dict[UUID | None, Purse] = {purse.pocket_id: purse for purse in purses.values()}
    for row in repayments_of_visit(settlement_id):
        posted = take_repayment_back(occasion, row)
        purse = by_pocket[row.pocket_id]
        purse.write(PassbookKind.CORRECTION, row.amount, occasion.event_at, settlement_id, posted.entry_id)


def _take_back_adjustments(  # noqa: PLR0917 -- what the caller holds
    org: Organization, by: Actor, sale: Sale, happened_at: datetime, undone: Amounts, purses: dict[UUID, Purse]
) -> None:
    lines = [
        *_to_members(undone, purses),
        Line(accounts.STOCK_DIFFERENCE, sum(undone.values()), unit=accounts.UNIT),
    ]
    posted = post_entry(
        org=org,
        by=by,
        kind=accounts.LOT_READJUSTMENT,
        source_id=sale.pk,
        lines=[line for line in lines if line.amount],
        event_at=happened_at,
        client_id=uuid7(),
        memo=_("correction of consigned waste that was sold"),
    )
    write_passbooks(purses, undone, PassbookKind.CORRECTION, happened_at, sale.pk, posted)


def give_back_lots(sale: Sale, happened_at: datetime) -> list[Move]:
    """Put what a sale took back into its lots, exactly; corrections made since now change what is held."""
    book, moves = LotBook(happened_at, sale.pk), []
    taken = SaleLot.objects.filter(line__sale=sale).select_related("lot", "line__item")
    adjusted: dict[UUID, int] = {}
    for lot_id, grams in LotAdjustment.objects.filter(sale=sale).values_list("lot_id", "quantity"):
        adjusted[lot_id] = adjusted.get(lot_id, 0) + grams
    for one in taken.order_by("line__no", "no"):
        book.note(one.lot, LotEventKind.UNSOLD, one.quantity)
        grams = adjusted.get(one.lot_id, 0)
        if grams:
            book.note(one.lot, LotEventKind.UNADJUSTED, grams)
            moves.append(Move(one.line.item.stock_item_id, sale.post.place_id, grams, 0, Pool.CONSIGNED))
    book.flush()
    return moves


def purses_of(org: Organization, amounts: Iterable[UUID | None]) -> dict[UUID, Purse]:
    """Open the regular pocket of each member; of one who was merged, the pocket of whom she is now."""
    wanted = [member for member in amounts if member is not None]
    found = hot.member_facts(org.pk, wanted) if wanted else {}
    merged = {facts.merged_into for facts in found.values() if facts.merged_into is not None}
    now_called = hot.member_facts(org.pk, merged) if merged else {}
    opened: dict[UUID, Purse] = {}
    purses = {}
    for member in wanted:
        facts = found[member]
        facts = now_called[facts.merged_into] if facts.merged_into is not None else facts
        purses[member] = opened.setdefault(facts.id, Purse.of(org.pk, facts))
    return purses


def write_passbooks(  # noqa: PLR0917 -- the parts of a line
    purses: dict[UUID, Purse], amounts: Amounts, kind: str, happened_at: datetime, source_id: UUID, posted: Posted
) -> None:
    """Write one line for each member."""
    for member, amount in amounts.items():
        if member is not None:
            purses[member].write(kind, amount, happened_at, source_id, posted.entry_id, posted.receipt_number)


def flush_all(purses: dict[UUID, Purse]) -> None:
    """Write the new balances, each pocket once."""
    for purse in {purse.pocket_id: purse for purse in purses.values()}.values():
        purse.flush()


def _to_members(amounts: Amounts, purses: dict[UUID, Purse]) -> list[Line]:
    """Return what each member, and Dana Sosial for guests, gets (or gives back, if negative)."""
    owed: Amounts = {}
    for member, amount in amounts.items():
        party = purses[member].member_id if member is not None else None
        owed[party] = owed.get(party, 0) + amount
    return [
        Line(accounts.SAVINGS, -amount, unit=accounts.UNIT, party=party)
        if party is not None
        else Line(accounts.SOCIAL, -amount, unit=accounts.UNIT)
        for party, amount in owed.items()
    ]


def _refuse_if_spent(purses: dict[UUID, Purse], amounts: Amounts) -> None:
    needed: dict[UUID, int] = {}
    for member, amount in amounts.items():
        if member is not None:
            pocket = purses[member].pocket_id
            needed[pocket] = needed.get(pocket, 0) + amount
    short = [purse for purse in purses.values() if purse.available < needed.get(purse.pocket_id, 0)]
    if short:
        raise Refused(
            _("Members have used what this sale brought them. The sale stays as it is."),
            next_step=_("Settle it with the collector, or correct the deposits of these members."),
            code="settlement_spent",
            members=len(short),
        )


def _sums(amounts: Iterable[tuple[UUID | None, int]]) -> Amounts:
    sums: Amounts = {}
    for member, amount in amounts:
        sums[member] = sums.get(member, 0) + amount
    return sums
