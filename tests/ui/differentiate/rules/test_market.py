"""The section of the market: the index of the rules, the levels that are kept, a file of them imported."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from crmdesk.differentiate.market import known_levels
from tests.ui.typing import type_text

INDEX = ("market", "index")


@pytest.fixture
def levels(tmp_path):
    path = tmp_path / "levels.csv"
    path.write_text(
        "代码,日期,收盘\n000300,2025-10-31,4640.67\n000300,2025-11-21,4453.61\n399001,2025-11-21,12538.07\n"
    )
    return path


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def kept(store):
    with store.read() as connection:
        return {one.code: (one.days, one.last.isoformat()) for one in known_levels(connection)}


def test_imported_levels_stand_in_the_section_and_one_undo_takes_them_back(opened, settled, window, store, levels):
    section = opened("market").sections.current()
    assert section.missing.isVisibleTo(section)
    section.import_from(levels)
    settled(window)
    assert kept(store) == {"000300": (2, "2025-11-21"), "399001": (1, "2025-11-21")}
    said = texts(section)
    assert said.index("000300") < said.index("399001")
    assert {"2025-11-21", "2025-10-31"} <= set(said)
    assert [code for code, tag in section.used.items() if tag.isVisibleTo(section)] == ["000300"]
    assert not section.missing.isVisibleTo(section)
    store.undo()
    settled(window)
    assert kept(store) == {}
    assert section.missing.isVisibleTo(section)


def test_a_file_that_cannot_be_read_keeps_nothing(opened, settled, window, store, levels):
    section = opened("market").sections.current()
    levels.write_text("code,day,level\n000300,2025-10-31,none\n")
    section.import_from(levels)
    settled(window)
    assert kept(store) == {}


def test_the_index_of_the_rules_is_changed_and_its_levels_are_looked_for(opened, settled, window, levels):
    tab = opened("market")
    section = tab.sections.current()
    section.import_from(levels)
    settled(window)
    box = section.boxes[INDEX]
    box.editor.setFocus()
    box.editor.selectAll()
    type_text(box.editor, "399001")
    settled(window)
    assert tab.editing.value(INDEX) == "399001"
    assert [code for code, tag in section.used.items() if tag.isVisibleTo(section)] == ["399001"]
    assert tab.sections.entries["market"].accessibleName()
    tab.put({INDEX: "000905"})
    settled(window)
    assert "000905" in section.missing.text()
    tab.put({INDEX: "", ("market", "is_neutral"): True})
    settled(window)
    assert tab.view().problems_in("market") == 1
