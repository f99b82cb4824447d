"""The call sheet of an account manager: who stands on it, in which order, and as a file."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from crmdesk import dates, i18n
from crmdesk.book.call_sheet import call_sheet, print_call_sheet
from crmdesk.book.data_quality import measure_book
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.clients import create_client
from crmdesk.identify.record import record
from crmdesk.identify.tables import client
from crmdesk.interact.contacts import log_contact
from tests.clients import RANKS

ON = date(2026, 11, 21)


def add(store, name, manager, **values):
    return create_client(store, kind="person", values={"name": name, **values}, manager=manager)


@pytest.fixture
def gaps(store):
    """Three clients of 陈晓, one of somebody else; all records have gaps."""
    values = {"mobile": "13800138001", "contact_status": "0", "id_to": "2026-10-01"}
    ids = {name: add(store, name, "陈晓", **values) for name in ("张三", "李四")}
    ids["王五"] = add(store, "王五", "陈晓")
    add(store, "赵六", "周敏")
    with store.batch(Words("", "as a classification run would leave it")) as connection:
        gold = {"tier": "gold", "tier_rank": RANKS["gold"]}
        connection.execute(update(client).where(client.c.id == ids["李四"]).values(gold))
    measure_book(store, on=ON)
    return ids


def sheet_of(store, **more):
    with store.read() as connection:
        return call_sheet(connection, manager="陈晓", on=ON, **more)


def test_higher_tiers_first_then_the_poorer_record(store, gaps):
    sheet = sheet_of(store)
    assert [line.name for line in sheet.lines] == ["李四", "张三", "王五"]
    assert sheet.waiting == 0
    assert [one.en for one in sheet.lines[1].urgent] == ["ID or licence expired", "Phone not verified"]
    assert sheet.lines[2].phone == ""


def test_what_finds_no_room_is_counted(store, gaps):
    assert sheet_of(store, limit=2).waiting == 1


def test_phones_are_masked_unless_asked_for(store, gaps):
    assert sheet_of(store).lines[0].phone == "138****8001"
    assert sheet_of(store, is_masked=False).lines[0].phone == "13800138001"


def test_questions_bring_most_first(store, gaps):
    points = [gap.points for gap in sheet_of(store).lines[0].questions]
    assert points == sorted(points, reverse=True)
    assert len(points) == 6


def test_as_a_spreadsheet_it_is_logged(store, gaps, tmp_path):
    target = tmp_path / "电话单.xlsx"
    assert print_call_sheet(store, sheet_of(store), target) == 3
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    assert rows[0][1] == "Name"
    assert [row[1] for row in rows[1:]] == ["李四", "张三", "王五"]
    assert "ID or licence expired" in rows[2][8]


@pytest.mark.parametrize(("language", "words"), [("zh", "补充信息电话单"), ("en", "Call sheet of 陈晓")])
def test_on_paper_in_both_languages(store, gaps, tmp_path, language, words):
    i18n.set_language(language)
    target = tmp_path / "sheet.pdf"
    print_call_sheet(store, sheet_of(store), target)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(target))
    assert words in text
    assert "李四" in text
    assert "138****8001" in text


def test_another_ending_is_refused(store, gaps, tmp_path):
    with pytest.raises(CrmError, match="ends in"):
        print_call_sheet(store, sheet_of(store), tmp_path / "sheet.doc")


def test_a_call_that_closes_the_gap_sets_the_phone_status_by_itself(store, gaps):
    """What the paper promises: the outcome of the logged contact is the status of the number."""
    log_contact(store, gaps["张三"], channel="01", outcome="31", note="空号，已请分行核实新号码")
    with store.read() as connection:
        assert record(connection, gaps["张三"]).values["contact_status"] == "2"
    measure_book(store, on=dates.local_today())
    line = next(one for one in sheet_of(store).lines if one.name == "张三")
    assert [one.en for one in line.urgent] == ["Phone does not reach the client", "ID or licence expired"]
