"""What could be typed next: fields, then values of the field before the colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crmdesk.book.filters.fields import key_of, terms, terms_by_key, written_key
from crmdesk.book.filters.terms import Term
from crmdesk.book.filters.words import WIDE
from crmdesk.book.filters.writing import value_text
from crmdesk.i18n import Language

#: The beginning of the word the cursor stands in; a colon and a comma may be followed by a space.
_BEGUN = re.compile(r'(?:[^\s()&|":,]*:\s*(?:(?:"[^"]*"|[^\s"()&|])*,\s*)*(?:"[^"]*|[^\s"()&|]*)|[^\s()&|"]*)$')
_SIGN = re.compile(r"^(?:[>=<≥≤!]|不含|非)+\s*")


@dataclass(frozen=True)
class Suggestion:
    """``text`` goes in the place of what stands from ``start`` to ``end``; ``shown`` says what it is."""

    text: str
    shown: str
    start: int
    end: int


def suggestions(
    typed: str,
    cursor: int,
    *,
    language: Language,
    names: Mapping[str, Sequence[str]] | None = None,
    limit: int = 12,
) -> list[Suggestion]:
    """What continues the word before the cursor, best first. ``names``: managers, branches and sources there are."""
    plain = typed.translate(WIDE)
    begun = _BEGUN.search(plain[:cursor])
    assert begun is not None
    start = begun.start()
    key, colon, value = plain[start:cursor].partition(":")
    if not colon:
        return list(_fields(typed[start:cursor], start, cursor, language))[:limit]
    term = terms_by_key().get(key_of(key.lstrip("-")))
    if term is None:
        return []
    value_start = start + len(key) + 1 + _last_part(value)
    return list(_values(term, typed[value_start:cursor].strip('"'), value_start, cursor, language, names or {}))[:limit]


def _last_part(value: str) -> int:
    """Where the value begins that is being typed: behind the last comma, the spaces and the sign."""
    at = max(value.rfind(","), value.rfind("、")) + 1
    at += len(value[at:]) - len(value[at:].lstrip())
    sign = _SIGN.match(value[at:])
    return at + (sign.end() if sign else 0)


def _fields(begun: str, start: int, end: int, language: Language) -> Iterator[Suggestion]:
    """Fields that begin so, then those that have it anywhere in a name."""
    sought = key_of(begun)
    ranked = [(_rank(term, sought), place, term) for place, term in enumerate(terms().values())]
    for rank, _place, term in sorted(ranked, key=lambda one: one[:2]):
        if rank > 1:
            return
        key = written_key(term, language)
        label = term.label.in_(language)
        yield Suggestion(f"{key}:", key if key_of(label) == key_of(key) else f"{key} · {label}", start, end)


def _rank(term: Term, sought: str) -> int:
    words = [key_of(word) for word in (term.name, *term.label, *term.aliases)]
    return 0 if any(word.startswith(sought) for word in words) else 1 if any(sought in word for word in words) else 2


def _values(
    term: Term, begun: str, start: int, end: int, language: Language, names: Mapping[str, Sequence[str]]
) -> Iterator[Suggestion]:
    sought = begun.strip().casefold()
    for name in names.get(term.name, ()):
        if sought in name.casefold():
            yield Suggestion(value_text(term, name, language), name, start, end)
    for offer in term.offers():
        value = term.read(offer.en)
        said = term.say(value)
        if any(sought in word.casefold() for word in (*offer, *said)):
            text = value_text(term, value, language)
            yield Suggestion(text, said.in_(language) if text != said.in_(language) else text, start, end)
