"""Whether money may leave a pocket: enough, not locked, not too little, not too often. One rule for every way out."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import long_date
from guyub.foundation.core.errors import BadInput, NotHere, Refused
from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.money import rupiah
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import Lock
from guyub.livelihoods.wastebank.models import Override, Payout, Pocket, PocketKind
from guyub.livelihoods.wastebank.queries.leaving import asked_of
from guyub.livelihoods.wastebank.queries.locks import feasts_from, rules_of
from guyub.livelihoods.wastebank.queries.pockets import standing_overrides
from guyub.livelihoods.wastebank.rules.pockets import Asked, Fault, Rules, fault, is_locked, opens_on


def pocket_of(pocket_id: UUID) -> Pocket:
    """Return a pocket with its kind and its owner, locked against other writers."""
    pocket: Pocket | None = (
        Pocket.objects.select_for_update(of=("self",)).select_related("kind", "member").filter(pk=pocket_id).first()
    )
    if pocket is None:
        raise NotHere
    return pocket


def open_pocket(*, org: Organization, member_id: UUID, kind: PocketKind, label: str = "") -> Pocket:
    """Return a member's pocket of a kind, a new one if she has none. Always under `lock_association`."""
    found: Pocket | None = Pocket.objects.filter(member_id=member_id, kind=kind, label=label).first()
    if found is None:
        refuse_resting(kind)
        found = Pocket.objects.create(
            id=uuid7(), org=org, member_id=member_id, kind=kind, label=label, opened_at=clock.now()
        )
    return pocket_of(found.pk)


def refuse_resting(kind: PocketKind) -> None:
    """Refuse to put anything new into a kind of savings that rests."""
    if not kind.is_active:
        raise Refused(_("This kind of savings rests. Nothing was changed."), code="kind_rests", field="kind")


def refuse_gone(member: Member) -> None:
    """Refuse to give anything to, or out of the savings of, a member who left or died: two officers close her account.

    Only what the closing itself pays goes out then.
    """
    if member.is_gone:
        raise Refused(
            _("%(name)s is no longer a member. Nothing was changed.") % {"name": member.name},
            next_step=_("Close the account: two officers decide, then the rest is handed out."),
            code="member_gone",
        )


def check_taking(*, org: Organization, pocket: Pocket, amount: int, day: date, may_open: bool = True) -> UUID | None:
    """Refuse what the savings or their kind do not allow on `day`; return the override that opens a lock, if one does.

    `day` is the payday of a request, today for everything else. `may_open`: an override opens a lock for this; only
    what keeps its id may say so, payouts and transfers, because an override is good for one of them.
    """
    rules, asked = rules_of(pocket.kind), asked_of(org=org, pocket=pocket, amount=amount, day=day)
    return _allow(org, pocket, rules, asked, may_open=may_open)


def check_moving(*, org: Organization, pocket: Pocket, amount: int, may_open: bool = True) -> UUID | None:
    """Refuse what may not go from one of her own pockets to another; nothing leaves the bank, so less is asked.

    `may_open` as in `check_taking`.
    """
    rules, available = rules_of(pocket.kind), pocket.balance - pocket.held
    least = Rules(rules.lock, rules.locked_until, rules.opens_before, minimum_left=rules.minimum_left)
    asked = Asked(amount=amount, day=clock.today(org.time_zone), available=available, usable=available)
    return _allow(org, pocket, least, asked, may_open=may_open)


def _allow(org: Organization, pocket: Pocket, rules: Rules, asked: Asked, *, may_open: bool) -> UUID | None:
    """Refuse what the rules do not allow; return the override that opens the lock, if one does."""
    refuse_gone(pocket.member)
    if asked.amount <= 0:
        raise BadInput(_("The amount must be above zero."), field="amount")
    feasts = feasts_from(org=org, day=clock.today(org.time_zone)) if rules.lock == Lock.LEBARAN else []
    opens = may_open and is_locked(rules, asked.day, feasts)
    override = free_override(org, pocket, asked.amount) if opens else None
    found = fault(rules, asked, feasts, opened=override is not None)
    if found is Fault.LOCKED:
        raise _locked(opens_on(rules, asked.day, feasts), may_open=may_open)
    if found is not None:
        raise _refusal(found, rules, asked, pocket)
    return override.pk if override else None


def refuse_locked(*, org: Organization, payout: Payout) -> None:
    """Refuse to hand out today what was asked for a later day, when its pocket is still locked."""
    kind = payout.pocket.kind
    if kind.lock == Lock.NONE or payout.override_id is not None:
        return
    today = clock.today(org.time_zone)
    rules = rules_of(kind)
    opens = opens_on(rules, today, feasts_from(org=org, day=today))
    if opens != today:
        raise _locked(opens)


def free_override(org: Organization, pocket: Pocket, amount: int) -> Override | None:
    """Return the decision of two officers that opens this pocket for that much, if one stands."""
    return standing_overrides(org=org).filter(pocket=pocket, amount__gte=amount).order_by("amount", "id").first()


def _locked(opens: date | None, *, may_open: bool = True) -> Refused:
    if opens is None:
        sentence = _("These savings are locked until the next Lebaran. Nothing was changed.")
        next_step = _("Put the day of Lebaran into the calendar, or let two officers open them.")
        details = {}
    else:
        sentence = _("These savings are locked until %(day)s. Nothing was changed.") % {"day": long_date(opens)}
        next_step = _("Ask for that day, or let two officers open them.")
        details = {"until": opens.isoformat()}
    if not may_open:
        next_step = _("Use other savings, or let two officers open these for a withdrawal.")
    return Refused(sentence, next_step=next_step, code=Fault.LOCKED, field="pocket", **details)


def _refusal(found: Fault, rules: Rules, asked: Asked, pocket: Pocket) -> Refused:
    """Say what of an open pocket is not allowed, and what to do next."""
    least = min(asked.available, asked.usable)
    sentences = {
        Fault.NOT_ENOUGH: _("%(amount)s can be withdrawn at most. Nothing was changed.") % {"amount": rupiah(least)},
        Fault.OWES: _("She still owes from a correction, so %(amount)s can be used at most.")
        % {"amount": rupiah(least)},
        Fault.BELOW_MINIMUM: _("The smallest withdrawal is %(amount)s.") % {"amount": rupiah(rules.minimum_withdrawal)},
        Fault.MINIMUM_LEFT: _("%(amount)s must stay in this pocket.") % {"amount": rupiah(rules.minimum_left)},
        Fault.TOO_OFTEN: _("These savings can be taken from %(times)s times a month only.")
        % {"times": rules.per_month},
    }
    steps = {
        Fault.NOT_ENOUGH: _("Ask for a smaller amount."),
        Fault.OWES: _("Ask for a smaller amount."),
        Fault.BELOW_MINIMUM: _("Ask for a larger amount."),
        Fault.MINIMUM_LEFT: _("Ask for a smaller amount."),
        Fault.TOO_OFTEN: _("Ask for a day next month."),
    }
    return Refused(
        sentences[found],
        next_step=steps[found],
        code=found,
        field="amount",
        available=least,
        held=pocket.held,
    )
