"""The room on a branch with movements, balances and classes of eighteen month-ends."""

from __future__ import annotations

import shutil

import pytest

from crmdesk.demo import Branch, fill_store
from crmdesk.store import keys
from crmdesk.store.opening import create_store, open_store
from tests.conftest import PASSPHRASE


@pytest.fixture(scope="session")
def room_branch(tmp_path_factory):
    path = tmp_path_factory.mktemp("room") / "branch.crm"
    store = create_store(path, PASSPHRASE, actor="tester")
    fill_store(store, Branch(clients=300, months=18, seed=5))
    store.close()
    return path


@pytest.fixture
def store(room_branch, tmp_path):
    path = tmp_path / "store.crm"
    shutil.copy(room_branch, path)
    shutil.copy(keys.keys_path(room_branch), keys.keys_path(path))
    opened = open_store(path, PASSPHRASE, actor="tester")
    yield opened
    opened.close()


@pytest.fixture
def room(window, settled):
    """``room("overview")``: the room with a tab in view and everything read."""

    def show(tab):
        window.workplace.go("differentiate")
        page = window.workplace.page()
        page.show_tab(tab)
        settled(window)
        window.grab()
        settled(window)
        return page.current()

    return show


@pytest.fixture
def listed(window, settled):
    """The clients in the list that a click led to, and the chips above it."""

    def read():
        settled(window)
        page = window.workplace.page()
        assert page.name == "clients"
        return set(page.list.table.model_.ids), page.list.filter

    return read
