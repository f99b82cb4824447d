"""Plans on a real store."""

from __future__ import annotations

import pytest

from crmdesk.customize.plans import draft_plan, plan
from tests.customize import branch


@pytest.fixture
def client_id(store):
    return branch.add_example(store)


@pytest.fixture
def draft(store, client_id):
    plan_id = draft_plan(store, client_id)
    with store.read() as connection:
        return plan(connection, plan_id)
