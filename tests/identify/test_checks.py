"""Every check of the form with the numbers of the domain specification §2.4 and §9.4."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from crmdesk.errors import CrmError
from crmdesk.identify.checks import RULES, check_values, normalise_values, numbers, reach, texts
from crmdesk.identify.form import FORMS

ON = date(2026, 11, 21)


def errors(values, kind="person"):
    return {p.field for p in check_values(kind, values, on=ON) if p.is_error}


def cautions(values, kind="person"):
    return {p.field for p in check_values(kind, values, on=ON) if not p.is_error}


@pytest.mark.parametrize(
    ("number", "stored"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("440524188001010014", "440524188001010014"),
        ("110105491231002", "11010519491231002X"),
    ],
)
def test_resident_ids_are_accepted_in_every_writing(number, stored):
    assert normalise_values("person", {"id_type": "resident_id", "id_no": number}, on=ON) == {
        "id_type": "resident_id",
        "id_no": stored,
    }


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("110105194912310021", "should be X"),
        ("11010519491331002X", "date of birth"),
        ("110105202701010011", "date of birth"),
        ("990105194912310021", "region"),
        ("1101051949123", "18 digits"),
        ("11010519491231OO2X", "18 digits"),
    ],
)
def test_wrong_resident_ids_are_refused_with_a_reason(number, says):
    (problem,) = check_values("person", {"id_type": "resident_id", "id_no": number}, on=ON)
    assert problem.field == "id_no"
    assert problem.is_error
    assert says in problem.message.en


def test_a_passport_follows_no_check_digit():
    assert errors({"id_type": "passport", "id_no": "E12345678"}) == set()


@given(st.integers(0, 10**17 - 1))
def test_the_id_check_sign_agrees_with_stdnum(body):
    first17 = f"{body:017d}"
    assert numbers.id_check_sign(first17) == ric.calc_check_digit(first17 + "0")


@given(
    st.sampled_from(["110105", "440524", "330106", "810000", "650102"]),
    st.dates(date(1900, 1, 1), date(2026, 11, 20)),
    st.integers(0, 999),
)
def test_made_ids_are_valid_and_say_birth_and_sex(region, born, serial):
    first17 = f"{region}{born:%Y%m%d}{serial:03d}"
    number = first17 + numbers.id_check_sign(first17)
    assert not numbers.resident_id(number, ON).is_error
    assert numbers.facts_of_id(number, on=ON) == {"birth_date": born, "sex": "1" if serial % 2 else "2"}


@given(
    st.sampled_from(["110105", "330106"]),
    st.dates(date(1900, 1, 1), date(1999, 12, 31)),
    st.integers(0, 999),
    st.integers(0, 16),
    st.integers(1, 9),
)
def test_one_wrong_digit_never_passes(region, born, serial, place, step):
    first17 = f"{region}{born:%Y%m%d}{serial:03d}"
    number = first17 + numbers.id_check_sign(first17)
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    assert numbers.resident_id(wrong, ON).is_error


@pytest.mark.parametrize("code", ["91350100M000100Y43", "914403001922038216", "9144030071526726XG"])
def test_credit_codes(code):
    assert check_values("organisation", {"uscc": code.lower()}, on=ON) == []
    assert stdnum_uscc.is_valid(code)


@pytest.mark.parametrize("code", ["91350100M0001TGQXM", "110105000012345", "71526726X"])
def test_early_and_legacy_codes_warn_only(code):
    assert errors({"uscc": code}, "organisation") == set()
    assert cautions({"uscc": code}, "organisation") == {"uscc"}


@pytest.mark.parametrize("code", ["91350100M000100Y4", "91350100I000100Y43", "中国"])
def test_what_is_no_credit_code_is_refused(code):
    assert errors({"uscc": code}, "organisation") == {"uscc"}


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_the_credit_code_sign_agrees_with_stdnum(first17):
    assert numbers.uscc_check_sign(first17) == stdnum_uscc.calc_check_digit(first17)


def test_bank_cards():
    assert check_values("person", {"bank_card": "6228 4804 0256 4890 018"}, on=ON) == []
    assert cautions({"bank_card": "6228480402564890019"}) == {"bank_card"}
    assert errors({"bank_card": "12345"}) == {"bank_card"}


@given(st.text("0123456789", min_size=12, max_size=19))
def test_luhn_agrees_with_stdnum(digits):
    assert numbers.is_luhn(digits) == luhn.is_valid(digits)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("13800138000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("13800138000.0", "13800138000"),
        ("013800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("16213456879", "16213456879"),
        ("17012345879", "17012345879"),
        ("+852 6123 4567", "+85261234567"),
        ("001 202 555 0143".replace("001", "+1", 1), "+12025550143"),
    ],
)
def test_mobiles(typed, stored):
    assert normalise_values("person", {"mobile": typed}, on=ON) == {"mobile": stored}


@pytest.mark.parametrize(
    "typed", ["12800138000", "1380013800", "138001380001", "138****1234", "+999999", "abc", "+86123"]
)
def test_what_is_no_mobile_is_refused(typed):
    assert errors({"mobile": typed}) == {"mobile"}


@pytest.mark.parametrize("typed", ["13888888888", "13812345678", "13987654321"])
def test_invented_mobiles_warn(typed):
    assert cautions({"mobile": typed}) == {"mobile"}
    assert errors({"mobile": typed}) == set()


def test_two_numbers_in_one_box():
    assert errors({"mobile": "13800138000、13900139000"}) == {"mobile"}
    assert reach.split_phones("13800138000、13900139000") == ["13800138000", "13900139000"]
    assert reach.split_phones("13800138000/13900139000，027-88888888") == ["13800138000", "13900139000", "027-88888888"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("027-88888888", "027-88888888"),
        ("02788888888", "027-88888888"),
        ("(027)8888 8888", "027-88888888"),
        ("0571-8888888-12", "0571-8888888-12"),
        ("0571-88888888转12", "0571-88888888-12"),
        ("+86 27 88888888", "027-88888888"),
        ("400-800-1234", "400-800-1234"),
    ],
)
def test_landlines(typed, stored):
    assert normalise_values("person", {"phone_office": typed}, on=ON) == {"phone_office": stored}


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone_home", "88888888"),
        ("email", "zhang@"),
        ("email", "a b@example.com"),
        ("postcode", "43000"),
        ("hukou_region", "990000"),
        ("name_latin", "张三"),
        ("lunar_birthday", "13-01"),
        ("sh_no", "0123456789"),
        ("sz_no", "A123456789"),
        ("birth_date", "2027-01-01"),
        ("birth_date", "1900-01-01"),
        ("birth_date", "1990-02-30"),
        ("id_from", "2027-01-01"),
        ("sex", "人"),
        ("interests", "travel,flying"),
        ("children", "11"),
        ("children", "1.5"),
        ("experience_years", "61"),
        ("external_assets", "很多"),
        ("wecom_added", "也许"),
        ("employer", "x" * 121),
        ("name", "x"),
        ("name", "张" * 61),
        ("name", "张三2"),
        ("senior_flag", "1"),
    ],
)
def test_invalid_values_are_refused_beside_their_field(field, typed):
    assert errors({field: typed}) == {field}
    with pytest.raises(CrmError) as refusal:
        normalise_values("person", {field: typed}, on=ON)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        ("name", "王　小明", "王小明"),
        ("name", "王小明 ", "王小明"),
        ("name", "买买提•艾力", "买买提·艾力"),
        ("name", "买买提.艾力", "买买提·艾力"),
        ("name", "买买提．艾力", "买买提·艾力"),
        ("name", "John   Smith", "John Smith"),
        ("birth_date", "19900229".replace("0229", "0228"), date(1990, 2, 28)),
        ("birth_date", "1990年2月28日", date(1990, 2, 28)),
        ("birth_date", "1990/2/28", date(1990, 2, 28)),
        ("id_to", "长期", texts.FOREVER),
        ("id_to", "99991231", texts.FOREVER),
        ("id_to", "20991231", texts.FOREVER),
        ("id_to", "30001231", texts.FOREVER),
        ("sex", "女", "2"),
        ("sex", "Male", "1"),
        ("interests", ["tea", "travel"], "travel,tea"),
        ("interests", "旅行、品茶", "travel,tea"),
        ("external_assets", "50万", 50_000_000),
        ("external_assets", 12345, 12345),
        ("wecom_added", "√", True),
        ("sms_consent", "否", False),
        ("lunar_birthday", "闰6月1日", "L06-01"),
        ("addr_home", "  ", None),
        ("note", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("note", "=cmd|'/C calc'!A0", "=cmd|'/C calc'!A0"),
        ("name", "<img src=…>", "<img src=…>"),
    ],
)
def test_values_in_their_stored_form(field, typed, stored):
    assert normalise_values("person", {field: typed}, on=ON) == {field: stored}


def test_full_width_brackets_of_a_firm_are_kept():
    name = "晨星（上海）机械有限公司"
    assert normalise_values("organisation", {"name": f" {name} "}, on=ON) == {"name": name}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"id_no": "11010519491231002X", "sex": "1"}, "sex"),
        ({"id_no": "11010519491231002X", "birth_date": "1949-12-30"}, "birth_date"),
        ({"birth_date": "2000-01-01", "experience_years": 15}, "experience_years"),
        ({"birth_date": "1950-01-01", "occupation": "90001"}, "occupation"),
        ({"occupation": "90001", "income_band": "300"}, "occupation"),
        ({"mobile_owner": "child"}, "mobile_owner"),
        ({"controller": "other"}, "controller"),
        ({"integrity": "none,tax"}, "integrity"),
        ({"addr_home": "湖北省武汉市"}, "addr_home"),
        ({"taboos": "客户信仰佛教"}, "taboos"),
        ({"id_to": "2020-01-01"}, "id_to"),
    ],
)
def test_what_disagrees_warns_and_never_refuses(values, field):
    assert errors(values) == set()
    assert field in cautions(values)


def test_an_id_must_end_after_it_begins():
    assert errors({"id_from": "2020-01-01", "id_to": "2020-01-01"}) == {"id_to"}
    assert errors({"founded_on": "2020-01-02", "matures_on": "2020-01-01"}, "product") == {"matures_on"}


def test_missing_values_are_never_wrong():
    for kind, form in FORMS.items():
        assert check_values(kind, {field.name: None for field in form.valued_fields()}, on=ON) == []
        assert check_values(kind, {field.name: "" for field in form.valued_fields()}, on=ON) == []


@given(st.text(max_size=60))
def test_no_text_breaks_a_check(text):
    for kind, form in FORMS.items():
        check_values(kind, {field.name: text for field in form.valued_fields()}, on=ON)


@given(st.text(max_size=60))
def test_a_stored_value_stays_as_it_is(text):
    for field in FORMS["person"].valued_fields():
        try:
            once = normalise_values("person", {field.name: text}, on=ON)
        except CrmError:
            continue
        assert normalise_values("person", once, on=ON) == once


def test_every_rule_and_condition_of_the_form_exists():
    for form in FORMS.values():
        for field in form.fields():
            assert not field.check or field.check in RULES, field
