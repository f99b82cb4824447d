"""Filters as typed text, Chinese and English: ``tier:gold,platinum 阶段:不含衰退 资产:>50万 zhang``."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

from crmdesk.book.filters import Chip, ClientFilter
from crmdesk.book.terms import AmountTerm, ChoiceTerm, LastTerm, NameTerm, NextTerm, Term
from crmdesk.errors import CrmError
from crmdesk.i18n import Language, Words, tr

TERMS: tuple[Term, ...] = (
    NextTerm("next", Words("下次联系", "Next contact"), ("下次", "due", "到期")),
    ChoiceTerm("tier", Words("层级", "Tier"), ("级别", "等级", "客户级别", "tiers"), "tiers", "tier", can_negate=True),
    ChoiceTerm("stage", Words("阶段", "Stage"), ("生命周期", "stages"), "stages", "stage", can_negate=True),
    ChoiceTerm("sign", Words("信号", "Sign"), ("预警", "signs", "提示"), "signs", "client_sign"),
    AmountTerm("assets", Words("日均资产", "Assets"), ("资产", "aum"), "assets"),
    AmountTerm("contribution", Words("12 月贡献", "Contribution"), ("贡献", "12月贡献", "income"), "contribution"),
    LastTerm("last", Words("上次联系", "Last contact"), ("上次", "联系于")),
    NameTerm("manager", Words("客户经理", "Manager"), ("经理", "managers", "owner"), "managers"),
    ChoiceTerm("kind", Words("客户类型", "Kind"), ("类型", "kinds"), "kinds", "client_kind"),
    ChoiceTerm("status", Words("状态", "Status"), ("客户状态", "statuses"), "statuses", "client_status"),
)

#: A word, where quotes keep spaces together and a colon may be followed by a space.
_WORD = re.compile(r'(?P<key>[^\s:"]+):\s*(?P<value>(?:"[^"]*"|[^\s"])+)|"(?P<quoted>[^"]*)"|(?P<plain>\S+)')
_NOT = re.compile(r"^(?:!|！|不含|非)\s*")


def _by_key() -> dict[str, Term]:
    keys: dict[str, Term] = {}
    for term in TERMS:
        for key in (term.name, term.label.zh, term.label.en, *term.aliases):
            keys[key.lower().replace(" ", "")] = term
    return keys


def parse(text: str) -> ClientFilter:
    """See ``ClientFilter.parse``."""
    chosen, words = ClientFilter(), []
    for found in _WORD.finditer(_plain(text)):
        if found["key"] is None:
            words.append(found["plain"] or found["quoted"])
        else:
            chosen = _with(chosen, found["key"], found["value"].replace('"', ""))
    return replace(chosen, text=" ".join(filter(None, words)))


def _plain(text: str) -> str:
    """Full-width signs as ASCII; ``不含 终止`` and ``> 50万`` drawn together."""
    for wide, narrow in (("：", ":"), ("“", '"'), ("”", '"'), ("＞", ">"), ("＜", "<"), ("＝", "=")):
        text = text.replace(wide, narrow)
    return re.sub(r"(:\s*(?:不含|非|!|>=?|<=?|≥|≤))\s+", r"\1", text)


def _with(chosen: ClientFilter, key: str, value: str) -> ClientFilter:
    is_minus = key.startswith("-")
    term = _by_key().get(key.removeprefix("-").lower())
    if term is None:
        known = ", ".join(f"{t.name} {t.label.zh}" for t in TERMS)
        raise CrmError(tr("The filter does not know “{word}”. Known: {known}", word=key, known=known))
    bare = _NOT.sub("", value)
    found = term.read(bare, is_negated=is_minus or bare != value)
    joined = {name: _joined(getattr(chosen, name), new) for name, new in found.items()}
    return replace(chosen, **joined)


def _joined(old: Any, new: Any) -> Any:
    """A condition given twice: lists grow, anything else is replaced."""
    return old + tuple(v for v in new if v not in old) if isinstance(old, tuple) and isinstance(new, tuple) else new


def to_text(chosen: ClientFilter, language: Language) -> str:
    """See ``ClientFilter.to_text``."""
    written = []
    for term in TERMS:
        for part in _single(chosen, term):
            if value := term.write(part, language):
                key = term.name if language == "en" else term.label.zh.replace(" ", "")
                written.append(f"{key}:{_quoted(value)}")
    if chosen.text:
        written.append(_searched(chosen.text))
    return " ".join(written)


def _single(chosen: ClientFilter, term: Term) -> list[ClientFilter]:
    """The filter with one polarity of the term each: ``tier:gold tier:!silver`` are two words."""
    negative = [name for name in term.fields if name.startswith("not_")]
    if not negative:
        return [chosen]
    positive = [name for name in term.fields if name not in negative]
    return [chosen.without(*negative), chosen.without(*positive)]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _searched(text: str) -> str:
    """Search words as typed; quoted where a word would be read as a condition."""
    return " ".join(f'"{word}"' if ":" in word else word for word in text.split(" "))


def chips(chosen: ClientFilter) -> list[Chip]:
    """See ``ClientFilter.describe``."""
    empty = ClientFilter()
    found = [
        Chip(term.name, term.label, term.say(chosen), chosen.without(*term.fields))
        for term in TERMS
        if any(getattr(chosen, name) != getattr(empty, name) for name in term.fields)
    ]
    if chosen.text:
        said = Words(chosen.text, chosen.text)
        found.append(Chip("text", Words("搜索", "Search"), said, chosen.without("text")))
    return found


assert {field.name for field in fields(ClientFilter)} == {name for t in TERMS for name in t.fields} | {"text"}
