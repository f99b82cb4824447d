from __future__ import annotations

import csv
import json
from datetime import date

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import insert, select

from crmdesk import dates
from crmdesk.book.client_list import ClientFilter
from crmdesk.book.export import export_table
from crmdesk.differentiate.tables import classification, run
from crmdesk.errors import Cancelled, CrmError
from crmdesk.i18n import Words
from crmdesk.identify.clients import create_client
from crmdesk.identify.tables import client
from crmdesk.print import spreadsheet
from crmdesk.progress import Progress
from crmdesk.store.tables import audit
from tests.book.test_timeline import standing


@pytest.fixture
def book(store, add_client):
    """A person with a full record and one whose name would run in a spreadsheet."""
    values = {
        "name": "周文博",
        "sex": "1",
        "id_no": "11010519491231002X",
        "id_type": "resident_id",
        "mobile": "13812346027",
    }
    create_client(store, kind="person", values=values, client_no="000123456789012", manager="沈若岚")
    add_client("=cmd|'/c calc'!A1", tier="gold", assets=61_234_567, score=610, last_contact_on=date(2026, 11, 12))


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_csv_is_masked_and_nothing_in_it_runs(store, book, tmp_path):
    target = tmp_path / "clients.csv"
    assert export_table(store, kind="clients", target=target) == 2
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = {row["Client number"]: row for row in read_csv(target)}
    zhou, risky = rows["000123456789012"], next(row for no, row in rows.items() if no.startswith("C"))
    assert (zhou["Mobile phone"], zhou["ID number"]) == ("138****6027", "110105********002X")
    assert risky["Name"] == "'=cmd|'/c calc'!A1"
    assert (risky["Tier"], risky["Average assets"], risky["Score"]) == ("Gold", "612345.67", "61.0")
    assert risky["Last contact"] == "2026-11-12"


def test_a_workbook_keeps_digits_numbers_and_dates(store, book, tmp_path):
    target = tmp_path / "clients.xlsx"
    export_table(store, kind="clients", target=target, filter_=ClientFilter.parse("tier:gold"), masked=False)
    head, row = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    values = dict(zip(head, row, strict=True))
    assert values["Average assets"] == 612_345.67
    assert values["Last contact"] == date(2026, 11, 12)
    assert values["Name"].startswith("'=")
    export_table(store, kind="clients", target=target, filter_=ClientFilter.parse("周文博"), masked=False)
    head, row = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    values = dict(zip(head, row, strict=True))
    assert values["Client number"] == "000123456789012"
    assert values["Mobile phone"] == "13812346027"


def test_chosen_clients_in_their_order(store, add_client, tmp_path):
    first, second = add_client("甲"), add_client("乙")
    export_table(store, kind="clients", target=tmp_path / "x.csv", ids=[second, first])
    assert [row["Name"] for row in read_csv(tmp_path / "x.csv")] == ["乙", "甲"]


def test_the_classification_of_the_newest_run(store, add_client, tmp_path):
    one = add_client("甲", tier="gold", stage="growth", as_of=date(2024, 10, 31))
    add_client("未分类")
    with store.batch(Words("", "test rows")) as connection:
        row = {"as_of": date(2024, 10, 31), "rulebook": "x", "rulebook_version": "1", "clients": 1, "seconds": 0.1}
        connection.execute(insert(run).values(id=1, at=dates.now(), **row))
        for day, tier in ((date(2024, 9, 30), "silver"), (date(2024, 10, 31), "gold")):
            values = standing(one, day, tier=tier, stage="growth", clv=1_068_800)
            connection.execute(insert(classification).values(values))
    assert export_table(store, kind="classification", target=tmp_path / "c.csv") == 1
    (row,) = read_csv(tmp_path / "c.csv")
    assert (row["Tier"], row["CLV"], row["Data date"]) == ("Gold", "10688.00", "2024-10-31")


def test_the_audit_says_what_was_taken_out(store, book, tmp_path):
    export_table(store, kind="clients", target=tmp_path / "x.csv", filter_=ClientFilter.parse("tier:gold"))
    with store.read() as connection:
        detail = connection.execute(select(audit.c.detail).where(audit.c.event == "export")).scalar_one()
    told = {"kind": "clients", "file": "x.csv", "rows": 1, "filter": "tier:gold", "chosen": False, "masked": True}
    assert json.loads(detail) == told


@pytest.mark.parametrize(
    ("text", "kept"),
    [("mobile:13800138000 tier:gold", "mobile:… tier:…"), ("张三", "text:…"), ("no:K1", "number:…")],
)
def test_the_audit_never_says_who_was_looked_for(store, book, tmp_path, text, kept):
    export_table(store, kind="clients", target=tmp_path / "x.csv", filter_=ClientFilter.parse(text))
    with store.read() as connection:
        detail = connection.execute(select(audit.c.detail).where(audit.c.event == "export")).scalar_one()
    assert json.loads(detail)["filter"] == kept


@pytest.mark.parametrize("name", ["clients.pdf", "missing/clients.csv"])
def test_a_target_that_cannot_be_is_refused(store, book, tmp_path, name):
    with pytest.raises(CrmError):
        export_table(store, kind="clients", target=tmp_path / name)
    assert list(tmp_path.glob("clients*")) == []


def test_stopping_leaves_no_file_behind(store, book, tmp_path):
    progress = Progress()
    progress.cancel()
    before = set(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        export_table(store, kind="clients", target=tmp_path / "x.xlsx", progress=progress)
    assert set(tmp_path.iterdir()) == before


def test_a_large_table_goes_on_in_the_next_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(spreadsheet, "_SHEET_ROWS", 2)
    rows = [[str(n), None] for n in range(5)]
    columns = [spreadsheet.SheetColumn("n"), spreadsheet.SheetColumn("empty", "date")]
    assert spreadsheet.write_table(tmp_path / "x.xlsx", columns, iter(rows)) == 5
    book = CalamineWorkbook.from_path(tmp_path / "x.xlsx")
    assert [len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names] == [2, 2, 1]


def test_an_export_of_many_clients_reads_in_blocks(store, add_client, tmp_path, statements):
    ids = [add_client() for _ in range(5)]
    with statements() as counted:
        export_table(store, kind="clients", target=tmp_path / "x.csv", ids=ids)
    assert sum("FROM client" in statement for statement in counted) == 1


def test_every_client_is_in_the_export_once(store, add_client, tmp_path):
    for number in range(3):
        add_client(f"客户{number}", kind="organisation")
    export_table(store, kind="clients", target=tmp_path / "x.csv")
    with store.read() as connection:
        known = set(connection.execute(select(client.c.client_no)).scalars())
    assert {row["Client number"] for row in read_csv(tmp_path / "x.csv")} == known
