"""A choice by pictures: radio buttons that a page draws as tiles, each an object with its word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms


@dataclass(frozen=True, slots=True)
class Price:
    """What one spoken unit costs: Rp1.700 for a `kg`, which is 1000 of what the books count in."""

    rupiah: int
    unit: str
    factor: int = 1000


class PictureRadios(forms.RadioSelect):
    """Radio buttons as picture tiles. `pictures` and `about` say, for each value, which object and what small line.

    An object is the name of a drawing of the house (`/gaya/` shows them all): `PictureRadios(pictures={"1": "box"})`.
    With `prices` the page can say at once what a weight comes to, and in which unit it is asked (`{% live_total %}`).
    """

    def __init__(
        self,
        *,
        pictures: Mapping[str, str] | None = None,
        about: Mapping[str, str] | None = None,
        prices: Mapping[str, Price] | None = None,
        attrs: Mapping[str, Any] | None = None,
        choices: Any = (),
    ) -> None:
        super().__init__(attrs=dict(attrs or {}), choices=choices)
        self.pictures = dict(pictures or {})
        self.about = dict(about or {})
        self.prices = dict(prices or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the object and the small line to what the template draws."""
        option = super().create_option(name, value, *args, **kwargs)
        option["picture"] = self.pictures.get(str(value), "")
        option["about"] = self.about.get(str(value), "")
        price = self.prices.get(str(value))
        if price:
            option["attrs"] |= {"data-price": price.rupiah, "data-unit": price.unit, "data-factor": price.factor}
        return option
