"""The section of the settings that says whose values count."""

from __future__ import annotations

import pytest

from crmdesk.identify.importing import import_files, trusts
from tests.ui.importing.test_reading import choose


@pytest.fixture
def card(window, settled, store, known_clients):
    window.workplace.go("settings")
    settled(window)
    return window.workplace.page().trust


def stored(store):
    with store.read() as connection:
        return {(one.source, one.field): one.value for one in trusts(connection) if one.is_set}


def test_a_source_is_trusted_otherwise_and_as_before(card, window, settled, store):
    source = next(iter(card.choices))[0]
    card.choices[source, ""].choose("5")
    settled(window)
    assert stored(store) == {(source, ""): 5}
    card.resets[source, ""].click()
    settled(window)
    assert stored(store) == {}


def test_one_field_of_a_source(card, window, settled, store):
    source = next(iter(card.choices))[0]
    choose(card.field, "mobile")
    card.source.setCurrentIndex(0)
    card.add.click()
    settled(window)
    assert list(stored(store)) == [(source, "mobile")]
    card.choices[source, "mobile"].choose("1")
    settled(window)
    assert stored(store) == {(source, "mobile"): 1}


def test_a_field_that_is_none_is_refused_beside_it(card, store):
    choose(card.field, "no such field")
    card.add.click()
    assert card._field.error()
    assert stored(store) == {}


def test_a_store_without_imports_says_so(window, settled, store):
    window.workplace.go("settings")
    settled(window)
    assert not window.workplace.page().trust.add.isEnabled()


def test_an_import_obeys(card, window, settled, store, gbk_file):
    source = next(iter(card.choices))[0]
    card.choices[source, ""].choose("1")
    settled(window)
    result = import_files(store, [gbk_file])
    assert {one.source for one in result.report.conflicts} == set()
    assert result.files[0].is_reconciled
