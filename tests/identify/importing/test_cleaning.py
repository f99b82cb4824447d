"""Every row of §9.4 of the domain specification."""

from datetime import date, time
from decimal import Decimal

import pytest

from crmdesk.errors import CrmError
from crmdesk.identify.importing import cleaning, people

MONEY = [
    ("1,234,567.89", "1234567.89"),
    ("1，234，567.89", "1234567.89"),
    ("¥1,234.50", "1234.50"),
    ("￥1,234.50", "1234.50"),
    ("１２３.４５", "123.45"),
    ("123.4万", "1234000"),
    ("1.2亿", "120000000"),
    ("35万元", "350000"),
    ("0.5亿元", "50000000"),
    ("(1,200.00)", "-1200"),
    ("（1,200.00）", "-1200"),
    ("1,200.00-", "-1200"),
    ("-1200", "-1200"),
    ("1200元", "1200"),
    ("0.005", "0.01"),
    ("0.1", "0.10"),
    ("99999999999.99", "99999999999.99"),
    ("1.2E5", "120000"),
    ("12.", "12"),
    (".5", "0.50"),
]


@pytest.mark.parametrize(("raw", "yuan"), MONEY)
def test_money_is_exact(raw, yuan):
    assert cleaning.money(raw) == int(Decimal(yuan) * 100)


def test_the_header_says_the_unit():
    assert cleaning.header_unit("总资产(万元)") == 10_000
    assert cleaning.header_unit("总资产（万元）") == 10_000
    assert cleaning.header_unit("总资产(亿元)") == 100_000_000
    assert cleaning.header_unit("总资产(元)") == cleaning.header_unit("总资产") == 1
    assert cleaning.money("86.5", factor=cleaning.header_unit("总资产(万元)")) == 865_000_00


@pytest.mark.parametrize(
    ("raw", "share"),
    [
        ("12.5%", "0.125"),
        ("0.25‰", "0.00025"),
        ("万2.5", "0.00025"),
        ("万分之二点五", "0.00025"),
        ("万分之2.5", "0.00025"),
        ("2.5‱", "0.00025"),
        ("0.125", "0.125"),
    ],
)
def test_rates(raw, share):
    assert cleaning.rate(raw) == Decimal(share)


def test_the_header_says_the_unit_of_a_rate():
    assert cleaning.rate("0.25", divisor=cleaning.header_divisor("佣金率(‰)")) == Decimal("0.00025")
    assert cleaning.rate("0.25", divisor=cleaning.header_divisor("佣金率(‱)")) == Decimal("0.000025")
    assert cleaning.header_divisor("佣金率") == 1


@pytest.mark.parametrize("raw", ["--", "-", "—", "/", "无", "NULL", "null", "N/A", "#N/A", "\\N", "", "  ", "\t"])
def test_missing(raw):
    assert cleaning.is_missing(raw)
    for clean in (cleaning.money, cleaning.day, cleaning.words, cleaning.key, people.id_number, people.phones):
        assert clean(raw) is None


@pytest.mark.parametrize("raw", ['="000123"', "'000123", "000123\t", " 000123 ", "０００１２３"])
def test_leading_zeros_stay(raw):
    assert cleaning.key(raw) == "000123"


def test_the_account_in_a_cell_of_parts():
    assert cleaning.account_number("2____10064____001____49____25105132____") == "25105132"
    assert cleaning.account_number("0012_34") == "0012_34"


@pytest.mark.parametrize(
    "raw",
    [
        "20240131",
        "2024-1-31",
        "2024/01/31",
        "2024.1.31",
        "2024年1月31日",
        "31-JAN-24",
        "31-Jan-2024",
        "45322",
        "2024-01-31 00:00:00",
        "45322.0",
        "20240131.0",
        "2024/1/31 9:30",
    ],
)
def test_dates_in_every_form(raw):
    assert cleaning.day(raw) == date(2024, 1, 31)


@pytest.mark.parametrize("raw", ["0", "00000000", "19000101", "1899-12-30"])
def test_no_date(raw):
    assert cleaning.day(raw) is None


@pytest.mark.parametrize("raw", ["2024-13-05", "20240230", "昨天", "123"])
def test_what_is_no_date_is_refused(raw):
    with pytest.raises(CrmError, match="is not a date"):
        cleaning.day(raw)


@pytest.mark.parametrize("raw", ["长期", "99991231", "20991231", "30001231", "9999-12-31", "2099/12/31"])
def test_for_ever(raw):
    assert cleaning.expiry(raw) == cleaning.FOREVER


def test_an_expiry_of_zeros_is_missing():
    assert cleaning.expiry("00000000") is None
    assert cleaning.expiry("2030-01-31") == date(2030, 1, 31)


