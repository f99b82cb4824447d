"""Names, words, small numbers and single dates."""

from __future__ import annotations

import re
from datetime import date

from crmdesk.identify.checks.findings import Finding, good, refused, warned
from crmdesk.text import clean, half_width

FOREVER = date(9999, 12, 31)
#: What systems write into an expiry date that never comes.
_FOREVER_DATES = frozenset({FOREVER, date(2099, 12, 31), date(3000, 12, 31)})
_HAN = r"[㐀-鿿豈-﫿𠀀-𳎯〇]"
_SENSITIVE = re.compile(
    "宗教|信仰|佛教|道教|基督|天主教|伊斯兰|癌|肿瘤|糖尿|高血压|抑郁|精神病|艾滋|乙肝|残疾|心脏病|怀孕|性取向"
    "|religio|buddhis|christian|muslim|cancer|diabet|depressi|hiv|pregnan",
    re.IGNORECASE,
)


def tidy_name(text: str) -> str:
    """A name as it is stored: one kind of dot, no spaces between Chinese characters, single ones elsewhere."""
    plain = " ".join(clean(text.replace("　", " ")).split())
    if re.search(_HAN, plain):
        plain = re.sub(rf"(?<={_HAN}) (?={_HAN})", "", plain)
        plain = re.sub(rf"(?<={_HAN})\s*[•・.\uff0e‧∙⋅·]\s*(?={_HAN})", "·", plain)
    return plain


def person_name(text: str, _on: date) -> Finding:
    name = tidy_name(text)
    if not 2 <= len(name) <= 60:
        return refused(name, "姓名应为2–60个字。", "A name has 2 to 60 characters.")
    if any(sign.isdigit() for sign in half_width(name)):
        return refused(name, "姓名中不能有数字。", "A name has no digits.")
    return good(name)


def org_name(text: str, _on: date) -> Finding:
    """Full-width brackets are kept: they belong to the registered name."""
    name = " ".join(clean(text).split())
    if not 2 <= len(name) <= 256:
        return refused(name, "名称应为2–256个字。", "A name has 2 to 256 characters.")
    return good(name)


def latin(text: str, _on: date) -> Finding:
    plain = clean(" ".join(half_width(text).split()))
    if not all((sign.isalpha() and sign < "ɐ") or sign in " -'.,·" for sign in plain):
        return refused(plain, "这里只填拉丁字母。", "Only Latin letters here.")
    return good(plain)


def lunar_birthday(text: str, _on: date) -> Finding:
    """Month and day of the lunar year, a leap month with L in front: ``08-15``, ``L06-01``."""
    plain = half_width(text).strip().upper().replace("闰", "L").replace("月", "-").rstrip("日")
    found = re.fullmatch(r"(L?)([0-9]{1,2})[-/.]([0-9]{1,2})", plain)
    if not found or not 1 <= int(found[2]) <= 12 or not 1 <= int(found[3]) <= 30:
        return refused(plain, "农历生日写作“月-日”,闰月前加L,例如 08-15。", "Write month and day, for example 08-15.")
    return good(f"{found[1]}{int(found[2]):02d}-{int(found[3]):02d}")


def sensitive_words(text: str, _on: date) -> Finding:
    if _SENSITIVE.search(text):
        return warned(
            text,
            "文字涉及宗教、健康等敏感个人信息，须取得单独同意，否则请删去。",
            "This touches religion or health: sensitive data needs a separate consent, otherwise remove it.",
        )
    return good(text)


def division(text: str, _on: date) -> Finding:
    if not re.fullmatch(r"[0-9]{2}", text):
        return refused(text, "行业大类为两位数字。", "An industry division has two digits.")
    return good(text)


def whole_between(low: int, high: int, value: int) -> Finding:
    if not low <= value <= high:
        return refused(value, f"应在{low}到{high}之间。", f"Between {low} and {high}.")
    return good(value)


def past(day: date, on: date) -> Finding:
    if day > on:
        return refused(day, "日期不能晚于今天。", "The date cannot be in the future.")
    return good(day)


def birth(day: date, on: date) -> Finding:
    if day > on:
        return refused(day, "出生日期不能晚于今天。", "The date of birth cannot be in the future.")
    if age(day, on) > 120:
        return refused(day, "年龄超过120岁，请核对出生日期。", "That is an age above 120; check the date of birth.")
    return good(day)


def expiry(day: date, on: date) -> Finding:
    """``长期`` and the dates that stand for it become 9999-12-31."""
    if day in _FOREVER_DATES:
        return good(FOREVER)
    if day < on:
        return warned(day, f"已于{day}过期。", f"Expired on {day}.")
    return good(day)


def age(born: date, on: date) -> int:
    """Full years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
