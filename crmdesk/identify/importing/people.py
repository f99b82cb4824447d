"""Names, ID numbers, phones and yes/no cells (§9.4). Same manner as ``cleaning``."""

from __future__ import annotations

import re
from datetime import date

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.checks.masks import is_masked, starred
from crmdesk.identify.checks.numbers import id_check_sign
from crmdesk.identify.checks.reach import phone_in_part
from crmdesk.identify.checks.texts import birth
from crmdesk.identify.importing.cleaning import day, is_missing, is_scientific, unwrapped
from crmdesk.text import clean, half_width

LONGEST_NAME = 256

_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_CHINESE_NAME = re.compile(r"(?!无$)[\u4e00-\u9fff]{1,40}")
_SUFFIX = re.compile(r"^(.{2,}?)\s*[(（]([^()（）]{1,20})[)）]$")
_DOTS = re.compile(r"[•．・‧∙⋅.]")


def name_and_note(raw: str) -> tuple[str, str] | None:
    """A person's name and what stood in brackets behind it: ``张三(已故)`` → ``("张三", "已故")``."""
    if _CHINESE_NAME.fullmatch(raw):
        return raw, ""
    text = unwrapped(raw)
    if is_missing(text):
        return None
    text, note = clean(text), ""
    if (found := _SUFFIX.match(text)) and not found[1].endswith("公司"):
        text, note = found[1], found[2]
    if len(text) > LONGEST_NAME:
        raise CrmError(
            tr("The name has {count} characters; {limit} are possible.", count=len(text), limit=LONGEST_NAME)
        )
    if _CHINESE.search(text) and not re.search(r"[A-Za-z]", text):
        text = _DOTS.sub("·", re.sub(r"\s+", "", text))
    return re.sub(r"\s+", " ", text), note


def person_name(raw: str) -> str | None:
    found = name_and_note(raw)
    return found[0] if found else None


def name_note(raw: str) -> str | None:
    found = name_and_note(raw)
    return (found[1] or None) if found else None


# -- ID numbers

_RESIDENT = re.compile(r"[0-9]{17}[0-9X]")


def id_number(raw: str) -> str | None:
    """A document number, half-width, without spaces, ``X`` capital.

    A number that Excel rounded is refused; a masked one says what it shows (``*`` for each hidden sign). Whether a
    resident number is right is asked elsewhere (``checks``): here only what a spreadsheet did to it.
    """
    if _RESIDENT.fullmatch(raw) and not raw.endswith("000"):
        return raw
    if is_missing(raw):
        return None
    text = re.sub(r"\s", "", half_width(unwrapped(raw))).upper().removesuffix(".0")
    if is_masked(shown := starred(text)):
        return shown
    rounded = re.fullmatch(r"\d{15}000", text) and not _has_right_check_digit(text)
    if is_scientific(text) or rounded:
        raise CrmError(tr("The ID number was cut by Excel. Export the column as text and import again."))
    return text


def looks_resident(number: str) -> bool:
    """Whether a document number has the form of a resident ID of either generation."""
    return len(number) in (15, 18) and number[:15].isdigit()


def _has_right_check_digit(text: str) -> bool:
    return id_check_sign(text[:17]) == text[17]


# -- phones

_PHONE_SPLIT = re.compile(r"[、,，;；/|]|\s{2,}|(?<=\d{11})\s+(?=1)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_FOREIGN = re.compile(r"\+[1-9]\d{6,14}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,6})?")


def phones(raw: str) -> tuple[str, ...] | None:
    """Every number of the cell, first one first: mobiles as 11 digits, foreign ones as ``+…``, others as written."""
    if _MOBILE.fullmatch(raw) and raw.isascii():
        return (raw,)
    if is_missing(raw):
        return None
    found = [_phone(part) for part in _PHONE_SPLIT.split(half_width(unwrapped(raw))) if part.strip()]
    return tuple(dict.fromkeys(found)) or None


def _phone(raw: str) -> str:
    text = re.sub(r"[\s()]", "", raw).removesuffix(".0")
    digits = re.sub(r"[-.]", "", text)
    bare = re.sub(r"^(?:\+?86|0086|0)(?=1[3-9]\d{9}$)", "", digits)
    for candidate, pattern in ((bare, _MOBILE), (digits, _FOREIGN), (text, _LANDLINE)):
        if pattern.fullmatch(candidate):
            return candidate
    if in_part := phone_in_part(raw):
        return in_part
    raise CrmError(tr("{text} is not a phone number.", text=raw.strip()[:40]))


def is_mobile(phone: str) -> bool:
    if is_masked(phone):
        return phone[0] != "0" and "-" not in phone
    return bool(_MOBILE.fullmatch(phone) or _FOREIGN.fullmatch(phone))


# -- yes/no, risk level

_YES = frozenset(("是", "y", "yes", "1", "√", "✓", "已开通", "有", "true", "t", "开通", "已签署"))
_NO = frozenset(("否", "n", "no", "0", "×", "x", "✗", "未开通", "无", "false", "f", "未签署"))
_RISK_CODE = re.compile(r"[CR]([0-5])(?:$|[^0-9])|^([1-5])$")
_RISK_LETTERS = {"A": "C1", "B": "C2", "C": "C3", "D": "C4", "E": "C5"}


def yes_no(raw: str) -> bool | None:
    text = half_width(unwrapped(raw)).lower()
    if text in _YES or text in _NO:
        return text in _YES
    if is_missing(raw):
        return None
    raise CrmError(tr("{text} is neither yes nor no.", text=raw.strip()[:40]))


def risk_level(raw: str) -> str | None:
    """``C0`` … ``C5`` from a code: ``C3``, ``C3-稳健型``, ``R3``, ``3`` or the counter's letters A–E.

    A bare name (``稳健型``) means different levels in different houses, so it needs the source's value map.
    """
    if is_missing(raw):
        return None
    text = half_width(unwrapped(raw)).upper()
    if text in _RISK_LETTERS:
        return _RISK_LETTERS[text]
    if found := _RISK_CODE.search(text):
        return f"C{found[1] or found[2]}"
    raise CrmError(tr("{text} means different risk levels in different houses; map it in the recipe.", text=text[:40]))


def birth_day(raw: str) -> date | None:
    """A date of birth by the same rule as the form: not to come, and of a person who can be alive."""
    found = day(raw)
    if found is None:
        return None
    finding = birth(found, dates.local_today())
    if finding.is_error:
        raise CrmError(str(finding.message))
    return found
