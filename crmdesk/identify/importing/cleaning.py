"""What the text of a cell means (§9.4 of the domain specification). Pure functions, one value each.

Each takes the raw text and gives the value, ``None`` when the cell says nothing, or raises ``CrmError``
with a sentence when the text cannot be read. Money is whole cents.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, DecimalException

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.text import clean, half_width

FOREVER = date(9999, 12, 31)

_MISSING = frozenset(("", "-", "--", "---", "—", "——", "/", "无", "null", "none", "nan", "n/a", "#n/a", "\\n"))
_NEVER = frozenset(("0", "00000000", "19000101", "1899-12-30", "1899-12-30 00:00:00", "1900-01-01", "0000-00-00"))
_LONG_TERM = frozenset(("长期", "长期有效", "永久", "99991231", "20991231", "30001231", "9999-12-31", "2099-12-31"))

_LARGEST = 9 * 10**18

_PLAIN_MONEY = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,2}))?")
_AMOUNT_UNITS = {"百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000, "万": 10_000, "千": 1_000}
_UNIT_TEXT = re.compile(r"(百万|千万|亿|万|千)?元?$")
_CURRENCY = re.compile(r"^(?:¥|\$|€|rmb|cny|人民币)|(?:¥|\$|€|rmb|cny)$", re.IGNORECASE)


#: Text that no cleaning changes: ASCII and everyday Chinese, no sign of Excel or blank at its ends.
_PLAIN_WORDS = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][!-~\u4e00-\u9fff]*(?: [!-~\u4e00-\u9fff]+)*")


def unwrapped(raw: str) -> str:
    """The text inside Excel's wrappings: ``="000123"``, ``'000123`` and tabs at the ends."""
    text = raw.strip().strip("\ufeff\u3000\xa0\t ")
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1]
    return text.removeprefix("'").strip()


def is_missing(raw: str) -> bool:
    return unwrapped(raw).lower() in _MISSING


def words(raw: str) -> str | None:
    """Plain text: control characters gone, Excel's wrappings gone."""
    if _PLAIN_WORDS.fullmatch(raw) and raw.lower() not in _MISSING:
        return raw
    text = clean(unwrapped(raw))
    return None if text.lower() in _MISSING else text


def key(raw: str) -> str | None:
    """A number that is a name: leading zeros stay; ``123.0`` of a spreadsheet is ``123``."""
    if raw.isdigit() and raw.isascii():
        return raw
    text = words(raw)
    if text is None:
        return None
    text = half_width(text).replace(" ", "")
    if is_scientific(text):
        raise CrmError(tr("{text} was rounded by Excel. Export the column as text.", text=text))
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


_CELL_ACCOUNT = re.compile(r"\d+(?:_{2,}\d+){2,}_*")


def account_number(raw: str) -> str | None:
    """An account number; in ``2____10064____001____49____25105132____`` the longest part is the account."""
    text = key(raw)
    if text and _CELL_ACCOUNT.fullmatch(text):
        return max(filter(None, text.split("_")), key=len)
    return text


# -- money, numbers and rates


#: Commas part groups of three digits before the point; elsewhere they mean something else, which is not guessed.
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(,\d{3})+(?![\d,])")


def money(raw: str, *, factor: int = 1) -> int | None:
    """Whole cents, exact. ``factor`` is the unit of the header: 10,000 for 万元."""
    plain = _PLAIN_MONEY.fullmatch(raw)
    if plain and factor == 1:
        sign, whole, cents = plain.groups()
        value = int(whole) * 100 + (int(cents.ljust(2, "0")) if cents else 0)
        return -value if sign else value
    amount = number(raw)
    if amount is None:
        return None
    return _stored(amount * factor * 100, raw)


