"""Two associations stand in every test that asks for one: what is foreign must always look missing."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.test import Client

from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.models import Organization
from tests.factories import enter, make_org

# Django's own shortcut knows no devices: every test browser signs in as a phone does, without the PIN.
Client.force_login = enter  # type: ignore[method-assign,assignment]

# A slow machine is no fault of the code: no deadline. The long profile is `make test-long`.
hypothesis.settings.register_profile("quick", deadline=None, max_examples=100)
hypothesis.settings.register_profile("long", deadline=None, max_examples=2000)
hypothesis.settings.load_profile("long" if os.environ.get("GUYUB_LONG") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long runs to `make test-long`, without calling them skipped."""
    if os.environ.get("GUYUB_LONG"):
        return
    long_runs = [item for item in items if "slow" in item.keywords]
    config.hook.pytest_deselected(items=long_runs)
    items[:] = [item for item in items if "slow" not in item.keywords]


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
