"""The rehearsal in the window: the command line's numbers, each opens its clients; approval with a reason."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.overview import latest_run
from crmdesk.differentiate.rehearsal import trial
from crmdesk.differentiate.rehearsal.as_json import as_json
from crmdesk.i18n import set_language
from crmdesk.interact.rehearsal import rehearse_rules
from ui.differentiate.rehearsal.approve_dialog import ApproveDialog
from ui.differentiate.rehearsal.bound_fields import BoundFields
from ui.differentiate.rehearsal.weight_slider import WeightSlider


@pytest.fixture
def tab(room):
    return room("rehearsal")


@pytest.fixture
def tried(tab, window, settled):
    """The profile wealth in the place of balanced."""
    tab.try_document(trial.with_profile(tab.document, "wealth"))
    settled(window)
    return tab


def expected(store, document):
    with store.read() as connection:
        return as_json(rehearse_rules(connection, document, as_of=latest_run(connection).as_of))


def test_it_begins_with_the_rules_in_force(tab):
    assert tab.result.heading.text() == "Rules in force: change a figure to see who moves"
    assert tab.names.title.text() == "Nobody moves."
    assert not tab.cost.stop.isVisibleTo(tab)
    assert tab.pick.currentText().startswith("In force · Securities branch")


def test_the_window_says_what_the_command_line_says(tried, store):
    found = expected(store, tried.document)
    assert as_json(tried._answer.found) == found
    matrix = tried.result.matrices["tier"]
    for old, counts in found["at_once"]["matrix"].items():
        for new, count in counts.items():
            assert matrix.count(old, new) == count
    assert tried.names.title.text() == f"{found['at_once']['moved']} clients move"
    assert f"→ {found['at_once']['hours']['after']:,.0f} hours" in tried.cost.hours.text()


def test_the_first_month_and_the_stages(tried, window, settled, store):
    found = expected(store, tried.document)["first_month"]
    tried.result.side.choose("first_month")
    assert tried.result.matrices["tier"].count("gold", "gold") == found["matrix"]["gold"]["gold"]
    assert str(found["moved"]) in tried.names.title.text() or found["moved"] == 0
    tried.result.kind.choose("stage")
    assert tried.result.matrices["stage"].isVisibleTo(tried)
    assert not tried.result.matrices["tier"].isVisibleTo(tried)
    assert tried.result.matrices["stage"].count("decline", "decline") == found["stage_matrix"]["decline"]["decline"]


def test_a_cell_opens_its_clients(qtbot, tried, listed):
    (old, new), ids = next(iter(tried.result.comparison.moves.items()))
    matrix = tried.result.matrices["tier"]
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.spot_of((old, new)).box.center().toPoint())
    found, _chips = listed()
    assert found == set(ids.tolist())


def test_all_names_open_as_a_list(qtbot, tried, listed):
    movers = set(tried.result.comparison.movers.tolist())
    qtbot.mouseClick(tried.names.list_all, Qt.MouseButton.LeftButton)
    assert listed()[0] == movers


def test_a_row_opens_the_client(tried, window, settled):
    first = tried.names.grid.row_key(0)
    tried.names.grid.opened.emit(0)
    settled(window)
    assert window.session.client_id == first


def test_a_slider_moves_the_others_and_rehearses(qtbot, tab, window, settled):
    slider = tab.parameters.sliders["A"]
    before = tab._answer
    slider.setFocus()
    for _ in range(10):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert trial.weights(tab.document)[3] == 40
    assert sum(trial.weights(tab.document)) == 100
    qtbot.waitUntil(lambda: tab._answer is not before, timeout=10_000)
    settled(window)
    assert "clients change tier" in tab.result.heading.text()
    assert tab.reset.isEnabled()
    qtbot.mouseClick(tab.reset, Qt.MouseButton.LeftButton)
    settled(window)
    assert trial.weights(tab.document)[3] == 30


def test_a_slider_follows_the_mouse(qtbot):
    slider = WeightSlider("A")
    qtbot.addWidget(slider)
    slider.resize(214, 24)
    slider.show_weight(30, 30)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert slider.value() == 25
    slider.show_weight(30, 73)
    assert slider.maximum() == 100


def test_a_bound_is_typed(qtbot, tab, window, settled):
    field = tab.parameters.bounds.fields["score", "gold"]
    assert field.text() == "50"
    field.setFocus()
    field.setText("60")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(window)
    assert trial.bounds(tab.document, "score")["gold"] == 60
    assert tab.result.matrices["tier"].count("gold", "silver") > 0
    assert tab.parameters.bounds._old["gold"].text() == "50 →"


@pytest.mark.parametrize(("typed", "said"), [("20", "begins above"), ("105", "between 0 and 100"), ("x", "between")])
def test_a_bound_that_cannot_be(qtbot, tab, typed, said):
    bounds, answer = tab.parameters.bounds, tab._answer
    field = bounds.fields["score", "gold"]
    field.setText(typed)
    field.editingFinished.emit()
    assert said in bounds.problem.text()
    assert field.text() == typed
    assert field.property("invalid")
    assert tab._answer is answer


def test_amounts_are_short_only_where_nothing_is_lost(qtbot):
    fields = BoundFields()
    qtbot.addWidget(fields)
    bank = rulebooks.shipped_document("bank")
    odd = trial.with_bound(bank, "assets", "gold", 234_567)
    fields.show_bounds(bank, odd)
    assert fields.fields["assets", "gold"].text() == "234,567"
    assert fields.fields["assets", "private"].text() == "6m"
    heard = []
    fields.edited.connect(lambda *one: heard.append(one))
    fields.fields["assets", "gold"].editingFinished.emit()
    assert heard == []


def test_another_rulebook(tab, window, settled):
    tab.try_rulebook("shipped:bank")
    settled(window)
    assert tab.result.heading.text().startswith("Securities branch → Bank branch")
    assert not tab.parameters.sliders["R"].isVisibleTo(tab)
    assert tab.cost.stop.isVisibleTo(tab)


def dialog_of(tab):
    tab.ask_approval()
    return tab.findChild(ApproveDialog)


def test_beyond_the_line_a_reason_is_asked(qtbot, tried, window, settled, store):
    dialog = dialog_of(tried)
    dialog.approver.setText("何志远")
    qtbot.mouseClick(dialog.approve_button, Qt.MouseButton.LeftButton)
    settled(window)
    assert "with a reason" in dialog.fields["approve"].error()
    assert dialog.approver.text() == "何志远"
    dialog.reason.setPlainText("New strategy")
    qtbot.mouseClick(dialog.approve_button, Qt.MouseButton.LeftButton)
    settled(window)
    with store.read() as connection:
        (version,) = rulebooks.versions(connection, statuses=("approved",))
    assert (version.approved_by, version.reason, version.version) == ("何志远", "New strategy", "2026.1.1")
    assert version.effective_from == tried._state.start
    assert version.document["scores"]["profile"] == "wealth"
    assert any(choice.key == f"version:{version.id}" for choice in tried._state.choices)
    store.undo()


def test_a_draft_is_kept_handed_over_and_approved_as_it_is(qtbot, tried, window, settled, store):
    dialog = dialog_of(tried)
    qtbot.mouseClick(dialog.draft_button, Qt.MouseButton.LeftButton)
    settled(window)
    with store.read() as connection:
        (draft,) = rulebooks.versions(connection, statuses=("draft",))
    window.workplace.page().hand_over("rehearsal", {"rulebook": f"version:{draft.id}", "changed": None})
    settled(window)
    assert tried.pick.currentText().startswith("Draft · ")
    tried.ask_approval()
    again = next(one for one in tried.findChildren(ApproveDialog) if one.isVisible())
    again.approver.setText("Head")
    again.reason.setPlainText("Decided")
    qtbot.mouseClick(again.approve_button, Qt.MouseButton.LeftButton)
    settled(window)
    with store.read() as connection:
        assert [(one.id, one.status) for one in rulebooks.versions(connection)] == [(draft.id, "approved")]


def test_the_keyboard_walks_the_matrix(qtbot, tried, listed):
    matrix = tried.result.matrices["tier"]
    ids = next(iter(tried.result.comparison.moves.values()))
    matrix.setFocus()
    qtbot.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.accessibleDescription().startswith(f"{len(ids)} clients: ")
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert listed()[0] == set(ids.tolist())


def test_what_was_changed_survives_a_change_of_language(tried, window, settled):
    state = tried.tab_state()
    set_language("zh")
    window.workplace.page().restore({"tab": "rehearsal", "tabs": {"rehearsal": state}})
    settled(window)
    assert tried.document["scores"]["profile"] == "wealth"


def test_before_the_first_run(qtbot, window):
    from ui.differentiate.rehearsal.rehearsal_tab import RehearsalTab

    made = RehearsalTab(window.workplace.desk)
    qtbot.addWidget(made)
    made._show_state(None)
    assert made._stack.currentWidget() is made._empty


def test_locked_parts_stand_but_cannot_be_moved(tab):
    """Head office locked the weights of the profile and the bounds by score."""
    locked = ("profiles.balanced", "tiers.score")
    tab.parameters.show_document(tab.document, tab.document, locked=locked)
    assert not tab.parameters.sliders["A"].isEnabled()
    assert tab.parameters.bounds.fields["score", "gold"].toolTip() == "Locked by head office"
    assert tab.parameters.bounds.fields["assets", "private"].isEnabled()
    assert tab.parameters.hysteresis.isEnabled()
