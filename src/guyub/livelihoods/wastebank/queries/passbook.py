"""The passbook and the slips in it. One door: her own, or an officer who may; otherwise it is not here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, CharField, Sum
from django.db.models.expressions import RawSQL

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import NotHere
from guyub.foundation.core.quantities import Unit, quantity_text
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import REGULAR, ExitReason, Mode, Way
from guyub.livelihoods.wastebank.doors import open_passbook
from guyub.livelihoods.wastebank.models import Barter, Deposit, GroupShare, PassbookLine, Pocket, UseOfValue
from guyub.livelihoods.wastebank.queries.debts import in_debt
from guyub.livelihoods.wastebank.queries.locks import OPEN, LockState, lock_states
from guyub.livelihoods.wastebank.queries.lots import has_lots

_HAS_EARLIER = (
    "EXISTS (SELECT 1 FROM members_member e WHERE e.org_id = wastebank_pocket.org_id"
    " AND e.merged_into_id = wastebank_pocket.member_id)"
)
_CODE = (
    "COALESCE((SELECT r.code FROM ledger_receipt r WHERE r.org_id = wastebank_passbookline.org_id"
    " AND r.number = wastebank_passbookline.receipt_number), '')"
)


@dataclass(frozen=True, slots=True)
class PocketCard:
    """One kind of savings of a member. `in_debt`: she owes something, or asked for a loan.

    `earlier`: the number of the row of hers that was joined with this one, and whose lines these are; None: her own.
    """

    id: UUID
    kind: str
    name: str
    label: str
    balance: int
    held: int
    in_debt: bool = False
    has_lots: bool = False  # she left waste for sale
    has_earlier: bool = False  # another row of hers was joined with this one
    lock: LockState = OPEN
    earlier: int | None = None

    @property
    def title(self) -> str:
        return self.label or self.name

    @property
    def available(self) -> int:
        return self.balance - self.held

    @property
    def is_open(self) -> bool:
        return not self.lock.is_locked and self.available > 0


@dataclass(frozen=True, slots=True)
class PassbookRow:
    """One line. `source_id`: the deposit or payout it came from (by `kind`)."""

    no: int
    kind: str
    amount: int
    balance_after: int
    happened_at: datetime
    receipt_number: int | None
    source_id: UUID
    receipt_code: str


@dataclass(frozen=True, slots=True)
class Passbook:
    """A member's savings: pockets, and one page of lines of one pocket, newest first. `earlier`: of joined rows.

    `older`: give it as `before` for the next page; None on the last.
    """

    member_id: UUID
    member_number: int
    member: str
    member_status: str
    pockets: list[PocketCard]
    pocket: PocketCard | None
    lines: list[PassbookRow] = field(default_factory=list)
    older: int | None = None
    earlier: list[PocketCard] = field(default_factory=list)
    goes_on_id: UUID | None = None  # this row was joined with that one

    @property
    def is_gone(self) -> bool:
        """Whether she left or died: what she has goes out by the closing of her account."""
        return self.member_status in ExitReason.values

    @property
    def may_owe(self) -> bool:
        """Whether it is worth asking what she owes: a loan can stand before the first savings do."""
        return not self.pockets or self.pockets[0].in_debt

    @property
    def may_have_lots(self) -> bool:
        """Whether it is worth asking what she left for sale: it can lie there before the first savings do."""
        return not self.pockets or self.pockets[0].has_lots

    @property
    def balance(self) -> int:
        return sum(pocket.balance for pocket in self.pockets)

    @property
    def held(self) -> int:
        return sum(pocket.held for pocket in self.pockets)

    @property
    def available(self) -> int:
        return self.balance - self.held


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One item of a slip, as it was priced then."""

    no: int
    item_id: UUID
    item: str
    unit: str
    quantity: int
    price: int | None
    amount: int
    net: int
    shown_price: int | None
    is_consigned: bool = False


@dataclass(frozen=True, slots=True)
class SlipUse:
    """A way as tapped, and what came of it."""

    way: str
    intent: str
    asked: int
    amount: int
    shortfall: int
    goods: str = ""  # "2 l Minyak goreng"
    savings: str = ""  # "Lebaran": saved elsewhere than in the regular savings


