from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk import i18n
from crmdesk.book.filters import TEXT, ClientFilter, Group, Range, Test, all_of, any_of, negated
from crmdesk.book.filters.fields import form_terms, key_of, terms, terms_by_key, written_key
from crmdesk.book.filters.reading import FilterError
from crmdesk.book.filters.suggestions import suggestions
from crmdesk.errors import CrmError

WAN = 1_000_000  # 1 万 yuan in cents
GOLD, DECLINE = Test("tier", ("gold",)), Test("stage", ("decline",))


def is_(field, *values):
    return Test(field, values)


def not_(field, *values):
    return Test(field, values, is_negated=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tier:gold", GOLD),
        ("tier:gold,platinum stage:decline", all_of([is_("tier", "gold", "platinum"), DECLINE])),
        ("级别:黄金,白金 阶段:衰退", all_of([is_("tier", "gold", "platinum"), DECLINE])),
        ("层级：黄金、白金", is_("tier", "gold", "platinum")),
        ("tier:gold, platinum", is_("tier", "gold", "platinum")),
        ("tier:Gold tier:Silver", is_("tier", "gold", "silver")),
        ("阶段:不含终止", not_("stage", "termination")),
        ("阶段:不含 终止", not_("stage", "termination")),
        ("stage:!termination", not_("stage", "termination")),
        ("-stage:termination,decline", not_("stage", "termination", "decline")),
        ("manager:何志远", is_("manager", "何志远")),
        ('manager:"He Zhiyuan"', is_("manager", "He Zhiyuan")),
        ("客户经理:!何志远", not_("manager", "何志远")),
        ("manager:empty", is_("manager", None)),
        ('manager:"none"', is_("manager", "none")),
        ("assets:>=50万", is_("assets", Range(50 * WAN))),
        ("assets:>50万", is_("assets", Range(50 * WAN + 1))),
        ("assets:>1,000,000", is_("assets", Range(100 * WAN + 1))),
        ("资产:<1.2亿", is_("assets", Range(None, 12_000 * WAN - 1))),
        ("资产:50万..100万", is_("assets", Range(50 * WAN, 100 * WAN))),
        ("assets:>=3万 assets:<=10万", is_("assets", Range(3 * WAN, 10 * WAN))),
        ("assets: > 500k", is_("assets", Range(50 * WAN + 1))),
        ("贡献:1000", is_("contribution", Range(100_000))),
        ("next:overdue", is_("next", "overdue")),
        ("下次联系:14天内", is_("next", "14d")),
        ("last:>30d", is_("last", ">30d")),
        ("未联系:60天", is_("last", ">60d")),
        ("not-contacted:60d", is_("last", ">60d")),
        ("上次联系:30天内", is_("last", "<30d")),
        ("上次联系:从未", is_("last", "never")),
        ("信号:临界升级", is_("sign", "near")),
        ("age:>60", is_("age", Range(61))),
        ("年龄:30岁..40岁", is_("age", Range(30, 40))),
        ("score:>=61.5", is_("score", Range(615))),
        ("opened:2020", is_("opened", Range(date(2020, 1, 1), date(2020, 12, 31)))),
        ("开户:>2020-05", is_("opened", Range(date(2020, 6, 1)))),
        ("opened:<30d", is_("opened", "<30d")),
        ("生日:本月", is_("birth_month", "this")),
        ("缺:手机", is_("missing", "mobile")),
        ("missing:mobile,email", is_("missing", "mobile", "email")),
        ("婚姻状况:已婚", is_("marital", "20")),
        ("marital:Married", is_("marital", "20")),
        ("zhang san", is_(TEXT, "zhang san")),
        ("tier:gold 138 zs", all_of([GOLD, is_(TEXT, "138 zs")])),
        ('"tier:gold"', is_(TEXT, "tier:gold")),
        # groups
        ("tier:gold and stage:decline", all_of([GOLD, DECLINE])),
        ("tier:gold & stage:decline", all_of([GOLD, DECLINE])),
        ("tier:gold or stage:decline", any_of([GOLD, DECLINE])),
        ("级别:黄金 或 阶段:衰退", any_of([GOLD, DECLINE])),
        ("级别:黄金|阶段:衰退", any_of([GOLD, DECLINE])),
        ("tier:gold or tier:silver", is_("tier", "gold", "silver")),
        ("tier:gold and tier:silver", Group("and", (GOLD, is_("tier", "silver")))),
        ("not tier:gold", not_("tier", "gold")),
        ("非 级别:黄金", not_("tier", "gold")),
        ("not (tier:gold or stage:decline)", negated(any_of([GOLD, DECLINE]))),
        ("非（级别:黄金 或 阶段:衰退）", negated(any_of([GOLD, DECLINE]))),
        ("资产:>50万且级别:黄金", all_of([is_("assets", Range(50 * WAN + 1)), GOLD])),
        ("级别:黄金且非(阶段:衰退或信号:临界升级)", all_of([GOLD, negated(any_of([DECLINE, is_("sign", "near")]))])),
        ("张且李", is_(TEXT, "张且李")),
    ],
)
def test_expressions_are_read(text, expected):
    assert ClientFilter.parse(text).root == expected