def number(raw: str) -> Decimal | None:
    """A number with any of the usual signs: separators, brackets or a trailing minus, ``万`` and ``亿``."""
    if is_missing(raw):
        return None
    text = half_width(unwrapped(raw)).replace(" ", "").replace("\u2212", "-")
    if "," in text and not _GROUPED.search(text):
        raise CrmError(tr("{text} is not a number.", text=raw.strip()[:40]))
    text = text.replace(",", "")
    text = _CURRENCY.sub("", text)
    negative = (text.startswith("(") and text.endswith(")")) or text.endswith("-")
    text = text.strip("()").removesuffix("-")
    text = _CURRENCY.sub("", text)
    unit = _UNIT_TEXT.search(text)
    factor = _AMOUNT_UNITS.get(unit.group(1) or "", 1) if unit else 1
    text = text[: unit.start()] if unit else text
    try:
        value = Decimal(text) * factor
    except DecimalException:
        raise CrmError(tr("{text} is not a number.", text=raw.strip()[:40])) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        raise CrmError(tr("{text} is not an amount that can be.", text=raw.strip()[:40]))
    return -value if negative else value


def count(raw: str) -> int | None:
    value = number(raw)
    if value is not None and (value != value.to_integral_value() or abs(value) >= 1 << 31):
        raise CrmError(tr("{text} is not a whole number.", text=raw.strip()[:40]))
    return None if value is None else int(value)


def small_count(raw: str) -> int | None:
    """A whole number of minutes or months: the store keeps it in 16 bits."""
    value = count(raw)
    if value is not None and abs(value) >= 1 << 15:
        raise CrmError(tr("{text} is more than can be.", text=raw.strip()[:40]))
    return value


def quantity(raw: str) -> int | None:
    """Units held, in ten-thousandths."""
    value = number(raw)
    return None if value is None else _stored(value * 10_000, raw)


def _stored(value: Decimal, raw: str) -> int:
    """A whole number as the store keeps it, in 64 bits."""
    if abs(value) >= _LARGEST:
        raise CrmError(tr("{text} is not an amount that can be.", text=raw.strip()[:40]))
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


_CHINESE_DIGITS = str.maketrans("零〇一二两三四五六七八九点", "001223456789.")
_RATE_UNITS = {"%": 100, "‰": 1_000, "‱": 10_000}


def rate(raw: str, *, divisor: int = 1) -> Decimal | None:
    """A share of one: ``12.5%``, ``0.25‰``, ``万2.5``, ``万分之二点五``. ``divisor`` is the unit of the header."""
    if is_missing(raw):
        return None
    text = half_width(unwrapped(raw)).replace(" ", "")
    for spoken, unit in (("万分之", "‱"), ("千分之", "‰"), ("百分之", "%"), ("万", "‱"), ("千", "‰")):
        if text.startswith(spoken):
            text = text.removeprefix(spoken) + unit
            break
    if text[-1] in _RATE_UNITS:
        text, divisor = text[:-1], _RATE_UNITS[text[-1]]
    try:
        return Decimal(text.translate(_CHINESE_DIGITS).replace(",", "")) / divisor
    except DecimalException:
        raise CrmError(tr("{text} is not a rate.", text=raw.strip()[:40])) from None


_HEADER_UNITS = {"万元": 10_000, "万": 10_000, "亿元": 100_000_000, "亿": 100_000_000, "千元": 1_000, "元": 1}
_HEADER_RATES = {"%": 100, "‰": 1_000, "千分之": 1_000, "‱": 10_000, "万分之": 10_000}
_IN_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")


def header_unit(header: str) -> int:
    """The factor of a header's money unit: 10,000 for ``总资产(万元)``, 1 when it names none."""
    found = _IN_BRACKETS.search(half_width(header))
    return _HEADER_UNITS.get(found.group(1).strip().removeprefix("人民币"), 1) if found else 1


def header_divisor(header: str) -> int:
    """The divisor of a header's rate unit: 1,000 for ``佣金率(‰)``, 1 when it names none."""
    found = _IN_BRACKETS.search(half_width(header))
    return _HEADER_RATES.get(found.group(1).strip(), 1) if found else 1


