"""Tab Value: records behind the points, what-if, smallest changes, any past month; the same as the command says."""

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import func, select

import main
from crmdesk import dates
from crmdesk.differentiate.overrides import set_override
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import classification
from crmdesk.differentiate.what_if import what_if
from crmdesk.identify.tables import client
from tests.conftest import PASSPHRASE
from tests.ui.branches import copy_of, made_branch
from tests.ui.typing import commit_text
from ui.differentiate.value.days_dialog import DaysDialog
from ui.differentiate.value.record_lines import RecordLines
from ui.differentiate.value.scales import scale_of
from ui.framework.slider import STEPS


@pytest.fixture(scope="module")
def branch_path(tmp_path_factory):
    return made_branch(tmp_path_factory.mktemp("branch"), clients=40, months=18, seed=3)


@pytest.fixture
def store(branch_path, tmp_path):
    with copy_of(branch_path, tmp_path) as opened:
        yield opened


def some_client(store, *conditions):
    """The client with the highest score at the newest data date who meets the conditions."""
    c = classification.c
    with store.read() as connection:
        newest = connection.execute(select(func.max(c.as_of))).scalar_one()
        query = select(c.client_id).where(c.as_of == newest, *conditions).order_by(c.score.desc()).limit(1)
        return connection.execute(query).scalar_one()


@pytest.fixture
def client_id(store):
    return some_client(store, classification.c.tier.in_(("gold", "platinum")), classification.c.tier_status == "normal")


@pytest.fixture
def tab(window, settled, client_id):
    return open_tab(window, settled, client_id)


def open_tab(window, settled, client_id):
    window.workplace.open_client(client_id, tab="value")
    settled(window)
    return window.workplace.pages["client"].tab("value")


def is_there(part, inside):
    """Neither hidden nor inside something hidden: what was just made is there, though not painted yet."""
    while part is not inside:
        if part.isHidden():
            return False
        part = part.parentWidget()
    return True


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel) if is_there(label, widget)]


def retype(editor, text):
    editor.selectAll()
    commit_text(editor, text)


# -- the same words and figures everywhere


def test_the_command_says_what_the_window_shows(tab, store, client_id, tmp_path, capsys):
    with store.read() as connection:
        number = connection.execute(select(client.c.client_no).where(client.c.id == client_id)).scalar_one()
    (tmp_path / "key.txt").write_text(PASSPHRASE + "\n", "utf-8")
    options = ["--store", str(store.path), "--passphrase-file", str(tmp_path / "key.txt"), "--language", "en"]
    assert main.main(["show", *options, "--json", number]) == 0
    said = json.loads(capsys.readouterr().out)["explanation"]
    assert said == json.loads(json.dumps(tab.view.why.as_json()))
    assert said["inputs"][0]["records"]
    assert [one["figure"] for one in said["tier"]["smallest"]["up"]] == [one.name for one in tab.view.why.smallest.up]


# -- records


@pytest.mark.parametrize("indicator", ["R", "F", "M", "A", "S"])
def test_a_row_opens_and_shows_its_records(qtbot, tab, indicator):
    assert not tab.score.findChildren(RecordLines)
    qtbot.mouseClick(tab.score.folds[indicator], Qt.MouseButton.LeftButton)
    qtbot.wait(1)  # what is made is shown by the loop
    (records,) = (one.records for one in tab.view.why.inputs if one.indicator == indicator)
    shown = texts(tab.score)
    assert records.rows[0].when in shown
    qtbot.keyClick(tab.score.folds[indicator], Qt.Key.Key_Space)
    assert not [one for one in tab.score.findChildren(RecordLines) if is_there(one, tab.score)]


def test_every_active_day_on_demand(qtbot, settled, window, tab):
    tab.score.days_asked.emit()
    settled(window)
    dialog = tab.findChild(DaysDialog)
    (frequency,) = (one.value for one in tab.view.why.inputs if one.indicator == "F")
    assert len(dialog.days.model_.rows) == frequency
    dialog.close()


def test_every_signal_with_its_limit(qtbot, tab):
    few = len(texts(tab.signals))
    qtbot.mouseClick(tab.signals.every, Qt.MouseButton.LeftButton)
    qtbot.wait(1)
    shown = texts(tab.signals)
    assert len(shown) > few
    for one in tab.view.why.signals:
        assert f"{one.code} {one.words}" in shown


def test_the_years_of_the_potential_value_add_up(tab):
    shown = texts(tab.worth)
    worth = tab.view.why.worth
    assert f"{round(worth.pv / 100):,}" in " ".join(shown)
    assert worth.years[-1].total == pytest.approx(worth.pv, abs=1)


# -- what if


def test_a_typed_amount_is_tried_at_once(tab):
    why = tab.view.why
    retype(tab.what_if.rows["A"].editor, "5000万")
    assert tab.what_if.rows["A"].value == 5_000_000_000
    assert tab.what_if.result == what_if(why.standing, why.rulebook, {"A": 5_000_000_000})
    assert tab.what_if.result.tier == "private"
    assert any("Private" in text for text in texts(tab.what_if))
    tab.what_if.reset.click()
    assert tab.what_if.result == what_if(why.standing, why.rulebook, {})
    assert not any(row.is_changed for row in tab.what_if.rows.values())


def test_what_is_no_figure_is_said_and_kept(tab):
    row = tab.what_if.rows["A"]
    before = row.value
    retype(row.editor, "lots")
    assert row.editor.text() == "lots"
    assert row.value == before
    assert any("is not an amount" in text for text in texts(tab.what_if))
    retype(row.editor, "-1")
    assert any("less than 0" in text for text in texts(tab.what_if))
    retype(row.editor, "30万")
    assert row.value == 30_000_000
    assert not any("less than 0" in text for text in texts(tab.what_if))


