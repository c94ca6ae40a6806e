"""Two associations stand in every test that asks for one: what is foreign must always look missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from guyub.config.messages import compile_catalogues
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.models import Organization
from tests.factories import make_org


def pytest_configure() -> None:
    """Build the message catalogues: what a test reads on a screen is Indonesian."""
    compile_catalogues()


@pytest.fixture
def other_org(db: None) -> Organization:
    """The neighbour: nothing of it may ever show."""
    return make_org("melati")


@pytest.fixture
def org(db: None, other_org: Organization) -> Iterator[Organization]:
    """The association that the test works in, and it is the active one."""
    org = make_org("sekar")
    with tenant(org.pk):
        yield org