# -- dates and times

_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0|\d{6})?")
_PARTS = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_NAMED = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTH_ONLY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))")
_EXCEL_DAY_ZERO = date(1899, 12, 30)


def day(raw: str) -> date | None:
    """A date in any of the forms of §9.4; 0, 00000000 and 1900-01-01 mean that there is none."""
    if is_missing(raw):
        return None
    text = half_width(unwrapped(raw))
    if text in _NEVER:
        return None
    try:
        found = _day_of(text)
    except ValueError:
        found = None
    if found is None:
        raise CrmError(tr("{text} is not a date.", text=raw.strip()[:40]))
    return None if found.year < 1901 else found


def _day_of(text: str) -> date | None:
    for pattern in (_EIGHT, _PARTS):
        if parts := pattern.fullmatch(text):
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
    if (parts := _NAMED.fullmatch(text)) and parts[2].upper() in _MONTHS:
        year = int(parts[3])
        return date(year + (0 if year > 99 else 1900 if year > 68 else 2000), _MONTHS[parts[2].upper()], int(parts[1]))
    if parts := _SERIAL.fullmatch(text):
        return _EXCEL_DAY_ZERO + timedelta(days=int(parts[1]))
    return None


def expiry(raw: str) -> date | None:
    """The last day of a document: ``长期`` and its numeric forms are 9999-12-31."""
    text = half_width(unwrapped(raw)).split(" ")[0]
    return FOREVER if text.replace("/", "-") in _LONG_TERM else day(raw)


def month(raw: str) -> date | None:
    """A period ``202401`` or ``2024年1月`` as its first day; a full date gives its month."""
    if is_missing(raw):
        return None
    parts = _MONTH_ONLY.fullmatch(half_width(unwrapped(raw)).removesuffix(".0"))
    if parts and 1 <= int(parts[2] or parts[3]) <= 12:
        return date(int(parts[1]), int(parts[2] or parts[3]), 1)
    found = day(raw)
    return None if found is None else found.replace(day=1)


def period_end(raw: str) -> date | None:
    """The day of a snapshot; a month alone means its last day."""
    if _MONTH_ONLY.fullmatch(half_width(unwrapped(raw)).removesuffix(".0")):
        first = month(raw)
        return None if first is None else dates.month_last(dates.month_index(first))
    return day(raw)


def clock(raw: str) -> time | None:
    """A time of day; ``93055`` lost its leading zero and is 09:30:55."""
    if is_missing(raw):
        return None
    digits = half_width(unwrapped(raw)).removesuffix(".0").replace(":", "")
    try:
        digits = digits.zfill(6)[:6]
        return time(int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        raise CrmError(tr("{text} is not a time of day.", text=raw.strip()[:40])) from None


def short_day(raw: str) -> date | None:
    """A six-digit date ``YYMMDD`` of the twentieth century, a time after it ignored."""
    text = unwrapped(raw)[:6]
    try:
        return date(1900 + int(text[:2]), int(text[2:4]), int(text[4:6])) if text else None
    except ValueError:
        raise CrmError(tr("{text} is not a date.", text=raw.strip()[:40])) from None


def birth_number_day(raw: str) -> date | None:
    """The birth date in a Czech birth number ``YYMMDD``; women have 50 added to the month."""
    text = unwrapped(raw)
    month_part = text[2:4]
    if month_part.isdigit() and int(month_part) > 50:
        text = f"{text[:2]}{int(month_part) - 50:02d}{text[4:]}"
    return short_day(text)


def birth_number_sex(raw: str) -> str | None:
    """``1`` male, ``2`` female (GB/T 2261.1) from a Czech birth number."""
    month_part = unwrapped(raw)[2:4]
    return ("2" if int(month_part) > 50 else "1") if month_part.isdigit() else None


def is_scientific(text: str) -> bool:
    return bool(re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d{2}", text))