def test_no_text_is_everyone():
    assert ClientFilter.parse("").is_empty
    assert ClientFilter.parse('  "" ').is_empty


def test_not_binds_before_and_and_and_before_or():
    left = ClientFilter.parse("not tier:gold stage:decline or sign:near and age:>60")
    right = ClientFilter.parse("((not (tier:gold)) and stage:decline) or (sign:near and age:>60)")
    assert left == right


def test_the_sentences_of_the_manual():
    zh = ClientFilter.parse("资产:>50万 且 级别:黄金,白金 且 未联系:60天")
    assert zh == ClientFilter.parse("assets:>50万 and tier:gold,platinum and not-contacted:60d")


@pytest.mark.parametrize(
    ("text", "named", "start"),
    [
        ("tire:gold", "tire", 0),
        ("tier:gold and tire:gold", "tire", 14),
        ("tier:golden", "golden", 0),
        ("next:soon", "soon", 0),
        ("last:whenever", "whenever", 0),
        ("assets:many", "many", 0),
        ("zs tier:", "tier", 3),
        ("tier:gold and", "end", 13),
        ("(tier:gold", "never closed", 0),
        ("tier:gold)", ")", 9),
        ("or tier:gold", "or", 0),
        ("tier:gold or or stage:decline", "or", 13),
        ("zs ()", "brackets", 3),
    ],
)
def test_what_is_not_understood_is_named_with_its_place(text, named, start):
    i18n.set_language("en")
    with pytest.raises(CrmError) as caught:
        ClientFilter.parse(text)
    assert named in caught.value.message
    assert caught.value.start == start


_AMOUNTS = st.integers(0, 10**13)
_NAMES = st.sampled_from(
    ["何志远", "He Zhiyuan", "none", "空", "a,b", "(x)", "A&B", "and", '"', "!x", "非凡", "且慢", "：", "-"]
)
_VALUES = {
    "tier": st.sampled_from(["base", "gold", "private", None]),
    "stage": st.sampled_from(["growth", "decline"]),
    "sign": st.sampled_from(["near", "pre_dormant"]),
    "manager": _NAMES,
    "region": _NAMES,
    "assets": st.builds(Range, _AMOUNTS, st.none() | _AMOUNTS) | st.builds(Range, st.none(), _AMOUNTS) | st.none(),
    "age": st.builds(Range, st.integers(0, 99), st.none() | st.integers(0, 99)),
    "score": st.builds(Range, st.integers(0, 999), st.none() | st.integers(0, 999)),
    "opened": st.builds(Range, st.dates(date(1990, 1, 1)), st.none() | st.dates(date(1990, 1, 1)))
    | st.sampled_from(["<30d", ">365d", "+7d", None]),
    "next": st.sampled_from(["overdue", "today", "none", "14d"]) | st.builds(Range, st.dates(date(1990, 1, 1))),
    "last": st.sampled_from(["never", ">30d", "<7d"]),
    "birth_month": st.sampled_from(["this", "next", "5", "12"]),
    "missing": st.sampled_from(["mobile", "uscc"]),
    "occupation": st.sampled_from(["10000", "90001", None]),
    "payroll": st.sampled_from(["yes", "no", None]),
    "contact_window": st.sampled_from(["none"]),
    "risk": st.sampled_from(["C0", "C3"]),
}


@st.composite
def _tests(draw):
    field = draw(st.sampled_from(sorted(_VALUES)))
    values = draw(st.lists(_VALUES[field], min_size=1, max_size=3, unique=True))
    return Test(field, tuple(values), draw(st.booleans()))


