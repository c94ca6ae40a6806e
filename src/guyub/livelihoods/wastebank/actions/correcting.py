"""Correcting a visit: any number of times, always its newest version, also after withdrawal or sale.

One action reverses the whole deposit and posts the replacement at the original time, price and deduction; entries
carry the day of correction, and running totals are checked at the end (`ledger.correction`).

Money by net effect: what the visit repaid, donated or paid as dues is taken back and applied anew; cash and goods that
were handed out stand. The savings fall, the newest requests give way, and what is lacking becomes Piutang Anggota.
Goods by net change: `correcting_stock`. Consigned lots: `consigning`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.actions import correction, reverse_entry
from guyub.foundation.ledger.entries import Move, Posted
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank.actions import hot, saving
from guyub.livelihoods.wastebank.actions.consigning import adjust_lots, pay_lot_changes
from guyub.livelihoods.wastebank.actions.correcting_stock import (
    Change,
    changes_of,
    cover_social_fund,
    own_goods,
    post_differences,
    refuse_unexplained,
)
from guyub.livelihoods.wastebank.actions.crediting import Uses, finish, post_deposit, spend, write_hours, write_rows
from guyub.livelihoods.wastebank.actions.debts import (
    Occasion,
    Repaid,
    owe,
    repay_out_of_value,
    repay_own_lack,
    take_repayment_back,
)
from guyub.livelihoods.wastebank.actions.depositing import look_at_month
from guyub.livelihoods.wastebank.actions.earlier import STANDING, Earlier, carry_over, earlier_version
from guyub.livelihoods.wastebank.actions.flagging import settle_flags_of
from guyub.livelihoods.wastebank.actions.holding import free_newest_holds
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.weighing import Visit, check_lines, look_for_twins, price_lines
from guyub.livelihoods.wastebank.choices import FlagReason, PassbookKind, SessionStatus, Settlement, Source, Way
from guyub.livelihoods.wastebank.models import Flag, WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.results import result_of
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.visits import DepositResult, LineIn, Notice, WayIn

DEBTS = {Way.RECEIVABLE, Way.LOAN}  # taken, not tapped


@dataclass(slots=True)
class Turn:
    """A passbook in the middle of a correction: what the old version brought it and what the new one does.

    `start`: its balance before. `lots`: how much sold lots take back. `returned`: what other visits' Piutang had been
    repaid of the old value.
    """

    purse: Purse
    old: int
    start: int
    lots: int = 0
    new: int = 0
    returned: int = 0


@atomic
def correct_deposit(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    deposit_id: UUID,
    lines: Sequence[LineIn],
    reason: str,
    missing_reason: str = "",
    post_today: bool = False,
) -> DepositResult:
    """Replace the newest version of a deposit by `lines`, at the original time, prices and deduction.

    Until the session closes its recorder may, also when a phone brings it later; after that another officer with
    `CORRECT`. Nobody corrects her own deposit.
    `missing_reason`: why goods are gone that should be taken off. `post_today` (who may settle): the month of the
    weighing day is closed, so the correction names that day in its memo.
    """
    check_lines(lines)
    what = _What(deposit_id, tuple(lines), reason.strip(), missing_reason.strip(), post_today)
    return _replace(org, by, client_id, happened_at, what)


@atomic
def undo_deposit(
    *,
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    deposit_id: UUID,
    reason: str,
    missing_reason: str = "",
    post_today: bool = False,
) -> DepositResult:
    """Take a deposit back altogether: a version without lines, for a visit that was written down twice."""
    what = _What(deposit_id, (), reason.strip(), missing_reason.strip(), post_today)
    return _replace(org, by, client_id, happened_at, what)


@dataclass(frozen=True, slots=True)
class _What:
    """What is asked: which deposit becomes which lines, and why."""

    deposit_id: UUID
    lines: tuple[LineIn, ...]
    reason: str
    missing_reason: str
    post_today: bool

    def digest(self) -> str:
        content: dict[str, object] = {
            "corrects": self.deposit_id,
            "lines": [[line.item_id, line.quantity] for line in self.lines],
            "reason": self.reason,
        }
        if self.missing_reason:
            content["missing"] = self.missing_reason
        return content_hash(content)


def _replace(org: Organization, by: Actor, client_id: UUID, happened_at: datetime, what: _What) -> DepositResult:
    lock_association(org.pk)
    digest = what.digest()
    known = hot.known_deposit(org.pk, client_id)
    if known is not None:
        if known[1] != digest:
            raise Clash(first=str(known[0]))
        return result_of(known[0])
    earlier = earlier_version(what.deposit_id)
    in_time = _may_correct(by, earlier, happened_at)
    if not what.reason:
        raise BadInput(_("Please write the reason."), field="reason")
    visit = _next_version(org, by, client_id, digest, happened_at, earlier, what.reason)
    if in_time and visit.session.status == SessionStatus.CLOSED:
        visit.notices.append(Notice(FlagReason.LATE))
    if what.post_today:
        by.require(WastebankPermission.SETTLE)
    look_at_month(visit, post_today=what.post_today)
    limits = tuning(org)
    if what.lines:
        price_lines(visit, what.lines, limits, asks=True)
        _keep_prices(visit, earlier)
    look_for_twins(visit, limits)
    _keep_what_was_judged(visit, earlier)
    changes = changes_of(visit, earlier.deposit.entry_id)
    refuse_unexplained(changes, what.missing_reason)
    purses = [Purse.of(org.pk, person) for person, _parts in visit.people]
    with correction(org):
        posted, uses = _rewrite(visit, earlier, purses, changes, what.missing_reason)
    for purse in purses:
        free_newest_holds(purse, by=by)
        purse.flush()
    _keep_hours(visit, earlier)
    _settle(visit, earlier)
    return finish(visit, "wastebank.deposit_corrected", posted, purses, uses)


def _may_correct(by: Actor, earlier: Earlier, happened_at: datetime) -> bool:
    """Refuse whom it is not for; return whether it is the recorder's word from before the session closed."""
    if by.member_ids & earlier.parts.keys():
        raise Forbidden(_("Nobody corrects her own deposit. Ask another officer."), code="own_benefit")
    recorder = by.kind is not ActorKind.SYSTEM and by.user_id == earlier.root.recorded_by_id
    closed_at = earlier.deposit.session.closed_at
    if recorder and (closed_at is None or happened_at < closed_at):
        by.require(WastebankPermission.DEPOSIT)
        return True
    if recorder:
        raise Forbidden(
            _("The session is closed. Another officer must correct what you recorded."), code="another_officer"
        )
    by.require(WastebankPermission.CORRECT)
    return False


