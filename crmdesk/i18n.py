"""Two languages. English text is the key; ``resources/i18n/*.json`` holds the Chinese.

``tr`` is for sentences of the program, ``Words`` for pairs that travel as data (labels of the form,
codes, reasons, playbook lines), so that a printed plan can show both at once.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Literal, NamedTuple

from crmdesk.resources import resource_names, resource_text

Language = Literal["zh", "en"]
_current: Language = "zh"


class Words(NamedTuple):
    """One meaning in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh if _current == "zh" else self.en

    def in_(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en

    def format(self, *args: object, **values: object) -> Words:
        return Words(self.zh.format(*args, **values), self.en.format(*args, **values))


def language() -> Language:
    return _current


def set_language(new: Language) -> None:
    global _current
    _current = new


@cache
def catalogue() -> dict[str, str]:
    """English → Chinese, merged from every file of ``resources/i18n``."""
    merged: dict[str, str] = {}
    for name in resource_names("i18n", ".json"):
        merged.update(json.loads(resource_text("i18n", name)))
    return merged


def tr(english: str, **values: object) -> str:
    """The sentence in the current language; ``{name}`` places are filled from ``values``."""
    text = catalogue().get(english, english) if _current == "zh" else english
    return text.format(**values) if values else text
