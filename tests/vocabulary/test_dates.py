"""Days as people type them, and months as the store counts them."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk import dates
from crmdesk.errors import CrmError

SATURDAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", date(2026, 11, 21)),
        ("明天", date(2026, 11, 22)),
        ("后天", date(2026, 11, 23)),
        ("大后天", date(2026, 11, 24)),
        ("昨天", date(2026, 11, 20)),
        ("Today", date(2026, 11, 21)),
        (" tomorrow ", date(2026, 11, 22)),
        ("下周一", date(2026, 11, 23)),
        ("下星期天", date(2026, 11, 29)),
        ("下下周三", date(2026, 12, 2)),
        ("本周五", date(2026, 11, 20)),
        ("周六", date(2026, 11, 21)),
        ("周五", date(2026, 11, 27)),
        ("上周五", date(2026, 11, 13)),
        ("monday", date(2026, 11, 23)),
        ("next Fri", date(2026, 11, 27)),
        ("+2w", date(2026, 12, 5)),
        ("＋２ｗ", date(2026, 12, 5)),
        ("+3", date(2026, 11, 24)),
        ("+3m", date(2027, 2, 21)),
        ("-1y", date(2025, 11, 21)),
        ("3天后", date(2026, 11, 24)),
        ("三天后", date(2026, 11, 24)),
        ("两周后", date(2026, 12, 5)),
        ("2个星期后", date(2026, 12, 5)),
        ("3个月以后", date(2027, 2, 21)),
        ("十天前", date(2026, 11, 11)),
        ("in 3 days", date(2026, 11, 24)),
        ("in 1 month", date(2026, 12, 21)),
        ("2 weeks ago", date(2026, 11, 7)),
        ("11-25", date(2026, 11, 25)),
        ("11/21", date(2026, 11, 21)),
        ("3月8日", date(2027, 3, 8)),
        ("2-29", date(2028, 2, 29)),
        ("2026-11-25", date(2026, 11, 25)),
        ("2026年11月5号", date(2026, 11, 5)),
        ("20261125", date(2026, 11, 25)),
        ("月底", date(2026, 11, 30)),
        ("下月底", date(2026, 12, 31)),
        ("25号", date(2026, 11, 25)),
        ("5号", date(2026, 12, 5)),
        ("下个月5号", date(2026, 12, 5)),
    ],
)
def test_a_day_is_read_as_people_type_it(text, day):
    assert dates.parse_day(text, SATURDAY) == day


@pytest.mark.parametrize("text", ["", "2月30日", "13-01", "2026-02-29", "soon", "+", "下周八", "99999999"])
def test_what_is_no_day_is_refused_with_examples(text):
    with pytest.raises(CrmError, match="is not a date"):
        dates.parse_day(text, SATURDAY)


@given(st.dates(), st.dates())
def test_an_iso_day_is_itself_whatever_today_is(day, today):
    assert dates.parse_day(day.isoformat(), today) == day


@given(st.text(max_size=12), st.dates())
def test_any_text_is_a_day_or_a_sentence(text, today):
    with contextlib.suppress(CrmError):
        assert isinstance(dates.parse_day(text, today), date)


@given(st.dates())
def test_month_indexes_and_days_agree(day):
    index = dates.month_index(day)
    assert dates.month_first(index) <= day <= dates.month_last(index)
    assert dates.month_text(index) == day.isoformat()[:7]


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 11, 21), 2, date(2027, 1, 21)),
    ],
)
def test_adding_months_keeps_the_day_or_takes_the_last(day, months, result):
    assert dates.add_months(day, months) == result