@dataclass(frozen=True, slots=True)
class SlipShare:
    """What one of a group got."""

    member_number: int
    member: str
    amount: int
    parts: int
    member_id: UUID


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything on a deposit's slip. `replaced_by`: the newer version, if it was corrected."""

    deposit_id: UUID
    root_id: UUID
    version: int
    replaced_by: UUID | None
    receipt_number: int | None
    receipt_code: str
    slip_code: str
    weighed_at: datetime
    recorded_at: datetime
    source: str
    post: str
    session_id: UUID
    member_id: UUID | None
    member_number: int | None
    member: str
    gross: int
    deduction: int
    net: int
    saved: int
    balance_after: int | None
    correction_reason: str
    recorded_by_id: UUID | None
    lines: list[SlipLine] = field(default_factory=list)
    uses: list[SlipUse] = field(default_factory=list)
    shares: list[SlipShare] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SlipCard:
    """A slip in a list."""

    deposit_id: UUID
    receipt_number: int | None
    receipt_code: str
    weighed_at: datetime
    line_count: int
    net: int
    version: int
    post: str


@dataclass(frozen=True, slots=True)
class SavingsRow:
    """One member in the treasurer's list."""

    member_id: UUID
    number: int
    member: str
    balance: int
    held: int


def member_for(*, by: Actor, member_id: UUID | str) -> Member:
    """Return the member whose passbook `by` may open; everybody else's is not here."""
    member = Member.get(member_id)
    open_passbook(by, member.pk)
    return member


def pockets_of(*, org: Organization, member_id: UUID) -> list[PocketCard]:
    """Return the pockets of a member; for screens that have passed `member_for`."""
    rows = Pocket.objects.filter(org=org, member_id=member_id).select_related("kind").order_by("kind__position", "id")
    has_earlier = RawSQL(_HAS_EARLIER, (), BooleanField())  # noqa: S611 -- a constant, bound to the pocket's association
    rows = rows.annotate(in_debt=in_debt(), has_lots=has_lots(), has_earlier=has_earlier)
    found = list(rows)
    locks = lock_states(org=org, kinds=[pocket.kind for pocket in found])
    return [
        PocketCard(
            *(p.pk, p.kind.code, p.kind.name, p.label, p.balance, p.held, p.in_debt, p.has_lots, p.has_earlier),
            lock=locks[p.kind_id],
        )
        for p in found
    ]


def _earlier_pockets(org: Organization, member_id: UUID) -> list[PocketCard]:
    """Return the pockets of the rows that were joined with hers: empty by now, but their lines tell what was."""
    rows = Pocket.objects.filter(org=org, member__merged_into_id=member_id).select_related("kind", "member")
    return [
        PocketCard(p.pk, p.kind.code, p.kind.name, p.label, p.balance, p.held, earlier=p.member.number)
        for p in rows.order_by("member__number", "kind__position", "id")
    ]


def passbook(
    *,
    org: Organization,
    by: Actor,
    member_id: UUID | str,
    pocket_id: UUID | None = None,
    before: int | None = None,
    limit: int = 25,
) -> Passbook:
    """Return a page of the passbook; the same three queries with ten lines or a million.

    One more for who has another row that was joined with hers, or no savings yet.
    """
    member = member_for(by=by, member_id=member_id)
    pockets = pockets_of(org=org, member_id=member.pk)
    earlier = _earlier_pockets(org, member.pk) if not pockets or pockets[0].has_earlier else []
    chosen = next((p for p in [*pockets, *earlier] if pocket_id in {None, p.id}), None)
    if pocket_id is not None and chosen is None:
        raise NotHere
    lines = _page(chosen.id, before, limit) if chosen else []
    older = lines[-1].no if len(lines) == limit and lines[-1].no > 1 else None
    return Passbook(
        member.pk,
        member.number,
        member.name,
        member.status,
        pockets,
        chosen,
        lines,
        older,
        earlier=earlier,
        goes_on_id=member.merged_into_id,
    )


def _page(pocket_id: UUID, before: int | None, limit: int) -> list[PassbookRow]:
    rows = PassbookLine.objects.filter(pocket_id=pocket_id).order_by("-no")
    if before is not None:
        rows = rows.filter(no__lt=before)
    fields = ("no", "kind", "amount", "balance_after", "happened_at", "receipt_number", "source_id")
    code = RawSQL(_CODE, (), CharField())  # noqa: S611 -- a constant, bound to the line's association
    return [PassbookRow(*row) for row in rows.values_list(*fields, code)[:limit]]


