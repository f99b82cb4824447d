"""The overview draws what the counts say, and every part of it opens the clients behind it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from crmdesk import i18n
from crmdesk.differentiate.cube import class_clients, classified_days, cube
from crmdesk.differentiate.overview import latest_run
from crmdesk.differentiate.watching import near_tier
from ui.differentiate.overview.heat_map import Grid, HeatMap
from ui.differentiate.overview.pyramid import TierPyramid
from ui.differentiate.overview.segment_list import SegmentList
from ui.differentiate.overview.stage_flow import StageFlow
from ui.differentiate.overview.view import frequency_labels, recency_labels


@pytest.fixture
def counts(store):
    with store.read() as connection:
        return cube(connection, latest_run(connection).as_of)


def click(qtbot, picture, key):
    spot = picture.spot_of(key)
    assert spot is not None, key
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=spot.box.center().toPoint())


def test_the_pyramid_opens_a_tier(qtbot, room, listed, counts):
    pyramid = room("overview").findChild(TierPyramid)
    drawn = {row.tier: row.clients for row in pyramid._rows}
    assert {tier: n for tier, n in drawn.items() if n} == counts.clients_by("tier")
    click(qtbot, pyramid, "gold")
    ids, chosen = listed()
    assert len(ids) == drawn["gold"]
    assert chosen.to_text() == "tier:gold"


def test_a_cell_of_recency_and_frequency_opens_its_clients(qtbot, room, listed, counts, store):
    heat = room("overview").findChild(HeatMap)
    (key, count) = max(heat._grid.counts.items(), key=lambda item: item[1])
    assert count == sum(row.clients for row in counts.rows if row.points[:2] == "".join(key))
    click(qtbot, heat, key)
    ids, _chosen = listed()
    with store.read() as connection:
        assert ids == set(class_clients(connection, counts.day, dict(zip("RF", key, strict=True))))
    assert len(ids) == count


def test_impossible_cells_show_nothing(room):
    """Who traded within the window cannot have a frequency of 0."""
    heat = room("overview").findChild(HeatMap)
    assert heat.spot_of(("5", "0")) is None
    assert heat.spot_of(("1", "0")) is not None


def test_a_segment_opens_by_the_keyboard(qtbot, room, listed, counts):
    segments = room("overview").findChild(SegmentList)
    segments.setFocus()
    qtbot.keyClick(segments, Qt.Key.Key_Down)
    qtbot.keyClick(segments, Qt.Key.Key_Down)
    qtbot.keyClick(segments, Qt.Key.Key_Return)
    ids, chosen = listed()
    code = segments.spots()[1].key
    assert chosen.values("segment") == (code,)
    assert len(ids) == counts.clients_by("segment").get(code, 0)


def test_an_arrow_of_the_flow_opens_who_moved(qtbot, room, listed, counts):
    flow = room("overview").findChild(StageFlow)
    moves = counts.moves("stage")
    move = max((move for move in moves if flow.spot_of(move) is not None), key=moves.__getitem__)
    click(qtbot, flow, move)
    ids, chosen = listed()
    assert len(ids) == moves[move]
    assert chosen.to_text() == f"stage-before:{move[0]} stage:{move[1]}"


def test_a_stage_says_every_move_when_pointed_at(room, counts):
    flow = room("overview").findChild(StageFlow)
    words = flow.spot_of("decline").words
    assert all(f"{count:,}" in words for move, count in counts.moves("stage").items() if "decline" in move)


def test_one_book_as_of_an_earlier_day(qtbot, window, settled, room, listed, store):
    """The whole room goes back: the counts are those of then, and a click opens the clients of then."""
    tab = room("overview")
    page = window.workplace.page()
    with store.read() as connection:
        day = classified_days(connection)[1]
        manager = page.managers.itemData(1)
        then = cube(connection, day, manager=manager)
    page.managers.choose(manager)
    page.days.choose(day.isoformat())
    settled(window)
    pyramid = [one for one in tab.findChildren(TierPyramid) if one.isVisible()][-1]
    assert {row.tier: row.clients for row in pyramid._rows if row.clients} == then.clients_by("tier")
    click(qtbot, pyramid, "silver")
    ids, chosen = listed()
    with store.read() as connection:
        assert ids == set(class_clients(connection, day, {"tier": "silver"}, manager=manager))
    (chip,) = chosen.describe()
    assert chip.value.en == f"Silver · {day} · {manager}"


def test_a_list_from_a_picture_survives_the_way_to_a_client_and_back(qtbot, window, settled, room, listed):
    room("overview")
    window.workplace.list_these([3, 1, 2], i18n.Words("三位", "three"))
    ids, chosen = listed()
    assert ids == {1, 2, 3}
    window.workplace.open_client(2, among=[1, 2, 3])
    settled(window)
    window.workplace.back()
    assert listed() == ({1, 2, 3}, chosen)
    origin = window.workplace._crumbs(window.workplace.page(), in_client=False)[0]
    assert origin.text == "Differentiate"
    page = window.workplace.page()
    page.restore(page.state())
    assert listed() == ({1, 2, 3}, chosen)
    origin.go()
    assert window.workplace.page().name == "differentiate"


def test_the_near_list_is_led_by_who_misses_least(room, store):
    tab = room("overview")
    from crmdesk.differentiate.overview import rulebook_of

    with store.read() as connection:
        newest = latest_run(connection)
        near = near_tier(connection, newest.as_of, rulebook_of(connection, newest))
    texts = [label.text() for label in tab.findChildren(QLabel)]
    assert any(text.endswith("missing") for text in texts) == bool(near)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_both_languages(room, language):
    before = i18n.language()
    i18n.set_language(language)
    try:
        tab = room("overview")
        tab.load()
    finally:
        i18n.set_language(before)


def test_labels_come_from_the_rulebook():
    assert [label for _code, label in recency_labels((30, 90, 180, 365))] == [
        *("≤ 30", "31–90", "91–180", "181–365", "> 365"),
    ]
    assert [label for _code, label in frequency_labels((1, 4, 12, 24, 60))] == [
        *("0", "1–3", "4–11", "12–23", "24–59", "≥ 60"),
    ]
    assert [label for _code, label in frequency_labels((6, 12, 13, 24, 60))][:4] == ["< 6", "6–11", "12", "13–23"]


def test_pictures_side_by_side_share_their_darkest_ground(qtbot):
    heat = HeatMap(is_small=True)
    qtbot.addWidget(heat)
    heat.show_grid(Grid([("1", "a")], [("1", "b")], {("1", "1"): 5}, most=500))
    heat.resize(200, 80)
    assert heat.grab().width() == 200
    assert heat.accessibleName() == "a: 5"


def test_an_unclassified_store_says_what_to_do(qtbot, window, settled, store):
    from sqlalchemy import delete

    from crmdesk.differentiate.tables import class_count, classification, run

    with store.unlogged() as connection:
        for table in (class_count, classification, run):
            connection.execute(delete(table))
    window.workplace.go("differentiate")
    settled(window)
    texts = [label.text() for label in window.workplace.page().findChildren(QLabel)]
    assert "Nobody is classified yet." in texts
