"""What this room does when the members' room merges, shows or copies a person."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.actor import Actor
from guyub.foundation.members.exporting import Section
from guyub.foundation.members.models import Member
from guyub.foundation.members.panels import Panel
from guyub.foundation.organizations.models import Organization
from guyub.foundation.participation.models import Participation
from guyub.foundation.participation.permissions import ParticipationPermission
from guyub.foundation.participation.queries import presence_of
from guyub.foundation.participation.texts import duration


def follow_merge(*, org: Organization, by: Actor, kept: Member, gone: Member) -> int:  # noqa: ARG001 -- the handlers' shape
    """Move her hours. Where both rows stood at one source, she was counted twice: one is withdrawn."""
    standing = Participation.objects.filter(member=gone, withdrawn_at__isnull=True)
    sources = Participation.objects.filter(member=kept, withdrawn_at__isnull=True).values_list(
        "source_type", "source_id"
    )
    twice = set(sources)
    double = [row.pk for row in standing if (row.source_type, row.source_id) in twice]
    Participation.objects.filter(pk__in=double).update(withdrawn_at=clock.now(), withdrawn_by_id=by.user_id)
    moved: int = Participation.objects.filter(member=gone).update(member=kept)
    return moved


def panel(*, org: Organization, actor: Actor, member: Member) -> Panel | None:
    """Return her presence for the member page."""
    if not actor.may(ParticipationPermission.VIEW) and actor.member_id != member.pk:
        return None
    rows = presence_of(member=member, limit=1)
    last = ((_("Last time"), f"{rows[0].get_activity_display()}, {duration(rows[0].minutes)}"),) if rows else ()
    own = actor.member_id == member.pk
    name, args = ("own", [org.slug]) if own else ("of_member", [org.slug, member.pk])
    return Panel(
        icon="clock", title=_("Presence"), lines=last, url=reverse(f"participation:{name}", args=args), action=_("Open")
    )


def section(*, org: Organization, member: Member) -> Section:  # noqa: ARG001 -- the sections' shape
    """Return her hours for the copy of her data."""
    rows = [
        (row.happened_at, row.get_activity_display(), row.get_role_display(), row.minutes)
        for row in presence_of(member=member, limit=100_000)
    ]
    columns = (_("Moment"), _("Activity"), _("Role"), _("Minutes"))
    return Section("participation", _("Presence"), columns, ("moment", "activity", "role", "minutes"), rows)
