"""Enter in a dialog: never its Cancel button, and a button with the focus takes it everywhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout

from ui.differentiate.classify_dialog import ClassifyDialog
from ui.framework.buttons import Button


@pytest.fixture
def dialog(qtbot):
    """A field above Cancel and Save, of which only those say what was pressed."""
    made = QDialog()
    layout = QVBoxLayout(made)
    made.field, made.pressed = QLineEdit(), []
    layout.addWidget(made.field)
    for name in ("Cancel", "Save"):
        button = Button(name, kind="primary" if name == "Save" else "plain")
        button.clicked.connect(lambda _checked=False, name=name: made.pressed.append(name))
        setattr(made, name.lower(), button)
        layout.addWidget(button)
    qtbot.addWidget(made)
    made.show()
    return made


def test_enter_in_a_field_presses_no_button_by_accident(qtbot, dialog):
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.pressed == []


def test_enter_in_a_field_presses_the_default_button(qtbot, dialog):
    dialog.save.setDefault(True)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.pressed == ["Save"]


def test_enter_presses_the_button_with_the_focus(qtbot, dialog):
    dialog.cancel.setFocus()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert dialog.pressed == ["Cancel"]


def test_enter_classifies(qtbot, clients, window, settled):
    made = ClassifyDialog(window.workplace.desk, parent=window)
    made.open()
    settled(window)
    made.day.setText("2026-10-31")
    qtbot.keyClick(made.day, Qt.Key.Key_Return)
    settled(window)
    assert made.result() == QDialog.DialogCode.Accepted