@pytest.mark.parametrize("raw", ["202401", "2024年1月", "2024-01"])
def test_months(raw):
    assert cleaning.month(raw) == date(2024, 1, 1)


def test_times_without_their_zero():
    assert cleaning.clock("93055") == time(9, 30, 55)
    assert cleaning.clock("09:30:55") == time(9, 30, 55)
    with pytest.raises(CrmError):
        cleaning.clock("996199")


@pytest.mark.parametrize("raw", ["1.10105E+17", "110105194912310000", "1.10105194912310E+17"])
def test_id_numbers_that_excel_cut(raw):
    with pytest.raises(CrmError, match="cut by Excel"):
        people.id_number(raw)


def test_an_id_number_that_ends_in_zeros_and_is_right_stays():
    first = "110105194912310"
    from crmdesk.identify.checks.numbers import id_check_sign

    whole = next(f"{first}{n:02d}0" for n in range(100) if id_check_sign(f"{first}{n:02d}") == "0")
    assert people.id_number(whole) == whole


@pytest.mark.parametrize("raw", ["11010519491231002x", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X"])
def test_id_numbers_in_one_form(raw):
    assert people.id_number(raw) == "11010519491231002X"


@pytest.mark.parametrize("raw", ["+86 138-0013-8000", "13800138000.0", "013800138000", "86 13800138000"])
def test_mobiles(raw):
    assert people.phones(raw) == ("13800138000",)


@pytest.mark.parametrize("raw", ["13800138000、13900139000", "13800138000/13900139000", "13800138000 13900139000"])
def test_two_phones_in_a_cell(raw):
    assert people.phones(raw) == ("13800138000", "13900139000")


def test_other_phones():
    assert people.phones("010-88886666") == ("010-88886666",)
    assert people.phones("+1 415 555 0100") == ("+14155550100",)
    with pytest.raises(CrmError, match="is not a phone number"):
        people.phones("1380013800")


def test_names():
    assert people.name_and_note("王　小明") == ("王小明", "")
    assert people.name_and_note("王小明 ") == ("王小明", "")
    assert people.name_and_note("张三(已故)") == ("张三", "已故")
    assert people.name_and_note("张三（已故）") == ("张三", "已故")
    assert people.name_and_note("阿依古丽．买买提") == ("阿依古丽·买买提", "")
    assert people.name_and_note("John  A. Smith") == ("John A. Smith", "")
    assert people.name_and_note("上海某某(集团)有限公司") == ("上海某某(集团)有限公司", "")


@pytest.mark.parametrize("raw", ["是", "Y", "1", "√", "已开通", "有", "True"])
def test_yes(raw):
    assert people.yes_no(raw) is True


@pytest.mark.parametrize("raw", ["否", "N", "0", "×", "未开通", "无", "False"])
def test_no(raw):
    assert people.yes_no(raw) is False


@pytest.mark.parametrize("raw", ["C3", "C3-稳健型", "R3", "3", "C", "c3"])
def test_risk_levels_by_code(raw):
    assert people.risk_level(raw) == "C3"


def test_a_risk_level_by_name_alone_needs_the_sources_value_map():
    with pytest.raises(CrmError, match="different houses"):
        people.risk_level("稳健型")


@pytest.mark.parametrize("raw", ["abc", "1.2.3", "12万3", "nan1", "1e400", "1e99995000", "Infinity", "9" * 30])
def test_what_is_no_amount_is_refused(raw):
    with pytest.raises(CrmError):
        cleaning.money(raw)


def test_an_amount_beyond_the_store_is_refused():
    with pytest.raises(CrmError, match="amount that can be"):
        cleaning.money("999999999999999", factor=100_000_000)
    with pytest.raises(CrmError, match="amount that can be"):
        cleaning.quantity("999999999999999")
    with pytest.raises(CrmError, match="whole number"):
        cleaning.count("99999999999")


def test_minutes_and_months_fit_into_the_store():
    assert cleaning.small_count("32,767") == 32767
    for text in ("32768", "-40000", "99999999999", "1.5"):
        with pytest.raises(CrmError):
            cleaning.small_count(text)


@pytest.mark.parametrize("raw", ["1.234,56", "12,34", "1,2,3", "1,2345.00", ",5", "1,234,56"])
def test_a_comma_that_parts_no_groups_is_no_number(raw):
    with pytest.raises(CrmError):
        cleaning.money(raw)


@pytest.mark.parametrize("raw", ["2999-01-01", "9999-12-31"])
def test_nobody_is_born_in_the_future(raw):
    with pytest.raises(CrmError):
        people.birth_day(raw)


def test_a_date_of_birth():
    assert people.birth_day("1980-06-17") == date(1980, 6, 17)
    assert people.birth_day("00000000") is None
