"""From typed text to its words: brackets, and / or / not, conditions and search words, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crmdesk.book.filters.fields import key_of, terms_by_key

Kind = Literal["(", ")", "and", "or", "not", "condition", "word"]

OPERATORS: dict[str, Kind] = {
    **dict.fromkeys(("and", "且", "并且", "&", "&&"), "and"),
    **dict.fromkeys(("or", "或", "或者", "|", "||"), "or"),
    **dict.fromkeys(("not", "非", "!"), "not"),
}
#: Signs of Chinese keyboards, each as long as its ASCII sign, so that places stay.
WIDE = str.maketrans("：“”＞＜＝（）！＆｜，", ':""><=()!&|,')
_CHINESE = ("并且", "或者", "且", "或", "非")
_KEY = re.compile(r"-?[^\s:\"()&|!,<>=]+(?=:)")
_NOT = re.compile(r"!|不含|非")


@dataclass(frozen=True)
class Piece:
    """A part of a value: ``text`` as typed, without quotes."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True)
class Word:
    """``text`` is the key of a condition or a search word; ``start`` and ``end`` are places in the typed text."""

    kind: Kind
    text: str
    start: int
    end: int
    pieces: tuple[Piece, ...] = ()
    is_negated: bool = False


def words_of(text: str) -> list[Word]:
    """Every text has words; whether they make a filter is for the reader to say."""
    return [word for word in _Scanner(text).words() if word.kind != "word" or word.text.strip()]


class _Scanner:
    def __init__(self, text: str) -> None:
        self.typed = text
        self.plain = text.translate(WIDE)
        self.at = 0

    def words(self) -> Iterator[Word]:
        while self._skip_spaces():
            start, sign = self.at, self.plain[self.at]
            if sign in "()":
                yield self._sign("(" if sign == "(" else ")", 1)
            elif sign in "&|":
                yield self._sign("and" if sign == "&" else "or", 2 if self.plain[start : start + 2] == sign * 2 else 1)
            elif sign == "!":
                yield self._sign("not", 1)
            elif glued := self._glued_operator():
                yield self._sign(OPERATORS[glued], len(glued))
            elif key := _KEY.match(self.plain, self.at):
                yield self._condition(key[0])
            else:
                yield self._word()

    def _skip_spaces(self) -> bool:
        while self.at < len(self.plain) and self.plain[self.at].isspace():
            self.at += 1
        return self.at < len(self.plain)

    def _sign(self, kind: Kind, length: int) -> Word:
        start, self.at = self.at, self.at + length
        return Word(kind, self.typed[start : self.at], start, self.at)

    def _glued_operator(self) -> str:
        """A Chinese operator written without a space before a key or a bracket: ``且级别:黄金``."""
        return next((one for one in _CHINESE if self._leads_on(self.at, one)), "")

    def _leads_on(self, at: int, operator: str) -> bool:
        if not self.plain.startswith(operator, at):
            return False
        after = at + len(operator)
        if self.plain.startswith(("(", "非("), after):
            return True
        key = _KEY.match(self.plain, after)
        if key is None:
            return False
        whole = _KEY.match(self.plain, at)
        if whole is not None and key_of(whole[0]) in terms_by_key():
            return False
        return key_of(key[0].removeprefix("非").lstrip("-")) in terms_by_key()

    def _condition(self, key: str) -> Word:
        start = self.at
        self.at += len(key) + 1
        is_negated = key.startswith("-")
        self._skip_spaces()
        while sign := _NOT.match(self.plain, self.at):
            if sign[0] == "非" and self._leads_on(self.at, "非"):
                break
            is_negated = not is_negated
            self.at = sign.end()
            self._skip_spaces()
        pieces = tuple(self._pieces())
        return Word("condition", self.typed[start : start + len(key)].lstrip("-"), start, self.at, pieces, is_negated)

    def _pieces(self) -> Iterator[Piece]:
        """The value: quoted and bare pieces without a space between them, but for one behind ``>``."""
        while self.at < len(self.plain) and not self.plain[self.at].isspace() and self.plain[self.at] not in "()&|":
            yield self._quoted() if self.plain[self.at] == '"' else self._bare()
            if self.plain[self.at - 1 : self.at] in (">", "<", "=", ",", "、"):
                self._skip_spaces()
            if any(self._leads_on(self.at, one) for one in _CHINESE):
                return

    def _quoted(self) -> Piece:
        """Two quotes inside stand for one; a quote that is never closed reaches to the end."""
        found = re.compile(r'"((?:[^"]|"")*)(?:"|$)').match(self.plain, self.at)
        assert found is not None
        start, end = found.span(1)
        self.at = found.end()
        return Piece(re.sub(r'["“”]{2}', '"', self.typed[start:end]), is_quoted=True)

    def _bare(self) -> Piece:
        start = self.at
        while self.at < len(self.plain) and self.plain[self.at] not in '"()&|' and not self.plain[self.at].isspace():
            self.at += 1
            if any(self._leads_on(self.at, one) for one in _CHINESE):
                break
        return Piece(self.typed[start : self.at])

    def _word(self) -> Word:
        start = self.at
        piece = self._quoted() if self.plain[self.at] == '"' else self._bare()
        operator = None if piece.is_quoted else OPERATORS.get(piece.text.lower())
        return Word(operator or "word", piece.text, start, self.at, (piece,))
