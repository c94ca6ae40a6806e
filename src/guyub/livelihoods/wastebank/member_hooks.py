"""What the waste bank does when members are joined, and adds to the copy of a person's data."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.money import rupiah
from guyub.foundation.members import exporting, merging
from guyub.foundation.members.exporting import Section
from guyub.foundation.members.models import Member
from guyub.foundation.members.queries import row_ids
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import texts
from guyub.livelihoods.wastebank.actions.joining import join_accounts
from guyub.livelihoods.wastebank.choices import PassbookKind
from guyub.livelihoods.wastebank.models import DepositLine, PassbookLine
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.queries.exits import consigned_of, what_is_left
from guyub.livelihoods.wastebank.queries.lots import all_lots_of


def register() -> None:
    """Hook the waste bank into merges and copies of members' data."""
    merging.register("wastebank", join_accounts, tell=what_moves)
    exporting.register("wastebank.passbook", passbook_section)
    exporting.register("wastebank.weighed", weighed_section)
    exporting.register("wastebank.consigned", consigned_section)


def what_moves(*, org: Organization, actor: Actor, member: Member) -> list[tuple[str, str]]:
    """Say what would move from a row, or stay on it: savings, promises, debts, waste left for sale. Nine queries."""
    if not actor.may(WastebankPermission.PASSBOOK):
        return []
    left = what_is_left(org=org, member_id=member.pk)
    rows = [
        (_("Savings"), left.savings),
        (_("Promised"), left.held),
        (_("Set aside for bills"), left.set_aside),
        (_("Debt of corrections"), left.receivable),
        (_("Loans"), left.loan),
    ]
    lots = [texts.weight(one.held, one.unit) + f" {one.item}" for one in consigned_of(org=org, member_id=member.pk)]
    told = [(label, rupiah(amount)) for label, amount in rows if amount]
    return [*told, (_("Left for sale, not sold yet"), ", ".join(lots))] if lots else told


def passbook_section(*, org: Organization, member: Member) -> Section:
    """Return every line of her passbook, oldest first, in rupiah."""
    lines = PassbookLine.objects.filter(pocket__member_id__in=row_ids(member)).order_by("happened_at", "pocket", "no")
    fields = ("happened_at", "kind", "amount", "balance_after", "receipt_number")
    return Section(
        key="passbook",
        title=_("Passbook"),
        columns=[_("Day"), _("Particulars"), _("Rupiah"), _("Balance"), _("Receipt")],
        names=["day", "kind", "rupiah", "balance", "receipt"],
        rows=[
            (clock.day_of(when, org.time_zone).isoformat(), str(PassbookKind(kind).label), amount, after, receipt or "")
            for when, kind, amount, after, receipt in lines.values_list(*fields)
        ],
    )


def weighed_section(*, org: Organization, member: Member) -> Section:
    """Return what she brought, line by line, in base units; corrected versions are left out."""
    lines = DepositLine.objects.filter(
        deposit__member_id__in=row_ids(member), deposit__replaced_by__isnull=True
    ).order_by("weighed_at", "no")
    fields = ("weighed_at", "item_name", "quantity", "item__unit", "net")
    return Section(
        key="weighed",
        title=_("Waste brought"),
        columns=[_("Day"), _("Kind"), _("Quantity"), _("Unit of measure"), _("Rupiah")],
        names=["day", "kind", "quantity", "unit", "rupiah"],
        rows=[
            (clock.day_of(when, org.time_zone).isoformat(), name, quantity, unit, net)
            for when, name, quantity, unit, net in lines.values_list(*fields)
        ],
    )


def consigned_section(*, org: Organization, member: Member) -> Section:
    """Return what she left for sale and what became of it, lot by lot, in base units. Rupiah stand in her book."""
    lots = all_lots_of(member).order_by("weighed_at", "no")
    fields = ("weighed_at", "item__name", "item__unit", "quantity", "held", "sold", "returned", "lost")
    return Section(
        key="consigned",
        title=_("Left for sale"),
        columns=[
            *(_("Day"), _("Kind"), _("Unit of measure"), _("Quantity"), _("Still there")),
            *(_("Sold"), _("Given back"), pgettext("lot", "Lost in storage")),
        ],
        names=["day", "kind", "unit", "quantity", "held", "sold", "returned", "lost"],
        rows=[(clock.day_of(when, org.time_zone).isoformat(), *values) for when, *values in lots.values_list(*fields)],
    )
