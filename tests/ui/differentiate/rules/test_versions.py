"""Versions in the editor: kept, rehearsed, withdrawn, imported, exported; what head office locked stays locked."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from crmdesk.differentiate.rulebooks import (
    approve,
    keep_draft,
    make_key,
    read_key,
    shipped_document,
    sign_file,
    versions,
)
from crmdesk.differentiate.rulebooks.files import export_file

RULES = ("stages", "growth_months")


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


def other(months):
    document = deepcopy(shipped_document("securities"))
    document["stages"]["growth_months"] = months
    return document


def stored(store):
    with store.read() as connection:
        return versions(connection)


@pytest.fixture
def approved(store):
    number = keep_draft(store, other(18), note="年度校准")
    approve(store, number, approver="王行长", reason="按本行客户分布校准")
    return number


def test_the_list_says_who_when_and_why(approved, opened):
    section = opened("versions").sections.current()
    said = " ".join(texts(section))
    for words in ("Approved", "年度校准", "王行长", "按本行客户分布校准", "effective from"):
        assert words in said


def test_the_editor_compares_with_what_will_hold(approved, opened):
    tab = opened("stages")
    assert tab.editing.base_value(RULES) == 18
    assert not tab.editing.is_changed


def test_a_withdrawn_version_gives_way_to_the_one_before(approved, opened, settled, window, store):
    tab = opened("versions")
    tab.sections.current().links["withdraw", approved].click()
    settled(window)
    assert stored(store)[0].status == "withdrawn"
    assert tab.editing.base_value(RULES) == 12


def test_a_draft_is_edited_rehearsed_and_deleted(opened, settled, window, store):
    number = keep_draft(store, other(15))
    tab = opened("versions")
    tab.sections.current().links["edit", number].click()
    settled(window)
    assert tab.draft_id == number
    assert tab.bar.status.text() == "draft 2026.1.1: 1 change"
    tab.sections.choose("versions")
    settled(window)
    tab.sections.current().links["rehearse", number].click()
    settled(window)
    page = window.workplace.page()
    assert page.tabs.current() == "rehearsal"
    assert page.tab("rehearsal").document["stages"]["growth_months"] == 15
    page.show_tab("rules")
    tab.sections.current().links["delete", number].click()
    settled(window)
    assert stored(store) == []
    assert tab.draft_id is None


def test_a_shipped_rulebook_is_a_beginning(opened, settled, window):
    tab = opened("versions")
    tab.begin_from("bank")
    settled(window)
    assert tab.editing.value(("tiers", "mode")) == "AUM"
    assert not tab.view().problems
    tab.undo()
    assert not tab.editing.is_changed


@pytest.fixture
def signed(store, tmp_path):
    """A file of head office that locks the cut-offs, and its public key."""
    public = make_key(tmp_path / "head.pem", "a long passphrase")
    document = other(18)
    document["version"] = "2026.2"
    key = read_key(tmp_path / "head.pem", "a long passphrase")
    text = sign_file(document, key, signer="总行", signed_on=date(2026, 1, 5), locked=("scores.breakpoints", "stages"))
    path = tmp_path / "signed.toml"
    path.write_bytes(text.encode())
    return path, public


def test_what_head_office_locked_cannot_be_changed(opened, settled, window, store, signed):
    path, public = signed
    tab = opened("versions")
    tab.acts.trust(public)
    settled(window)
    tab.acts.import_from(path)
    settled(window)
    (draft,) = stored(store)
    assert draft.is_signed
    assert "signed by 总行" in texts(tab.sections.current())
    approve(store, draft.id, approver="王行长")
    settled(window)
    tab.sections.choose("stages")
    settled(window)
    box = tab.sections.current().boxes[RULES]
    assert not box.editor.isEnabled()
    assert "总行" in box.toolTip()
    tab.sections.choose("tiers")
    settled(window)
    assert all(box.editor.isEnabled() for box in tab.sections.current().boxes.values())
    tab.put({RULES: 6})
    settled(window)
    assert not tab.bar.rehearse.isEnabled()


def test_a_file_that_was_altered_is_refused_in_words(opened, settled, window, store, signed, tmp_path):
    path, public = signed
    tab = opened("versions")
    tab.acts.trust(public)
    settled(window)
    path.write_bytes(path.read_bytes().replace(b"growth_months = 18", b"growth_months = 19"))
    tab.acts.import_from(path)
    settled(window)
    assert stored(store) == []


def test_an_exported_version_comes_back_as_it_was(approved, opened, settled, window, store, tmp_path):
    target = tmp_path / "out.toml"
    export_file(stored(store)[0], target)
    tab = opened("versions")
    tab.acts.import_from(target)
    settled(window)
    draft = next(one for one in stored(store) if one.status == "draft")
    assert draft.document["stages"]["growth_months"] == 18
