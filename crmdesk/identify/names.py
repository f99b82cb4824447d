"""How a name is sorted and found: pinyin with the readings of surnames, initials, single characters.

``search_text`` is a line of tokens that the full-text index of the store reads: the characters one by one,
then every pinyin reading of the whole name and of the given name, then the initials. Letters of both kinds
live in one space of tokens, so that one prefix query answers ``zhangs``, ``zs`` and ``sanf`` alike.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Any

from crmdesk.resources import resource_toml
from crmdesk.text import half_width

_WORD = re.compile(r"[a-z0-9]+")
_COMMON_HAN = re.compile(r"[\u4e00-\u9fff]*")
_SPOKEN = 12  # characters of a name whose pinyin is indexed; a firm's long name is found by its characters
_VARIANTS = 4  # readings of one name
_LAST_KNOWN = 0x2B81D  # the newest character the index of the store takes for a letter

#: The fields whose numbers find a client, with the sign that says in ``search_keys`` what a number is.
KEY_FIELDS = {
    "mobile": "m",
    "phone_home": "p",
    "phone_office": "p",
    "id_no": "i",
    "uscc": "u",
    "ymt_no": "a",
    "sh_no": "a",
    "sz_no": "a",
    "bj_no": "a",
    "bank_card": "c",
}


def is_han(sign: str) -> bool:
    return "㐀" <= sign <= "鿿" or "豈" <= sign <= "﫿" or sign >= "\U00020000" or sign == "〇"


def folded(text: str) -> str:
    """Half-width lower-case letters without accents; ü is v, as it is typed."""
    decomposed = unicodedata.normalize("NFD", half_width(text).lower()).replace("u\u0308", "v")
    return unicodedata.normalize("NFC", "".join(s for s in decomposed if not unicodedata.combining(s)))


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    """Each character's readings without tones, the commonest first."""
    # Its dictionary of phrases, which nobody asks here, would be three quarters of the time and memory.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin.constants import PINYIN_DICT

    plain: dict[str, str] = {}
    table = {}
    for point, spoken in PINYIN_DICT.items():
        sounds = []
        for sound in spoken.split(","):
            if sound not in plain:
                plain[sound] = folded(sound)
            sounds.append(plain[sound])
        table[chr(point)] = tuple(dict.fromkeys(sounds))
    return table


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    """Surnames whose reading is not the commonest one, and every surname of two characters."""
    data = resource_toml("names", "readings.toml")
    table = {name: tuple(readings) for name, readings in data["surnames"].items()}
    for name in data["compound"]:
        table.setdefault(name, (" ".join(sounds_of(sign)[0] for sign in name),))
    return table


@cache
def _long_surnames() -> frozenset[str]:
    return frozenset(name for name, readings in _surnames().items() if len(readings[0].split()) == 2)


@cache
def _given() -> dict[str, tuple[str, ...]]:
    """Characters that are read in several ways inside given names."""
    return {sign: tuple(readings) for sign, readings in resource_toml("names", "readings.toml")["given"].items()}


def surname_readings() -> dict[str, str]:
    """The likeliest reading of the surnames that are read in a way of their own."""
    return {name: readings[0] for name, readings in _surnames().items()}


def sounds_of(sign: str) -> tuple[str, ...]:
    return _readings().get(sign) or (folded(sign),)


def _split(name: str) -> tuple[str, str]:
    """Surname and given name of a name in Chinese characters."""
    size = 2 if len(name) > 2 and name[:2] in _long_surnames() else 1
    return name[:size], name[size:]


@lru_cache(maxsize=4096)
def spoken(name: str) -> tuple[tuple[str, ...], ...]:
    """The readings of a name in Chinese characters, each as syllables, the likeliest first.

    The newest are remembered: whoever sorts a name by its readings searches it by them, too.
    """
    surname, given = _split(name)
    heads = _surnames().get(surname) or (" ".join(sounds_of(s)[0] for s in surname),)
    tails = [_given().get(sign) or sounds_of(sign)[:1] for sign in given]
    found = []
    for head, *rest in product(heads, *tails):
        found.append((*head.split(), *rest))
        if len(found) == _VARIANTS:
            break
    return tuple(found)


