"""What the waste bank says on other pages: tiles and notes on the home page, a card on the member's page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guyub.foundation.core import clock, home
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.dates import clock_time
from guyub.foundation.core.money import rupiah
from guyub.foundation.members import panels
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.choices import ExitStatus, SessionStatus
from guyub.livelihoods.wastebank.models import AccountExit, Flag, Payout, Pocket, WeighingSession
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries.coverage import short_soon
from guyub.livelihoods.wastebank.queries.exits import what_is_left
from guyub.livelihoods.wastebank.queries.goods_stock import phones_owing
from guyub.livelihoods.wastebank.queries.payouts import stopped
from guyub.livelihoods.wastebank.texts_goods import out_text


def weigh_says(org: Organization, actor: Actor) -> home.Saying:  # noqa: ARG001 -- every tile is asked the same way
    """Say that a weighing day is open; then it is the one thing of this moment. One query."""
    today = clock.today(org.time_zone)
    session = (
        WeighingSession.objects.filter(held_on=today)
        .exclude(status=SessionStatus.CLOSED)
        .select_related("post")
        .order_by("-status", "planned_open")
        .first()
    )
    if session is None:
        return home.Saying()
    if session.status == SessionStatus.OPEN:
        return home.Saying(_("%(post)s, open now") % {"post": session.post.name}, now=True)
    opens = clock_time(clock.local(session.planned_open, org.time_zone))
    return home.Saying(_("%(post)s, today %(time)s") % {"post": session.post.name, "time": opens})


def pay_says(org: Organization, actor: Actor) -> home.Saying:  # noqa: ARG001
    """Say how many approved withdrawals wait for their money. One query."""
    count = Payout.objects.filter(org=org, status="approved").count()
    return home.Saying(ngettext("%(n)s to pay", "%(n)s to pay", count) % {"n": count} if count else "")


def requests_wait(org: Organization, actor: Actor) -> home.Note | None:
    """Tell who may approve that withdrawals wait. One query, for those with the right only."""
    if not actor.may(P.APPROVE):
        return None
    waiting = Payout.objects.filter(~stopped(), org=org, status="requested")
    count = waiting.exclude(member_id=actor.member_id).count()
    if not count:
        return None
    words = ngettext("%(n)s withdrawal waits for approval.", "%(n)s withdrawals wait for approval.", count)
    return home.Note("turmeric", "banknote", words % {"n": count}, reverse("wastebank:payouts", args=[org.slug]))


def flags_wait(org: Organization, actor: Actor) -> home.Note | None:
    """Tell who may settle that something wants a look. One query, for those with the right only."""
    if not actor.may(P.SETTLE):
        return None
    count = Flag.objects.filter(org=org, settled_at__isnull=True).count()
    if not count:
        return None
    words = ngettext("%(n)s deposit wants a look.", "%(n)s deposits want a look.", count)
    return home.Note("turmeric", "eye", words % {"n": count}, reverse("wastebank:flags", args=[org.slug]))


def goods_are_out(org: Organization, actor: Actor) -> home.Note | None:
    """Remind who keeps the goods that phones still hold some after the weighing day. One query, for her only."""
    if not actor.may(P.GOODS):
        return None
    phones = phones_owing(org=org)
    if not phones:
        return None
    return home.Note("turmeric", "phone", out_text(phones), reverse("wastebank:allotments", args=[org.slug]))


def cash_is_short(org: Organization, actor: Actor) -> home.Note | None:
    """Warn who approves payouts and sees the stock that the boxes hold less than is promised for the next weeks."""
    if not actor.may(P.APPROVE) or not actor.may(P.STOCK):
        return None
    found = short_soon(org=org)
    if found is None:
        return None
    words = _("The cash is %(amount)s short for what is promised within %(days)s days.")
    url = reverse("wastebank:coverage", args=[org.slug])
    return home.Note("chilli", "cash-box", words % {"amount": rupiah(found.amount), "days": found.days}, url)


def passbook_panel(*, org: Organization, actor: Actor, member: Member) -> panels.Panel | None:
    """Return her savings for herself and for officers who may open her passbook. One query."""
    own = actor.member_id == member.pk and actor.may(P.OWN)
    if not own and not actor.may(P.PASSBOOK):
        return None
    pockets = Pocket.objects.filter(member=member).select_related("kind").order_by("kind__position", "id")
    lines = tuple((pocket.title, rupiah(pocket.balance)) for pocket in pockets)
    return panels.Panel(
        icon="passbook",
        title=gettext_lazy("Passbook"),
        lines=lines,
        url=reverse("wastebank:passbook", args=[org.slug, member.pk]),
        action=gettext_lazy("Open the passbook"),
    )


def closing_panel(*, org: Organization, actor: Actor, member: Member) -> panels.Panel | None:
    """Lead from the page of a member who left or died to the closing of her account. Eight queries, for her only."""
    own = actor.is_member(member.pk)
    if own or not member.is_gone or not actor.may(P.OVERRIDE):
        return None
    newest = AccountExit.objects.filter(member=member).order_by("-recorded_at").values_list("status", flat=True).first()
    if newest == ExitStatus.CLOSED and not what_is_left(org=org, member_id=member.pk).nothing:
        newest = None  # something came after the end, or she came back and left again
    word = str(ExitStatus(newest).label) if newest else _("not closed yet")
    return panels.Panel(
        icon="lock",
        title=gettext_lazy("Account at the waste bank"),
        lines=((gettext_lazy("State"), word),),
        url=reverse("wastebank:exit", args=[org.slug, member.pk]),
        action=gettext_lazy("Close the account"),
    )


def register() -> None:
    """Offer tiles, notes and the panel; called once, at start."""
    home.register(
        home.Tile("wastebank:weigh", "scale", gettext_lazy("Weigh"), P.DEPOSIT, order=5, say=weigh_says),
        home.Tile("wastebank:own-passbook", "passbook", gettext_lazy("My passbook"), P.OWN, order=20),
        home.Tile("wastebank:payouts", "banknote", gettext_lazy("Pay cash"), P.PAY, order=15, say=pay_says),
        home.Tile("wastebank:sales", "truck", gettext_lazy("Sell to the collector"), P.SELL, order=25),
        home.Tile("wastebank:home", "bottle", gettext_lazy("Waste bank"), P.VIEW, order=30),
        home.Tile("wastebank:partners", "chart", gettext_lazy("Figures for partners"), P.AGGREGATES, order=65),
    )
    home.register_note("wastebank.requests", requests_wait)
    home.register_note("wastebank.flags", flags_wait)
    home.register_note("wastebank.coverage", cash_is_short)
    home.register_note("wastebank.goods_out", goods_are_out)
    panels.register("wastebank", passbook_panel, order=10)
    panels.register("wastebank.closing", closing_panel, order=11)
