"""The queue of possible duplicates, worked through with the keyboard alone."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from crmdesk.demo import Branch, fill_store
from crmdesk.i18n import set_language
from crmdesk.identify.clients import create_client
from crmdesk.identify.matching import open_pairs, scan_clients
from crmdesk.identify.tables import FORM_TABLES, client
from ui.framework.empty import EmptyState
from ui.identify.matching.merges_dialog import MergesDialog
from ui.identify.matching.safe_dialog import SafeDialog

#: One person in two systems; their education contradicts. Another one, without a contradiction.
TWICE = (
    ("司马小川", {"id_no": "110101199003071233", "mobile": "16112340001", "education": "21"}),
    ("司马小川", {"id_no": "110101199003071233", "mobile": "16112340001", "education": "31"}),
    ("欧阳若曦", {"id_no": "110101198507153326", "mobile": "16112340002"}),
    ("欧阳若曦", {"id_no": "110101198507153326", "mobile": "16112340002"}),
)


@pytest.fixture
def pairs(store):
    """Four records of two people among sixty strangers."""
    fill_store(store, Branch(clients=60, months=1, seed=3, as_of=date(2026, 10, 31)))
    for name, values in TWICE:
        create_client(store, kind="person", values={"name": name, "id_type": "resident_id", **values})
    scan_clients(store)
    with store.read() as connection:
        return open_pairs(connection)


@pytest.fixture
def queue(pairs, window, settled):
    assert len(pairs) == 2
    window.workplace.go("duplicates")
    settled(window)
    return window.workplace.page()


def people(store):
    with store.read() as connection:
        names = select(client.c.name).where(client.c.name.in_(("司马小川", "欧阳若曦")))
        return sorted(connection.execute(names).scalars())


def press(qtbot, settled, window, widget, key):
    qtbot.keyClick(widget, key)
    settled(window)


def row_of(queue, name):
    keys = [row.key for row in queue.pairs.model_.rows]
    return next(at for at, pair in enumerate(keys) if pair.a_name == name)


def go_to(queue, name, window, settled):
    queue.pairs.setCurrentIndex(queue.pairs.model_.index(row_of(queue, name), 0))
    queue.pairs.setFocus()
    settled(window)


def test_before_the_first_scan_the_page_says_what_it_is_for(window, settled):
    window.workplace.go("duplicates")
    settled(window)
    page = window.workplace.page()
    assert page.findChild(EmptyState).isVisible()
    page.scan()
    settled(window)
    assert "No pair waits" in page.findChild(EmptyState).accessibleName()


def test_enter_merges_and_the_next_pair_is_in_front(queue, store, qtbot, window, settled):
    go_to(queue, "欧阳若曦", window, settled)
    press(qtbot, settled, window, queue.pairs, Qt.Key.Key_Return)
    assert people(store) == ["司马小川", "司马小川", "欧阳若曦"]
    assert queue.pair().a_name == "司马小川"
    assert queue.pairs.hasFocus()


def test_a_contradiction_is_looked_at_first_and_decided_with_a_number(queue, store, qtbot, window, settled):
    go_to(queue, "司马小川", window, settled)
    press(qtbot, settled, window, queue.pairs, Qt.Key.Key_Return)
    assert queue.view.fields.hasFocus()
    assert "contradict" in queue.problem.text()
    assert len(people(store)) == 4
    assert queue.view.fields.current_key().field == "education"
    press(qtbot, settled, window, queue.view.fields, Qt.Key.Key_2)
    press(qtbot, settled, window, queue.view.fields, Qt.Key.Key_Return)
    assert people(store) == ["司马小川", "欧阳若曦", "欧阳若曦"]
    with store.read() as connection:
        table = FORM_TABLES["person"]
        kept = (
            select(table.c.education).join(client, client.c.id == table.c.client_id).where(client.c.name == "司马小川")
        )
        assert connection.execute(kept).scalar_one() == "31"


def test_x_is_never_again_and_undo_brings_it_back(queue, store, qtbot, window, settled):
    go_to(queue, "司马小川", window, settled)
    press(qtbot, settled, window, queue.pairs, Qt.Key.Key_X)
    assert [row.key.a_name for row in queue.pairs.model_.rows] == ["欧阳若曦"]
    scan_clients(store)
    with store.read() as connection:
        assert len(open_pairs(connection)) == 1
    store.undo()
    settled(window)
    assert queue.pairs.model_.rowCount() == 2


def test_later_waits_under_its_own_tab(queue, qtbot, window, settled):
    press(qtbot, settled, window, queue.pairs, Qt.Key.Key_L)
    assert queue.pairs.model_.rowCount() == 1
    queue.status.choose("later")
    settled(window)
    assert queue.pairs.model_.rowCount() == 1


def test_k_keeps_the_other(queue, qtbot, window, settled):
    before = queue.view.detail.preview.keep.id
    press(qtbot, settled, window, queue.pairs, Qt.Key.Key_K)
    assert queue.view.detail.preview.keep.id != before


def test_the_safe_ones_are_merged_after_a_look(queue, store, qtbot, window, settled):
    press(qtbot, settled, window, queue.pairs, Qt.Key.Key_A)
    dialog = queue.findChild(SafeDialog)
    settled(window)
    assert {row.key.a_name for row in dialog.pairs.model_.rows} == {"欧阳若曦", "司马小川"}
    dialog.run()
    settled(window)
    assert people(store) == ["司马小川", "司马小川", "欧阳若曦"], "a contradiction is left to a person"


def test_a_merge_is_taken_apart_from_the_list_of_merges(queue, store, qtbot, window, settled):
    go_to(queue, "欧阳若曦", window, settled)
    press(qtbot, settled, window, queue.pairs, Qt.Key.Key_Return)
    queue.show_merges()
    dialog = queue.findChild(MergesDialog)
    settled(window)
    assert dialog.merges.model_.rowCount() == 1
    press(qtbot, settled, window, dialog.merges, Qt.Key.Key_Return)
    assert len(people(store)) == 4
    assert dialog.chosen().undone_at is not None
    assert not dialog.apart.isEnabled()


def test_in_chinese(pairs, window, settled):
    set_language("zh")
    window.workplace.go("duplicates")
    settled(window)
    page = window.workplace.page()
    assert page.merge_button.text() == "合并"
    assert "把握" in page.view.number.text()
