"""Correcting a visit before anything of it was withdrawn or sold: an exact undo, and a new version in its place.

The whole deposit is reversed and the replacement posted at the original time, price and deduction, in one transaction;
balances are checked at its end (`ledger.correction`). What a correction cannot undo exactly is refused with a reason:
goods that have left, and savings that are gone. Cash and goods handed out at the weighing stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor, ActorKind
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput, Clash, Forbidden, NotHere, Refused
from guyub.foundation.core.facts import content_hash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger import dues, stock
from guyub.foundation.ledger.actions import correction, reverse_entry
from guyub.foundation.ledger.entries import Posted
from guyub.foundation.ledger.models import Entry, StockMovement
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.models import Participation
from guyub.livelihoods.wastebank.actions import hot
from guyub.livelihoods.wastebank.actions.crediting import Uses, finish, post_deposit, spend, write_hours, write_rows
from guyub.livelihoods.wastebank.actions.flagging import settle_flags_of
from guyub.livelihoods.wastebank.actions.holding import free_newest_holds
from guyub.livelihoods.wastebank.actions.purses import Purse
from guyub.livelihoods.wastebank.actions.weighing import Visit, check_lines, price_lines
from guyub.livelihoods.wastebank.choices import PassbookKind, SessionStatus, Settlement, Source, Way
from guyub.livelihoods.wastebank.models import Deposit, DepositLine, GroupShare, UseOfValue, WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.results import result_of
from guyub.livelihoods.wastebank.rules import twins
from guyub.livelihoods.wastebank.settings import tuning
from guyub.livelihoods.wastebank.visits import DepositResult, LineIn, WayIn

STANDING = {Way.CASH, Way.BARTER}  # handed out at the weighing: paid cash and goods stand


@dataclass(slots=True)
class Earlier:
    """The version that is being replaced, with what it did to passbooks."""

    deposit: Deposit
    shares: dict[UUID, int]
    parts: dict[UUID, int]
    uses: list[UseOfValue]
    lines: list[DepositLine] = field(default_factory=list)

    @property
    def handed_out(self) -> int:
        return sum(use.amount for use in self.uses if use.way in STANDING)

    @property
    def internal(self) -> list[UseOfValue]:
        """Uses that stay within the association: they are taken back and applied anew."""
        return [use for use in self.uses if use.way in {Way.DONATE, Way.DUES} and use.entry_id is not None]


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
) -> DepositResult:
    """Replace the newest version of a deposit by `lines`, at the original time, prices and deduction.

    Until the session closes its recorder may; later another officer with `CORRECT`. Nobody corrects her own deposit.
    """
    check_lines(lines)
    return _replace(org, by, client_id, happened_at, deposit_id, lines, reason)


@atomic
def undo_deposit(
    *, org: Organization, by: Actor, client_id: UUID, happened_at: datetime, deposit_id: UUID, reason: str
) -> DepositResult:
    """Take a deposit back altogether: a version without lines, for a visit that was written down twice."""
    return _replace(org, by, client_id, happened_at, deposit_id, (), reason)


def _replace(  # noqa: PLR0917 -- the two doors above name their arguments
    org: Organization,
    by: Actor,
    client_id: UUID,
    happened_at: datetime,
    deposit_id: UUID,
    lines: Sequence[LineIn],
    reason: str,
) -> DepositResult:
    lock_association(org.pk)
    content = [[line.item_id, line.quantity] for line in lines]
    digest = content_hash({"corrects": deposit_id, "lines": content, "reason": reason})
    known = hot.known_deposit(org.pk, client_id)
    if known is not None:
        if known[1] != digest:
            raise Clash(first=str(known[0]))
        return result_of(known[0])
    earlier = _earlier(deposit_id)
    _may_correct(by, earlier)
    if not reason.strip():
        raise BadInput(_("Please write the reason."), field="reason")
    _refuse_if_goods_left(org, earlier)
    limits = tuning(org)
    visit = _next_version(org, by, client_id, digest, happened_at, earlier, reason.strip())
    if lines:
        price_lines(visit, lines, limits, asks=True)
        _keep_prices(visit, earlier)
    visit.fingerprint = twins.fingerprint((line.item.id, line.quantity) for line in visit.lines)
    purses = [Purse.of(org.pk, person) for person, _parts in visit.people]
    with correction(org):
        posted, uses = _rewrite(visit, earlier, purses)
    for purse in purses:
        free_newest_holds(purse, by=by)
        purse.flush()
    _keep_hours(visit, earlier)
    _settle(visit, earlier)
    return finish(visit, "wastebank.deposit_corrected", posted, purses, uses)


def _earlier(deposit_id: UUID) -> Earlier:
    deposit = Deposit.get(deposit_id)
    if Deposit.objects.filter(replaces=deposit).exists():
        raise Refused(
            _("This deposit was corrected before. Nothing was changed."),
            next_step=_("Open the newest version and correct that one."),
            code="not_newest",
        )
    shares = {s.member_id: s for s in GroupShare.objects.filter(deposit=deposit)}
    if deposit.member_id is not None:
        amounts, parts = {deposit.member_id: deposit.net}, {deposit.member_id: 1}
    else:
        amounts = {pk: s.amount for pk, s in shares.items()}
        parts = {pk: s.parts for pk, s in shares.items()}
    return Earlier(
        deposit,
        amounts,
        parts,
        list(UseOfValue.objects.filter(deposit=deposit).order_by("no")),
        list(deposit.lines.order_by("no")),
    )


def _may_correct(by: Actor, earlier: Earlier) -> None:
    if by.member_id is not None and by.member_id in earlier.parts:
        raise Forbidden(_("Nobody corrects her own deposit. Ask another officer."), code="own_benefit")
    deposit = earlier.deposit
    root = Deposit.objects.get(pk=deposit.root_id) if deposit.version > 1 else deposit
    recorder = by.kind is not ActorKind.SYSTEM and by.user_id == root.recorded_by_id
    is_closed = deposit.session.status == SessionStatus.CLOSED
    if recorder and not is_closed:
        by.require(WastebankPermission.DEPOSIT)
        return
    if recorder:
        raise Forbidden(
            _("The session is closed. Another officer must correct what you recorded."), code="another_officer"
        )
    by.require(WastebankPermission.CORRECT)


def _refuse_if_goods_left(org: Organization, earlier: Earlier) -> None:
    """Refuse when anything of these items has left the post since; undone outflows do not count."""
    items = {line.item.stock_item_id for line in earlier.deposit.lines.select_related("item")}
    left = StockMovement.objects.filter(
        org=org,
        item_id__in=items,
        place_id=earlier.deposit.session.post.place_id,
        pool="",
        quantity__lt=0,
        entry__n__gt=Entry.objects.values_list("n", flat=True).get(pk=earlier.deposit.entry_id),
        entry__reverses__isnull=True,
        entry__reversal__isnull=True,
    ).exists()
    if left:
        raise Refused(
            _("Waste of this kind was sold or counted since. The deposit stays as it is."),
            next_step=_("Tell the treasurer: a stock count can settle the difference."),
            code="goods_left",
        )


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
            WayIn(use.way, use.intent, use.asked, use.pocket_id) for use in earlier.uses if use.way not in STANDING
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


def _rewrite(visit: Visit, earlier: Earlier, purses: list[Purse]) -> tuple[Posted, Uses]:
    """Post the reversals and the replacement, inside `correction`, and write the passbooks."""
    _take_back_uses(visit, earlier, purses)
    undone = reverse_entry(
        org=visit.org,
        by=visit.by,
        entry_id=earlier.deposit.entry_id,
        event_at=visit.happened_at,
        client_id=uuid7(),
        moves=stock.mirror(org=visit.org, entry_id=earlier.deposit.entry_id),
    )
    posted, shares = post_deposit(visit, corrects=earlier.deposit.entry_id)
    for purse, amount in zip(purses, shares, strict=True):
        _rewrite_passbook(visit, purse, (earlier.shares[purse.member_id], undone), (amount, posted))
    uses = spend(visit, purses[0], already=earlier.handed_out) if visit.member else Uses()
    uses.rows += [
        (
            uuid7(), visit.org.pk, visit.id, len(uses.rows) + no, use.way, use.intent, use.asked, use.amount,
            use.shortfall, use.pocket_id, use.entry_id,
        )
        for no, use in enumerate((u for u in earlier.uses if u.way in STANDING), 1)
    ]  # fmt: skip
    write_rows(visit, posted, uses, shares)
    return posted, uses


def _take_back_uses(visit: Visit, earlier: Earlier, purses: list[Purse]) -> None:
    """Reverse donations and dues of that visit; they are applied anew to the corrected value."""
    for use in earlier.internal:
        if use.entry_id is None:
            continue
        undo = dues.reverse_dues if use.way == Way.DUES else reverse_entry
        posted = undo(org=visit.org, by=visit.by, entry_id=use.entry_id, event_at=visit.happened_at, client_id=uuid7())
        purses[0].write(PassbookKind.CORRECTION, use.amount, visit.happened_at, visit.id, posted.entry_id)


def _rewrite_passbook(visit: Visit, purse: Purse, old: tuple[int, Posted], new: tuple[int, Posted]) -> None:
    """Take the old amount out and put the new one in, in the order that never dips below zero."""
    if purse.balance - old[0] + new[0] < 0:
        raise Refused(
            _("Part of this value was used since. The deposit stays as it is."),
            next_step=_("Tell the treasurer, who settles it with the member."),
            code="savings_gone",
            lacking=old[0] - new[0] - purse.balance,
        )
    steps = [
        (PassbookKind.CORRECTION, -old[0], old[1].entry_id, None),
        (PassbookKind.DEPOSIT, new[0], new[1].entry_id, new[1].receipt_number),
    ]
    for kind, amount, entry_id, receipt_number in steps if purse.balance >= old[0] else reversed(steps):
        purse.write(kind, amount, visit.happened_at, visit.id, entry_id, receipt_number)


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
