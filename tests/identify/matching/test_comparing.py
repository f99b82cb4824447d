"""Comparison levels, one example per kind of dirt."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import coded
from crmdesk.identify.matching.fields import addresses, companies, credit_codes, days, ids, names, phones, texts

BOTH = Pairs(np.array([0], np.int32), np.array([1], np.int32))
TURNED = Pairs(np.array([1], np.int32), np.array([0], np.int32))


def level(feature, compare):
    found = compare(feature, BOTH)
    assert found == compare(feature, TURNED), "the order of two records changes the level"
    return int(found[0])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("张伟", "张伟", names.SAME),
        ("張偉", "张伟", names.SAME),
        ("张 三", "张三", names.SAME),
        ("张　三", "张三", names.SAME),
        ("买买提·艾力", "买买提•艾力", names.SAME),
        ("买买提·艾力", "买买提艾力", names.SAME),
        ("李峯", "李峰", names.SAME),
        ("ＺＨＡＮＧ ＷＥＩ", "Zhang Wei", names.SAME),
        ("张伟先生", "张伟", names.SAME),
        ("张伟 老师", "张伟", names.SAME),
        ("张伟(老客户)", "张伟", names.SAME),
        ("张伟（已故）", "张伟", names.SAME),
        ("张伟", "章玮", names.SOUND),
        ("张三", "San Zhang", names.SOUND),
        ("张三", "ZHANG SAN", names.SOUND),
        ("张三丰", "Zhang, Sanfeng", names.SOUND),
        ("三张", "张三", names.SOUND),
        ("单田芳", "Shan Tianfang", names.SOUND),
        ("欧阳娜娜", "OUYANG NANA", names.SOUND),
        ("吕布", "LYU BU", names.SOUND),
        ("陈静", "程静", names.NEAR),
        ("李娜", "李拉", names.NEAR),
        ("张树", "章素", names.NEAR),
        ("黄芳", "方黄", names.SOUND),
        ("范伟", "韩伟", names.NEAR),
        ("买买提·艾力", "买买提", names.PART),
        ("阿卜杜拉·买买提", "阿不杜拉·买买提", names.PART),
        ("张建国", "张建军", names.SIMILAR),
        ("张*三", "张小三", names.PART),
        ("张伟", "李娜", names.DIFFERENT),
        ("", "李娜", 0),
        ("张总", "张总", names.SAME),
    ],
)
def test_names(one, other, expected):
    assert level(names.names(coded([one, other])), names.name_levels) == expected


GOOD, OLD = "11010519491231002X", "110105491231002"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (GOOD, GOOD, ids.SAME),
        (GOOD, OLD, ids.SAME),
        (GOOD, GOOD.lower(), ids.SAME),
        (GOOD, "１１０１０５１９４９１２３１００２Ｘ", ids.SAME),
        (GOOD, "110105 19491231 002X", ids.SAME),
        (GOOD, "110105********002X", ids.MASKED),
        (OLD, "110105********002X", ids.MASKED),
        ("110105******002", GOOD, ids.MASKED),
        (GOOD, "110105********0021", ids.CLOSE),
        (GOOD, "110106********0038", ids.DIFFERENT),
        (GOOD, "1****************X", 0),
        (GOOD, "11010519491231003X", ids.CLOSE),
        (GOOD, "11010591491231002X", ids.CLOSE),
        (GOOD, "11010519490321002X", ids.DIFFERENT),
        (GOOD, "11010519491213002X", ids.CLOSE),
        (GOOD, "210105491231002", ids.CLOSE),
        (GOOD, "440524188001010014", ids.OTHER_PERSON),
        ("E12345678", "E12345678", ids.SAME),
        ("E12345678", "E87654321", ids.DIFFERENT),
        (GOOD, "E12345678", 0),
        (GOOD, "", 0),
    ],
)
def test_id_numbers(one, other, expected):
    assert level(ids.ids(coded([one, other])), ids.id_levels) == expected


def test_an_id_number_tells_birth_and_sex():
    found = ids.ids(coded([GOOD, OLD, "110105********002X", "E12345678"]))
    assert found.born.tolist() == [19491231, 19491231, 0, 0]
    assert found.sex.tolist() == [2, 2, 2, 0]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("13800138001", "13800138001", phones.SAME),
        ("13800138001", "+86 138-0013-8001", phones.SAME),
        ("13800138001", "013800138001", phones.SAME),
        ("13800138001", "13800138001.0", phones.SAME),
        ("13800138001", "13900139001、13800138001", phones.SAME),
        ("13800138001", "138****8001", phones.MASKED),
        ("138****8001", "138****8001", phones.MASKED),
        ("13800138001", "138****8002", phones.DIFFERENT),
        ("13800138001", "13800138091", phones.SLIP),
        ("13800138001", "13800183001", phones.SLIP),
        ("13800138001", "13911138222", phones.DIFFERENT),
        ("027-87654321", "02787654321", phones.SAME),
        ("13800138001", "13333333333", 0),
        ("13800138001", "无", 0),
    ],
)
def test_phones(one, other, expected):
    assert level(phones.phones([coded([one, other])]), phones.phone_levels) == expected


def test_a_former_phone_counts():
    now, former = coded(["13800138001", "13900139001"]), coded(["13900139001", None])
    assert level(phones.phones([now, former]), phones.phone_levels) == phones.SAME


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1990-01-02", "19900102", days.SAME),
        ("1990-01-02", "1990/1/2", days.SAME),
        ("1990-01-02", "1990年1月2日", days.SAME),
        ("1990-03-05", "1990-05-03", days.SLIP),
        ("1990-03-05", "1990-03-06", days.SLIP),
        ("1990-03-05", "1990-01-01", days.SLIP),
        ("1990-03-05", "1990-11-27", days.YEAR),
        ("1990-03-05", "1971-11-27", days.DIFFERENT),
        ("1990-03-05", "", 0),
    ],
)
def test_dates_of_birth(one, other, expected):
    assert level(days.days(coded([one, other])), days.day_levels) == expected


HOME = "湖北省武汉市江汉区中山大道12号3栋2单元502室"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (HOME, HOME, addresses.SAME),
        (HOME, "武汉市江汉区中山大道12-3-2-502", addresses.SAME),
        (HOME, "江汉区中山大道12号3幢2单元502", addresses.SAME),
        (HOME, "中山大道十二号三栋二单元502室", addresses.SAME),
        (HOME, "湖北省武漢市江漢區中山大道１２號３棟２單元５０２室", addresses.SAME),
        (HOME, "武汉江汉中山大道12-3-2-502", addresses.CLOSE),
        (HOME, "武汉市江汉区中山大道12号", addresses.CLOSE),
        (HOME, "武汉市江汉区解放路12号3栋2单元502室", addresses.CLOSE),
        (HOME, "武汉市江汉区中山大道77号", addresses.STREET),
        ("上海市静安区静安寺路100号", "上海市静安区南京西路100号", addresses.SAME),
        ("上海市闸北区共和新路9号", "上海市静安区共和新路9号", addresses.SAME),
        ("阳光小区3栋", "阳光小区3栋", addresses.SAME),
        (HOME, "北京市朝阳区建国路88号", addresses.DIFFERENT),
        (HOME, "", 0),
    ],
)
def test_addresses(one, other, expected):
    assert level(addresses.addresses([coded([one, other])]), addresses.address_levels) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("武汉长江贸易有限公司", "武汉长江贸易有限责任公司", companies.SAME),
        ("长江贸易（武汉）有限公司", "长江贸易(武汉)有限公司", companies.SAME),
        ("長江貿易（武漢）有限公司", "长江贸易(武汉)有限公司", companies.SAME),
        ("武汉市长江贸易有限公司", "长江贸易股份有限公司", companies.CORE),
        ("长江贸易（武汉）有限公司", "长江贸易有限公司", companies.CORE),
        ("武汉长江贸易有限公司", "长江贸易", companies.PART),
        ("长江国际贸易有限公司", "长江国际货贸有限公司", companies.ALIKE),
        ("长江贸易有限公司", "黄河投资集团", companies.DIFFERENT),
        ("长江贸易有限公司", "", 0),
    ],
)
def test_company_names(one, other, expected):
    assert level(companies.companies(coded([one, other])), companies.company_levels) == expected


CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (CODE, CODE.lower(), credit_codes.SAME),
        (CODE, "M000100Y4", credit_codes.INSIDE),
        (CODE, "M000100Y-4", credit_codes.INSIDE),
        (CODE, "91350100M000100Y44", credit_codes.INSIDE),
        (CODE, "91350200M000100Y43", credit_codes.INSIDE),
        (CODE, "91350100M000100Z43", credit_codes.CLOSE),
        (CODE, "914403001922038216", credit_codes.DIFFERENT),
        (CODE, "350100100012345", 0),
        (CODE, "", 0),
    ],
)
def test_credit_codes(one, other, expected):
    assert level(credit_codes.credit_codes(coded([one, other])), credit_codes.credit_code_levels) == expected


def test_plain_texts():
    compare = texts.text_levels((0.93, 0.8))
    assert [
        level(texts.texts(coded(pair)), compare)
        for pair in (
            ("abcdefgh", "abcdefgh"),
            ("abcdefgh", "abcdefhg"),
            ("dwayne", "duane"),
            ("abcd", "wxyz"),
            ("abcd", ""),
        )
    ] == [1, 2, 3, 4, 0]


@pytest.mark.parametrize("nothing", ["···", " ", "（）", "#"])
def test_what_has_no_sign_left_is_missing(nothing):
    pair = coded([nothing, nothing])
    assert level(names.names(pair), names.name_levels) == 0
    assert level(companies.companies(pair), companies.company_levels) == 0
    assert level(addresses.addresses([pair]), addresses.address_levels) == 0


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXT, TEXT)
@settings(deadline=None, max_examples=150)
def test_any_text_has_a_level_and_no_direction(one, other):
    """Whatever a system wrote into a field."""
    pair = coded([one, other])
    for feature, compare in (
        (names.names(pair), names.name_levels),
        (ids.ids(pair), ids.id_levels),
        (phones.phones([pair]), phones.phone_levels),
        (days.days(pair), days.day_levels),
        (addresses.addresses([pair]), addresses.address_levels),
        (companies.companies(pair), companies.company_levels),
        (credit_codes.credit_codes(pair), credit_codes.credit_code_levels),
    ):
        level(feature, compare)


@given(TEXT)
@settings(deadline=None)
def test_equal_texts_are_the_same_or_missing(text):
    pair = coded([text, text])
    assert level(names.names(pair), names.name_levels) in (0, names.SAME)
    assert level(addresses.addresses([pair]), addresses.address_levels) in (0, addresses.SAME)
    assert level(companies.companies(pair), companies.company_levels) in (0, companies.SAME)
    assert level(credit_codes.credit_codes(pair), credit_codes.credit_code_levels) in (0, credit_codes.SAME)
