"""What the books say when a member is shown, merged, erased, or taken back with an import."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.errors import Refused
from guyub.foundation.core.money import rupiah
from guyub.foundation.ledger import dues
from guyub.foundation.ledger.models import PartyBalance
from guyub.foundation.ledger.permissions import LedgerPermission
from guyub.foundation.members import erasing, merging, panels, uses
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.models import Organization


def register() -> None:
    """Hook the books into the pages of members."""
    panels.register("ledger", dues_panel, order=20)
    erasing.register_blocker(open_balance)
    merging.register("ledger", refuse_open_balance, order=90)  # after the rooms moved what they keep
    uses.register("ledger", parties_among)


def dues_panel(*, org: Organization, actor: Actor, member: Member) -> panels.Panel | None:
    """Return what she owes in dues, for herself and for officers who see the books."""
    own = actor.member_id == member.pk
    records = actor.may(LedgerPermission.RECORD) and not own
    if not own and not actor.may(LedgerPermission.BOOKS):
        return None
    owed = dues.owed(org=org, member=member, upto=clock.today(org.time_zone))
    url = reverse("ledger:mine", args=[org.slug]) if own else ""
    if records:
        url = reverse("ledger:dues-pay", args=[org.slug, member.pk])
    return panels.Panel(
        icon="coins",
        title=gettext_lazy("Dues"),
        lines=((gettext_lazy("Not paid yet"), rupiah(owed.amount)),),
        url=url,
        action=gettext_lazy("Take dues") if records else gettext_lazy("My dues"),
    )


def open_balance(*, org: Organization, member: Member) -> str | Promise:
    """Return that her savings or debts are not settled, if they are not."""
    del org
    rows = PartyBalance.objects.filter(party__in=row_ids(member)).exclude(debit=F("credit"))
    return gettext_lazy("Her savings or debts are not settled yet.") if rows.exists() else ""


def refuse_open_balance(*, org: Organization, by: Actor, kept: Member, gone: Member) -> int:
    """Stop a merge whose vanishing row still has money in the books: moving it is a decision of its own."""
    del by, kept
    if open_balance(org=org, member=gone):
        raise Refused(
            _("Number %(n)s still has savings or debts.") % {"n": gone.number},
            next_step=_("Please let that number go on, or pay it out first."),
        )
    return 0


def parties_among(member_ids: Collection[UUID]) -> set[UUID]:
    """Return those members whom the books name."""
    return set(PartyBalance.objects.filter(party__in=member_ids).values_list("party", flat=True))
