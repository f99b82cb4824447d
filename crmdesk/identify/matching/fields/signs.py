"""Tables over characters: written forms, sounds, near sounds. Built once, applied to whole columns at a time."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from crmdesk.identify.names import sounds_of, surname_readings
from crmdesk.resources import resource_text

#: Code points the tables cover; everything beyond (private use, tags) counts as itself.
SIZE = 0x33480
Table = NDArray[np.uint32]
Sums = NDArray[np.uint64]

_DROPPED = frozenset(" \u3000\t\n·•・.．‧∙⋅､、,，-－—_'’`´\"“”()（）[]【】{}<>《》/\\|:：;；!！?？#＃&＆@+＋")


@cache
def written_forms() -> dict[str, str]:
    """Traditional, regional and older characters → the simplified one."""
    lines = resource_text("names", "variants.txt").splitlines()
    pairs = (line.split(" ") for line in lines if line and not line.startswith("#"))
    return {other: plain for plain, others in pairs for other in others}


def plain_sign(sign: str) -> str:
    """A character in the form that is compared; empty for spaces, dots and signs."""
    form = unicodedata.normalize("NFKD", sign)
    folded = "".join(one for one in form if not unicodedata.combining(one)).lower()
    if len(folded) != 1 or folded in _DROPPED:
        return "" if folded in _DROPPED or not folded else folded[:1]
    return written_forms().get(folded, folded)


@cache
def plain_table() -> Table:
    """Code point → code point of its compared form, 0 = dropped."""
    table = np.arange(SIZE, dtype=np.uint32)
    for point in (*range(0x20, 0x250), *range(0x2000, 0x2070), *range(0x3000, 0x3130), *range(0xF900, 0x10000)):
        plain = plain_sign(chr(point))
        table[point] = ord(plain) if plain else 0
    for other, form in written_forms().items():
        table[ord(other)] = ord(form)
    table[0] = 0
    return table


_NEAR = (
    ("^zh", "z"),
    ("^ch", "c"),
    ("^sh", "s"),
    ("^[lr]", "n"),
    ("^hui$", "hei"),
    ("^hun$", "hen"),
    ("^hu(?=[ao])", "h"),
    ("^f", "h"),
    ("ng$", "n"),
    ("v", "u"),
)


@cache
def near_sound(syllable: str) -> str:
    """A syllable as it is heard by who does not tell apart zh/z, ch/c, sh/s, l/n/r, f/h and n/ng."""
    for pattern, near in _NEAR:
        syllable = re.sub(pattern, near, syllable)
    return syllable


_LETTER_SUMS = (
    np.arange(1, 257, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93) ^ np.uint64(0xA0761D6478BD642F)
) * np.uint64(0xE7037ED1A0B428DB)


def letter_sum(letters: Iterable[str]) -> int:
    """A number for a bag of letters, the same in any order: 张三, Zhang San, SAN ZHANG."""
    total = 0
    for letter in letters:
        total += int(_LETTER_SUMS[ord(letter) & 0xFF])
    return total & 0xFFFFFFFFFFFFFFFF


@dataclass(frozen=True)
class Sounds:
    """Letter sums by code point; ``first`` for the first character of a name, where surnames have their own reading.

    ``near`` sums stand for what is heard alike.
    """

    plain: Sums
    first: Sums
    near: Sums
    near_first: Sums


@cache
def sounds() -> Sounds:
    points = (*range(0x3400, 0xA000), 0x3007, *range(0x20000, 0x2A6E0))
    spoken = ((point, sounds_of(chr(point))[0]) for point in points)
    read = {point: sound for point, sound in spoken if sound.isascii()}
    first = read | {ord(n): r for n, r in surname_readings().items() if len(n) == 1}
    letters = {ord(sign): sign for sign in "abcdefghijklmnopqrstuvwxyz0123456789*"}
    tables = []
    for table in (read | letters, first | letters):
        tables += [_sum_table(table), _sum_table({point: near_sound(s) for point, s in table.items()})]
    return Sounds(tables[0], tables[2], tables[1], tables[3])


def _sum_table(read: dict[int, str]) -> Sums:
    table = np.arange(SIZE, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    known: dict[str, int] = {}
    points = np.fromiter(read, np.int64, len(read))
    sums = [known.get(s) or known.setdefault(s, letter_sum(s)) for s in read.values()]
    table[points] = np.array(sums, np.uint64)
    table[0] = 0
    return table


def matrix(values: list[str], width: int) -> Table:
    """Texts as rows of code points, cut at ``width``; shorter ones end in 0."""
    if not values:
        return np.zeros((0, width), np.uint32)
    rows = np.array(values, f"U{width}").view(np.uint32).reshape(len(values), width)
    return np.asarray(np.minimum(rows, SIZE - 1))


def packed_left(rows: Table) -> Table:
    """Each row without its zeros, in order, zeros at the end."""
    order = np.argsort(rows == 0, axis=1, kind="stable")
    return np.take_along_axis(rows, order, axis=1)


def texts(rows: Table) -> list[str]:
    """Rows of code points as texts."""
    wide = np.ascontiguousarray(rows)
    return [str(text) for text in wide.view(f"U{rows.shape[1]}").ravel()] if rows.size else [""] * len(rows)
