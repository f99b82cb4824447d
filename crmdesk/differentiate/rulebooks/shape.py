"""The shape of a document: which names it has, and values of the right kind within their limits."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.differentiate.rulebooks.schema import ANY, Field, Path, choice_words, names_of, tree, value_at
from crmdesk.differentiate.rulebooks.weighing import matrix_problems
from crmdesk.differentiate.wording import fill
from crmdesk.i18n import Words

_NAME = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True)
class Problem:
    """``path`` leads to the value or table that is wrong; elements of lists are numbered from "0"."""

    path: Path
    message: Words

    @property
    def where(self) -> str:
        return ".".join(self.path)


def shape_problems(document: Document) -> list[Problem]:
    """Names that are missing or unknown, values of the wrong kind or beyond their limits."""
    return list(_table(tree(), document, (), document))


def _table(node: Document, table: Document, path: Path, document: Document) -> Iterator[Problem]:
    for name, child in node.items():
        if name not in table and name != ANY and _is_wanted(child):
            yield Problem((*path, name), Words("缺少这一项", "This is missing"))
    for name, value in table.items():
        yield from _entry(node, name, value, path, document)


def _is_wanted(child: Document | Field) -> bool:
    """Whether a document must have a field, or a table: one of which no field may be left out."""
    if isinstance(child, Field):
        return not child.is_optional
    return not all(isinstance(one, Field) and one.is_optional for one in child.values())


def _entry(node: Document, name: str, value: Any, path: Path, document: Document) -> Iterator[Problem]:
    here = (*path, name)
    child = node.get(name, node.get(ANY))
    if child is None or (name not in node and not _is_name(path, name)):
        yield Problem(here, Words("规则中没有这一项", "A rulebook has no such entry"))
    elif isinstance(child, Field):
        yield from _checked(child, value, here, document)
    elif isinstance(value, dict):
        yield from _table(child, value, here, document)
    else:
        yield Problem(here, Words("此处应为一组规则", "A table of rules stands here"))


def _is_name(table: Path, name: str) -> bool:
    known = names_of(table)
    return bool(_NAME.fullmatch(name)) if known is None else name in known


def _checked(field: Field, value: Any, path: Path, document: Document) -> Iterator[Problem]:
    if field.kind in ("choices", "steps", "matrix"):
        yield from _LISTS[field.kind](field, value, path)
        return
    message = _ONE[field.kind](field, value)
    if message is None and field.among and value not in (value_at(document, field.among) or {}):
        message = fill(Words("没有名为“{value}”的规则", "There is nothing called {value}"), value=value)
    if message is not None:
        yield Problem(path, message)


# -- one value


def _text(field: Field, value: Any) -> Words | None:
    if isinstance(value, str) and field.low <= len(value.strip()) and len(value) <= field.high:
        return None
    words = Words("请填 {low} 至 {high} 个字符", "Write {low} to {high} characters")
    return fill(words, low=int(field.low), high=int(field.high))


def _flag(_field: Field, value: Any) -> Words | None:
    return None if isinstance(value, bool) else Words("请填是或否（true、false）", "Say yes or no (true, false)")


def _month(_field: Field, value: Any) -> Words | None:
    is_first = isinstance(value, date) and not isinstance(value, datetime) and value.day == 1
    return None if is_first else Words("请填某月 1 日，如 2026-12-01", "Give the first of a month, such as 2026-12-01")


def _choice(field: Field, value: Any) -> Words | None:
    if isinstance(value, str) and (field.among or value in field.choices):
        return None
    listed = [choice_words(field, choice) for choice in field.choices]
    pairs = list(zip(field.choices, listed, strict=True))
    return Words(
        "请从下列各项中选择：" + "、".join(f"{code}（{words.zh}）" for code, words in pairs),
        "Choose one of: " + ", ".join(f"{code} ({words.en})" for code, words in pairs),
    )


def _number(field: Field, value: Any) -> Words | None:
    kind = int if field.is_whole else int | float
    is_number = isinstance(value, kind) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not field.low <= value <= field.high:
        what = Words("整数", "a whole number") if field.is_whole else Words("数字", "a number")
        limits = {"low": f"{field.low:,}", "high": f"{field.high:,.12g}"}
        return fill(Words("请填 {low} 至 {high} 之间的{what}", "Give {what} from {low} to {high}"), what=what, **limits)
    if field.is_money and abs(value * 100 - round(value * 100)) > 1e-4:
        return Words("金额最多两位小数", "An amount has at most two decimals")
    return None


_ONE: dict[str, Callable[[Field, Any], Words | None]] = {
    "text": _text,
    "flag": _flag,
    "month": _month,
    "choice": _choice,
    **dict.fromkeys(("whole", "number", "share", "money"), _number),
}


# -- lists


def _choices(field: Field, value: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(path, Words("此处应为列表", "A list stands here"))
        return
    for at, one in enumerate(value):
        message = _choice(field, one)
        if message is None and one in value[:at]:
            message = Words("重复", "This stands twice")
        if message is not None:
            yield Problem((*path, str(at)), message)


def _steps(field: Field, value: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list) or len(value) != field.size:
        yield Problem(path, fill(Words("此处应为 {size} 个数字", "{size} numbers stand here"), size=field.size))
        return
    wrong = {at: message for at, one in enumerate(value) if (message := _number(field, one)) is not None}
    for at in range(1, field.size):
        if not {at, at - 1} & set(wrong) and value[at] <= value[at - 1]:
            wrong[at] = Words("断点须逐个增大", "Each number must be larger than the one before")
    yield from (Problem((*path, str(at)), message) for at, message in wrong.items())


def _matrix(field: Field, value: Any, path: Path) -> Iterator[Problem]:
    yield from (Problem((*path, *at), message) for at, message in matrix_problems(value, field.size))


_LISTS: dict[str, Callable[[Field, Any, Path], Iterator[Problem]]] = {
    "choices": _choices,
    "steps": _steps,
    "matrix": _matrix,
}
