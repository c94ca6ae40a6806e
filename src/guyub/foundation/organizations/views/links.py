"""Invitations and forgotten PINs, as officers see them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guyub.foundation.core.dates import moment_text
from guyub.foundation.core.errors import BadInput, GuyubError
from guyub.foundation.organizations import actions, queries
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.forms import InviteForm
from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.permissions import OrganizationPermission as P


@dataclass(frozen=True, slots=True)
class ShownInvitation:
    """An open invitation, as words."""

    name: str
    about: str
    until: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownReset:
    """A forgotten PIN that is being helped, as words."""

    name: str
    about: str
    until: str
    url: str
    may_approve: bool


def link_to(name: str, org: Organization, token: str) -> str:
    """Return the whole address of a one-use link, as a QR code carries it."""
    return f"{settings.BASE_URL}{reverse(f'doors:{name}', args=[org.slug, token])}"


@room(P.INVITE)
@require_GET
def invitations(request: RoomRequest) -> HttpResponse:
    """List the invitations that are still open."""
    base = request.path
    rows = [
        ShownInvitation(
            name=row.name,
            about=" · ".join(filter(None, (row.phone, row.offices))),
            until=moment_text(row.expires_at, request.org.time_zone),
            url=f"{base}{row.id}/",
        )
        for row in queries.open_invitations()
    ]
    return render(request, "organizations/invitations.html", {"invitations": rows})


@room(P.INVITE)
@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: RoomRequest) -> HttpResponseBase:
    """Invite one person; the answer carries her link, which is shown only now."""
    may_appoint = request.actor.may(P.OFFICES)
    initial = {"name": request.GET.get("nama", ""), "phone": request.GET.get("hp", "")}
    initial["member_id"] = request.GET.get("anggota", "")
    form = InviteForm(request.POST or None, may_appoint=may_appoint, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invited = actions.invite(
                org=request.org,
                by=request.actor,
                client_id=data["client_id"],
                name=data["name"],
                phone=data["phone"],
                member_id=data["member_id"],
                offices=data.get("offices", ()),
            )
        except GuyubError as error:
            form.explain(error)
        else:
            return _invited(request, invited)
    status = form.status if form.is_bound else 200
    return render(request, "organizations/invite.html", {"form": form}, status=status)


@room(P.INVITE)
@never_cache
@require_POST
def renew_invitation(request: RoomRequest, invitation_id: UUID) -> HttpResponseBase:
    """Make a new link for an invitation whose link was lost."""
    return _invited(request, actions.renew_invitation(org=request.org, by=request.actor, invitation_id=invitation_id))


@room(P.INVITE)
@require_POST
def revoke_invitation(request: RoomRequest, invitation_id: UUID) -> HttpResponseBase:
    """Kill a link that was not used yet."""
    actions.revoke_invitation(org=request.org, by=request.actor, invitation_id=invitation_id)
    messages.success(request, _("The invitation is taken back. Its link is dead."))
    return redirect("organizations:invitations", request.org.slug)


def _invited(request: RoomRequest, invited: actions.Invited) -> HttpResponse:
    invitation = invited.invitation
    if not invited.token:
        messages.info(request, _("She has joined already."))
        return redirect("organizations:invitations", request.org.slug)
    text = _("%(name)s, you are invited to %(org)s. Open this link on your own phone:") % {
        "name": invitation.name,
        "org": request.org.name,
    }
    context = {
        "title": _("Invitation for %(name)s") % {"name": invitation.name},
        "name": invitation.name,
        "link": link_to("invitation", request.org, invited.token),
        "text": text,
        "until": moment_text(invitation.expires_at, request.org.time_zone),
        "back": reverse("organizations:invitations", args=[request.org.slug]),
    }
    return render(request, "organizations/link.html", context)


@room(P.RECOVER)
@require_GET
def pin_resets(request: RoomRequest) -> HttpResponse:
    """List the forgotten PINs that are being helped."""
    base = request.path
    me = request.actor.user_id
    rows = [
        ShownReset(
            name=row.name,
            about=_approved(row.asked_by) if row.approved else _asked(row.asked_by),
            until=moment_text(row.expires_at, request.org.time_zone),
            url=f"{base}{row.id}/",
            may_approve=row.asked_by_id is not None and me not in {row.asked_by_id, row.user_id},
        )
        for row in queries.open_pin_resets()
    ]
    return render(request, "organizations/pin_resets.html", {"resets": rows})


def _asked(officer: str) -> str:
    return _("Asked by %(officer)s. A second officer must approve.") % {"officer": officer}


def _approved(officer: str) -> str:
    return _("Asked by %(officer)s and approved. The link waits for her.") % {"officer": officer}


@room(P.RECOVER)
@require_POST
def ask_pin_reset(request: RoomRequest, membership_id: UUID) -> HttpResponseBase:
    """First officer: this person forgot her PIN."""
    actions.ask_pin_reset(org=request.org, by=request.actor, client_id=_client_id(request), membership_id=membership_id)
    messages.success(request, _("Noted. Now a second officer must approve here."))
    return redirect("organizations:pin-resets", request.org.slug)


@room(P.RECOVER)
@never_cache
@require_POST
def approve_pin_reset(request: RoomRequest, reset_id: UUID) -> HttpResponseBase:
    """Second officer: the answer carries the link, which is shown only now."""
    reset = actions.approve_pin_reset(org=request.org, by=request.actor, reset_id=reset_id)
    person = reset.reset.membership.user
    context = {
        "title": _("New PIN for %(name)s") % {"name": person.addressed},
        "name": person.addressed,
        "link": link_to("pin-reset", request.org, reset.token),
        "text": _("%(name)s, open this link on your own phone and choose a new PIN:") % {"name": person.addressed},
        "until": moment_text(reset.reset.expires_at, request.org.time_zone),
        "back": reverse("organizations:pin-resets", args=[request.org.slug]),
    }
    return render(request, "organizations/link.html", context)


@room(P.RECOVER)
@require_POST
def withdraw_pin_reset(request: RoomRequest, reset_id: UUID) -> HttpResponseBase:
    """Stop a reset that nobody should use any more."""
    actions.withdraw_pin_reset(org=request.org, by=request.actor, reset_id=reset_id)
    messages.success(request, _("Stopped. A link already shown is dead."))
    return redirect("organizations:pin-resets", request.org.slug)


def _client_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("client_id", ""))
    except ValueError:
        raise BadInput(_("This page was incomplete. Please send it once more.")) from None
