"""Tabs Value and Plan on a branch with movements, classes and products."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import func, select

from crmdesk import dates, i18n
from crmdesk.customize.plans import plans_of
from crmdesk.differentiate import queries
from crmdesk.differentiate.explaining.indicators import inputs
from crmdesk.differentiate.rulebooks import load
from crmdesk.differentiate.tables import classification
from crmdesk.identify.tables import client, product
from crmdesk.interact.needs import add_need
from tests.ui.branches import copy_of, made_branch
from tests.ui.typing import commit_text, type_text
from ui.customize.action_dialog import ActionDialog
from ui.differentiate.value.view import bands_of, course, ladder_of, without_market
from ui.framework.bars import IndicatorBar, band_position
from ui.framework.line_chart import nice_ticks


@pytest.fixture(scope="module")
def branch_path(tmp_path_factory):
    return made_branch(tmp_path_factory.mktemp("branch"), clients=40, months=18, seed=3)


@pytest.fixture
def store(branch_path, tmp_path):
    with copy_of(branch_path, tmp_path) as opened:
        yield opened


@pytest.fixture
def client_id(store):
    """The person with the highest score: all five indicators and a risk rating are known."""
    c = classification.c
    with store.read() as connection:
        newest = connection.execute(select(func.max(c.as_of))).scalar_one()
        query = select(c.client_id).join(client, client.c.id == c.client_id)
        query = query.where(c.as_of == newest, client.c.kind == "person", c.tier.in_(("gold", "platinum")))
        return connection.execute(query.order_by(c.score.desc()).limit(1)).scalar_one()


def open_tab(window, settled, client_id, name):
    window.workplace.open_client(client_id, tab=name)
    settled(window)
    return window.workplace.pages["client"].tab(name)


def texts(widget):
    return [label.text() for label in widget.findChildren(QLabel)]


# -- value


def test_the_points_on_screen_are_those_of_the_run(window, settled, store, client_id):
    tab = open_tab(window, settled, client_id, "value")
    with store.read() as connection:
        found = queries.standing(connection, client_id)
    bars = inputs(found, load(found.rulebook))
    shown = texts(tab.score)
    assert f"{found.score / 10:.1f}" in tab.score.title.text()
    for bar in bars:
        assert f"{bar.points / 100:.1f}" in shown
        assert str(bar.shown) in shown
    assert len(tab.score.findChildren(IndicatorBar)) == 5


def test_every_reason_stands_there_when_asked(qtbot, window, settled, store, client_id):
    tab = open_tab(window, settled, client_id, "value")
    few = len(texts(tab.why))
    qtbot.mouseClick(tab.why._all, Qt.MouseButton.LeftButton)
    assert len(texts(tab.why)) > few
    from crmdesk.differentiate.explaining import why

    with store.read() as connection:
        found = queries.standing(connection, client_id)
    reasons = why(found, load(found.rulebook))
    for line in (*reasons.tier, *reasons.stage, *reasons.values):
        assert str(line) in texts(tab.why)


def test_chart_and_ribbons_share_the_axis(window, settled, client_id):
    tab = open_tab(window, settled, client_id, "value")
    assert tab.assets.title.text().startswith("Assets")
    assert tab.assets.tiers.accessibleName().startswith("Tier: ")
    assert tab.assets.chart.accessibleName() == tab.assets.title.text()
    tab.assets.span.choose("24")
    settled(window)
    assert tab.assets.title.text()


def test_privacy_hides_the_amounts_of_the_page(window, settled, client_id):
    tab = open_tab(window, settled, client_id, "value")
    window.workplace.toggle_privacy()
    settled(window)
    assert not [text for text in texts(tab) if "¥" in text]
    window.workplace.toggle_privacy()


def test_bands_put_the_client_between_its_cut_offs():
    assert band_position(12, (1, 4, 12, 24, 60)) == 2
    assert band_position(18, (1, 4, 12, 24, 60)) == 2.5
    assert band_position(0.5, (1, 4, 12, 24, 60)) == 0
    assert 4 < band_position(10_000, (1, 4, 12, 24, 60)) < 5


@pytest.mark.parametrize(("days", "band"), [(0, 4), (30, 4), (31, 3), (90, 3), (200, 1), (400, 0)])
def test_recency_runs_the_other_way(store, client_id, days, band):
    from dataclasses import replace

    with store.read() as connection:
        found = queries.standing(connection, client_id)
    bar = replace(inputs(found, load(found.rulebook))[0], value=days)
    assert int(min(bands_of(bar).position, 4.99)) == band


def test_the_ladder_shows_the_bounds_of_the_bank():
    bands = ladder_of(load("bank"), 12_000_000)
    assert bands.reached == 2
    assert len(bands.labels) == 6
    assert 1 < bands.position < 2


def test_the_title_of_the_chart_is_its_answer():
    assert course([100_000_00, 50_000_00, 120_000_00]).startswith("Assets fell and came back: lowest 50.0 k")
    assert course([100_000_00, 101_000_00]).startswith("Assets steady")
    assert course([100_000_00, 150_000_00]).startswith("Assets rose from")
    assert course([None, 5]) == ""


def test_only_flows_move_the_line_without_the_market(store, client_id):
    with store.read() as connection:
        facts = queries.months(connection, client_id, 13)
    known = [fact for fact in facts if fact.end_assets is not None]
    line = without_market(facts)
    assert line[-1] == known[0].end_assets + sum(fact.net_flow for fact in known[1:])


def test_ticks_are_round_and_cover_the_line():
    assert nice_ticks(35.8, 61.2) == [30, 40, 50, 60, 70] or nice_ticks(35.8, 61.2)[0] <= 35.8
    ticks = nice_ticks(0, 0)
    assert ticks[0] < ticks[-1]


# -- plan


@pytest.fixture
def plan_tab(qtbot, window, settled, store, client_id):
    add_need(store, client_id, kind="education", description="女儿 2027 年升初中", amount=30_000_000)
    tab = open_tab(window, settled, client_id, "plan")
    qtbot.mouseClick(tab.make_full, Qt.MouseButton.LeftButton)
    settled(window)
    qtbot.wait(150)
    settled(window)
    return tab


def newest(store, client_id):
    with store.read() as connection:
        return plans_of(connection, client_id)[0]


def test_a_plan_is_drafted_and_its_pages_are_shown(plan_tab, store, client_id):
    plan = newest(store, client_id)
    assert plan.status == "draft"
    assert plan.plan_no in plan_tab.versions.currentText()
    assert plan_tab.preview.data.startswith(b"%PDF")
    assert len(plan_tab.preview.view.page_images) >= 4
    assert plan_tab.preview.view.page_images[0].width() > 300


def test_a_text_is_saved_when_typing_stops_and_drawn_anew(qtbot, window, settled, plan_tab, store, client_id):
    before = plan_tab.preview.data
    field = plan_tab.texts.fields["proposition"]
    field.editor.selectAll()
    commit_text(field.editor, "先稳后进，每季度一起看一次。")
    qtbot.wait(1_000)
    settled(window)
    assert newest(store, client_id).content.proposition.en == "先稳后进，每季度一起看一次。"
    assert plan_tab.preview.data != before


def test_a_product_above_the_level_is_blocked_and_says_why(qtbot, window, settled, plan_tab, store, client_id):
    with store.read() as connection:
        risky = connection.execute(select(product.c.code).order_by(product.c.risk_level.desc()).limit(1)).scalar_one()
    qtbot.mouseClick(plan_tab.actions_card.add_button, Qt.MouseButton.LeftButton)
    dialog = plan_tab.findChild(ActionDialog)
    commit_text(dialog.fields["text"].editor, "配置高风险产品")
    dialog.fields["product"].editor.show_value(risky)
    type_text(dialog.fields["due_on"].editor, "+2w")
    dialog.save()
    settled(window)
    content = newest(store, client_id).content
    action = next(one for one in content.actions if one.text.zh == "配置高风险产品")
    check = next(one for one in content.suitability.checks if one.number == action.number)
    assert check.product_level == "R5"
    if not check.is_resolved:
        assert not plan_tab.approve.isEnabled()
        assert any(action.number in text for text in texts(plan_tab.obstacles))


def test_an_action_without_a_date_is_refused_beside_the_field(qtbot, window, settled, plan_tab, store, client_id):
    count = len(newest(store, client_id).content.actions)
    qtbot.mouseClick(plan_tab.actions_card.add_button, Qt.MouseButton.LeftButton)
    settled(window)
    dialog = plan_tab.findChild(ActionDialog)
    commit_text(dialog.fields["text"].editor, "约见")
    dialog.save()
    assert dialog.fields["due_on"].message
    assert dialog.fields["due_on"].editor.hasFocus()
    assert len(newest(store, client_id).content.actions) == count
    dialog.close()


def test_an_approved_plan_is_closed_and_the_next_version_can_begin(qtbot, window, settled, plan_tab, store, client_id):
    while matched := newest(store, client_id).content.suitability.checks:
        plan_tab.actions_card.remove_asked.emit(matched[0].number)
        settled(window)
    assert plan_tab.approve.isEnabled(), texts(plan_tab.obstacles)
    qtbot.mouseClick(plan_tab.approve, Qt.MouseButton.LeftButton)
    settled(window)
    assert newest(store, client_id).status == "approved"
    assert not plan_tab.texts.fields["lead"].editor.isEnabled()
    qtbot.mouseClick(plan_tab.again, Qt.MouseButton.LeftButton)
    settled(window)
    assert [newest(store, client_id).version, newest(store, client_id).status] == ["v2.0", "draft"]


def test_the_pages_are_saved_and_printed(qtbot, window, settled, plan_tab, store, tmp_path):
    plan_tab.preview.save_to(tmp_path / "计划.pdf")
    settled(window)
    assert (tmp_path / "计划.pdf").read_bytes() == plan_tab.preview.data
    from crmdesk.progress import Progress
    from ui.framework.printing import draw_pages, new_printer

    printer = new_printer("SP")
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(1, 2)
    assert draw_pages(printer, plan_tab.preview.data, Progress()) == 2
    assert (tmp_path / "printed.pdf").stat().st_size > 10_000


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["value", "timeline", "plan", "record"])
def test_each_tab_in_both_languages(window, settled, store, client_id, language, name):
    i18n.set_language(language)
    from ui.identify.client_page import ClientPage

    page = ClientPage(window.workplace.desk)
    page.resize(1024, 620)
    page.open_client(client_id, tab=name)
    settled(window)
    assert page.header.name.text()
    page.deleteLater()


def test_the_data_date_is_the_one_of_the_run(window, settled, store, client_id):
    tab = open_tab(window, settled, client_id, "value")
    with store.read() as connection:
        found = queries.standing(connection, client_id)
    assert dates.month_text(dates.month_index(found.as_of)) in tab.score._basis.text()
