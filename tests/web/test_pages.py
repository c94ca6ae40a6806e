"""The pages of the frame itself: front door, home, help, style guide, health."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from guyub.foundation.core import clock
from guyub.foundation.organizations.choices import Office
from tests.factories import make_user, signed_in

PUBLIC = ["/gaya/", "/bantuan/", "/sehat/", "/guyub.webmanifest"]


@pytest.mark.parametrize("url", PUBLIC)
def test_public_pages_open_for_everybody(url, db):
    assert Client().get(url).status_code == 200


def test_home_greets_by_the_clock_of_the_association(org):
    with clock.set_to(datetime(2022, 3, 6, 1, 0, tzinfo=UTC)):  # 08.00 in Gumelar
        page = signed_in(org, Office.WEIGHING, user=make_user("Tumirah", honorific="bu")).get(f"/p/{org.slug}/")
    assert page.status_code == 200
    assert "Selamat pagi, Bu Tumirah" in page.content.decode()
