"""From a filter to text that reads back to it, and to chips."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crmdesk.book.filters.fields import terms, written_key
from crmdesk.book.filters.terms import EMPTY_WORDS, ChoiceTerm, Term
from crmdesk.book.filters.tree import TEXT, Group, Node, Test, Value
from crmdesk.book.filters.words import OPERATORS
from crmdesk.i18n import Language, Words

_JOINTS = {"and": Words(" 且 ", " and "), "or": Words(" 或 ", " or ")}
_SPECIAL = re.compile(r"[\s\"“”()（）:：,，、&|＆｜!！<>=＜＞＝且或]|^(?:非|不含|-)")


def node_text(node: Node, language: Language) -> str:
    """What ``parse_node`` reads back to the same node."""
    if isinstance(node, Group) and node.word == "and" and not node.is_negated:
        return _joined(node, language)
    return _unit(node, language) if isinstance(node, Test) or node.is_negated else _joined(node, language)


def _joined(group: Group, language: Language) -> str:
    joint = " " if group.word == "and" and not _would_grow(group) else _JOINTS[group.word].in_(language)
    return joint.join(_unit(part, language) for part in group.parts)


def _would_grow(group: Group) -> bool:
    """Whether spaces alone would join two conditions into one."""
    lists = [
        part.field
        for part in group.parts
        if isinstance(part, Test) and not part.is_negated and (part.field == TEXT or terms()[part.field].grows)
    ]
    return len(lists) > len(set(lists))


def _unit(node: Node, language: Language) -> str:
    if isinstance(node, Test):
        return _search(node, language) if node.field == TEXT else _condition(node, language)
    no = {"zh": "非 ", "en": "not "}[language] if node.is_negated else ""
    return f"{no}({_joined(replace(node, is_negated=False), language)})"


def _search(test: Test, language: Language) -> str:
    """Words of one text; several of them excluded need brackets."""
    words = [_quoted(word) for word in str(test.values[0]).split(" ")]
    if not test.is_negated:
        return " ".join(words)
    no = {"zh": "非 ", "en": "not "}[language]
    return no + (words[0] if len(words) == 1 else f"({' '.join(words)})")


def _condition(test: Test, language: Language) -> str:
    term = terms()[test.field]
    no = {"zh": "不含", "en": "!"}[language] if test.is_negated else ""
    values = term.joint.join(value_text(term, value, language) for value in test.values)
    return f"{written_key(term, language)}:{no}{values}"


def value_text(term: Term, value: Value, language: Language) -> str:
    """One value as it is typed, in quotes where it has to be."""
    text = term.write(value, language)
    if value is None or not (term.takes_any_text or isinstance(term, ChoiceTerm)):
        return text
    is_special = _SPECIAL.search(text) or (term.takes_any_text and text.lower() in EMPTY_WORDS)
    return f'"{_doubled(text)}"' if is_special else text


def _quoted(word: str) -> str:
    """A search word; in quotes where it would be read as something else."""
    is_special = _SPECIAL.search(word) or word.lower() in OPERATORS
    return f'"{_doubled(word)}"' if is_special else word


def _doubled(text: str) -> str:
    return re.sub(r'["“”]', lambda found: found[0] * 2, text)


@dataclass(frozen=True)
class Said:
    """A part of a filter in words."""

    name: str
    label: Words
    value: Words


def said(node: Node) -> Said:
    """A condition by its field and values; a group by what its parts say."""
    if isinstance(node, Test):
        return _said_test(node)
    if node.is_negated:
        label = Words("排除", "None of") if node.word == "or" else Words("并非", "Not all of")
    else:
        label = Words("任一", "Any of") if node.word == "or" else Words("同时", "All of")
    joint = {"and": Words(" 且 ", " and "), "or": Words(" 或 ", " or ")}[node.word]
    parts = [_line(part) for part in node.parts]
    return Said("group", label, Words(joint.zh.join(p.zh for p in parts), joint.en.join(p.en for p in parts)))


def _line(node: Node) -> Words:
    """A part inside a group: ``层级 黄金`` or ``(…)``."""
    one = said(node)
    if isinstance(node, Test):
        return Words(f"{one.label.zh} {one.value.zh}", f"{one.label.en} {one.value.en}")
    no = Words("非", "not ") if node.is_negated else Words("", "")
    return Words(f"{no.zh}（{one.value.zh}）", f"{no.en}({one.value.en})")


def _said_test(test: Test) -> Said:
    if test.field == TEXT:
        text = str(test.values[0])
        value, label = Words(text, text), Words("搜索", "Search")
    else:
        term = terms()[test.field]
        label, words = term.label, [term.say(value) for value in test.values]
        value = Words("、".join(w.zh for w in words), ", ".join(w.en for w in words))
    if test.is_negated:
        value = Words(f"不含 {value.zh}", f"not {value.en}")
    return Said(test.field, label, value)
