"""Kinds of waste to begin with: a template that an association picks from, never a default, and without prices."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from guyub.foundation.core.actor import Actor
from guyub.foundation.core.db import atomic
from guyub.foundation.core.quantities import Unit
from guyub.foundation.organizations.models import Organization
from guyub.livelihoods.wastebank.actions import choose_materials, create_category, create_item
from guyub.livelihoods.wastebank.choices import Drawing, SipsnClass
from guyub.livelihoods.wastebank.models import Category, WasteItem
from guyub.livelihoods.wastebank.permissions import WastebankPermission
from guyub.livelihoods.wastebank.rules.impact import factor_sets


@dataclass(frozen=True, slots=True)
class StarterKind:
    """A kind of waste as banks in Java call it. Conditions of one material share its `material` code."""

    code: str
    name: str
    material: str
    material_name: str
    sipsn_class: str
    drawing: str
    unit: Unit = Unit.GRAM
    condition: str = ""
    is_hazardous: bool = False


KINDS: tuple[StarterKind, ...] = (
    StarterKind("KRD", "Kardus", "KRD", "Kardus", SipsnClass.PAPER, Drawing.CARDBOARD),
    StarterKind("KRT", "Kertas campur/buku", "KRT", "Kertas", SipsnClass.PAPER, Drawing.PAPER),
    StarterKind("DPL", "Duplek", "DPL", "Duplek", SipsnClass.PAPER, Drawing.BOX),
    StarterKind(
        "PBB",
        "Botol PET bening bersih",
        "PET",
        "Botol PET",
        SipsnClass.PLASTIC,
        Drawing.BOTTLE,
        condition="bening, bersih",
    ),
    StarterKind(
        "PBK", "Botol PET kotor/berlabel", "PET", "Botol PET", SipsnClass.PLASTIC, Drawing.BOTTLE, condition="berlabel"
    ),
    StarterKind("PBW", "Botol PET warna", "PET", "Botol PET", SipsnClass.PLASTIC, Drawing.BOTTLE, condition="warna"),
    StarterKind("GLS", "Gelas plastik bersih", "GLS", "Gelas plastik", SipsnClass.PLASTIC, Drawing.CUP),
    StarterKind("EMB", "Plastik keras (ember/jerigen)", "EMB", "Plastik keras", SipsnClass.PLASTIC, Drawing.BOX),
    StarterKind("KRS", "Kresek/plastik lembaran bersih", "KRS", "Plastik lembaran", SipsnClass.PLASTIC, Drawing.SACK),
    StarterKind("SST", "Kemasan saset (kerajinan)", "SST", "Saset", SipsnClass.PLASTIC, Drawing.SACK),
    StarterKind("BSI", "Besi", "BSI", "Besi", SipsnClass.METAL, Drawing.IRON),
    StarterKind("KLG", "Kaleng", "KLG", "Kaleng", SipsnClass.METAL, Drawing.CAN),
    StarterKind("ALM", "Aluminium", "ALM", "Aluminium", SipsnClass.METAL, Drawing.CAN),
    StarterKind("KCA", "Botol kaca", "KCA", "Kaca", SipsnClass.GLASS, Drawing.GLASS),
    StarterKind("JLT", "Minyak jelantah", "JLT", "Jelantah", SipsnClass.OTHER, Drawing.OIL, Unit.MILLILITRE),
    StarterKind("TLR", "Tatakan telur", "TLR", "Tatakan telur", SipsnClass.PAPER, Drawing.EGG_TRAY, Unit.PIECE),
    StarterKind("AKI", "Aki bekas", "AKI", "Aki", SipsnClass.OTHER, Drawing.BATTERY, is_hazardous=True),
)


# What the starter's kinds count as in figures of CO2e; each method takes it where it knows the material.
MATERIALS = {
    "KRD": "cardboard",
    "KRT": "mixed_paper",
    "DPL": "cardboard",
    "PBB": "pet",
    "PBK": "pet",
    "PBW": "pet",
    "GLS": "pp",
    "EMB": "hdpe",
    "KRS": "ldpe",
    "BSI": "scrap_metal",
    "KLG": "steel_cans",
    "ALM": "aluminium",
    "KCA": "glass",
}


def known_materials(code: str) -> dict[str, str]:
    """Return the material of a starter kind for each set of factors that knows it."""
    material = MATERIALS.get(code, "")
    return {each.code: material for each in factor_sets() if material in each.factors}


@atomic
def add_kinds(*, org: Organization, by: Actor, codes: Collection[str]) -> list[WasteItem]:
    """Create the chosen kinds that are not there yet. Hazardous ones (B3) are created resting."""
    by.require(WastebankPermission.MANAGE)
    there = set(WasteItem.objects.values_list("code", flat=True))
    materials = {category.code: category for category in Category.objects.all()}
    created = []
    for kind in KINDS:
        if kind.code not in codes or kind.code in there:
            continue
        material = materials.get(kind.material) or create_category(
            org=org,
            by=by,
            code=kind.material,
            name=kind.material_name,
            sipsn_class=kind.sipsn_class,
            drawing=kind.drawing,
            is_hazardous=kind.is_hazardous,
        )
        materials[kind.material] = material
        item = create_item(
            org=org,
            by=by,
            category_id=material.pk,
            code=kind.code,
            name=kind.name,
            unit=kind.unit,
            condition=kind.condition,
        )
        choose_materials(org=org, by=by, item_id=item.pk, materials=known_materials(kind.code))
        created.append(item)
    return created
