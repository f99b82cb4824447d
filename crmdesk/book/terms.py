"""The words of a filter expression: for each condition how it is typed, written back and said."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from crmdesk import money
from crmdesk.book.filters import ClientFilter
from crmdesk.codes import code_list, code_words
from crmdesk.errors import CrmError
from crmdesk.i18n import Language, Words, tr

Values = dict[str, Any]


@dataclass(frozen=True)
class Term(ABC):
    """One condition. ``name`` and ``aliases`` are what a user types before the colon."""

    name: str
    label: Words
    aliases: tuple[str, ...]

    @property
    @abstractmethod
    def fields(self) -> tuple[str, ...]:
        """The fields of ``ClientFilter`` this term fills."""

    @abstractmethod
    def read(self, value: str, *, is_negated: bool) -> Values:
        """Field values of a typed value. Raises ``CrmError``."""

    @abstractmethod
    def write(self, chosen: ClientFilter, language: Language) -> str:
        """What stands behind the colon, or "" when the condition is not set."""

    @abstractmethod
    def say(self, chosen: ClientFilter) -> Words:
        """The value in words."""

    def unknown(self, value: str, known: str) -> CrmError:
        return CrmError(
            tr("“{word}” is not known for {term}. Possible: {known}", word=value, term=self.label, known=known)
        )

    def refuse_negation(self, value: str, *, is_negated: bool) -> None:
        if is_negated:
            raise CrmError(tr("{term} cannot be excluded: “{word}”.", term=self.label, word=value))


def parts(value: str) -> list[str]:
    return [part for part in re.split(r"[,，、]", value) if part]


@dataclass(frozen=True)
class ChoiceTerm(Term):
    """Values of a code list, by code or by name in either language."""

    field: str
    list_name: str
    can_negate: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field, f"not_{self.field}") if self.can_negate else (self.field,)

    def read(self, value: str, *, is_negated: bool) -> Values:
        if not self.can_negate:
            self.refuse_negation(value, is_negated=is_negated)
        field = f"not_{self.field}" if is_negated else self.field
        return {field: tuple(self._code(part) for part in parts(value))}

    def _code(self, part: str) -> str:
        codes = code_list(self.list_name).values()
        for code in codes:
            if part.lower() in (code.value.lower(), code.words.zh.lower(), code.words.en.lower()):
                return code.value
        raise self.unknown(part, ", ".join(f"{code.value} {code.words.zh}" for code in codes))

    def write(self, chosen: ClientFilter, language: Language) -> str:
        for field in self.fields:
            if values := getattr(chosen, field):
                sign = {"zh": "不含", "en": "!"}[language] if field.startswith("not_") else ""
                named = values if language == "en" else [code_words(self.list_name, v).zh for v in values]
                return sign + ",".join(named)
        return ""

    def say(self, chosen: ClientFilter) -> Words:
        return _said([code_words(self.list_name, v) for v in getattr(chosen, self.field)], self._excluded(chosen))

    def _excluded(self, chosen: ClientFilter) -> list[Words]:
        return [code_words(self.list_name, v) for v in getattr(chosen, f"not_{self.field}", ())]


def _said(included: list[Words], excluded: list[Words]) -> Words:
    zh = "、".join(w.zh for w in included)
    en = ", ".join(w.en for w in included)
    if excluded:
        zh = " ".join(filter(None, (zh, "不含 " + "、".join(w.zh for w in excluded))))
        en = " ".join(filter(None, (en, "not " + ", ".join(w.en for w in excluded))))
    return Words(zh, en)


@dataclass(frozen=True)
class NameTerm(Term):
    """Names written as they are: managers."""

    field: str

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field, f"not_{self.field}")

    def read(self, value: str, *, is_negated: bool) -> Values:
        return {f"not_{self.field}" if is_negated else self.field: tuple(parts(value))}

    def write(self, chosen: ClientFilter, language: Language) -> str:
        for field in self.fields:
            if values := getattr(chosen, field):
                sign = {"zh": "不含", "en": "!"}[language] if field.startswith("not_") else ""
                return sign + ",".join(values)
        return ""

    def say(self, chosen: ClientFilter) -> Words:
        included, excluded = ([Words(v, v) for v in getattr(chosen, field)] for field in self.fields)
        return _said(included, excluded)


_RANGE = re.compile(r"(?P<low>.+?)(?:\.\.|～|~|至)(?P<high>.+)")


@dataclass(frozen=True)
class AmountTerm(Term):
    """Amounts: ``>50万`` ``<=1.2亿`` ``50万..100万`` ``500k``; a bare amount means at least."""

    field: str

    @property
    def fields(self) -> tuple[str, ...]:
        return (f"{self.field}_from", f"{self.field}_to")

    def read(self, value: str, *, is_negated: bool) -> Values:
        self.refuse_negation(value, is_negated=is_negated)
        low, high = self.fields
        if found := re.fullmatch(r"(>=|≥|>|<=|≤|<)(.+)", value):
            sign, cents = found[1], money.parse_amount(found[2])
            if sign in (">=", "≥", ">"):
                return {low: cents + (sign == ">")}
            return {high: cents - (sign == "<")}
        if found := _RANGE.fullmatch(value):
            return {low: money.parse_amount(found["low"]), high: money.parse_amount(found["high"])}
        return {low: money.parse_amount(value)}

    def write(self, chosen: ClientFilter, language: Language) -> str:
        low, high = (getattr(chosen, field) for field in self.fields)
        if low is not None and high is not None:
            return f"{_typed(low, language)}..{_typed(high, language)}"
        return "".join(f"{sign}{_typed(cents, language)}" for sign, cents in _bounds(low, high))

    def say(self, chosen: ClientFilter) -> Words:
        bounds = _bounds(*(getattr(chosen, field) for field in self.fields))
        said = {
            language: " ".join(f"{_SIGNS[sign]} {money.short(cents, language)}" for sign, cents in bounds)
            for language in LANGUAGES
        }
        return Words(said["zh"], said["en"])


LANGUAGES: tuple[Language, Language] = ("zh", "en")
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


def _bounds(low: int | None, high: int | None) -> list[tuple[str, int]]:
    """Ends as they were typed: a cent beside a whole yuan was ``>`` or ``<``."""
    bounds = []
    if low is not None:
        bounds.append((">", low - 1) if low % 100 == 1 else (">=", low))
    if high is not None:
        bounds.append(("<", high + 1) if high % 100 == 99 else ("<=", high))
    return bounds


def _typed(cents: int, language: Language) -> str:
    """The shortest amount that reads back to exactly these cents."""
    units = (("亿", 10_000_000_000), ("万", 1_000_000)) if language == "zh" else (("m", 100_000_000), ("k", 100_000))
    for unit, size in units:
        if cents and cents % (size // 100) == 0 and abs(cents) >= size:
            return f"{cents / size:g}{unit}" if abs(cents) < size * 10_000 else f"{cents // 100}"
    yuan = money.to_yuan(cents)
    return str(yuan.to_integral_value()) if yuan == yuan.to_integral_value() else str(yuan)


_DAYS = re.compile(r"(?:<=|≤|<)?(?P<count>\d{1,4})(?:d|天|日|days)?(?:内|以内)?")
_AGO = re.compile(r"(?P<sign>[<>])?=?(?P<count>\d{1,4})(?:d|天|日|days)?(?:前|内|以内|以上)?")


_NEXT = {
    "overdue": Words("逾期", "overdue"),
    "today": Words("今天", "today"),
    "none": Words("未安排", "none"),
}


@dataclass(frozen=True)
class NextTerm(Term):
    """When the next contact is due."""

    @property
    def fields(self) -> tuple[str, ...]:
        return ("next_contact",)

    def read(self, value: str, *, is_negated: bool) -> Values:
        self.refuse_negation(value, is_negated=is_negated)
        for name, words in _NEXT.items():
            if value.lower() in (name, words.zh):
                return {"next_contact": name}
        if found := _DAYS.fullmatch(value.lower()):
            return {"next_contact": f"{int(found['count'])}d"}
        raise self.unknown(value, "overdue 逾期, today 今天, none 未安排, 14d 14天")

    def write(self, chosen: ClientFilter, language: Language) -> str:
        value = chosen.next_contact
        if language == "en" or not value:
            return value
        return _NEXT[value].zh if value in _NEXT else value.replace("d", "天")

    def say(self, chosen: ClientFilter) -> Words:
        value = chosen.next_contact
        if value in _NEXT:
            return _NEXT[value]
        return Words("逾期或 {days} 天内", "overdue or within {days} days").format(days=value[:-1])


@dataclass(frozen=True)
class LastTerm(Term):
    """How long ago the last effective contact was."""

    @property
    def fields(self) -> tuple[str, ...]:
        return ("last_contact",)

    def read(self, value: str, *, is_negated: bool) -> Values:
        self.refuse_negation(value, is_negated=is_negated)
        if value.lower() in ("never", "从未", "无"):
            return {"last_contact": "never"}
        if found := _AGO.fullmatch(value.lower()):
            sign = found["sign"] or ("<" if value.endswith("内") else ">")
            return {"last_contact": f"{sign}{int(found['count'])}d"}
        raise self.unknown(value, ">30d >30天, <30d <30天, never 从未")

    def write(self, chosen: ClientFilter, language: Language) -> str:
        value = chosen.last_contact
        if language == "en":
            return value
        return "从未" if value == "never" else value.replace("d", "天")

    def say(self, chosen: ClientFilter) -> Words:
        value = chosen.last_contact
        if value == "never":
            return Words("从未", "never")
        days = value[1:-1]
        if value.startswith(">"):
            return Words("超过 {days} 天", "more than {days} days ago").format(days=days)
        return Words("{days} 天内", "within {days} days").format(days=days)
