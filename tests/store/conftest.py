"""A store with some clients in it."""

import pytest

from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.interact.tables import contact
from tests.store.rows import new_client, new_contact

PLANTED = "欧阳若曦植入名"


@pytest.fixture
def filled(store):
    """Open, with forty clients, one of the planted name."""
    with store.write(Words("新建客户", "New clients")) as unit:
        for number in range(40):
            key = unit.add(client, new_client(number) | {"name": PLANTED if number == 7 else f"客户{number}"})
            unit.add(contact, new_contact(key))
    return store
