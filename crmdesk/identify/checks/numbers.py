"""Numbers with a check digit: resident ID (GB 11643), credit code (GB 32100), bank card (Luhn), accounts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from operator import mul

from crmdesk.identify.checks.findings import Finding, good, refused, warned
from crmdesk.identify.checks.masks import is_masked, masked_number, starred
from crmdesk.text import clean, half_width

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID = re.compile(r"[0-9]{17}[0-9X]")
_OLD_ID = re.compile(r"[0-9]{15}")
_ID_CHECKS = "10X98765432"
#: GB/T 2260: the first two digits of a region.
PROVINCES = frozenset(
    f"{code}"
    for span in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83), (91, 91))
    for code in range(span[0], span[1] + 1)
)
_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ORG_CODE = re.compile(r"[0-9A-Z]{8}-?[0-9X]")


def compact(text: str) -> str:
    """A number as it is stored: half-width, upper case, without spaces."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return clean("".join(half_width(str(text)).split()).upper())


def document_number(text: str, _on: date) -> Finding:
    """The number of any document; whether a resident ID is right depends on the kind of document (``together``)."""
    number = starred(compact(text))
    return masked_number(number) if is_masked(number) else good(number)


def id_check_sign(first17: str) -> str:
    """The 18th sign of a resident ID. Raises ``ValueError`` when the 17 are not digits."""
    return _ID_CHECKS[sum(map(mul, map(int, first17), _ID_WEIGHTS)) % 11]


def id_of_18(text: str) -> str:
    """A 15-digit ID in its 18-digit form; anything else compacted and unchanged."""
    number = compact(text)
    if not _OLD_ID.fullmatch(number):
        return number
    first17 = f"{number[:6]}19{number[6:]}"
    return first17 + id_check_sign(first17)


def id_birth(number: str) -> date | None:
    """The date of birth in an 18-digit ID, None when there is no such day."""
    return _day_of(number[6:14])


@lru_cache(maxsize=1 << 15)
def _day_of(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def id_sex(number: str) -> str:
    """The GB/T 2261.1 code in an 18-digit ID: odd 17th digit = male."""
    return "1" if int(number[16]) % 2 else "2"


def facts_of_id(number: str, *, on: date) -> dict[str, object]:
    """What a valid resident ID says: ``{"sex", "birth_date"}``; empty for any other number."""
    checked = resident_id(number, on)
    if checked.is_error:
        return {}
    return {"sex": id_sex(checked.value), "birth_date": id_birth(checked.value)}


def resident_id(text: str, on: date) -> Finding:
    """A GB 11643-1999 number, 15 digits brought to 18."""
    number = id_of_18(text)
    if not _ID.fullmatch(number):
        return refused(
            number, "身份证号码应为18位（或旧的15位）。", "A resident ID has 18 digits (or 15 in its old form)."
        )
    if number[:2] not in PROVINCES:
        return refused(number, "身份证号码的地区码不存在。", "The ID begins with a region that does not exist.")
    born = id_birth(number)
    if born is None or born > on or born.year < 1850:
        return refused(number, "身份证号码中的出生日期不成立。", "The date of birth in the ID is not possible.")
    expected = id_check_sign(number[:17])
    if number[17] != expected:
        return refused(
            number,
            f"身份证号码校验位应为{expected}，请核对每一位。",
            f"The last sign of the ID should be {expected}; compare every digit.",
        )
    return good(number)


def uscc_check_sign(first17: str) -> str:
    total = sum(_USCC_SIGNS.index(sign) * weight for sign, weight in zip(first17, _USCC_WEIGHTS, strict=True))
    return _USCC_SIGNS[(31 - total % 31) % 31]


def uscc(text: str, _on: date) -> Finding:
    """A GB 32100-2015 credit code; a 15-digit licence or 9-sign organisation code is accepted as legacy."""
    number = starred(compact(text))
    if is_masked(number):
        return masked_number(number)
    if re.fullmatch(r"[0-9]{15}", number) or _ORG_CODE.fullmatch(number):
        return warned(
            number, "这是旧证照号码，请补录18位统一代码。", "This is an old licence number; ask for the credit code."
        )
    if not _USCC.fullmatch(number):
        return refused(
            number, "统一社会信用代码应为18位，不含I、O、S、V、Z。", "A credit code has 18 signs without I, O, S, V, Z."
        )
    if uscc_check_sign(number[:17]) != number[17]:
        return warned(
            number, "统一代码校验位不符，请核对。", "The check sign of the credit code does not fit; please compare."
        )
    return good(number)


def is_luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def bank_card(text: str, _on: date) -> Finding:
    number = starred(compact(text).replace("-", ""))
    if is_masked(number):
        return masked_number(number)
    if not re.fullmatch(r"[0-9]{12,19}", number):
        return refused(number, "银行卡号应为12–19位数字。", "A bank card number has 12 to 19 digits.")
    if not is_luhn(number):
        return warned(
            number, "银行卡号校验位不符，请核对。", "The check digit of the card does not fit; please compare."
        )
    return good(number)


def sh_account(text: str, _on: date) -> Finding:
    number = compact(text)
    if not re.fullmatch(r"[A-Z][0-9]{9}", number):
        return refused(number, "沪市股东账号为1个字母加9位数字。", "A Shanghai account is one letter and 9 digits.")
    return good(number)


def sz_account(text: str, _on: date) -> Finding:
    number = compact(text)
    if not re.fullmatch(r"[0-9]{10}", number):
        return refused(number, "股东账号应为10位数字。", "The account has 10 digits.")
    return good(number)


def ymt_account(text: str, _on: date) -> Finding:
    number = compact(text)
    if not re.fullmatch(r"[0-9]{12}", number):
        return warned(number, "一码通账号通常为12位数字。", "A unified account usually has 12 digits.")
    return good(number)


def expires_soon(day: date, on: date) -> int | None:
    """The alert an expiry date is in: 90, 30 or 0 days before; None while it is far."""
    left = day - on
    for days in (0, 30, 90):
        if left <= timedelta(days=days):
            return days
    return None
