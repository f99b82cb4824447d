"""Ways to reach a client: mobile, landline, e-mail, postcode, address, region."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from crmdesk.identify.checks.findings import Finding, good, refused, warned
from crmdesk.identify.checks.masks import is_masked, masked_number, starred
from crmdesk.identify.checks.numbers import PROVINCES
from crmdesk.text import clean, half_width

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(?:-[0-9]{1,6})?")
_SERVICE_LINE = re.compile(r"[48]00-?[0-9]{3}-?[0-9]{4}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
_SEPARATORS = re.compile(r"[、,;/|]|\s{2,}")
_ONLY_PLACE = re.compile(r"[^省市区县]{1,8}(?:省|自治区|市|特别行政区)(?:[^省市区县]{1,8}市)?")


def split_phones(text: str) -> list[str]:
    """Several numbers written into one cell, each on its own."""
    return [part.strip() for part in _SEPARATORS.split(half_width(text)) if part.strip()]


def chinese_mobile(text: str) -> str | None:
    """The 11 digits of a mainland mobile, however it is written; None for anything else."""
    digits = re.sub(r"[\s()\-.·]", "", half_width(text).strip().removesuffix(".0"))
    for prefix in ("+86", "0086", "86", "0"):
        if digits.startswith(prefix) and _MOBILE.fullmatch(digits[len(prefix) :]):
            return digits[len(prefix) :]
    return digits if _MOBILE.fullmatch(digits) else None


def foreign_number(text: str) -> str | None:
    """A number of another country (or Hong Kong, Macao, Taiwan) in E.164, None when it cannot be one."""
    digits = re.sub(r"[\s()\-.]", "", half_width(text).strip())
    digits = f"+{digits[2:]}" if digits.startswith("00") else digits
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits) or digits.startswith("+86"):
        return None
    import phonenumbers

    try:
        parsed = phonenumbers.parse(digits, None)
    except phonenumbers.NumberParseException:
        return None
    return digits if phonenumbers.is_possible_number(parsed) else None


#: A number in part: digits and stars, of a mobile, a landline or a foreign one.
_IN_PART = re.compile(r"\+?[0-9*][0-9*-]{5,23}")
_LEAST_SHOWN = 3


def phone_in_part(text: str) -> str | None:
    """A masked number with ``*`` for each hidden digit: ``138****1234``; None for anything else."""
    plain = re.sub(r"[\s().]", "", half_width(starred(text)))
    plain = re.sub(r"^(?:\+|00)?86-?(?=1[0-9*]{10}$)", "", plain)
    shown = sum(map(str.isdigit, plain))
    return plain if is_masked(plain) and _IN_PART.fullmatch(plain) and shown >= _LEAST_SHOWN else None


def looks_invented(mobile: str) -> bool:
    """Eight equal or consecutive last digits: typed to fill the box."""
    tail = [int(sign) for sign in mobile[-8:]]
    steps = {after - before for before, after in pairwise(tail)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def mobile(text: str, _on: date) -> Finding:
    """Stored as 11 digits, or in E.164 for a foreign number."""
    if len(split_phones(text)) > 1:
        return refused(
            text.strip(),
            "这里只填一个手机号，其余请添加为其他联系方式。",
            "Enter one number here and add the others as further contact points.",
        )
    if in_part := phone_in_part(text):
        return masked_number(in_part)
    number = chinese_mobile(text)
    if number is None:
        number = foreign_number(text)
        if number is None:
            return refused(
                text.strip(),
                "手机号码应为11位（13–19开头）;境外号码请以+国家码开头。",
                "A mobile has 11 digits and begins with 13–19; begin a foreign number with + and its country code.",
            )
        return good(number)
    if looks_invented(number):
        return warned(
            number, "该号码像是随意填写的，请与客户核对。", "This number looks invented; check it with the client."
        )
    return good(number)


def landline(text: str, _on: date) -> Finding:
    """Stored as ``027-88888888`` or ``027-88888888-123``."""
    if in_part := phone_in_part(text):
        return masked_number(in_part)
    plain = half_width(text).strip().removesuffix(".0")
    plain = re.sub(r"(?:转|ext\.?|x|#)\s*", "-", plain, flags=re.IGNORECASE)
    plain = re.sub(r"^(?:\+86|0086)[- ]?0?", "0", plain)
    plain = re.sub(r"^\((0[0-9]{2,3})\)\s*", r"\1-", plain).replace(" ", "").replace("—", "-").replace("--", "-")
    if _SERVICE_LINE.fullmatch(plain):
        return good(plain)
    if not _LANDLINE.fullmatch(plain):
        return refused(
            text.strip(),
            "固定电话应为“区号-号码”,例如 027-88888888-123。",
            "Write a landline as area code and number, for example 027-88888888-123.",
        )
    return good(_with_area(plain))


def _with_area(plain: str) -> str:
    if "-" in plain[:5]:
        return plain
    width = 3 if plain[1] in "12" else 4
    return f"{plain[:width]}-{plain[width:]}"


def any_phone(text: str, on: date) -> Finding:
    number = mobile(text, on)
    return landline(text, on) if number.is_error else number


def email(text: str, _on: date) -> Finding:
    plain = half_width(text).strip()
    if not _EMAIL.fullmatch(plain) or ".." in plain:
        return refused(text.strip(), "电子邮箱格式不正确。", "This is not an e-mail address.")
    return good(plain)


def postcode(text: str, _on: date) -> Finding:
    plain = half_width(str(text)).strip()
    if not re.fullmatch(r"[0-9]{6}", plain):
        return refused(plain, "邮政编码应为6位数字。", "A postcode has 6 digits.")
    return good(plain)


def address(text: str, _on: date) -> Finding:
    plain = clean(text)
    if len(plain) < 5 or _ONLY_PLACE.fullmatch(plain):
        return warned(plain, "地址过于简略，请写到街道门牌。", "The address is too short; add the street and number.")
    return good(plain)


def region(text: str, _on: date) -> Finding:
    """A GB/T 2260 code; withdrawn codes stay valid, so only its province is checked."""
    plain = half_width(str(text)).strip()
    if not re.fullmatch(r"[0-9]{6}", plain) or plain[:2] not in PROVINCES:
        return refused(
            plain, "行政区划代码应为6位，前两位为省级代码。", "A region code has 6 digits and begins with a province."
        )
    return good(plain)
