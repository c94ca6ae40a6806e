"""Household, stays abroad, skills, and whom she looks after."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from guyub.foundation.core import clock
from guyub.foundation.core.dates import short_date
from guyub.foundation.core.errors import BadInput
from guyub.foundation.members import actions, countries, queries
from guyub.foundation.members.forms import CareForm, HouseholdForm, SkillForm, StayForm
from guyub.foundation.members.models import Care, Member, MemberSkill, MigrationStay
from guyub.foundation.members.permissions import MembersPermission as Permission
from guyub.foundation.members.views.flow import act_or_show, dated_facts, facts, member_url, open_member, press
from guyub.foundation.organizations.access import RoomRequest, room


@room(Permission.EDIT)
def household(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """From which kitchen she eats: join one that is known, or start one."""
    member = open_member(request, member_id)
    form = HouseholdForm(request.POST or None, initial={"name": _("Household of %(name)s") % {"name": member.name}})

    def act(data: dict[str, Any]) -> str:
        actions.found_household(**dated_facts(request, data), member_id=member.pk, name=data["name"])
        return member_url(request, member.pk, "household")

    text = request.GET.get("q", "")
    others = queries.household_members(household_id=member.household_id) if member.household_id else []
    context = {
        "member": member,
        "home": member.household,
        "others": [(other.name, member_url(request, other.pk)) for other in others if other.pk != member.pk],
        "text": text,
        "found": [(home.pk, home.name, home.hamlet) for home in queries.find_households(text=text)],
    }
    return act_or_show(request, form, act, template="members/household.html", context=context)


@room(Permission.EDIT)
@require_POST
def move_household(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """She eats from another kitchen, or from none that we know of."""
    home = request.POST.get("household", "")
    try:
        household_id = UUID(home) if home else None
    except ValueError:
        household_id = None
    return press(
        request,
        lambda: actions.move_to_household(**facts(request), member_id=member_id, household_id=household_id),
        member_url(request, member_id, "household"),
        gettext_lazy("The household is saved."),
    )


@room(Permission.EDIT)
def stays(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Her work abroad."""
    member = open_member(request, member_id)
    form = StayForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        values = {name: value for name, value in data.items() if name != "client_id"}
        actions.record_stay(**dated_facts(request, data), member_id=member.pk, **values)
        return member_url(request, member.pk, "stays")

    rows = MigrationStay.objects.filter(member=member).order_by("-from_year")
    return act_or_show(
        request,
        form,
        act,
        template="members/stays.html",
        context={"member": member, "lines": [_stay_line(stay) for stay in rows]},
        said=gettext_lazy("The stay is saved."),
    )


def _stay_line(stay: MigrationStay) -> tuple[UUID, str, str]:
    until = stay.to_year or _("today")
    years = f"{stay.from_year}–{until}"
    contracts = _("%(n)s contracts") % {"n": stay.contracts} if stay.contracts > 1 else ""
    about = ", ".join(filter(None, (years, stay.get_sector_display(), stay.agency, contracts)))
    return stay.pk, countries.name_of(stay.country), about


@room(Permission.EDIT)
@require_POST
def remove_stay(request: RoomRequest, member_id: UUID, stay_id: UUID) -> HttpResponse:
    """Take a stay out again."""
    return press(
        request,
        lambda: actions.remove_stay(**facts(request), member_id=member_id, stay_id=stay_id),
        member_url(request, member_id, "stays"),
        gettext_lazy("The stay was taken out."),
    )


@room(Permission.EDIT)
def skills(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """What she can do."""
    member = open_member(request, member_id)
    form = SkillForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.add_skill(**dated_facts(request, data), member_id=member.pk, name=data["name"])
        return member_url(request, member.pk, "skills")

    lines = [(skill.pk, skill.name) for skill in MemberSkill.objects.filter(member=member).order_by("name")]
    known = {name for _pk, name in lines}
    context = {
        "member": member,
        "lines": lines,
        "suggestions": [word for word in form.suggestions if word not in known],
    }
    return act_or_show(request, form, act, template="members/skills.html", context=context)


@room(Permission.EDIT)
@require_POST
def remove_skill(request: RoomRequest, member_id: UUID, skill_id: UUID) -> HttpResponse:
    """Take a skill out again."""
    return press(
        request,
        lambda: actions.remove_skill(**facts(request), member_id=member_id, skill_id=skill_id),
        member_url(request, member_id, "skills"),
    )


@room(Permission.EDIT)
def cares(request: RoomRequest, member_id: UUID) -> HttpResponse:
    """Whom she looks after; never by name."""
    member = open_member(request, member_id)
    form = CareForm(request.POST or None)

    def act(data: dict[str, Any]) -> str:
        actions.record_care(
            **dated_facts(request, data),
            member_id=member.pk,
            kind=data["kind"],
            relation=data["relation"],
            people=data["people"],
            absent_id=_by_number(data["absent_number"]),
        )
        return member_url(request, member.pk, "cares")

    rows = Care.objects.filter(carer=member).select_related("absent").order_by("-happened_at")
    context = {"member": member, "lines": [_care_line(care) for care in rows]}
    return act_or_show(request, form, act, template="members/cares.html", context=context)


def _by_number(number: int | None) -> UUID | None:
    if number is None:
        return None
    found = Member.objects.filter(number=number).first()
    if found is None:
        raise BadInput(_("No member has this number."), field="absent_number")
    return queries.current_row(found).pk


def _care_line(care: Care) -> tuple[UUID, str, str, str]:
    people = _("%(n)s people") % {"n": care.people} if care.people > 1 else ""
    absent = _("for %(name)s, who is abroad") % {"name": care.absent.name} if care.absent else ""
    about = ", ".join(filter(None, (care.get_relation_display(), people, absent)))
    ended = _("until %(day)s") % {"day": short_date(care.ended_on)} if care.ended_on else ""
    return care.pk, care.get_kind_display(), about, ended


@room(Permission.EDIT)
@require_POST
def end_care(request: RoomRequest, member_id: UUID, care_id: UUID) -> HttpResponse:
    """She no longer looks after them."""
    today = clock.today(request.org.time_zone)
    return press(
        request,
        lambda: actions.end_care(**facts(request), member_id=member_id, care_id=care_id, on_day=today),
        member_url(request, member_id, "cares"),
    )
