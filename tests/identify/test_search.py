"""Anyone is found while typing (domain of names: readings, initials, parts of numbers)."""

from __future__ import annotations

import pytest

from crmdesk.identify.children import add_child
from crmdesk.identify.clients import create_client, edit_client
from crmdesk.identify.names import name_key, search_keys, search_text, search_texts
from crmdesk.identify.search import find_clients
from crmdesk.store.search import search_is_whole

NAMES = [
    "张三",
    "张三丰",
    "单雄信",
    "曾国藩",
    "仇英",
    "解缙",
    "查良镛",
    "区志强",
    "朴树",
    "尉迟恭",
    "长孙无忌",
    "万俟卨",
    "欧阳静姝",
    "阿依古丽·买买提",
    "吕布",
    "诸葛亮",
    "王小明",
    "赵三强",
    "John Smith",
    "𬱖晓明",
]


@pytest.fixture
def book(store):
    for place, name in enumerate(NAMES):
        create_client(
            store,
            kind="person",
            values={"name": name, "mobile": f"1350000{place:04d}", "wechat": "wx"},
            client_no=f"K{place + 1:04d}",
        )
    return store


def names(store, text, limit=50):
    with store.read() as connection:
        return [found.name for found in find_clients(connection, text, limit=limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("张三", "张三"),
        ("zs", "张三"),
        ("zhangsan", "张三"),
        ("ZhangS", "张三"),
        ("zhang san", "张三"),
        ("ｚｓ", "张三"),
        ("张s", "张三"),
        ("z三", "张三"),
        ("zhang三", "张三"),
        ("z三f", "张三丰"),
        ("sxx", "单雄信"),
        ("shanxiong", "单雄信"),
        ("danxiong", "单雄信"),
        ("zgf", "曾国藩"),
        ("zengguo", "曾国藩"),
        ("cgf", "曾国藩"),
        ("qiuying", "仇英"),
        ("xj", "解缙"),
        ("xiejin", "解缙"),
        ("zhaliang", "查良镛"),
        ("ouzhi", "区志强"),
        ("piaoshu", "朴树"),
        ("yuchi", "尉迟恭"),
        ("ycg", "尉迟恭"),
        ("zhangsunwuji", "长孙无忌"),
        ("moqi", "万俟卨"),
        ("oyjs", "欧阳静姝"),
        ("jingshu", "欧阳静姝"),
        ("静姝", "欧阳静姝"),
        ("古丽", "阿依古丽·买买提"),
        ("古丽·买", "阿依古丽·买买提"),
        ("ayigu", "阿依古丽·买买提"),
        ("lvbu", "吕布"),
        ("lübu", "吕布"),
        ("lubu", "吕布"),
        ("zgl", "诸葛亮"),
        ("wangxiaoming", "王小明"),
        ("john sm", "John Smith"),
        ("smith", "John Smith"),
        ("js", "John Smith"),
        ("𬱖", "𬱖晓明"),
    ],
)
def test_a_name_is_found_as_it_is_said_or_written(book, typed, first):
    assert names(book, typed)[0] == first


def test_one_character_finds_and_surnames_come_first(book):
    assert names(book, "三") == ["张三", "张三丰", "赵三强"]
    assert names(book, "z") == ["曾国藩", "查良镛", "张三", "张三丰", "长孙无忌", "赵三强", "诸葛亮", "区志强"]


def test_exact_before_beginning_before_inside(book):
    assert names(book, "zs") == ["张三", "张三丰", "长孙无忌", "赵三强"]


@pytest.mark.parametrize(
    "typed", ["13500000000", "135-0000-0000", "135 0000 0000", "135000000 00", "135****0000", "K0001", "k0001"]
)
def test_numbers_find(book, typed):
    assert names(book, typed)[0] == "张三"


def test_matched_says_what_and_masks_it(person, store):
    with store.read() as connection:
        found = {text: find_clients(connection, text)[0].matched.en for text in ("8000", "002X", "K0001", "zs", "张")}
    assert found == {
        "8000": "mobile 138****8000",
        "002X": "ID 110105********002X",
        "K0001": "client number K0001",
        "zs": "initials zs",
        "张": "name",
    }


def test_accounts_and_former_phones_find(person, store):
    add_child(store, person, "account", {"account_no": "000025105132"})
    edit_client(store, person, {"mobile": "13912345679"})
    with store.read() as connection:
        assert find_clients(connection, "5132")[0].matched.en == "account ****5132"
        assert find_clients(connection, "13800138000")[0].client_id == person
        assert find_clients(connection, "13912345679")[0].client_id == person
    with store.unlogged() as connection:
        assert search_is_whole(connection)


def test_a_new_name_finds_and_the_old_one_does_not(book):
    with book.read() as connection:
        key = find_clients(connection, "仇英")[0].client_id
    edit_client(book, key, {"name": "仇十洲"})
    assert names(book, "qsz") == ["仇十洲"]
    assert names(book, "仇英") == []
    book.undo()
    assert names(book, "仇英") == ["仇英"]


@pytest.mark.parametrize(
    "typed", ["", "   ", '"', "*", "'; drop table client;--", "NEAR(", "a OR b", "12", "()", "^", "%", "\\", "😀"]
)
def test_anything_may_be_typed(book, typed):
    assert names(book, typed) == []


def test_the_limit_is_kept(book):
    assert len(names(book, "1350000", limit=5)) == 5


def test_a_long_name_and_a_firm(store):
    firm = "北京晨星机械有限公司"
    create_client(store, kind="organisation", values={"name": firm, "uscc": "91350100M000100Y43"})
    for text in ("晨星", "bjcx", "beijingchen", "00M000100Y43"):
        assert names(store, text) == [firm]


def test_sort_order_is_by_syllable_then_by_character():
    assert sorted(["张三", "赵六", "曾国藩", "李四", "长孙无忌", "Adam"], key=name_key) == [
        "Adam",
        "李四",
        "曾国藩",
        "张三",
        "长孙无忌",
        "赵六",
    ]
    assert max(len(name_key("国" * 256)), len(name_key("a" * 300))) <= 256


def test_many_names_at_once_say_the_same():
    assert search_texts([*NAMES, *NAMES]) == [search_text(name) for name in NAMES] * 2


def test_every_number_has_its_sign():
    values = {"mobile": "13800138000", "phone_home": "027-88888888", "id_no": "11010519491231002X"}
    assert search_keys("K-1", values, ["0001"]) == "nK1 m13800138000 p02788888888 i11010519491231002X a0001"
