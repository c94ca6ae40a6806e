"""Setting up: pockets, posts, kinds of waste, collectors."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import audit
from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic, lock_association
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.tenancy import TenantModel
from guyub.foundation.ledger import stock
from guyub.foundation.ledger.choices import PlaceKind
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank import accounts
from guyub.livelihoods.wastebank.choices import REGULAR, Drawing, Lock, SipsnClass
from guyub.livelihoods.wastebank.models import Category, CategoryClass, Collector, PocketKind, Post, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission

# Kinds of savings as data; an association renames them, locks them, puts them to rest, and adds its own.
POCKET_KINDS = (
    (REGULAR, "Reguler", Lock.NONE),
    ("lebaran", "Lebaran", Lock.LEBARAN),
    ("pendidikan", "Pendidikan", Lock.NONE),
    ("sembako", "Sembako", Lock.NONE),
    ("sosial", "Sosial", Lock.NONE),
    ("lingkungan", "Lingkungan", Lock.NONE),
    ("kesehatan", "Kesehatan", Lock.NONE),
)


@atomic
def open_bank(*, org: Organization, by: Actor) -> None:
    """Give an association its waste bank: the kinds of savings. Doing it again changes nothing."""
    by.require(WastebankPermission.MANAGE)
    lock_association(org.pk)
    there = set(PocketKind.objects.values_list("code", flat=True))
    new = [
        PocketKind(org=org, code=code, name=name, lock=lock, position=position)
        for position, (code, name, lock) in enumerate(POCKET_KINDS)
        if code not in there
    ]
    if new:
        PocketKind.objects.bulk_create(new)
        audit.record(org_id=org.pk, by=by, verb="wastebank.opened")


@atomic
def create_post(*, org: Organization, by: Actor, name: str, village_code: str = "", cash_account: str = "1101") -> Post:
    """Add a place of weighing, with a place of its own in the stock book and the cash account that it pays from."""
    by.require(WastebankPermission.MANAGE)
    lock_association(org.pk)
    name = _free_name(Post, name, _("There is already a post with this name."))
    place = stock.create_place(org=org, name=f"Pos {name}", kind=PlaceKind.POST)
    post: Post = Post.objects.create(
        org=org, name=name, village_code=village_code, place=place, cash_account=cash_account
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.post_created", target=post)
    return post


@atomic
def update_post(
    *,
    org: Organization,
    by: Actor,
    post_id: UUID,
    name: str,
    village_code: str = "",
    cash_account: str = "1101",
    is_active: bool = True,
) -> Post:
    """Change what a post is called, where it is, which cash box it pays from, or put it to rest."""
    by.require(WastebankPermission.MANAGE)
    post = Post.get(post_id)
    name = _free_name(Post, name, _("There is already a post with this name."), but=post.pk)
    post.name, post.village_code, post.cash_account, post.is_active = name, village_code, cash_account, is_active
    post.save(update_fields=["name", "village_code", "cash_account", "is_active"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.post_changed", target=post)
    return post


@atomic
def create_category(
    *,
    org: Organization,
    by: Actor,
    code: str,
    name: str,
    sipsn_class: str,
    drawing: str = Drawing.BOX,
    is_hazardous: bool = False,
    starts_on: date | None = None,
) -> Category:
    """Add a material, with its SIPSN class from the association's first day on (or `starts_on`)."""
    by.require(WastebankPermission.MANAGE)
    lock_association(org.pk)
    code, name = code.strip().upper(), _named(name)
    if Category.objects.filter(code=code).exists():
        raise BadInput(_("There is already a kind of waste with this code."), field="code")
    category: Category = Category.objects.create(
        org=org,
        code=code,
        name=name,
        drawing=Drawing(drawing),
        is_hazardous=is_hazardous,
        is_active=not is_hazardous,
        position=Category.objects.count(),
    )
    CategoryClass.objects.create(
        org=org, category=category, sipsn_class=SipsnClass(sipsn_class), starts_on=starts_on or org.started_on
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.category_created", target=category)
    return category


@atomic
def update_category(
    *, org: Organization, by: Actor, category_id: UUID, name: str, drawing: str, is_active: bool = True
) -> Category:
    """Rename a material or put it to rest. Slips of the past keep the name that they were printed with."""
    by.require(WastebankPermission.MANAGE)
    category = Category.get(category_id)
    category.name, category.drawing, category.is_active = _named(name), Drawing(drawing), is_active
    category.save(update_fields=["name", "drawing", "is_active"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.category_changed", target=category)
    return category


@atomic
def classify(*, org: Organization, by: Actor, category_id: UUID, sipsn_class: str, starts_on: date) -> CategoryClass:
    """Say which SIPSN class a material belongs to from a day on; what was reported before stays."""
    by.require(WastebankPermission.MANAGE)
    category = Category.get(category_id)
    row, _created = CategoryClass.objects.update_or_create(
        org=org, category=category, starts_on=starts_on, defaults={"sipsn_class": SipsnClass(sipsn_class)}
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.category_classified", target=category)
    return row  # type: ignore[no-any-return]


@atomic
def create_item(
    *,
    org: Organization,
    by: Actor,
    category_id: UUID,
    code: str,
    name: str,
    unit: Unit,
    condition: str = "",
    factor_grams: int | None = None,
    factor_per: int | None = None,
) -> WasteItem:
    """Add what is weighed: a material in a condition, counted in a unit, with a card of its own in the stock book.

    `factor_grams` for `factor_per` base units is its weight, if known: 910 g for 1000 ml.
    """
    by.require(WastebankPermission.MANAGE)
    lock_association(org.pk)
    category = Category.get(category_id)
    code, name = code.strip().upper(), _named(name)
    if WasteItem.objects.filter(code=code).exists():
        raise BadInput(_("There is already a kind of waste with this code."), field="code")
    _whole_factor(factor_grams, factor_per)
    card = stock.create_item(org=org, code=f"BSP-{code}", name=name, unit=Unit(unit), account=accounts.STOCK)
    item: WasteItem = WasteItem.objects.create(
        org=org,
        category=category,
        code=code,
        name=name,
        condition=condition.strip(),
        unit=Unit(unit).value,
        factor_grams=factor_grams,
        factor_per=factor_per,
        stock_item=card,
        position=WasteItem.objects.count(),
    )
    audit.record(org_id=org.pk, by=by, verb="wastebank.item_created", target=item)
    return item


@atomic
def update_item(
    *,
    org: Organization,
    by: Actor,
    item_id: UUID,
    name: str,
    condition: str = "",
    factor_grams: int | None = None,
    factor_per: int | None = None,
    is_active: bool = True,
) -> WasteItem:
    """Rename an item, give it a weight, or put it to rest. Its unit never changes: old lines count in it."""
    by.require(WastebankPermission.MANAGE)
    item = WasteItem.get(item_id)
    _whole_factor(factor_grams, factor_per)
    item.name, item.condition, item.is_active = _named(name), condition.strip(), is_active
    item.factor_grams, item.factor_per = factor_grams, factor_per
    item.save(update_fields=["name", "condition", "is_active", "factor_grams", "factor_per"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.item_changed", target=item)
    return item


@atomic
def create_collector(*, org: Organization, by: Actor, name: str, phone: str = "", note: str = "") -> Collector:
    """Add a buyer of sorted waste."""
    by.require(WastebankPermission.SELL)
    name = _free_name(Collector, name, _("There is already a collector with this name."))
    collector: Collector = Collector.objects.create(org=org, name=name, phone=phone, note=note)
    audit.record(org_id=org.pk, by=by, verb="wastebank.collector_created", target=collector)
    return collector


@atomic
def update_collector(
    *,
    org: Organization,
    by: Actor,
    collector_id: UUID,
    name: str,
    phone: str = "",
    note: str = "",
    is_active: bool = True,
) -> Collector:
    """Change what is known about a collector, or put him to rest."""
    by.require(WastebankPermission.SELL)
    collector = Collector.get(collector_id)
    name = _free_name(Collector, name, _("There is already a collector with this name."), but=collector.pk)
    collector.name, collector.phone, collector.note, collector.is_active = name, phone, note, is_active
    collector.save(update_fields=["name", "phone", "note", "is_active"])
    audit.record(org_id=org.pk, by=by, verb="wastebank.collector_changed", target=collector)
    return collector


def _free_name(model: type[TenantModel], name: str, taken: Promise, *, but: UUID | None = None) -> str:
    """Return the name, tidied; say `taken` if another row than `but` has it."""
    name = _named(name)
    if model.objects.filter(name=name).exclude(pk=but).exists():
        raise BadInput(taken, field="name")
    return name


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadInput(_("Please give it a name."), field="name")
    return name


def _whole_factor(grams: int | None, per: int | None) -> None:
    if (grams is None) != (per is None) or (grams is not None and grams <= 0) or (per is not None and per <= 0):
        raise BadInput(_("A weight per unit needs both numbers, above zero."), field="factor_grams")
