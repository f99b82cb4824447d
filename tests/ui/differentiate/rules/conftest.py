"""The editor of rules in the real window, on a small branch that was classified."""

from __future__ import annotations

import shutil

import pytest

from crmdesk.demo import Branch, fill_store
from crmdesk.store import keys
from crmdesk.store.opening import create_store, open_store
from tests.conftest import PASSPHRASE


@pytest.fixture(scope="session")
def branch_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("rules") / "branch.crm"
    store = create_store(path, PASSPHRASE, actor="tester")
    fill_store(store, Branch(clients=60, months=30, seed=5))
    store.close()
    return path


@pytest.fixture
def store(branch_path, tmp_path):
    path = tmp_path / "store.crm"
    shutil.copy(branch_path, path)
    shutil.copy(keys.keys_path(branch_path), keys.keys_path(path))
    opened = open_store(path, PASSPHRASE, actor="tester")
    yield opened
    opened.close()


@pytest.fixture
def opened(window, settled):
    """Opens the tab of rules, on a section; again after what was typed was kept."""

    def go(section=""):
        window.workplace.go("differentiate")
        page = window.workplace.page()
        page.show_tab("rules")
        settled(window)
        tab = page.tab("rules")
        if section:
            tab.sections.choose(section)
            settled(window)
        return tab

    return go
