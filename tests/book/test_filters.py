from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk import i18n
from crmdesk.book.filters import ClientFilter
from crmdesk.errors import CrmError

WAN = 1_000_000  # 1 万 yuan in cents


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ClientFilter()),
        ("tier:gold", ClientFilter(tiers=("gold",))),
        ("tier:gold,platinum stage:decline", ClientFilter(tiers=("gold", "platinum"), stages=("decline",))),
        ("级别:黄金,白金 阶段:衰退", ClientFilter(tiers=("gold", "platinum"), stages=("decline",))),
        ("层级：黄金、白金", ClientFilter(tiers=("gold", "platinum"))),
        ("tier:Gold tier:Silver", ClientFilter(tiers=("gold", "silver"))),
        ("阶段:不含终止", ClientFilter(not_stages=("termination",))),
        ("阶段:不含 终止", ClientFilter(not_stages=("termination",))),
        ("stage:!termination", ClientFilter(not_stages=("termination",))),
        ("-stage:termination,decline", ClientFilter(not_stages=("termination", "decline"))),
        ("manager:何志远", ClientFilter(managers=("何志远",))),
        ('manager:"He Zhiyuan"', ClientFilter(managers=("He Zhiyuan",))),
        ("客户经理:!何志远", ClientFilter(not_managers=("何志远",))),
        ("assets:>=50万", ClientFilter(assets_from=50 * WAN)),
        ("assets:>50万", ClientFilter(assets_from=50 * WAN + 1)),
        ("资产:<1.2亿", ClientFilter(assets_to=12_000 * WAN - 1)),
        ("资产:50万..100万", ClientFilter(assets_from=50 * WAN, assets_to=100 * WAN)),
        ("assets: > 500k", ClientFilter(assets_from=50 * WAN + 1)),
        ("贡献:1000", ClientFilter(contribution_from=100_000)),
        ("next:overdue", ClientFilter(next_contact="overdue")),
        ("下次联系:逾期", ClientFilter(next_contact="overdue")),
        ("下次联系:14天内", ClientFilter(next_contact="14d")),
        ("next:none", ClientFilter(next_contact="none")),
        ("last:>30d", ClientFilter(last_contact=">30d")),
        ("上次联系:30天内", ClientFilter(last_contact="<30d")),
        ("上次联系:从未", ClientFilter(last_contact="never")),
        ("信号:临界升级", ClientFilter(signs=("near",))),
        ("类型:机构 status:prospect", ClientFilter(kinds=("organisation",), statuses=("prospect",))),
        ("zhang san", ClientFilter(text="zhang san")),
        ("tier:gold 138 zs", ClientFilter(tiers=("gold",), text="138 zs")),
        ('"tier:gold"', ClientFilter(text="tier:gold")),
    ],
)
def test_expressions_are_read(text, expected):
    assert ClientFilter.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("tire:gold", "tire"),
        ("tier:golden", "golden"),
        ("next:soon", "soon"),
        ("last:whenever", "whenever"),
        ("assets:many", "many"),
        ("assets:!5万", "5万"),
    ],
)
def test_a_word_that_is_not_known_is_named(text, named):
    with pytest.raises(CrmError) as caught:
        ClientFilter.parse(text)
    assert named in caught.value.message


_AMOUNTS = st.none() | st.integers(0, 10**13)
_FILTERS = st.builds(
    ClientFilter,
    tiers=st.lists(st.sampled_from(["base", "gold", "private"]), unique=True).map(tuple),
    not_tiers=st.lists(st.sampled_from(["silver", "dormant"]), unique=True).map(tuple),
    stages=st.lists(st.sampled_from(["growth", "decline"]), unique=True).map(tuple),
    not_stages=st.lists(st.sampled_from(["termination", "maturity"]), unique=True).map(tuple),
    managers=st.lists(st.sampled_from(["何志远", "He Zhiyuan"]), unique=True).map(tuple),
    signs=st.lists(st.sampled_from(["near", "warning"]), unique=True).map(tuple),
    assets_from=_AMOUNTS,
    assets_to=_AMOUNTS,
    contribution_from=_AMOUNTS,
    next_contact=st.sampled_from(["", "overdue", "today", "none", "14d"]),
    last_contact=st.sampled_from(["", "never", ">30d", "<7d"]),
    text=st.sampled_from(["", "zs", "张 三", "138:7"]),
)


@given(_FILTERS, st.sampled_from(["zh", "en"]))
def test_a_filter_survives_being_written_and_read(chosen, language):
    assert ClientFilter.parse(chosen.to_text(language)) == chosen


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


def test_text_of_a_filter_is_what_a_user_would_type():
    chosen = ClientFilter.parse("tier:gold,platinum stage:decline assets:>50万 next:overdue zs")
    assert chosen.to_text("zh") == "下次联系:逾期 层级:黄金,白金 阶段:衰退 日均资产:>50万 zs"
    assert chosen.to_text("en") == "next:overdue tier:gold,platinum stage:decline assets:>500k zs"
