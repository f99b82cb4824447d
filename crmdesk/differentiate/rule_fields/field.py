"""One figure of the rules at its place in a document: what it is called, how it is written and read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from crmdesk import money
from crmdesk.codes import code_words
from crmdesk.differentiate.rule_fields.named import named
from crmdesk.differentiate.rulebooks import Document
from crmdesk.differentiate.rulebooks.schema import ANY, Field, choice_words, field_at, name_words
from crmdesk.differentiate.wording import fill
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.text import half_width

#: The way to a value in a document; places of a list are counted from "0".
Path = tuple[str, ...]


@dataclass(frozen=True)
class RuleField:
    """A declared field at a path without ``ANY``; of ``steps`` it is one step. ``choices``: (code, words)."""

    path: Path
    declared: Field
    label: Words
    choices: tuple[tuple[str, Words], ...]

    @property
    def is_amount(self) -> bool:
        return self.declared.is_money

    @property
    def is_choice(self) -> bool:
        return self.declared.kind == "choice"

    @property
    def unit(self) -> Words:
        if self.declared.kind == "share":
            return Words("%", "%")
        return self.declared.unit or Words("", "")

    def read(self, text: str) -> Any:
        """The value of what was typed; None for an empty optional one. Raises ``CrmError``."""
        plain = half_width(text).strip()
        if not plain and self.declared.is_optional:
            return None
        if self.declared.kind == "share":
            return _plain(_decimal(plain) / 100)
        if self.is_amount:
            return _plain(Decimal(money.parse_amount(plain)) / 100)
        if self.declared.kind == "text":
            return text
        return _whole(plain) if self.declared.is_whole else _plain(_decimal(plain))

    def written(self, value: Any) -> str:
        """A value as it stands in its field, without the unit."""
        if value is None or isinstance(value, str):
            return value or ""
        if not _is_number(value):
            return str(value)
        if self.is_amount:
            cents = round(value * 100)
            return money.exact(cents, decimals=0 if cents % 100 == 0 else 2)
        return _digits(value * 100 if self.declared.kind == "share" else value)

    def shown(self, value: Any) -> Words:
        """A value in a sentence: with its unit, codes by their names."""
        if value is None or value == []:
            return Words("无", "none")
        if self.declared.kind == "flag":
            return Words("是", "yes") if value else Words("否", "no")
        if self.declared.kind in ("choice", "choices"):
            return self._named(value if isinstance(value, list) else [value])
        if self.declared.kind == "share":
            return Words(f"{self.written(value)}%", f"{self.written(value)}%")
        text, unit = self.written(value), self.unit
        return Words(f"{text} {unit.zh}".strip(), f"{text} {unit.en}".strip())

    def _named(self, codes: list[Any]) -> Words:
        names = dict(self.choices)
        found = [names.get(str(code), Words(str(code), str(code))) for code in codes]
        return Words("、".join(one.zh for one in found), ", ".join(one.en for one in found))


def rule_field(document: Document, path: Path) -> RuleField | None:
    """The field at a path of this document; None where a rulebook has none."""
    declared = field_at(path)
    is_step = False
    if declared is None and path and path[-1].isdecimal():
        declared, is_step = field_at(path[:-1]), True
    if declared is None:
        return None
    label = _step_label(path) if is_step else _label(document, path, declared)
    return RuleField(path, declared, label, _choices(document, declared))


def _choices(document: Document, declared: Field) -> tuple[tuple[str, Words], ...]:
    if declared.among:
        names = value_at(document, declared.among) or {}
        return tuple((name, named(document, declared.among, name)) for name in names)
    return tuple((code, choice_words(declared, code)) for code in declared.choices)


def _label(document: Document, path: Path, declared: Field) -> Words:
    """The declared words; before them the name that stands where the declaration says any."""
    if ANY not in declared.path:
        return declared.words
    at = declared.path.index(ANY)
    name = named(document, path[:at], path[at])
    if name.en == path[at] and name_words(path[:at], path[at]).en != path[at]:
        name = name_words(path[:at], path[at])
    return Words(f"{name.zh}：{declared.words.zh}", f"{name.en}: {declared.words.en}")


def points_at(indicator: str, place: int) -> int:
    """The points a step of an indicator's breakpoints gives."""
    return 5 - place if indicator == "R" else place + 1


def _step_label(path: Path) -> Words:
    indicator, place = path[-2], int(path[-1])
    words = code_words("indicator", indicator)
    name = Words(f"{indicator} {words.zh}", f"{indicator} {words.en}")
    template = Words("{name}：得 {points} 分", "{name}: {points} points")
    return fill(template, name=name, points=points_at(indicator, place))


# -- text


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _decimal(text: str) -> Decimal:
    plain = text.replace(",", "").replace(" ", "").removesuffix("%")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > Decimal(10) ** 15:
        raise CrmError(tr("“{text}” is not a number. Type digits, for example 12.", text=text))
    return found


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _whole(text: str) -> int:
    found = _plain(_decimal(text))
    if not isinstance(found, int):
        raise CrmError(tr("“{text}” is not a whole number.", text=text))
    return found


def _digits(value: float) -> str:
    return f"{Decimal(str(round(value, 6))).normalize():,f}"


# -- places


def _step_into(found: Any, step: str) -> Any:
    if isinstance(found, list):
        return found[int(step)] if step.isdecimal() and int(step) < len(found) else None
    return found.get(step) if isinstance(found, dict) else None


def value_at(document: Document, path: Path) -> Any:
    """The value at a path, steps of a list included; None where there is none."""
    found: Any = document
    for step in path:
        found = _step_into(found, step)
    return found


def put_at(document: Document, path: Path, value: Any) -> None:
    """Set a value in place, tables on the way are made; None takes a key of a table away."""
    found: Any = document
    for step in path[:-1]:
        found = found[int(step)] if isinstance(found, list) else found.setdefault(step, {})
    if isinstance(found, list):
        found[int(path[-1])] = value
    elif value is None:
        found.pop(path[-1], None)
    else:
        found[path[-1]] = value
