"""Where lines of mixed text may end: a table of examples, and laws over generated text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmdesk.print.breaking import NO_END, NO_START, Measured, allowed_breaks
from crmdesk.print.text import Span, name, spans


def lines_of(text, width, *, size=9.0):
    return ["".join(piece.text for piece in line.pieces) for line in Measured(spans(text), size).lines(width)]


WHOLE = [
    "2025-12-01", "400,000 元", "63.84万元", "SP-2025-000123", "R4", "A3–A5", "23.9%", "第 7 节", "第10节",
    "万分之 2.5",     "≤ 20%", "−101,920", "3–5年", "60日", "12 期", "42岁", "Xianjinbao", "——", "……", "T+0",
    "v2.0", "138****6207",
]  # fmt: skip


@pytest.mark.parametrize("piece", WHOLE)
def test_what_is_one_thing_is_never_torn(piece):
    text = f"一二三四五六七{piece}八九十一二三四"
    for width in range(20, 160, 3):
        for line in lines_of(text, width)[:-1]:
            start = text.index(piece)
            end = text.index(line) + len(line)
            assert not start < end < start + len(piece) or width < 70


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("中文", {1}),
        ("好，的", {2}),
        ("（注）", set()),
        ("在（注）中", {1, 4}),
        ("买R4的", {1, 3}),
        ("混合/FOF类", {1, 6}),
        ("“话”说", {3}),
        ("two words", {4}),
        ("价格 5 元", {1, 3}),
        ("a、b", {2}),
        ("≤ 3–5 years", {6}),
        ("至2027-12-27。", {1}),
    ],
)
def test_places_of_a_break(text, allowed):
    assert allowed_breaks(text) == allowed


def test_a_long_latin_word_breaks_at_any_letter():
    lines = lines_of("a" * 80, 100)
    assert len(lines) > 3
    assert "".join(lines) == "a" * 80


def test_a_name_stays_whole():
    person = name("阿依古丽·买买提")
    for width in range(75, 200, 5):
        assert any("阿依古丽·买买提" in line for line in lines_of(["客户经理", person, "负责"], width))


def test_a_bracket_moves_to_the_next_line_whole():
    assert lines_of("一二三四五六七八（九十一）", 9 * 10)[1].startswith("（")


def test_no_last_line_of_one_character():
    for width in range(40, 120):
        lines = lines_of("一二三四五六七八九十一二三四五六七八九十。", width)
        assert len(lines) == 1 or len(lines[-1].strip("。")) > 1


def test_an_opening_quote_hangs_by_half_an_em():
    lines = Measured(spans("“明年起想每个月固定存一点，不想再盯盘。”"), 9).lines(100)
    assert lines[0].pieces[0].x == pytest.approx(-4.5)
    assert all(line.pieces[0].x == pytest.approx(0) for line in lines[1:])


def test_a_thin_gap_parts_chinese_from_latin():
    plain = Measured(spans("中A"), 10).width(0, 2)
    assert plain == pytest.approx(Measured(spans("中"), 10).width(0, 1) + Measured(spans("A"), 10).width(0, 1) + 2.5)
    assert Measured(spans("中，A"), 10).gap[2] == 0


def test_a_boxed_mark_keeps_room_for_its_frame():
    boxed = Measured((Span("■ 禁止", whole=True, box="solid"),), 8)
    assert boxed.width(0, 4) == pytest.approx(Measured(spans("■ 禁止"), 8).width(0, 4) + 6)


_TEXT = st.text(alphabet="中文客户计划，。；：（）《》“”、R4%5.0-–A b元日", min_size=1, max_size=80)


@settings(max_examples=150, deadline=None)
@given(_TEXT, st.integers(60, 300))
def test_nothing_is_lost_and_no_line_is_too_wide(text, width):
    measured = Measured(spans(text), 9)
    lines = measured.lines(width)
    printed = "".join(piece.text for line in lines for piece in line.pieces)
    assert printed.replace(" ", "") == measured.text.replace(" ", "")
    assert all(line.width <= width + 0.02 or sum(len(p.text) for p in line.pieces) == 1 for line in lines)


@settings(max_examples=150, deadline=None)
@given(_TEXT)
def test_no_break_before_a_comma_or_after_an_opening_bracket(text):
    for index in allowed_breaks(text):
        assert text[index] not in NO_START
        assert text[index - 1] not in NO_END
