"""The room on a branch with movements, balances and classes of eighteen month-ends."""

from __future__ import annotations

import pytest

from tests.ui.branches import copy_of, made_branch


@pytest.fixture(scope="session")
def room_branch(tmp_path_factory):
    return made_branch(tmp_path_factory.mktemp("room"), clients=300, months=18, seed=5)


@pytest.fixture
def store(room_branch, tmp_path):
    with copy_of(room_branch, tmp_path) as opened:
        yield opened


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
