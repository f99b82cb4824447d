"""Every check of the form with the numbers of the domain specification §2.4 and §9.4."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.errors import CrmError
from crmdesk.identify.checks import RULES, check_values, normalise_values, reach, texts
from crmdesk.identify.conditions import CONDITIONS
from crmdesk.identify.form import FORMS

ON = date(2026, 11, 21)


def errors(values, kind="person"):
    return {p.field for p in check_values(kind, values, on=ON) if p.is_error}


def cautions(values, kind="person"):
    return {p.field for p in check_values(kind, values, on=ON) if not p.is_error}


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
    "typed", ["12800138000", "1380013800", "138001380001", "138**001234", "+999999", "abc", "+86123"]
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
        ("id_no", "U¨1", "Ü1"),
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
            assert (field.need == "C") == bool(field.when), field
            assert not field.when or field.when in CONDITIONS, field
