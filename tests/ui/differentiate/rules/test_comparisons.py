"""Weights from pairwise comparisons: live, contradictions shown, the proposal taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from crmdesk.differentiate.rule_fields import pairs

MATRIX = ("profiles", "balanced", "matrix")
#: §3.6: the wealth strategy.
WEALTH = [["1", "1/2", "1/3", "1/4", "1/3"], ["2", "1", "1/2", "1/3", "1/2"], ["3", "2", "1", "1/2", "1"],
          ["4", "3", "2", "1", "2"], ["3", "2", "1", "1/2", "1"]]  # fmt: skip


@pytest.fixture
def compared(opened, settled, window):
    tab = opened("weights")
    tab.sections.current()._begin.click()
    settled(window)
    return tab


def shares(section):
    return [section._bars[code]._share for code in "RFMAS"]


def choose(section, pair, text):
    box = section.pairs.choices[pair]
    box.setCurrentIndex(box.findData(text))
    box.activated.emit(box.currentIndex())


def test_comparing_begins_near_the_weights_as_they_are(compared):
    section = compared.sections.current()
    assert shares(section) == pytest.approx([0.10, 0.15, 0.30, 0.30, 0.15], abs=0.03)
    assert not compared.view().problems
    assert "agree" in section._verdict.text()


def test_the_matrix_of_the_specification_gives_its_weights(compared, settled, window):
    section = compared.sections.current()
    for (row, column), box in list(section.pairs.choices.items()):
        assert box.isEnabled()
        choose(section, (row, column), WEALTH[row][column])
    settled(window)
    section = compared.sections.current()
    assert shares(section) == pytest.approx([0.0738, 0.1209, 0.2147, 0.3760, 0.2147], abs=1e-4)
    assert "0.007" in section._verdict.text()


def test_a_contradiction_is_outlined_and_the_proposal_puts_it_right(compared, settled, window):
    section = compared.sections.current()
    choose(section, (0, 3), "9")
    settled(window)
    section = compared.sections.current()
    assert section.pairs.choices[0, 3].property("invalid")
    assert section._take.isVisible()
    assert "fits least" in section._advice.text()
    assert not compared.bar.rehearse.isEnabled()
    section._take.click()
    settled(window)
    section = compared.sections.current()
    assert not any(box.property("invalid") for box in section.pairs.choices.values())
    assert compared.bar.rehearse.isEnabled()
    matrix = compared.editing.value(MATRIX)
    assert pairs.written(matrix[0][3]) == pairs.mirrored(pairs.written(matrix[3][0]))


def test_the_weights_may_be_stated_again(compared, settled, window):
    compared.sections.current()._keep.click()
    settled(window)
    entry = compared.editing.value(("profiles", "balanced"))
    assert "matrix" not in entry
    assert sum(round(entry[code] * 10_000) for code in "RFMAS") == 10_000
    compared.undo()
    assert compared.editing.value(MATRIX) is not None


def test_an_indicator_taken_out_leaves_its_share_to_the_others(opened, settled, window):
    tab = opened("weights")
    tab.sections.current()._ticks["S"].click()
    settled(window)
    section = tab.sections.current()
    assert shares(section)[4] == 0
    assert sum(shares(section)) == pytest.approx(1)


def test_a_profile_is_added_and_weighed(opened, settled, window):
    tab = opened("weights")
    tab.sections.current()._add_profile()
    settled(window)
    assert ("profiles", "own1", "R") in tab.sections.current().boxes
    assert not tab.view().problems
    assert not tab.sections.current().boxes["profiles", "own1", "R"]._below.isVisible()
    tab.put({("profiles", "own1", "zh"): "高净值导向"})
    settled(window)
    assert tab.sections.current().boxes["profiles", "own1", "zh"].editor.text() == "高净值导向"
    tab.put({("profiles", "own1"): None})
    settled(window)
    assert not tab.editing.is_changed


def test_the_keyboard_stays_in_the_page_when_a_section_is_built_again(opened, settled, window):
    tab = opened("weights")
    tab.sections.current()._begin.setFocus()
    tab.sections.current()._begin.click()
    settled(window)
    assert window.workplace.page().isAncestorOf(QApplication.focusWidget())


def test_the_wheel_only_scrolls_past_a_comparison(compared, settled, window):
    box = compared.sections.current().pairs.choices[0, 1]
    before = box.currentText()
    point = QPointF(box.rect().center())
    event = QWheelEvent(
        *(point, box.mapToGlobal(point), QPoint(), QPoint(0, -120)),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False),
    )
    QApplication.sendEvent(box, event)
    settled(window)
    assert box.currentText() == before
    assert box.focusPolicy() == Qt.FocusPolicy.StrongFocus
