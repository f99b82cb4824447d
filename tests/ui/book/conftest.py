"""The list of clients in the real window, with records behind the clients."""

from __future__ import annotations

import pytest

from crmdesk.identify.clients import edit_client


@pytest.fixture
def page(clients, window):
    return window.workplace.page()


@pytest.fixture
def listed(page, qtbot, window, settled):
    """The view of all clients, by name."""
    page.list.views._take("all")
    settled(window)
    return page.list


@pytest.fixture
def records(store, clients):
    """Some values of the form; ids by name."""
    edit_client(store, clients["李明朗"], {"marital": "20", "children": "2"})
    edit_client(store, clients["陈国栋"], {"marital": "10"})
    return clients


@pytest.fixture
def names():
    def of(listed):
        rows = range(listed.model.rowCount())
        heads = [listed.model.head(row) for row in rows]
        cells = [None if head else listed.model.cells(row) for row, head in zip(rows, heads, strict=True)]
        return [
            f"[{head.text} {head.note}]" if head else next(c.text for c in cell[1:2])
            for head, cell in zip(heads, cells, strict=True)
        ]

    return of
