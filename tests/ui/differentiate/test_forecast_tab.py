"""Tab Forecast and the card of a client: what they say, where clicks lead, what they keep to themselves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from crmdesk.differentiate.forecast import sentences
from crmdesk.differentiate.forecast.phases import phase_clients, phase_table
from crmdesk.differentiate.forecast.queries import client_forecast, latest_forecast_run, tenth_clients
from crmdesk.differentiate.forecast.runs import run_forecast
from crmdesk.differentiate.overview import latest_run, rulebook_of
from crmdesk.i18n import set_language
from ui.differentiate.forecast.calibration_plot import CalibrationPlot
from ui.differentiate.forecast.forecast_card import ForecastCard
from ui.differentiate.forecast.phase_grid import PhaseGrid
from ui.framework.buttons import Button
from ui.framework.labels import PlainLabel


def texts(widget):
    return [label.text() for label in widget.findChildren(PlainLabel) if label.isVisibleTo(widget)]


def newest(store):
    with store.read() as connection:
        return latest_forecast_run(connection)


@pytest.fixture
def run(store):
    with store.read() as connection:
        day = latest_run(connection).as_of
    return run_forecast(store, as_of=day)


def test_before_the_first_run_it_offers_one(qtbot, room, store, window, settled):
    tab = room("forecast")
    button = tab.findChild(Button)
    assert button.text().startswith("Forecast as of")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: newest(store) is not None, timeout=20_000)
    settled(window)
    assert tab.findChild(CalibrationPlot) is not None


def test_it_says_what_the_run_says(run, room):
    tab = room("forecast")
    shown = texts(tab)
    for text in (sentences.headline(run), sentences.coverage(run), sentences.spoken(run), sentences.apart()):
        assert text in shown
    assert sentences.parameters(run) in shown
    assert sentences.bias(run.back_test, run.currency) in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_in_both_languages(run, room, language):
    set_language(language)
    tab = room("forecast")
    assert sentences.coverage(run) in texts(tab)


def test_a_tenth_leads_to_its_clients(run, room, store, listed):
    tab = room("forecast")
    plot = tab.findChild(CalibrationPlot)
    assert "Tenth 10" in plot.words(9)
    plot.chosen.emit(9)
    with store.read() as connection:
        expected = set(tenth_clients(connection, run, 9))
    ids, chosen = listed()
    assert ids == expected
    assert chosen.describe()[0].value.en == "Back-test, tenth 10"


def test_a_phase_leads_to_its_clients(qtbot, run, room, store, listed):
    tab = room("forecast")
    grid = tab.findChild(PhaseGrid)
    with store.read() as connection:
        last = latest_run(connection)
        table = phase_table(connection, rulebook_of(connection, last).values, as_of=last.as_of)
        pair = max(table.cells, key=lambda one: table.cells[one].clients)
        expected = set(phase_clients(connection, last.as_of, pair))
    spot = grid.spot_of(pair)
    assert f"{table.cells[pair].clients:,}" in spot.words
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=spot.box.center().toPoint())
    ids, _ = listed()
    assert ids == expected


def test_privacy_hides_every_amount(run, room, window, settled):
    tab = room("forecast")
    tab.desk.shown.set_private(True)
    settled(window)
    everything = " ".join(texts(tab))
    assert "¥" not in everything
    assert sentences.coverage(run) in everything


def test_one_book(run, room, window, settled):
    tab = room("forecast")
    page = window.workplace.page()
    manager = page.managers.itemData(1)
    page.managers.choose(manager)
    settled(window)
    assert any(text.startswith(f"{manager}: ") for text in texts(tab))


# -- the card


@pytest.fixture
def card(qtbot, run, store):
    """``card(client_id)``: shown as the Value tab shows it."""

    def show(client_id, **how):
        made = ForecastCard()
        qtbot.addWidget(made)
        with store.read() as connection:
            told = client_forecast(connection, client_id)
        made.show_client(told, **how)
        made.resize(420, 600)
        made.show()
        made.grab()
        return made, told

    return show


def best(store):
    with store.read() as connection:
        return connection.exec_driver_sql("SELECT client_id FROM forecast ORDER BY expected DESC LIMIT 1").scalar()


def test_the_card_of_a_good_client(card, store, run):
    made, told = card(best(store))
    shown = texts(made)
    assert sentences.client_line(told) in shown
    assert sentences.alive(told) in shown
    assert sentences.tried(told) in shown
    assert sentences.coverage(run) in shown
    assert made.bar.place(told.outlook.low) <= made.bar.place(told.outlook.expected)
    assert made.chart.isVisible()


def test_the_card_in_privacy_mode(card, store):
    made, _ = card(best(store), is_private=True)
    assert not made.bar.isVisible()
    assert made.chart.isVisible()
    assert "¥" not in " ".join(texts(made))


def test_the_card_of_who_was_never_active(card):
    made, told = card(99_999_999)
    assert told.outlook is None
    assert "Never active" in texts(made)[1]
    assert not made.chart.isVisible()
    assert not made.bar.isVisible()


def test_the_card_before_any_run(qtbot):
    made = ForecastCard()
    qtbot.addWidget(made)
    made.show_client(None)
    made.show()
    assert any("No forecast was made yet" in text for text in texts(made))