def _han(name: str) -> str:
    """The Chinese characters of a name."""
    return name if _COMMON_HAN.fullmatch(name) else "".join(filter(is_han, name))


def name_key(name: str) -> str:
    """The sort order of a name: its syllables, then the characters so that equal names stand together."""
    han = _han(name)
    if not han:
        return folded(name)[:256]
    words = " ".join(spoken(han[:40])[0]) if is_han(name[0]) else folded(name)
    return f"{words}  {name}"[:256]  # two spaces: a short name stands before its continuations


def _token(sign: str) -> str:
    return sign if ord(sign) <= _LAST_KNOWN else f"u{ord(sign):x}"


def name_tokens(name: str) -> list[str]:
    """The name as the index sees it: Chinese characters one by one, other words whole."""
    if _COMMON_HAN.fullmatch(name):
        return list(name)
    tokens = []
    for part in re.split(r"([㐀-鿿豈-﫿〇\U00020000-\U000323af])", name):
        if part and is_han(part[0]):
            tokens.append(_token(part))
        elif part:
            tokens.extend(_WORD.findall(folded(part)))
    return tokens


def search_text(name: str) -> str:
    """Tokens of a name for the full-text index."""
    tokens = name_tokens(name)
    own = len(tokens)
    han = _han(name)[:_SPOKEN]
    if han:
        given_at = len(_split(han)[0])
        for syllables in spoken(han):
            tokens += ["".join(syllables), "".join([s[0] for s in syllables])]
            if len(han) <= 6 and given_at < len(syllables):
                tokens.append("".join(syllables[given_at:]))
    elif len(tokens) > 1:
        tokens += ["".join(tokens), "".join(word[0] for word in tokens)]
    return " ".join(dict.fromkeys(tokens)) if not han else _first_once(tokens, own)


def _first_once(tokens: list[str], fixed: int) -> str:
    """The name's own tokens in full (a phrase needs every one), the readings each once."""
    return " ".join(tokens[:fixed] + list(dict.fromkeys(tokens[fixed:])))


def search_text_of(names: Iterable[str]) -> str:
    """``search_text`` of a client known by several names, its own first."""
    return " ".join(map(search_text, dict.fromkeys(names)))


def search_texts(names: Iterable[str]) -> list[str]:
    """``search_text`` of many names; names that occur twice are read once."""
    known: dict[str, str] = {}
    return [known.get(name) or known.setdefault(name, search_text(name)) for name in names]


def plain_number(text: str) -> str:
    """A number as it is searched: half-width, upper case, letters and digits only."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return re.sub(r"[^0-9A-Z]", "", half_width(text).upper())


def search_keys(
    client_no: str,
    values: Mapping[str, Any],
    account_nos: Iterable[str] = (),
    former: Iterable[str] = (),
    *,
    merged: Iterable[str] = (),
) -> str:
    """Every number that finds a client, each with its sign: ``nK0001 m13800138000 i1101…``.

    ``former`` are phones the client had before or has besides, ``merged`` the numbers of clients merged into it.
    """
    fields = [(sign, [value]) for name, sign in KEY_FIELDS.items() if (value := values.get(name))]
    further = [
        (sign, [number]) for sign, numbers in (("a", account_nos), ("m", former), ("n", merged)) for number in numbers
    ]
    return next(search_keys_of([client_no], [*fields, *further]))


def search_keys_of(client_nos: Sequence[str], columns: Iterable[tuple[str, Sequence[Any]]]) -> Iterator[str]:
    """``search_keys`` of many clients: ``columns`` are pairs of a sign and a number of each client, or None."""
    keyed = [_keyed(sign, numbers) for sign, numbers in (("n", client_nos), *columns)]
    return (" ".join(dict.fromkeys(filter(None, row))) for row in zip(*keyed, strict=True))


def _keyed(sign: str, numbers: Iterable[Any]) -> list[str]:
    return [sign + plain if number and (plain := plain_number(str(number))) else "" for number in numbers]