def test_the_slider_takes_keys_and_the_pointer(qtbot, tab):
    row = tab.what_if.rows["F"]
    now = row.value
    qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert row.value == now + 1
    qtbot.keyClick(row.slider, Qt.Key.Key_Left)
    assert not row.is_changed
    qtbot.keyClick(row.slider, Qt.Key.Key_PageUp)
    assert row.value in {*tab.view.why.rulebook.breakpoints.frequency, row._scale.top}
    qtbot.keyClick(row.slider, Qt.Key.Key_Home)
    assert row.value == 0
    qtbot.mouseClick(row.slider, Qt.MouseButton.LeftButton, pos=QPoint(row.slider.width() - 8, 12))
    assert row.value > now


def test_the_smallest_change_sets_its_slider(qtbot, tab):
    button, change = tab.what_if.changes[0]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tab.what_if.rows[change.name].value == change.value
    assert tab.what_if.result.settled == change.tier
    assert button.isChecked()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not tab.what_if.rows[change.name].is_changed


@pytest.mark.parametrize("name", ["R", "F", "M", "A", "S"])
def test_a_scale_and_its_steps(name):
    stops = {"R": (30, 90, 180, 365), "F": (1, 4, 12, 24, 60), "S": (1, 2, 3, 4, 5)}.get(name, (1, 200_00, 3_000_00))
    scale = scale_of(name, stops, stops[2])
    places = [scale.position(value) for value in sorted((0, *stops, scale.top), reverse=name == "R")]
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= STEPS
    for position in range(0, STEPS + 1, 50):
        assert 0 <= scale.value(position) <= scale.top * 1.05
    value = stops[1]
    better = scale.stepped(value, 1, is_page=False)
    assert better < value if name == "R" else better > value
    assert scale.stepped(value, 1, is_page=True) in (*stops, 0, scale.top)


# -- any past month


def test_a_click_on_the_ribbon_shows_that_month(qtbot, window, settled, tab):
    now, month = tab.view.why.standing, tab.view.months[-4].month
    ribbon = tab.assets.tiers
    box = next(ribbon.box_of(one) for one in ribbon._stretches)
    assert box.width() > 0
    scale = (ribbon.width() - ribbon._left - ribbon._right) / (ribbon._end - ribbon._start)
    x = round(ribbon._left + (month - ribbon._start + 0.5) * scale)
    qtbot.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(x, 12))
    settled(window)
    day = dates.month_last(month)
    assert tab.as_of == tab.view.why.standing.as_of == day
    assert tab.view.why.standing.as_of < now.as_of
    assert tab.banner.isVisible()
    assert day.isoformat() in tab.banner.words.text()
    assert day.isoformat() in tab.score._basis.text()
    qtbot.mouseClick(tab.banner.back, Qt.MouseButton.LeftButton)
    settled(window)
    assert tab.as_of is None
    assert not tab.banner.isVisible()
    assert tab.view.why.standing == now


def test_the_arrow_keys_walk_through_the_months(qtbot, window, settled, tab):
    newest = tab.view.months[-1].month
    for back in (1, 2):
        qtbot.keyClick(tab.assets.stages, Qt.Key.Key_Left)
        settled(window)
        assert tab.as_of == dates.month_last(newest - back)
    qtbot.keyClick(tab.assets.stages, Qt.Key.Key_End)
    settled(window)
    assert tab.as_of is None


def test_another_client_is_shown_as_of_today(window, settled, store, tab, client_id):
    tab.show_day(dates.month_last(tab.view.months[-3].month))
    settled(window)
    other = some_client(store, classification.c.client_id != client_id)
    assert open_tab(window, settled, other).as_of is None


# -- all kinds of clients


@pytest.mark.parametrize(
    "condition",
    [
        classification.c.tier == "dormant",
        classification.c.tier_status == "unscored",
        classification.c.stage == "acquisition",
        classification.c.is_new,
        classification.c.stage == "decline",
    ],
)
def test_each_kind_of_client_has_its_page(window, settled, store, condition):
    tab = open_tab(window, settled, some_client(store, condition))
    assert tab.view.why is not None
    assert texts(tab.why)
    assert texts(tab.worth)


def test_what_a_person_set_is_named(window, settled, store, client_id):
    with store.read() as connection:
        newest = connection.execute(select(func.max(classification.c.as_of))).scalar_one()
    day = dates.month_last(dates.month_index(newest) + 1)
    set_override(store, client_id, what="tier", code="diamond", reason="他行资产已核实", approver="张行",
                 expires_on=dates.add_months(newest, 6), today=newest)  # fmt: skip
    classify(store, as_of=day)
    tab = open_tab(window, settled, client_id)
    why = tab.view.why
    assert why.standing.tier == "diamond"
    (override,) = why.as_json()["overrides"]
    assert (override["code"], override["approver"]) == ("diamond", "张行")
    assert override["alone"] == why.standing.tier_own
    assert any(text.startswith("Diamond: set by hand until") for text in texts(tab.why))
    assert any("set by hand" in text for text in texts(tab.what_if))


def test_privacy_leaves_no_amount(window, settled, tab):
    for indicator in ("M", "A"):
        tab.score.folds[indicator].click()
    window.workplace.toggle_privacy()
    settled(window)
    assert not [text for text in texts(tab) if "¥" in text]
    assert not tab.what_if.rows["A"].slider.isEnabled()
    assert "•" in tab.what_if.rows["M"].editor.text()
    window.workplace.toggle_privacy()
