"""What can stand behind a colon: how each kind of value is read, written back and said."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from crmdesk import money
from crmdesk.book.filters.tree import Range, Value
from crmdesk.codes import code_list, code_words
from crmdesk.errors import CrmError
from crmdesk.i18n import Language, Words, tr

LANGUAGES: tuple[Language, Language] = ("zh", "en")
NO_UNIT = Words("", "")
#: Typed for “nothing is filled in”.
EMPTY = Words("空", "empty")
EMPTY_WORDS = frozenset({*EMPTY, "未填", "none", "无"})
#: A code that says something by itself.
_NAME_LIKE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_COMMA = re.compile(r"[,，、]")


@dataclass(frozen=True)
class Term(ABC):
    """One field of filters. ``name`` and ``aliases`` are what a user types before the colon.

    ``at`` is where the values stand: ``client.tier``, ``form.occupation``, or ``""`` where conditions know better.
    """

    name: str
    label: Words
    aliases: tuple[str, ...] = ()
    at: str = ""

    #: Whether two lists of values with only a space between them are one list: ``tier:gold tier:silver``.
    grows = False
    #: Whether any text may be a value.
    takes_any_text = False
    #: Written between values.
    joint = ","

    def split(self, text: str) -> list[str]:
        """The values of a list."""
        return [part for part in _COMMA.split(text) if part.strip()]

    def read(self, text: str) -> Value:
        """The value of one typed part. Raises ``CrmError`` with what is possible."""
        value = self.understood(text.strip())
        if value is None and text.strip().lower() not in EMPTY_WORDS:
            raise CrmError(
                tr("“{word}” is not known for {term}. Possible: {known}", word=text, term=self.label, known=self.hint())
            )
        return value

    @abstractmethod
    def understood(self, text: str) -> Value:
        """The value, or None when the text is not understood."""

    @abstractmethod
    def hint(self) -> str:
        """What can be typed."""

    def write(self, value: Value, language: Language) -> str:
        """What reads back to the value."""
        return EMPTY.in_(language) if value is None else self.written(value, language)

    @abstractmethod
    def written(self, value: str | Range, language: Language) -> str: ...

    def say(self, value: Value) -> Words:
        return Words("未填", "not filled in") if value is None else self.said(value)

    def said(self, value: str | Range) -> Words:
        return Words(self.written(value, "zh"), self.written(value, "en"))

    def offers(self) -> Sequence[Words]:
        """Values worth offering while typing."""
        return ()


@dataclass(frozen=True)
class ChoiceTerm(Term):
    """Values of a code list, by code or by name in either language."""

    codes: str = ""
    grows = True

    def understood(self, text: str) -> Value:
        for code in code_list(self.codes).values():
            if text.lower() in (code.value.lower(), code.words.zh.lower(), code.words.en.lower()):
                return code.value
        return None

    def hint(self) -> str:
        shown = [f"{code.value} {code.words.zh}" for code in code_list(self.codes).values()]
        return ", ".join(shown[:12]) + (" …" if len(shown) > 12 else "")

    def written(self, value: str | Range, language: Language) -> str:
        """The word of the language where it reads back to this code, else the code."""
        word = code_words(self.codes, str(value)).in_(language)
        if language == "en" and _NAME_LIKE.fullmatch(str(value)):
            return str(value)
        return word if self.understood(word) == value else str(value)

    def said(self, value: str | Range) -> Words:
        return code_words(self.codes, str(value))

    def offers(self) -> Sequence[Words]:
        return [
            Words(self.written(code.value, "zh"), self.written(code.value, "en"))
            for code in code_list(self.codes).values()
        ]


@dataclass(frozen=True)
class NameTerm(Term):
    """Names as they are: a manager, a branch, a source. ``at`` names the column they are offered from."""

    grows = True
    takes_any_text = True

    def understood(self, text: str) -> Value:
        return None if text.lower() in EMPTY_WORDS else text

    def hint(self) -> str:
        return tr("a name")

    def written(self, value: str | Range, language: Language) -> str:
        del language
        return str(value)


@dataclass(frozen=True)
class PartTerm(NameTerm):
    """A part of a text: ``region:上海`` finds every address with 上海 in it."""

    def said(self, value: str | Range) -> Words:
        return Words("含“{0}”", "with “{0}”").format(value)


_RANGE = re.compile(r"(?P<low>.+?)(?:\.\.|～|~|至)(?P<high>.+)")
_BOUND = re.compile(r"(?P<sign>>=|≥|>|<=|≤|<)\s*(?P<end>.+)")
_SAID = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


@dataclass(frozen=True)
class NumberTerm(Term):
    """Whole numbers, in ``scale`` parts of the unit: ``>60`` ``30..40`` ``18``; a score is 10 to the point."""

    scale: int = 1
    unit: Words = NO_UNIT

    def number(self, text: str) -> int | None:
        plain = text.strip().removesuffix(self.unit.zh or "\0").removesuffix(self.unit.en or "\0").strip()
        if not re.fullmatch(r"-?\d{1,9}(?:\.\d{1,4})?", plain):
            return None
        found = float(plain) * self.scale
        return int(found) if found == int(found) else None

    def alone(self, number: int) -> Range:
        """What a number without a sign means."""
        return Range(number, number)

    def understood(self, text: str) -> Value:
        if found := _BOUND.fullmatch(text):
            number, sign = self.number(found["end"]), found["sign"]
            if number is None:
                return None
            return Range(number + (sign == ">"), None) if sign[0] in ">≥" else Range(None, number - (sign == "<"))
        if found := _RANGE.fullmatch(text):
            low, high = self.number(found["low"]), self.number(found["high"])
            return None if low is None or high is None else Range(low, high)
        number = self.number(text)
        return None if number is None else self.alone(number)

    def hint(self) -> str:
        return ">60, <=60, 30..60"

    def typed(self, number: int, language: Language) -> str:
        """A number that reads back to itself."""
        del language
        return f"{number / self.scale:g}" if number % self.scale else str(number // self.scale)

    def shown(self, number: int, language: Language) -> str:
        return self.typed(number, language)

    def bounds(self, value: Range) -> list[tuple[str, int]]:
        found = [(">=", value.low), ("<=", value.high)]
        return [(sign, end) for sign, end in found if isinstance(end, int)]

    def written(self, value: str | Range, language: Language) -> str:
        assert isinstance(value, Range)
        low, high = value.low, value.high
        if isinstance(low, int) and isinstance(high, int):
            typed = f"{self.typed(low, language)}..{self.typed(high, language)}"
            return self.typed(low, language) if self.alone(low) == value else typed
        return "".join(f"{sign}{self.typed(end, language)}" for sign, end in self.bounds(value))

    def said(self, value: str | Range) -> Words:
        assert isinstance(value, Range)
        both = []
        for language in LANGUAGES:
            unit = self.unit.in_(language)
            shown = [f"{_SAID[sign]} {self.shown(end, language)}" for sign, end in self.bounds(value)]
            if isinstance(value.low, int) and self.alone(value.low) == value and value.high is not None:
                shown = [self.shown(value.low, language)]
            both.append(" ".join([*shown, unit] if unit else shown))
        return Words(*both)


#: Words for many cents, the largest first.
_UNITS = {
    "zh": (("亿", 10_000_000_000), ("万", 1_000_000)),
    "en": (("m", 100_000_000), ("k", 100_000)),
}


@dataclass(frozen=True)
class AmountTerm(NumberTerm):
    """Amounts in cents: ``>50万`` ``<=1.2亿`` ``50万..100万`` ``500k``; a bare amount means at least."""

    #: A comma could be read as one between thousands.
    joint = "、"

    def split(self, text: str) -> list[str]:
        """A comma before three digits separates thousands."""
        return [part for part in re.split(r"[,，](?!\d{3}(?!\d))|、", text) if part.strip()]

    def number(self, text: str) -> int | None:
        try:
            return money.parse_amount(text)
        except CrmError:
            return None

    def alone(self, number: int) -> Range:
        return Range(number, None)

    def hint(self) -> str:
        return ">50万, <=1.2亿, 50万..100万, 500k"

    def bounds(self, value: Range) -> list[tuple[str, int]]:
        """Ends as they were typed: a cent beside a whole yuan was ``>`` or ``<``."""
        found = []
        if isinstance(value.low, int):
            found.append((">", value.low - 1) if value.low % 100 == 1 else (">=", value.low))
        if isinstance(value.high, int):
            found.append(("<", value.high + 1) if value.high % 100 == 99 else ("<=", value.high))
        return found

    def typed(self, number: int, language: Language) -> str:
        """The shortest amount that reads back to exactly these cents."""
        units = (
            (("亿", 10_000_000_000), ("万", 1_000_000)) if language == "zh" else (("m", 100_000_000), ("k", 100_000))
        )
        for unit, size in units:
            if number and number % (size // 100) == 0 and abs(number) >= size:
                return f"{number / size:g}{unit}" if abs(number) < size * 10_000 else f"{number // 100}"
        yuan = money.to_yuan(number)
        return str(yuan.to_integral_value()) if yuan == yuan.to_integral_value() else str(yuan)

    def shown(self, number: int, language: Language) -> str:
        return money.short(number, language)


@dataclass(frozen=True)
class FlagTerm(Term):
    """Yes or no; nothing filled in is neither."""

    def understood(self, text: str) -> Value:
        if text.lower() in ("yes", "y", "1", "是", "有", "true"):
            return "yes"
        return "no" if text.lower() in ("no", "n", "0", "否", "无", "没有", "false") else None

    def hint(self) -> str:
        return "yes 是, no 否"

    def written(self, value: str | Range, language: Language) -> str:
        return self.said(value).in_(language)

    def said(self, value: str | Range) -> Words:
        return Words("是", "yes") if value == "yes" else Words("否", "no")

    def offers(self) -> Sequence[Words]:
        return [self.said("yes"), self.said("no")]
