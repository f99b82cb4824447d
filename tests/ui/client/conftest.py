"""The window on the page of a client with a real record."""

from datetime import date

import pytest

from crmdesk.identify.clients import create_client

VALUES = {
    "name": "周文博",
    "sex": "1",
    "birth_date": date(1949, 12, 31),
    "nationality": "CHN",
    "id_type": "01",
    "id_no": "11010519491231002X",
    "id_to": date(2039, 1, 1),
    "mobile": "13805716027",
    "addr_home": "浙江省杭州市西湖区文三路 18 号",
    "contact_window": "evening",
    "external_assets": 50_000_000,
}


@pytest.fixture
def client_id(store):
    from crmdesk.identify.form import FORMS

    form = FORMS["person"]
    id_type = next(iter(form.field("id_type").choices))
    window = next(iter(form.field("contact_window").choices))
    values = {**VALUES, "id_type": id_type, "contact_window": window}
    return create_client(store, kind="person", values=values, manager="沈若岚")


@pytest.fixture
def page(window, settled, client_id):
    """The client page of the window, on tab Record."""
    window.workplace.open_client(client_id, tab="record")
    settled(window)
    return window.workplace.pages["client"]
