"""A run that would move too many clients comes back and asks why."""

from __future__ import annotations

import pytest

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.overview import latest_run
from ui.differentiate.classify_dialog import ClassifyDialog


@pytest.fixture
def dialog(qtbot, room, window, settled):
    room("overview")
    made = ClassifyDialog(window.workplace.desk, parent=window)
    made.open()
    settled(window)
    made.rulebook.setCurrentIndex(made.rulebook.findData("bank"))
    return made


def test_the_dialog_asks_for_the_reason(dialog, window, settled, store):
    dialog.run()
    settled(window)
    assert dialog.isVisible()
    assert "approve it with a reason" in dialog.problem.text()
    assert dialog.reason.property("invalid")
    assert dialog.rulebook.currentData() == "bank"
    with store.read() as connection:
        assert latest_run(connection).rulebook == "securities"
    dialog.reason.setText("The branch was sold")
    dialog.run()
    settled(window)
    assert not dialog.isVisible()
    with store.read() as connection:
        assert latest_run(connection).rulebook == "bank"
        assert rulebooks.profile_name(connection) == "securities"


def test_another_mistake_is_told(dialog, window, settled):
    dialog.first.setText("2999-01")
    dialog.run()
    settled(window)
    assert not dialog.isVisible()