_SEARCHED = st.builds(
    Test,
    st.just(TEXT),
    st.sampled_from(["zs", "张 三", "138:7", "and x", "(a", '"', "且", "-a", "!"]).map(lambda one: (one,)),
    st.booleans(),
)
_NODES = st.recursive(
    _tests() | _SEARCHED,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(all_of)
        | st.lists(inner, min_size=1, max_size=3).map(any_of)
        | inner.map(negated)
    ),
    max_leaves=8,
)


@given(_NODES, st.sampled_from(["zh", "en"]))
def test_a_filter_survives_being_written_and_read(node, language):
    chosen = ClientFilter(node)
    assert ClientFilter.parse(chosen.to_text(language)) == chosen


@given(_NODES)
def test_every_chip_taken_away_leaves_the_others(node):
    chosen = ClientFilter(node)
    for chip in chosen.describe():
        assert chip.rest.and_also(chip.part).is_same(chosen) or len(chosen.describe()) > len(chip.rest.describe())
        assert all((*chip.label, *chip.value))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text):
    with suppress(FilterError):
        assert ClientFilter.parse(text).to_text() is not None
        return
    with pytest.raises(FilterError) as caught:
        ClientFilter.parse(text)
    assert 0 <= caught.value.start <= caught.value.end <= len(text) + 1


def test_every_key_that_is_written_leads_back():
    for term in terms().values():
        for language in ("zh", "en"):
            assert terms_by_key()[key_of(written_key(term, language))] is term


def test_every_plain_column_of_the_form_is_a_field():
    assert {term.name for term in form_terms()} <= set(terms())
    assert len(form_terms()) > 180


def test_chips_say_each_condition_and_take_it_away():
    chosen = ClientFilter.parse("下次联系:14天 阶段:不含终止 资产:>=3万 zs")
    chips = chosen.describe()
    assert [(c.label.zh, c.value.zh) for c in chips] == [
        ("下次联系", "逾期或 14 天内"),
        ("阶段", "不含 终止"),
        ("日均资产", "≥ 3.0 万"),
        ("搜索", "zs"),
    ]
    assert chips[1].rest == ClientFilter.parse("next:14d assets:>=3万 zs")
    i18n.set_language("en")
    assert str(chips[0].value) == "overdue or within 14 days"


def test_a_group_is_one_chip():
    chips = ClientFilter.parse("tier:gold (stage:decline or (sign:near and age:>60))").describe()
    assert [(c.label.en, c.value.en) for c in chips] == [
        ("Tier", "Gold"),
        ("Any of", "Stage Decline or (Sign Near the next tier and Age ≥ 61)"),
    ]
    assert chips[1].rest == ClientFilter.parse("tier:gold")


def test_text_of_a_filter_is_what_a_user_would_type():
    chosen = ClientFilter.parse("next:overdue tier:gold,platinum assets:>50万 (stage:decline or sign:near) zs")
    assert chosen.to_text("zh") == "下次联系:逾期 层级:黄金,白金 日均资产:>50万 (阶段:衰退 或 信号:临界升级) zs"
    assert chosen.to_text("en") == "next:overdue tier:gold,platinum assets:>500k (stage:decline or sign:near) zs"


def test_the_order_of_parts_does_not_make_another_filter():
    assert ClientFilter.parse("tier:gold,silver stage:decline").is_same(
        ClientFilter.parse("stage:decline tier:silver,gold")
    )
    assert not ClientFilter.parse("tier:gold").is_same(ClientFilter.parse("tier:silver"))


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("级", "层级:"), ("ti", "tier:"), ("tier:gold,pl", "platinum"), ("not (ag", "age:"), ("manager:何", "何志远")],
)
def test_suggestions_continue_the_word_before_the_cursor(typed, offered):
    language = "zh" if "级" in typed else "en"
    found = suggestions(typed, len(typed), language=language, names={"manager": ["何志远", "沈若岚"]})
    assert offered in [one.text for one in found]
    best = next(one for one in found if one.text == offered)
    assert (typed[: best.start] + best.text).startswith(typed[: best.start])
    assert best.end == len(typed)


def test_values_are_changed_in_their_place():
    chosen = ClientFilter.parse("tier:gold stage:decline")
    assert chosen.with_values("tier", ("gold", "silver")) == ClientFilter.parse("tier:gold,silver stage:decline")
    assert chosen.with_values("tier", ()) == ClientFilter.parse("stage:decline")
    assert chosen.with_values("next", ("14d",)).values("next") == ("14d",)
