"""A choice by pictures: radio buttons that a page draws as tiles, each an object with its word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class PictureRadios(forms.RadioSelect):
    """Radio buttons as picture tiles. `pictures` and `about` say, for each value, which object and what small line.

    An object is the name of a drawing of the house (`/gaya/` shows them all): `PictureRadios(pictures={"1": "box"})`.
    """

    def __init__(
        self,
        *,
        pictures: Mapping[str, str] | None = None,
        about: Mapping[str, str] | None = None,
        attrs: Mapping[str, Any] | None = None,
        choices: Any = (),
    ) -> None:
        super().__init__(attrs=dict(attrs or {}), choices=choices)
        self.pictures = dict(pictures or {})
        self.about = dict(about or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the object and the small line to what the template draws."""
        option = super().create_option(name, value, *args, **kwargs)
        option["picture"] = self.pictures.get(str(value), "")
        option["about"] = self.about.get(str(value), "")
        return option
