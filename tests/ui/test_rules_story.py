"""A branch head changes a rule: edited, rehearsed, approved, in force, named to the client, withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from crmdesk.demo import Branch, fill_store
from crmdesk.differentiate.overview import latest_run
from crmdesk.differentiate.rulebooks import in_force, versions
from tests.ui.typing import type_text
from ui.differentiate.classify_dialog import ClassifyDialog
from ui.differentiate.rehearsal.approve_dialog import ApproveDialog

_LAST, _NEXT = date(2026, 10, 31), date(2026, 11, 30)
_R5 = ("scores", "breakpoints", "R", "0")


class BranchHead:
    """What she does with the mouse and the keyboard; the window has answered before the next step."""

    def __init__(self, qtbot, window, settled):
        self._qtbot, self._window, self._settled = qtbot, window, settled

    def page(self):
        return self._window.workplace.page()

    def press(self, widget):
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)
        self._settled(self._window)

    def tab(self, name):
        self._window.workplace.go("differentiate")
        self.press(self.page().tabs.buttons[name])
        return self.page().current()

    def section(self, name):
        tab = self.tab("rules")
        self.press(tab.sections.entries[name])
        return tab.sections.current()

    def write(self, field, text):
        field.setFocus()
        field.selectAll()
        type_text(field, text)
        self._settled(self._window)

    def key(self, widget, key):
        self._qtbot.keyClick(widget, key)
        self._settled(self._window)

    def press_undo(self):
        self._window.actions_by_name["undo"].trigger()
        self._settled(self._window)


@pytest.fixture
def head(qtbot, store, window, settled):
    fill_store(store, Branch(clients=60, months=14, seed=5, as_of=_LAST))
    settled(window)
    return BranchHead(qtbot, window, settled)


def texts(widget):
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def rehearse_another_limit(head):
    """The 5 points for recency already up to 60 days; a wrong figure before stands beside its field."""
    box = head.section("breakpoints").boxes[_R5]
    head.write(box.editor, "100")
    wrong = [one.problem() for one in head.section("breakpoints").boxes.values() if one.problem()]
    assert len(wrong) == 1
    assert not head.page().current().bar.rehearse.isEnabled()
    head.write(box.editor, "60")
    head.press(head.page().current().bar.rehearse)
    return head.page().current()


def approve(head, tab):
    head.press(tab.submit)
    dialog = tab.findChild(ApproveDialog)
    head.write(dialog.approver, "何行长")
    head.write(dialog.start, "2026-11-01")
    dialog.reason.setFocus()
    type_text(dialog.reason, "Quarterly trading is ordinary here")
    head.press(dialog.approve_button)
    assert not dialog.isVisible(), texts(dialog)


def classify_next_month(head):
    head.press(head.page().classify)
    dialog = head.page().findChild(ClassifyDialog)
    head.write(dialog.day, _NEXT.isoformat())
    dialog.reason.setText("New rules")
    head.press(dialog.start)


def of_version(store):
    with store.read() as connection:
        run = latest_run(connection)
        return run.as_of, run.rulebook_version


def test_a_rule_from_the_first_figure_to_its_withdrawal(head, store):
    tab = rehearse_another_limit(head)
    assert tab.name == "rehearsal"
    assert "clients change tier" in tab.result.heading.text()
    approve(head, tab)
    assert of_version(store) == (_LAST, "2026.1")
    classify_next_month(head)
    assert of_version(store) == (_NEXT, "2026.1.1")
    says_why(head)
    withdraw(head, store)


def says_why(head):
    """The first client near a tier is opened: her page names the rules that placed her."""
    table = head.tab("watch").near.table
    table.setFocus()
    head.key(table, Qt.Key.Key_Return)
    page = head.page()
    assert page.name == "client"
    assert "2026.1.1" in texts(page)


def withdraw(head, store):
    section = head.section("versions")
    (approved,) = [link for (act, _number), link in section.links.items() if act == "withdraw"]
    head.press(approved)
    with store.read() as connection:
        assert [one.status for one in versions(connection)] == ["withdrawn"]
        assert in_force(connection, date(2026, 12, 1)).version == "2026.1"
        assert in_force(connection, _NEXT).version == "2026.1.1"
    head.press_undo()
    with store.read() as connection:
        assert in_force(connection, date(2026, 12, 1)).version == "2026.1.1"
