"""What this room itself holds against erasing someone."""

from __future__ import annotations

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import OfficeTerm, Organization


def open_office(*, org: Organization, member: Member) -> str | Promise:
    """Return that she holds an office today, if she does."""
    today = clock.today(org.time_zone)
    terms = OfficeTerm.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), membership__member_id=member.pk)
    return _("She still holds an office.") if terms.exists() else ""
