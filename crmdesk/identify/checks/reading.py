"""From what was typed or imported to the stored form of each type of field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from crmdesk import dates, money
from crmdesk.errors import CrmError
from crmdesk.identify.checks.findings import Finding, good, refused
from crmdesk.identify.checks.texts import FOREVER
from crmdesk.identify.form.field import SEPARATOR, Field
from crmdesk.text import clean, half_width

_YES = frozenset({"是", "y", "yes", "1", "true", "√", "✓", "有", "已开通", "已签", "同意", "on"})
_NO = frozenset({"否", "n", "no", "0", "false", "×", "✗", "x", "无", "未开通", "未签", "不同意", "off"})
_FOREVER_WORDS = frozenset({"长期", "长期有效", "永久", "forever", "no expiry"})


def read_value(field: Field, raw: Any, on: date) -> Finding:
    """The value in its stored form, or a refusal. ``raw`` is never empty."""
    return _READERS[field.type](field, raw, on)


def _text(_field: Field, raw: Any, _on: date) -> Finding:
    return good(clean(str(raw)) or None)


def fitting(field: Field, found: Finding) -> Finding:
    """Refuse a text that is longer than its column, after everything that shortens it."""
    if found.is_error or not isinstance(found.value, str) or len(found.value) <= field.length:
        return found
    most, length = field.length, len(found.value)
    return refused(found.value, f"最多{most}个字，现有{length}个。", f"At most {most} characters; it has {length}.")


def _whole(_field: Field, raw: Any, _on: date) -> Finding:
    try:
        number = Decimal(half_width(str(raw)).replace(",", "").strip())
    except InvalidOperation:
        number = Decimal("0.5")
    if not number.is_finite() or number != number.to_integral_value() or abs(number) > 10**9:
        return refused(raw, "请填整数。", "Enter a whole number.")
    return good(int(number))


def _money(_field: Field, raw: Any, _on: date) -> Finding:
    """An ``int`` is cents already; text and ``Decimal`` are yuan."""
    if isinstance(raw, int):
        cents = raw
    else:
        try:
            cents = money.to_cents(raw) if isinstance(raw, Decimal) else money.parse_amount(str(raw))
        except (CrmError, InvalidOperation):
            return refused(
                raw, "请填金额，例如 50万、1.2亿 或 1,234.56。", "Enter an amount, for example 50万, 500k or 1,234.56."
            )
    if abs(cents) >= 10**17:
        return refused(raw, "金额过大。", "The amount is too large.")
    return good(cents)


def _date(_field: Field, raw: Any, on: date) -> Finding:
    if isinstance(raw, datetime):
        return good(raw.date())
    if isinstance(raw, date):
        return good(raw)
    text = str(raw).strip()
    if half_width(text).lower() in _FOREVER_WORDS:
        return good(FOREVER)
    try:
        return good(dates.parse_day(text, on))
    except CrmError:
        return refused(raw, "请填日期，例如 2026-11-25。", "Enter a date, for example 2026-11-25.")


def code_of(field: Field, raw: Any) -> str | None:
    """The code of a list that was given as code or in words of either language; None for anything else."""
    text = clean(str(raw))
    choices = field.choices
    if text in choices:
        return text
    folded = text.casefold()
    for code in choices.values():
        if folded in (code.value.casefold(), code.words.zh.casefold(), code.words.en.casefold()):
            return code.value
    return None


def _code(field: Field, raw: Any, _on: date) -> Finding:
    code = code_of(field, raw)
    if code is None:
        return refused(raw, f"“{raw}”不在“{field.label.zh}”的选项中。", f"“{raw}” is not one of the choices.")
    return good(code)


def _multi(field: Field, raw: Any, _on: date) -> Finding:
    parts: Iterable[Any] = raw
    if isinstance(raw, str):
        parts = [part for part in re.split(r"[,;、|\uff0c\uff1b]", raw) if part.strip()]
    codes = {part: code_of(field, part) for part in parts}
    unknown = [str(part) for part, code in codes.items() if code is None]
    if unknown:
        return refused(
            raw,
            f"“{'、'.join(unknown)}”不在“{field.label.zh}”的选项中。",
            f"“{', '.join(unknown)}” is not one of the choices.",
        )
    chosen = set(codes.values())
    joined = SEPARATOR.join(code for code in field.choices if code in chosen)
    return good(joined or None)


def _bool(_field: Field, raw: Any, _on: date) -> Finding:
    if isinstance(raw, bool):
        return good(raw)
    word = half_width(str(raw)).strip().lower()
    if word in _YES | _NO:
        return good(word in _YES)
    return refused(raw, "请填“是”或“否”。", "Answer yes or no.")


def _not_a_value(field: Field, raw: Any, _on: date) -> Finding:
    return refused(raw, f"“{field.label.zh}”不是可直接填写的字段。", f"“{field.label.en}” is not filled in directly.")


_READERS: dict[str, Callable[[Field, Any, date], Finding]] = {
    "text": _text,
    "int": _whole,
    "money": _money,
    "date": _date,
    "code": _code,
    "multi": _multi,
    "bool": _bool,
    "child": _not_a_value,
    "derived": _not_a_value,
}