def _next_version(  # noqa: PLR0917 -- what `_replace` was given
    org: Organization,
    by: Actor,
    client_id: UUID,
    digest: str,
    happened_at: datetime,
    earlier: Earlier,
    reason: str,
) -> Visit:
    old = earlier.deposit
    session = hot.session_facts(org.pk, old.session_id)
    if session is None:
        raise NotHere
    people = hot.member_facts(org.pk, earlier.parts) if earlier.parts else {}
    ordered = sorted(((people[pk], parts) for pk, parts in earlier.parts.items()), key=lambda p: p[0].number)
    return Visit(
        id=uuid7(),
        org=org,
        by=by,
        client_id=client_id,
        digest=digest,
        happened_at=happened_at,
        session=session,
        weighed_at=old.weighed_at,
        source=Source(old.source),
        channel=old.channel,
        member_class=old.member_class,
        clock_offset_seconds=old.clock_offset_seconds,
        slip_code=old.slip_code,
        list_version=old.list_version,
        guest_name=old.guest_name,
        ways=tuple(
            WayIn(use.way, use.intent, use.asked, earlier.pocket_of(use))
            for use in earlier.uses
            if use.way not in STANDING | DEBTS
        ),
        member=ordered[0][0] if old.member_id is not None else None,
        people=ordered,
        root_id=old.root_id,
        version=old.version + 1,
        replaces=old.pk,
        reason=reason,
    )


def _keep_prices(visit: Visit, earlier: Earlier) -> None:
    """Prove that an item of the first version keeps its price: published rows never change what was weighed before."""
    then = {line.item_id: line for line in earlier.lines if line.price_row_id is not None}
    for line in visit.lines:
        old = then.get(line.item.id)
        if old is not None and (line.price is None or line.price.row_id != old.price_row_id):
            raise RuntimeError("a published price changed what was weighed before it")


def _keep_what_was_judged(visit: Visit, earlier: Earlier) -> None:
    """Leave twins alone that an officer looked at, if it is still the same load."""
    if visit.twins and visit.fingerprint == earlier.deposit.fingerprint:
        looked_at = Flag.objects.filter(subject_id=earlier.deposit.pk, reason=FlagReason.TWIN, settled_at__isnull=False)
        visit.twins = [] if looked_at.exists() else visit.twins


def _rewrite(
    visit: Visit, earlier: Earlier, purses: list[Purse], changes: list[Change], missing_reason: str
) -> tuple[Posted, Uses]:
    """Post the reversals and the replacement, inside `correction`, and write the passbooks."""
    turns = [Turn(purse, earlier.shares[purse.member_id], purse.balance) for purse in purses]
    taken_back = _take_back(visit, earlier, turns)
    lots = adjust_lots(visit, earlier)
    undone = reverse_entry(
        org=visit.org,
        by=visit.by,
        entry_id=earlier.deposit.entry_id,
        event_at=visit.happened_at,
        client_id=uuid7(),
        moves=[Move(m.item_id, m.place_id, -m.quantity, -m.value) for m in own_goods(earlier.deposit.entry_id)],
    )
    carry_over(visit, earlier.joined, [undone.entry_id, *taken_back])
    posted, shares = post_deposit(visit, corrects=earlier.deposit.entry_id)
    post_differences(visit, changes, missing_reason)
    for turn, amount in zip(turns, shares, strict=True):
        turn.new, turn.lots = amount, max(-lots.amounts.get(turn.purse.member_id, 0), 0)
    uses = _apply_anew(visit, earlier, turns, undone, posted)
    pay_lot_changes(visit, lots, purses)
    for turn in turns:
        repay_own_lack(_occasion(visit), turn.purse, earlier.root, turn.purse.balance - turn.start)
    donated = sum(row[_AMOUNT] for row in uses.rows if row[_WAY] == Way.DONATE) if visit.people else visit.worth.net
    cover_social_fund(visit, earlier.to_social_fund - donated)
    uses.rows += [
        (
            uuid7(), visit.org.pk, visit.id, len(uses.rows) + no, use.way, use.intent, use.asked, use.amount,
            use.shortfall, use.pocket_id, use.entry_id,
        )
        for no, use in enumerate(earlier.standing, 1)
    ]  # fmt: skip
    write_rows(visit, posted, uses, shares)
    return posted, uses


