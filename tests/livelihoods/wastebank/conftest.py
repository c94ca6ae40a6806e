"""The bank and the browsers of its officers, as most tests of the room want them; a file may have its own."""

from __future__ import annotations

import pytest

from guyub.foundation.organizations.choices import Office
from tests.factories import signed_in
from tests.factories_wastebank import make_bank


@pytest.fixture
def bank(org):
    """A waste bank with a post, kinds, prices and officers."""
    return make_bank(org)


@pytest.fixture
def weigher(org):
    """The browser of a weighing officer."""
    return signed_in(org, Office.WEIGHING)


@pytest.fixture
def treasurer(org):
    """The browser of a treasurer."""
    return signed_in(org, Office.TREASURER)


@pytest.fixture
def chair(org):
    """The browser of a chair."""
    return signed_in(org, Office.CHAIR)
