"""What is stored of a text, and how it enters an output without being interpreted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk import text


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("  张三 \n", "张三"),
        ("张\x00三\x07", "张三"),
        ("a\u202eb", "ab"),
        ("e\u0301", "é"),
        ("𠮷\ud800", "𠮷"),
        ("line\nnext\tcell", "line\nnext\tcell"),
        ("王·五", "王·五"),
        ("\ufeff李", "李"),
    ],
)
def test_what_is_stored(raw, stored):
    assert text.clean(raw) == stored


@given(st.text())
def test_cleaning_twice_changes_nothing_and_can_be_written(raw):
    once = text.clean(raw)
    assert text.clean(once) == once
    once.encode("utf-8")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_never_runs_a_text(start):
    assert text.for_spreadsheet(start + "cmd|'/c calc'!A0").startswith("'")
    assert text.for_spreadsheet("张=三") == "张=三"


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_like_pattern_finds_the_text_literally(around, part):
    import sqlite3

    around, part = (kept.replace("\x00", "").encode("utf-8", "ignore").decode() for kept in (around, part))
    with sqlite3.connect(":memory:") as connection:
        sql = r"SELECT ? LIKE ? ESCAPE '\'"
        assert connection.execute(sql, (around + part + around, text.like_pattern(part))).fetchone()[0]
        is_found = connection.execute(sql, (around, text.like_pattern(part))).fetchone()[0]
    connection.close()
    assert bool(is_found) == (part.lower() in around.lower()) or not part.isascii() or not around.isascii()


def test_full_width_becomes_half_width():
    assert text.half_width("１３８＋ＡＢ") == "138+AB"
