"""A branch head changes figures: what is wrong, what differs, what is kept, what is undone."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from crmdesk import i18n
from crmdesk.differentiate.rulebooks import versions
from crmdesk.store.drafts import load_draft
from tests.ui.typing import type_text
from ui.differentiate.rules.rules_tab import DRAFT
from ui.differentiate.rules.section_stack import SectionStack

R5 = ("scores", "breakpoints", "R", "0")
GOLD = ("tiers", "assets", "gold")


def rewrite(box, text):
    box.editor.setFocus()
    box.editor.selectAll()
    type_text(box.editor, text)


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def test_a_breakpoint_is_changed_counted_and_told(opened, settled, window):
    tab = opened("breakpoints")
    section = tab.sections.current()
    before = section._counts["R", 5].text()
    rewrite(section.boxes[R5], "60")
    settled(window)
    assert tab.editing.value(R5) == 60
    assert section._counts["R", 5].text() != before
    assert "now 30 days" in texts(section.boxes[R5])
    assert tab.bar.status.text() == "1 change"
    assert tab.bar.rehearse.isEnabled()


def test_points_count_everybody_once(opened):
    section = opened("breakpoints").sections.current()
    clients = section.view.figures.clients
    assert clients > 0
    for code in "RFMAS":
        assert (
            sum(int(label.text().replace(",", "")) for (mine, _), label in section._counts.items() if mine == code)
            == clients
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("100", "larger than the one before"),
        ("-3", "from 0 to"),
        ("many", "not a number"),
        ("1.5", "not a whole number"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(opened, settled, window, text, said):
    tab = opened("breakpoints")
    box = tab.sections.current().boxes[R5]
    rewrite(box, text)
    settled(window)
    wrong = [one.problem() for one in tab.sections.current().boxes.values() if one.problem()]
    assert len(wrong) == 1
    assert said in wrong[0]
    assert not tab.bar.rehearse.isEnabled()
    assert box.editor.text() == text
    tab.sections.choose("stages")
    tab.sections.choose("breakpoints")
    settled(window)
    assert box.editor.text() == text


def test_one_is_restored_all_are_discarded_and_both_are_undone(opened, settled, window):
    tab = opened("tiers")
    box = tab.sections.current().boxes[GOLD]
    rewrite(box, "60万")
    settled(window)
    assert tab.editing.value(GOLD) == 600_000
    box._back.click()
    settled(window)
    assert tab.editing.value(GOLD) == 500_000
    tab.undo()
    settled(window)
    assert tab.editing.value(GOLD) == 600_000
    tab.bar.discard.click()
    assert not tab.editing.is_changed
    tab.undo()
    assert tab.editing.value(GOLD) == 600_000
    tab.redo()
    assert not tab.editing.is_changed


def test_what_was_typed_survives_a_crash(opened, settled, window, store):
    tab = opened("tiers")
    rewrite(tab.sections.current().boxes[GOLD], "650000")
    tab._autosave.flush()
    settled(window)
    assert "650000" in load_draft(store, DRAFT).content["document"]
    made = type(tab)(tab.desk)
    made.show_scope(None)
    settled(window)
    assert made.editing.value(GOLD) == 650_000
    assert made.editing.is_changed
    made.deleteLater()


def test_a_change_of_language_keeps_the_section(opened, settled, window):
    tab = opened("dormancy")
    made = type(tab)(tab.desk)
    made.restore_tab(tab.tab_state())
    assert made.sections.name() == "dormancy"
    made.deleteLater()


def test_the_rehearsal_takes_the_changes(opened, settled, window, store):
    tab = opened("tiers")
    rewrite(tab.sections.current().boxes[GOLD], "700000")
    settled(window)
    tab.bar.rehearse.click()
    settled(window)
    with store.read() as connection:
        (draft,) = versions(connection)
    assert draft.status == "draft"
    assert draft.document["tiers"]["assets"]["gold"] == 700_000
    page = window.workplace.page()
    assert page.tabs.current() == "rehearsal"
    assert page.tab("rehearsal").document["tiers"]["assets"]["gold"] == 700_000
    page.show_tab("rules")
    rewrite(tab.sections.current().boxes[GOLD], "710000")
    tab.bar.rehearse.click()
    settled(window)
    with store.read() as connection:
        (again,) = versions(connection)
    assert again.id == draft.id
    assert again.document["tiers"]["assets"]["gold"] == 710_000


def test_the_review_lists_every_change_and_leads_to_it(opened, settled, window):
    tab = opened("weights")
    tab.put({("profiles", "balanced", "R"): 0.2})
    tab.put({("stages", "decline_nf3"): -0.25})
    tab.sections.choose("review")
    settled(window)
    section = tab.sections.current()
    said = texts(section)
    assert "The weights must sum to 1; they sum to 1.1" in said
    assert {"-30%", "-25%", "10%", "20%"} <= set(said)
    section.place_asked.emit(("stages", "decline_nf3"))
    settled(window)
    assert tab.sections.name() == "stages"
    assert tab.sections.current().boxes[("stages", "decline_nf3")].editor.hasFocus()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_shows_in_both_languages(opened, settled, window, language):
    i18n.set_language(language)
    tab = opened()
    made = type(tab)(tab.desk)
    made.show_scope(None)
    settled(window)
    for name in made.sections.entries:
        made.sections.choose(name)
        settled(window)
        assert str(made.sections.current().title) in texts(made.sections.current())
    made.deleteLater()


def test_every_figure_of_the_rules_stands_in_a_section(opened, settled, window):
    """All but the names of things, the currency, and the presets that are not in use."""
    from crmdesk.differentiate.rule_fields.differences import leaves

    tab = opened()
    shown = set()
    for name in ("weights", "breakpoints", "tiers", "hysteresis", "dormancy", "stages", "lifetime", "rates", "market"):
        tab.sections.choose(name)
        settled(window)
        shown |= set(tab.sections.current().boxes)
    missing = [path for path in leaves(tab.editing.document) if path not in shown]
    used = {"tiers": "default", "dormancy": "SEC-SEED"}
    left = [path for path in missing if path[1:2] != ("presets",) or path[2] == used[path[0]]]
    floors = {("tiers", "floors", tier) for tier in ("silver", "gold", "platinum", "diamond")}
    assert {path for path in left if path[-1] not in ("zh", "en", "is_on", "currency")} == floors


def test_the_index_tells_where_something_is_wrong(opened, settled, window):
    tab = opened("stages")
    stack: SectionStack = tab.sections
    tab.put({GOLD: 1})
    settled(window)
    assert stack.entries["tiers"].accessibleName() == "Tiers 1 wrong"
    tab.put({GOLD: 450_000})
    settled(window)
    assert stack.entries["tiers"].accessibleName() == "Tiers 1 changed"


def test_a_text_that_is_no_figure_survives_a_crash_too(opened, settled, window):
    tab = opened("tiers")
    rewrite(tab.sections.current().boxes[GOLD], "fifty")
    tab._autosave.flush()
    settled(window)
    made = type(tab)(tab.desk)
    made.show_scope(None)
    settled(window)
    made.sections.choose("tiers")
    settled(window)
    assert made.sections.current().boxes[GOLD].editor.text() == "fifty"
    made.deleteLater()


def test_undo_of_the_window_takes_back_the_editor_before_the_store(opened, settled, window):
    tab = opened("breakpoints")
    rewrite(tab.sections.current().boxes[R5], "60")
    tab.bar.rehearse.setFocus()
    settled(window)
    window.actions_by_name["undo"].trigger()
    settled(window)
    assert tab.editing.value(R5) == 30
    window.actions_by_name["redo"].trigger()
    assert tab.editing.value(R5) == 60
    tab.sections.choose("versions")
    assert not window.workplace.page().undo_here()
