"""From words to a filter. ``not`` binds closest, then ``and`` (or a space), then ``or``; brackets come first.

What stands together with only spaces between is read as people type on: search words are one text, and two lists of
the same field are one list (``tier:gold tier:silver``); a written ``and`` keeps them apart.
"""

from __future__ import annotations

from dataclasses import replace

from crmdesk.book.filters.fields import key_of, terms, terms_by_key
from crmdesk.book.filters.terms import Term
from crmdesk.book.filters.tree import EVERYONE, TEXT, Node, Test, Value, all_of, any_of, negated
from crmdesk.book.filters.words import WIDE, Piece, Word, words_of
from crmdesk.errors import CrmError
from crmdesk.i18n import tr


class FilterError(CrmError):
    """A word that is not understood, and where it stands: from ``start`` to ``end`` of the typed text."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message, field="filter")
        self.start, self.end = start, end


def parse_node(text: str) -> Node:
    """Raises ``FilterError``."""
    reader = _Reader(words_of(text), len(text))
    if not reader.words:
        return EVERYONE
    found = reader.any_of_all()
    if reader.words:
        raise reader.refusal(reader.words[0])
    return found


class _Reader:
    def __init__(self, words: list[Word], length: int) -> None:
        self.words = words
        self._length = length

    def _is_next(self, *kinds: str) -> bool:
        return bool(self.words) and self.words[0].kind in kinds

    def any_of_all(self) -> Node:
        found = [self._all_of_units()]
        while self._is_next("or"):
            self.words.pop(0)
            found.append(self._all_of_units())
        return any_of(found) if len(found) > 1 else found[0]

    def _all_of_units(self) -> Node:
        runs = [[self._unit()]]
        while self.words and not self._is_next("or", ")"):
            if self._is_next("and"):
                self.words.pop(0)
                runs.append([])
            runs[-1].append(self._unit())
        return all_of([node for run in runs for node in _typed_on(run)])

    def _unit(self) -> Node:
        if not self.words:
            raise FilterError(tr("Something is missing at the end of the filter."), self._length, self._length)
        word = self.words.pop(0)
        if word.kind == "not":
            return negated(self._unit())
        if word.kind == "(":
            return self._bracket(word)
        if word.kind == "condition":
            return condition(word)
        if word.kind == "word":
            return Test(TEXT, (" ".join(word.text.split()),))
        raise self.refusal(word)

    def _bracket(self, opening: Word) -> Node:
        if self._is_next(")"):
            raise FilterError(_at(opening.start, tr("Nothing stands in the brackets.")), opening.start, opening.end + 1)
        inside = self.any_of_all()
        if not self._is_next(")"):
            raise FilterError(_at(opening.start, tr("This bracket is never closed.")), opening.start, opening.end)
        self.words.pop(0)
        return inside

    def refusal(self, word: Word) -> FilterError:
        message = tr("“{word}” cannot stand here.", word=word.text)
        return FilterError(_at(word.start, message), word.start, word.end)


def _at(start: int, message: str) -> str:
    """Where the user finds it: the number of the sign, counted from one."""
    return tr("At character {number}: {message}", number=start + 1, message=message)


def _typed_on(run: list[Node]) -> list[Node]:
    """Search words in one text, lists of one field in one list."""
    found: list[Node] = []
    for node in run:
        place = next((i for i, known in enumerate(found) if _continues(known, node)), None)
        if place is None:
            found.append(node)
        else:
            known = found[place]
            assert isinstance(known, Test)
            assert isinstance(node, Test)
            found[place] = replace(known, values=_longer(known, node))
    return found


def _continues(known: Node, node: Node) -> bool:
    if not isinstance(known, Test) or not isinstance(node, Test) or known.field != node.field:
        return False
    if known.is_negated or node.is_negated:
        return False
    return known.field == TEXT or terms()[known.field].grows


def _longer(known: Test, node: Test) -> tuple[Value, ...]:
    if known.field == TEXT:
        return (f"{known.values[0]} {node.values[0]}".strip(),)
    return tuple(dict.fromkeys((*known.values, *node.values)))


def condition(word: Word) -> Test:
    """The condition of a typed ``key:value``."""
    term = terms_by_key().get(key_of(word.text))
    if term is None:
        known = ", ".join(f"{t.name} {t.label.zh}" for t in list(terms().values())[:14])
        message = tr("The filter does not know “{word}”. Known: {known} …", word=word.text, known=known)
        raise FilterError(_at(word.start, message), word.start, word.start + len(word.text))
    values = tuple(dict.fromkeys(_values(term, word)))
    if not values:
        message = tr("Nothing stands behind “{word}:”. Possible: {known}", word=word.text, known=term.hint())
        raise FilterError(_at(word.start, message), word.start, word.end)
    return Test(term.name, values, word.is_negated)


def _values(term: Term, word: Word) -> list[Value]:
    try:
        return [term.read(part) if not quoted else _literal(term, part) for part, quoted in _parts(term, word.pieces)]
    except CrmError as error:
        raise FilterError(_at(word.start, error.message), word.start, word.end) from None


def _literal(term: Term, part: str) -> Value:
    """What is quoted is never a word for nothing, where any text may stand."""
    found = term.understood(part)
    return part if found is None and term.takes_any_text else term.read(part) if found is None else found


def _parts(term: Term, pieces: tuple[Piece, ...]) -> list[tuple[str, bool]]:
    """Values between commas; a comma inside quotes separates nothing."""
    parts: list[tuple[str, bool]] = []
    ends = True
    for piece in pieces:
        if piece.is_quoted:
            if ends or not parts:
                parts.append((piece.text, True))
            else:
                parts[-1] = (parts[-1][0] + piece.text, True)
            ends = False
            continue
        plain = "".join(sign.translate(WIDE) if sign in "＞＜＝" else sign for sign in piece.text)
        found = term.split(plain)
        if parts and not ends and not plain.startswith((",", "，", "、")) and found:
            parts[-1] = (parts[-1][0] + found.pop(0), parts[-1][1])
        parts += [(one, False) for one in found]
        ends = plain.endswith((",", "，", "、"))
    return [(text, quoted) for text, quoted in parts if text.strip()]
