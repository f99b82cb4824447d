"""The editor of rules in the real window, on a small branch that was classified."""

from __future__ import annotations

import pytest

from tests.ui.branches import copy_of, made_branch


@pytest.fixture(scope="session")
def branch_path(tmp_path_factory):
    return made_branch(tmp_path_factory.mktemp("rules"), clients=60, months=30, seed=5)


@pytest.fixture
def store(branch_path, tmp_path):
    with copy_of(branch_path, tmp_path) as opened:
        yield opened


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