def slips_of(
    *, org: Organization, by: Actor, member_id: UUID | str, before: datetime | None = None, limit: int = 25
) -> list[SlipCard]:
    """Return a member's slips, newest first, each in its newest version."""
    member = member_for(by=by, member_id=member_id)
    rows = Deposit.objects.filter(org=org, member=member, replaced_by__isnull=True).order_by("-weighed_at", "-id")
    if before is not None:
        rows = rows.filter(weighed_at__lt=before)
    return [
        SlipCard(
            d.pk, d.receipt_number, d.receipt_code, d.weighed_at, d.line_count, d.net, d.version, d.session.post.name
        )
        for d in rows.select_related("session__post")[:limit]
    ]


def slip(*, org: Organization, by: Actor, deposit_id: UUID | str) -> Slip:
    """Return one slip for its owner or an officer; a guest's slip is for officers."""
    deposit = Deposit.get(deposit_id)
    rows = GroupShare.objects.filter(org=org, deposit=deposit).select_related("member")
    shares = list(rows.order_by("member__number"))
    owners = {share.member_id for share in shares} | {deposit.member_id}
    open_passbook(by, *owners)
    return _slip(deposit, shares)


def _slip(deposit: Deposit, shares: list[GroupShare]) -> Slip:
    uses = list(UseOfValue.objects.filter(deposit=deposit).select_related("pocket__kind").order_by("no"))
    spent = sum(use.amount for use in uses if use.way != "save")
    given = _given(deposit) if any(use.way == Way.BARTER for use in uses) else {}
    newer = Deposit.objects.filter(replaces=deposit).values_list("pk", flat=True).first()
    after = (
        PassbookLine.objects.filter(
            source_id=deposit.pk, pocket__member_id=deposit.member_id, pocket__kind__code=REGULAR, pocket__label=""
        )
        .order_by("-no")
        .values_list("balance_after", flat=True)
        .first()
        if deposit.member_id
        else None
    )
    is_gift = deposit.member_id is None and not shares
    return Slip(
        deposit_id=deposit.pk,
        root_id=deposit.root_id,
        version=deposit.version,
        replaced_by=newer,
        receipt_number=deposit.receipt_number,
        receipt_code=deposit.receipt_code,
        slip_code=deposit.slip_code,
        weighed_at=deposit.weighed_at,
        recorded_at=deposit.recorded_at,
        source=deposit.source,
        post=deposit.session.post.name,
        session_id=deposit.session_id,
        member_id=deposit.member_id,
        member_number=deposit.member.number if deposit.member else None,
        member=deposit.member.name if deposit.member else deposit.guest_name,
        gross=deposit.gross,
        deduction=deposit.deduction,
        net=deposit.net,
        saved=0 if is_gift else max(deposit.net - spent, 0),
        balance_after=after,
        correction_reason=deposit.correction_reason,
        recorded_by_id=deposit.recorded_by_id,
        lines=[
            SlipLine(
                row.no,
                row.item_id,
                row.item_name,
                row.unit,
                row.quantity,
                row.price,
                row.amount,
                row.net,
                row.shown_price,
                row.mode == Mode.CONSIGNMENT,
            )
            for row in deposit.lines.order_by("no")
        ],
        uses=[
            SlipUse(u.way, u.intent, u.asked, u.amount, u.shortfall, given.get(u.entry_id, ""), _elsewhere(u))
            for u in uses
        ],
        shares=[SlipShare(s.member.number, s.member.name, s.amount, s.parts, s.member_id) for s in shares],
    )


def _elsewhere(use: UseOfValue) -> str:
    """Name the savings that a way saved into, nothing for the regular ones."""
    if use.way != Way.SAVE or use.pocket is None or (use.pocket.kind.code == REGULAR and not use.pocket.label):
        return ""
    return str(use.pocket.title)


def _given(deposit: Deposit) -> dict[UUID | None, str]:
    """Say what each barter of a visit handed out, by its entry."""
    rows = Barter.objects.filter(visit_id=deposit.root_id).select_related("good")
    return {b.entry_id: f"{quantity_text(b.count * b.good.unit_size, Unit(b.good.unit))} {b.good_name}" for b in rows}


def savings(*, org: Organization, after_number: int = 0, limit: int = 50) -> list[SavingsRow]:
    """Return all savings by member number, for the treasurer; one query a page."""
    rows = (
        Pocket.objects.filter(org=org, member__number__gt=after_number)
        .values_list("member_id", "member__number", "member__name")
        .annotate(Sum("balance"), Sum("held"))
        .order_by("member__number")
    )
    return [SavingsRow(*row) for row in rows[:limit]]
