"""Concentration, scores and maps as they are drawn, and the clients behind each part."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QLabel

from crmdesk import i18n
from crmdesk.differentiate.concentration import concentration, of_assets, top_clients
from crmdesk.differentiate.cube import band_clients, classified_days
from crmdesk.differentiate.distribution import asset_spread, score_spread
from crmdesk.differentiate.overview import latest_run, rulebook_of
from ui.differentiate.distribution.lorenz_chart import LorenzChart, percent
from ui.differentiate.distribution.spread_chart import SpreadChart
from ui.differentiate.overview.heat_map import HeatMap


def visible(tab, kind):
    return next(one for one in tab.findChildren(kind) if one.isVisible())


@pytest.fixture
def lorenz(qtbot):
    """Two of a hundred hold 82 %."""
    made = LorenzChart()
    qtbot.addWidget(made)
    made.show_concentration(of_assets(np.array([41, 41, *[18 / 98] * 98]) * 98_00))
    made.resize(480, 260)
    made.show()
    return made


def test_any_share_is_said_under_the_pointer(lorenz):
    assert lorenz.words(0.02) == "The top 2% (2 clients) hold 82%"
    lorenz._on_move(QPointF(0.5, 0.4))
    assert lorenz._items["box"].isVisible()
    assert lorenz._items["box"].toPlainText() == "The top 50% (50 clients) hold 90.8%"
    lorenz._on_move(QPointF(1.4, 0.4))
    assert not lorenz._items["box"].isVisible()


def test_the_curve_that_is_drawn(lorenz):
    clients, held = lorenz._items["curve"].getData()
    assert (clients[0], held[0], clients[-1], held[-1]) == (0, 0, 1, pytest.approx(1))
    assert held[np.searchsorted(clients, 0.02)] == pytest.approx(0.82)
    assert lorenz._items["top"].getData()[1][0] == pytest.approx(0.82)


def test_a_click_on_the_curve_opens_the_richest(room, listed, store):
    tab = room("distribution")
    with store.read() as connection:
        day = latest_run(connection).as_of
        found = concentration(connection, day)
        richest = top_clients(connection, day, found.count(0.1))
    visible(tab, LorenzChart).chosen.emit(0.1)
    ids, chosen = listed()
    assert ids == set(richest)
    assert chosen.describe()[0].value.en == "Top 10% by assets"


def test_the_title_is_the_answer(room, store):
    tab = room("distribution")
    with store.read() as connection:
        held = concentration(connection, latest_run(connection).as_of).held(0.02)
    texts = [label.text() for label in tab.findChildren(QLabel)]
    assert f"The top 2% hold {percent(held)} of the assets" in texts


def test_the_bars_are_the_scores_of_the_clients(room, store):
    chart = visible(room("distribution"), SpreadChart)
    with store.read() as connection:
        newest = latest_run(connection)
        expected = score_spread(connection, newest.as_of, rulebook_of(connection, newest))
        for bar, count in enumerate(expected.counts[:-1]):
            band = expected.edges[bar], expected.edges[bar + 1]
            assert len(band_clients(connection, newest.as_of, "score", band)) == count
    assert list(chart._items["bars"].opts["height"]) == list(expected.counts)
    assert [tier for tier, _bound in expected.bounds] == ["silver", "gold", "platinum", "diamond"]


def test_a_bar_opens_its_clients_now_and_then(room, listed, window, settled, store):
    tab = room("distribution")
    chart = visible(tab, SpreadChart)
    bar = max(range(len(chart._spread.counts)), key=chart._spread.counts.__getitem__)
    chart.chosen.emit(bar)
    ids, chosen = listed()
    assert len(ids) == chart._spread.counts[bar]
    assert "score" in chosen.fields
    window.workplace.go("differentiate")
    page = window.workplace.page()
    with store.read() as connection:
        day = classified_days(connection)[2]
    page.days.choose(day.isoformat())
    settled(window)
    chart = visible(tab, SpreadChart)
    bar = max(range(len(chart._spread.counts)), key=chart._spread.counts.__getitem__)
    chart.chosen.emit(bar)
    ids, chosen = listed()
    assert len(ids) == chart._spread.counts[bar]
    assert chosen.fields == {"these"}


def test_bounds_stand_where_the_tiers_begin(room):
    chart = visible(room("distribution"), SpreadChart)
    assert chart.place_of(300) == 15
    assert chart.place_of(309) == pytest.approx(15.45)
    assert chart.words(15).startswith("30 – 32: ")


def test_assets_by_magnitude(qtbot):
    spread = asset_spread(np.array([0, 50_000_00, 60_000_00, 10**12 * 5]), [100_000_00, 500_000_00])
    assert (spread.clients, spread.counts[0], spread.counts[-1]) == (4, 1, 1)
    chart = SpreadChart(lambda cents: f"{cents // 100}")
    qtbot.addWidget(chart)
    chart.show_spread(spread)
    assert chart.place_of(10**9) == pytest.approx(35)
    assert not chart.grab().isNull()


def test_maps_by_contribution_add_up(room):
    """Small maps of each score of M share their ground and sum to the whole map."""
    maps = [one for one in room("distribution").findChildren(HeatMap) if one.isVisible()]
    assert len(maps) == 6
    assert len({one._grid.most for one in maps}) == 1
    assert len({tuple(one._grid.rows) for one in maps}) == 1
    counts = room("distribution")._view.counts
    assert sum(sum(one._grid.counts.values()) for one in maps) == sum(r.clients for r in counts.rows if r.points)


def test_a_cell_of_a_small_map_asks_for_all_three(room, listed):
    tab = room("distribution")
    tab._open_points(("5", "4"), "3")
    _ids, chosen = listed()
    assert chosen.to_text() == "points-r:5 points-f:4 points-m:3"


def test_amounts_are_masked(room, window):
    tab = room("distribution")
    window.workplace.desk.shown.set_private(True)
    try:
        assert tab._amount(100) == "•••"
    finally:
        window.workplace.desk.shown.set_private(False)


def test_percents():
    assert [percent(share) for share in (0.02, 0.453, 1.0, 0.005)] == ["2%", "45.3%", "100%", "0.5%"]
    assert i18n.language() == "en"
