"""A table before its import: what is missing, what cannot be read, what its codes mean, what was passed over."""

from __future__ import annotations

import pytest

from crmdesk.errors import CrmError
from crmdesk.identify.importing.all_kinds import KINDS
from crmdesk.identify.importing.chosen import Asked, Chosen
from crmdesk.identify.importing.looking import ROWS_READ, look_at
from tests.identify.importing.conftest import COUNTER_HEADER


def look(path, **said):
    (table,) = look_at(Asked(path, chosen=Chosen(**said)), kinds=KINDS).tables
    return table


def column(table, name):
    return next(one for one in table.columns if one.name == name)


def test_what_was_recognized_and_why(counter_file):
    table = look(counter_file)
    assert (table.kind.name, table.recipe.name, table.missing) == ("clients", "securities_counter", ())
    assert table.why.startswith("16 of 18 columns are known")
    assert str(table.data_date) == "2026-09-30"
    assert column(table, "客户号").certainty == pytest.approx(1.0)
    assert column(table, "兴趣分组").field == ""
    assert table.unmapped == ("兴趣分组",)


def test_secrets_are_never_shown(counter_file):
    table = look(counter_file)
    secret = column(table, "交易密码")
    assert secret.is_secret
    assert secret.samples == ()
    at = COUNTER_HEADER.index("交易密码")
    assert {cells[at] for _number, cells in table.rows} == {""}


def test_cells_that_cannot_be_read_have_their_reason(write_table):
    rows = (["1", "张三", "C2"], ["2", "李四", "C3"], ["3", "王五", "随缘型"])
    table = look(write_table("a.csv", ["客户号", "姓名", "风险等级"], *rows))
    assert list(table.problems) == [(2, 2)]
    assert "随缘型" in table.problems[2, 2]
    assert column(table, "风险等级").certainty == pytest.approx(2 / 3)


def test_texts_without_a_meaning_stand_first(write_table):
    path = write_table(
        "a.csv", ["客户号", "姓名", "性别"], *[[f"{at}", "张三", "男" if at else "？"] for at in range(4)]
    )
    found = column(look(path), "性别")
    assert [(one.text, one.count, one.code, one.is_chosen) for one in found.meanings] == [
        ("？", 1, "", False),
        ("男", 3, "1", False),
    ]
    chosen = column(look(path, values={"sex": {"？": "2"}}), "性别")
    assert {one.text: (one.code, one.is_chosen) for one in chosen.meanings}["？"] == ("2", True)


def test_a_table_without_a_needed_column_is_there_and_says_so(write_table):
    path = write_table("a.csv", ["姓名", "手机", "性别"], ["张三", "13800138000", "男"])
    table = look(path, kind="accounts", header_row=1)
    assert table.missing
    assert table.kind.name == "accounts"


def test_columns_are_corrected_and_left_out(counter_file):
    table = look(counter_file, columns={"客户经理": "", "兴趣分组": "note"})
    assert column(table, "客户经理").field == ""
    assert column(table, "客户经理").is_chosen
    assert column(table, "兴趣分组").field == "note"
    assert "manager" not in table.ready.mapping.names


def test_rows_passed_over_and_rows_beyond_what_is_read(write_table):
    rows = [[f"{at}", "张三", "男"] for at in range(ROWS_READ + 5)]
    path = write_table("a.csv", ["客户号", "姓名", "性别"], *rows)
    table = look(path)
    assert (table.rows_read, table.is_whole) == (ROWS_READ, False)
    short = write_table("b.csv", ["客户号", "姓名", "性别"], *rows[:3], ["合计", "", ""])
    table = look(short)
    assert (table.rows_read, table.is_whole) == (3, True)
    assert [number for number, _text in table.passed_over] == [5]


def test_what_cannot_be_read_at_all_is_a_sentence(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    with pytest.raises(CrmError, match=r"empty\.csv is empty"):
        look(path)
