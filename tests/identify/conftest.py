"""Records for the tests of this room."""

from __future__ import annotations

import pytest

from crmdesk.identify.clients import create_client, record

PERSON = {
    "name": "张三",
    "sex": "2",
    "birth_date": "1949-12-31",
    "nationality": "CHN",
    "id_type": "resident_id",
    "id_no": "11010519491231002X",
    "id_from": "2010-01-01",
    "id_to": "长期",
    "mobile": "138 0013 8000",
    "mobile_owner": "self",
    "contact_status": "1",
    "contact_verified_at": "2024-10-01",
    "addr_home": "湖北省武汉市江汉区解放大道1号",
    "occupation": "90002",
}


@pytest.fixture
def person(store):
    """The id of a client with the nine elements a bank must know."""
    return create_client(store, kind="person", values=PERSON, client_no="K0001", manager="李经理")


@pytest.fixture
def read(store):
    """Read a record."""

    def get(client_id):
        with store.read() as connection:
            return record(connection, client_id)

    return get
