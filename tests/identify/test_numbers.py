"""Numbers with a check digit, with the vectors of the domain specification §2.4 and python-stdnum as oracle."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from crmdesk.identify.checks import check_values, normalise_values, numbers

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
