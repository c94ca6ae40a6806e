"""Atur: kinds of waste, posts and kinds of savings. What is set once, and rarely changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from guyub.foundation.core.quantities import Unit, spoken_unit
from guyub.foundation.organizations.access import RoomRequest, room
from guyub.foundation.organizations.permissions import OrganizationPermission
from guyub.livelihoods.wastebank import actions, texts
from guyub.livelihoods.wastebank.forms.setup import CategoryForm, ItemForm, PostForm, code_of
from guyub.livelihoods.wastebank.models import Category, Post, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission as P
from guyub.livelihoods.wastebank.queries import catalogue, setup
from guyub.livelihoods.wastebank.views import flow
from guyub.livelihoods.wastebank.views.flow import Button, Page, Row, Section, here


def rests() -> tuple[str, str, str]:
    """Return the mark of what is not used now."""
    return ("turmeric", "clock", _("rests"))


@room(P.MANAGE)
def home(request: RoomRequest) -> HttpResponse:
    """What can be set."""
    page = Page(_("Settings of the waste bank"), here(request, "home"))
    rows = [
        Row(_("Kinds of waste"), _("Names, pictures, units"), url=here(request, "kinds"), icon="bottle"),
        Row(_("Posts"), _("Where we weigh, which cash box pays"), url=here(request, "posts"), icon="home"),
        Row(_("Kinds of savings"), _("Locks, least amounts"), url=here(request, "pockets"), icon="savings"),
        Row(_("Rules for the wall"), _("Thirteen headings, own words"), url=here(request, "rules"), icon="list"),
        Row(_("What each kind counts as"), _("For figures of CO2e"), url=here(request, "materials"), icon="leaf"),
        Row(_("Words of the authority's table"), _("For reports"), url=here(request, "columns"), icon="edit"),
        Row(_("Prices"), _("What we pay"), url=here(request, "prices"), icon="coins"),
    ]
    if request.actor.may(OrganizationPermission.SETTINGS):
        url = reverse("organizations:settings", args=[request.org.slug])
        rows.append(Row(_("Limits and warnings"), _("Weights, susut, two officers"), url=url, icon="gear"))
    page.sections = [Section("", rows)]
    return flow.show(request, page)


@room(P.MANAGE)
def kinds(request: RoomRequest) -> HttpResponse:
    """Materials and what is weighed of each."""
    cards = catalogue.items(org=request.org, active_only=False)
    prefix = here(request, "kinds")
    materials = catalogue.categories(org=request.org, active_only=False)
    active = {material.pk for material in materials if material.is_active}
    rows = [
        Row(
            card.name,
            ", ".join(filter(None, (card.condition, spoken_unit(Unit(card.unit))))),
            texts.price(card.price, card.unit),
            f"{prefix}{card.id}/",
            None if card.is_active and card.category_id in active else rests(),
            card.drawing,
        )
        for card in cards
    ]
    known = [
        Row(
            material.name,
            url=f"{prefix}bahan/{material.pk}/",
            chip=None if material.is_active else rests(),
            icon=material.drawing,
        )
        for material in materials
    ]
    page = Page(_("Kinds of waste"), here(request, "setup"))
    page.sections = [
        Section(_("What is weighed"), rows, _("No kind yet.")),
        Section(_("Materials and pictures"), known, _("No material yet. Add the first one.")),
    ]
    page.main = Button(here(request, "category-new"), "plus", _("Add a material"))
    if materials:
        page.quiet = [page.main]
        page.main = Button(here(request, "item-new"), "plus", _("Add a kind"))
    return flow.show(request, page)


@room(P.MANAGE)
def category_new(request: RoomRequest) -> HttpResponse:
    """A new material."""
    form = CategoryForm(request.POST or None, is_new=True)

    def act(data: dict[str, Any]) -> str:
        actions.create_category(
            **flow.facts(request),
            code=code_of(data["name"]),
            name=data["name"],
            sipsn_class=data["sipsn_class"],
            drawing=data["drawing"],
            is_hazardous=data["is_hazardous"],
        )
        return here(request, "kinds")

    page = Page(_("Add a material"), here(request, "kinds"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))


@room(P.MANAGE)
def category(request: RoomRequest, category_id: UUID) -> HttpResponse:
    """Another name or picture for a material, or a rest."""
    found = Category.get(category_id)
    initial = {"name": found.name, "drawing": found.drawing, "is_active": found.is_active}
    form = CategoryForm(request.POST or None, is_new=False, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.update_category(
            **flow.facts(request),
            category_id=found.pk,
            name=data["name"],
            drawing=data["drawing"],
            is_active=data["is_active"],
        )
        return here(request, "kinds")

    page = Page(found.name, here(request, "kinds"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved. Old slips keep the old name."))


@room(P.MANAGE)
def item_new(request: RoomRequest) -> HttpResponse:
    """A new kind to weigh."""
    form = ItemForm(request.POST or None, categories=catalogue.categories(org=request.org), is_new=True)

    def act(data: dict[str, Any]) -> str:
        grams, per = form.factor(data["unit"])
        item = actions.create_item(
            **flow.facts(request),
            category_id=UUID(data["category"]),
            code=code_of(data["name"]),
            name=data["name"],
            unit=Unit(data["unit"]),
            condition=data["condition"],
            factor_grams=grams,
            factor_per=per,
        )
        if request.actor.may(P.PRICES):
            return here(request, "price-publish", item.pk)
        return here(request, "kinds")

    page = Page(_("Add a kind"), here(request, "kinds"), button=_("Save, then its price"))
    page.rare = ("condition", "factor_grams")
    return flow.act_or_show(request, form, act, page, said=_("Saved. Now give it a price."))


@room(P.MANAGE)
def item(request: RoomRequest, item_id: UUID) -> HttpResponse:
    """Another name for a kind, its weight, or a rest. Its unit never changes."""
    found = WasteItem.get(item_id)
    initial = {
        "name": found.name,
        "condition": found.condition,
        "factor_grams": found.factor_grams,
        "is_active": found.is_active,
    }
    form = ItemForm(request.POST or None, categories=[], is_new=False, initial=initial)
    if found.unit == Unit.GRAM:
        form.fields["factor_grams"].disabled = True
        del form.fields["factor_grams"]

    def act(data: dict[str, Any]) -> str:
        grams, per = form.factor(found.unit) if "factor_grams" in data else (None, None)
        actions.update_item(
            **flow.facts(request),
            item_id=found.pk,
            name=data["name"],
            condition=data["condition"],
            factor_grams=grams,
            factor_per=per,
            is_active=data["is_active"],
        )
        return here(request, "kinds")

    page = Page(found.name, here(request, "kinds"), button=_("Save"))
    page.rows = [(_("Counted in"), spoken_unit(Unit(found.unit)))]
    return flow.act_or_show(request, form, act, page, said=_("Saved. Old slips keep the old name."))


@room(P.MANAGE)
def posts(request: RoomRequest) -> HttpResponse:
    """Where we weigh."""
    prefix, boxes = here(request, "posts"), dict(setup.cash_boxes(org=request.org))
    rows = [
        Row(
            post.name,
            boxes.get(post.cash_account, post.cash_account),
            url=f"{prefix}{post.pk}/",
            chip=None if post.is_active else rests(),
        )
        for post in catalogue.posts(org=request.org, active_only=False)
    ]
    page = Page(_("Posts"), here(request, "setup"), sections=[Section("", rows, _("No post yet. Add the first one."))])
    page.main = Button(here(request, "post-new"), "plus", _("Add a post"))
    return flow.show(request, page)


@room(P.MANAGE)
def post_new(request: RoomRequest) -> HttpResponse:
    """A new place of weighing."""
    form = PostForm(request.POST or None, org=request.org, boxes=setup.cash_boxes(org=request.org), is_new=True)

    def act(data: dict[str, Any]) -> str:
        setup_bank = setup.is_open(org=request.org)
        if not setup_bank:
            actions.open_bank(**flow.facts(request))
        actions.create_post(**flow.facts(request), **_post_values(data))
        return here(request, "posts")

    page = Page(_("Add a post"), here(request, "posts"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))


def _post_values(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in ("name", "village_code", "cash_account")}


@room(P.MANAGE)
def post(request: RoomRequest, post_id: UUID) -> HttpResponse:
    """Another name, cash box, or a rest."""
    found = Post.get(post_id)
    initial = {name: getattr(found, name) for name in ("name", "village_code", "cash_account", "is_active")}
    boxes = setup.cash_boxes(org=request.org)
    form = PostForm(request.POST or None, org=request.org, boxes=boxes, is_new=False, initial=initial)

    def act(data: dict[str, Any]) -> str:
        actions.update_post(**flow.facts(request), post_id=found.pk, is_active=data["is_active"], **_post_values(data))
        return here(request, "posts")

    page = Page(found.name, here(request, "posts"), button=_("Save"))
    return flow.act_or_show(request, form, act, page, said=_("Saved."))