_WAY, _AMOUNT = 4, 7  # places in a row of `UseOfValue`


def _take_back(visit: Visit, earlier: Earlier, turns: list[Turn]) -> list[UUID]:
    """Take back what the visit repaid, donated and paid as dues; all is applied anew to the corrected value.

    Return the entries that say so.
    """
    entries = []
    if visit.member:
        saving.bring_back(visit, turns[0].purse, earlier.uses)
    for use in earlier.internal:
        if use.entry_id is None:
            continue
        undo = dues.reverse_dues if use.way == Way.DUES else reverse_entry
        posted = undo(org=visit.org, by=visit.by, entry_id=use.entry_id, event_at=visit.happened_at, client_id=uuid7())
        turns[0].purse.write(PassbookKind.CORRECTION, use.amount, visit.happened_at, visit.id, posted.entry_id)
        entries.append(posted.entry_id)
    whose = {turn.purse.member_id: turn for turn in turns}
    for repayment in earlier.repayments:
        debt = repayment.loan or repayment.receivable
        if debt is None or debt.member_id not in whose:
            continue
        posted = take_repayment_back(_occasion(visit), repayment)
        turn = whose[debt.member_id]
        if repayment.receivable and repayment.receivable.deposit.root_id != earlier.root.pk:
            turn.returned += repayment.amount
        turn.purse.write(PassbookKind.CORRECTION, repayment.amount, visit.happened_at, visit.id, posted.entry_id)
        entries.append(posted.entry_id)
    return entries


def _apply_anew(visit: Visit, earlier: Earlier, turns: list[Turn], undone: Posted, posted: Posted) -> Uses:
    """Write the passbooks in an order that never dips below zero: what comes in and what it is used for first, if
    the old value is not there any more; what is lacking then becomes Piutang.
    """
    uses, owing = Uses(), 0
    for turn in turns:
        purse, before_first = turn.purse, turn.purse.balance >= turn.old
        if before_first:
            _take_out(visit, turn, undone)
        purse.write(PassbookKind.DEPOSIT, turn.new, visit.happened_at, visit.id, posted.entry_id, posted.receipt_number)
        repaid = _repay_anew(visit, earlier, turn)
        if visit.member:
            uses = spend(visit, purse, already=earlier.handed_out, repaid=repaid)
        lacking = (0 if before_first else turn.old) + turn.lots - purse.balance
        if lacking > 0:
            owe(_occasion(visit), purse, lacking)
            owing += lacking
        if not before_first:
            _take_out(visit, turn, undone)
    uses.lacking = owing
    return uses


def _occasion(visit: Visit) -> Occasion:
    return Occasion(visit.org, visit.by, visit.happened_at, visit.id)


def _take_out(visit: Visit, turn: Turn, undone: Posted) -> None:
    turn.purse.write(PassbookKind.CORRECTION, -turn.old, visit.happened_at, visit.id, undone.entry_id)


def _repay_anew(visit: Visit, earlier: Earlier, turn: Turn) -> list[Repaid]:
    """Let the corrected value repay debts: Piutang of other visits by what it had repaid and by what the value grew by,
    loans that stood then by their share.
    """
    stood = earlier.handed_out if visit.member else 0
    value = turn.new - stood
    if value <= 0:
        return []
    most = turn.returned + max(turn.new - turn.old, 0)
    return repay_out_of_value(_occasion(visit), turn.purse, value, root=earlier.root, most=most)


def _keep_hours(visit: Visit, earlier: Earlier) -> None:
    """A deposit taken back was no visit; one that is put right still was."""
    if not visit.lines:
        Participation.objects.filter(
            source_type="wastebank.deposit", source_id=earlier.deposit.root_id, withdrawn_at__isnull=True
        ).update(withdrawn_at=clock.now(), withdrawn_by_id=visit.by.user_id)
    elif not earlier.lines:
        write_hours(visit)


def _settle(visit: Visit, earlier: Earlier) -> None:
    settlement = Settlement.AMENDED if visit.lines else Settlement.REVERSED
    settle_flags_of(by=visit.by, subject_id=earlier.deposit.pk, settlement=settlement)
    if visit.session.status == SessionStatus.CLOSED:
        session = WeighingSession.get(visit.session.id)
        session.recap_version += 1
        session.save(update_fields=["recap_version"])
