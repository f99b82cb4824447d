"""Find anyone while typing: name, pinyin, initials, a part of a phone, ID tail, client or account number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from sqlalchemy import Connection, select

from crmdesk.i18n import Words
from crmdesk.identify.former import Former, former_clients
from crmdesk.identify.masking import masked_account, masked_card, masked_id, masked_mobile
from crmdesk.identify.names import folded, is_han, name_tokens, plain_number, sounds_of, spoken
from crmdesk.identify.tables import client
from crmdesk.store.search import Phrase, ids_with_keys, ids_with_words

#: Candidates looked at for one line shown: enough to put the best first, few enough for a keystroke.
_WIDTH = 4
_KINDS: dict[str, tuple[Words, Callable[[str], str]]] = {
    "n": (Words("客户号 {0}", "client number {0}"), str),
    "m": (Words("手机 {0}", "mobile {0}"), masked_mobile),
    "p": (Words("电话 {0}", "phone {0}"), lambda number: masked_mobile(number[:3] + "-" + number[3:])),
    "i": (Words("证件 {0}", "ID {0}"), masked_id),
    "u": (Words("统一代码 {0}", "credit code {0}"), str),
    "a": (Words("账号 {0}", "account {0}"), masked_account),
    "c": (Words("银行卡 {0}", "card {0}"), masked_card),
}


@dataclass(frozen=True)
class Found:
    """A client found; ``matched`` says by what, numbers masked."""

    client_id: int
    client_no: str
    name: str
    matched: Words


class _Row(NamedTuple):
    id: int
    client_no: str
    name: str
    name_key: str
    search_text: str
    search_keys: str


class _Match(NamedTuple):
    rank: int  # 0 exact, 1 begins so, 2 inside
    matched: Words


def matching_ids(connection: Connection, text: str, *, limit: int) -> list[int]:
    """Ids of clients that fit a text, at most ``limit``, not ranked: what a list is narrowed by."""
    typed = " ".join(folded(text).split())
    if not typed or limit < 1:
        return []
    ids: dict[int, None] = dict.fromkeys(_by_number(connection, typed, limit))
    for phrases in _name_queries(typed):
        if len(ids) >= limit:
            break
        ids.update(dict.fromkeys(ids_with_words(connection, phrases, limit=limit)))
    return list(ids)[:limit]


def find_clients(connection: Connection, text: str, *, limit: int = 50) -> list[Found]:
    """Clients that fit what has been typed so far, best first; an empty text finds nobody."""
    typed = " ".join(folded(text).split())
    ranked = []
    rows = list(_rows(connection, matching_ids(connection, text, limit=limit * _WIDTH)))
    matches = [_match(row, typed) for row in rows]
    unmatched = [row.id for row, match in zip(rows, matches, strict=True) if match is None]
    merged = former_clients(connection, unmatched) if unmatched else {}
    for row, by_itself in zip(rows, matches, strict=True):
        if match := by_itself or _former_match(row, merged.get(row.id, ()), typed):
            ranked.append((match.rank, row.name_key, row.id, Found(row.id, row.client_no, row.name, match.matched)))
    ranked.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in ranked[:limit]]


def _rows(connection: Connection, ids: list[int]) -> Iterator[_Row]:
    columns = [client.c[name] for name in _Row._fields]
    for start in range(0, len(ids), 500):
        for row in connection.execute(select(*columns).where(client.c.id.in_(ids[start : start + 500]))):
            yield _Row(*row)


# -- numbers


def _number_parts(typed: str) -> list[str]:
    """The parts of a number to look for; ``138****1234`` has two. Empty when it is no number or too short."""
    if not any(sign.isdigit() for sign in typed) or any(is_han(sign) for sign in typed):
        return []
    parts = [plain_number(part) for part in re.split(r"[*?…]+", typed)]
    return [part for part in parts if len(part) >= 3]


def _by_number(connection: Connection, typed: str, limit: int) -> list[int]:
    exact = select(client.c.id).where(client.c.client_no.in_({typed, typed.upper()}))
    ids = list(connection.execute(exact).scalars())
    parts = _number_parts(typed)
    return ids + (ids_with_keys(connection, parts, limit=limit) if parts else [])


def _number_match(row: _Row, typed: str) -> _Match | None:
    if row.client_no.lower() == typed:
        return _Match(0, _KINDS["n"][0].format(row.client_no))
    parts = _number_parts(typed)
    if not parts:
        return None
    wanted = re.compile(".*".join(re.escape(part) for part in parts))
    best: _Match | None = None
    for key in row.search_keys.split():
        found = wanted.search(key, 1)
        if not found:
            continue
        at_end = found.start() == 1 or found.end() == len(key)
        rank = 0 if found.end() - found.start() == len(key) - 1 else 1 if at_end else 2
        if best is None or rank < best.rank:
            words, mask = _KINDS[key[0]]
            best = _Match(rank, words.format(mask(key[1:])))
    return best


# -- names


def _name_queries(typed: str) -> Iterator[list[Phrase]]:
    """Full-text queries in the order of how well they fit: whole, beginning, anywhere."""
    tokens = name_tokens(typed)
    han = [token for token in tokens if is_han(token[0])]
    if not tokens:
        return
    if len(han) == len(tokens):
        yield [Phrase(tuple(tokens), is_start=True)]
        yield [Phrase(tuple(tokens))]
    elif han:
        alone = [Phrase((token,)) for token in han]
        for reading in dict.fromkeys(_readings_of_mixed(typed)):
            yield [*alone, Phrase((reading,), is_prefix=True)]
        yield alone
    else:
        joined = "".join(tokens)
        yield [Phrase((joined,))]
        yield [Phrase((joined,), is_prefix=True)]
        if len(tokens) > 1:
            yield [*(Phrase((token,)) for token in tokens[:-1]), Phrase((tokens[-1],), is_prefix=True)]


def _readings_of_mixed(typed: str) -> Iterator[str]:
    """What the index may hold of a mixed text: its pinyin, or initials, a run of letters being one sound or several."""
    runs = re.findall(r"[a-z]+|[^a-z\s]", typed)[:4]
    yield "".join(sounds_of(run)[0] if is_han(run[0]) else run for run in runs)
    ways = [[sounds_of(run)[0][:1]] if is_han(run[0]) else list(dict.fromkeys([run[:1], run])) for run in runs]
    for way in product(*ways):
        yield "".join(way)


_NAME = Words("姓名", "name")
_FORMER_NAME = Words("已合并客户“{0}”", "merged client “{0}”")
#: Ranks of a match by a client's own name or number end here.
_AFTER_OWN = 3
_PINYIN = Words("拼音 {0}", "pinyin {0}")
_INITIALS = Words("首字母 {0}", "initials {0}")


def _match(row: _Row, typed: str) -> _Match | None:
    return _number_match(row, typed) or _name_match(row, typed)


def _former_match(row: _Row, merged: Iterable[Former], typed: str) -> _Match | None:
    """A match by the name of a client that was merged into this one: after all that match by their own."""
    for one in merged:
        if match := _name_match(row._replace(name=one.name), typed):
            return _Match(match.rank + _AFTER_OWN, _FORMER_NAME.format(one.name))
    return None


def _name_match(row: _Row, typed: str) -> _Match | None:
    tokens = name_tokens(typed)
    if not tokens:
        return None
    if any(is_han(token[0]) for token in tokens):
        wanted = "".join(tokens)
        name = "".join(name_tokens(row.name))
        if wanted in name:
            return _Match(0 if wanted == name else 1 if name.startswith(wanted) else 2, _NAME)
        mixed = "".join(sign for sign in typed if not sign.isspace())
        return _Match(1, Words("姓名与拼音", "name and pinyin")) if _fits_mixed(row.name, mixed) else None
    return _letters_match(row, tokens)


def _letters_match(row: _Row, tokens: list[str]) -> _Match | None:
    joined = "".join(tokens)
    from_start = _readings_from_start(row.name)
    found = None
    for entry in row.search_text.split():
        if not entry.startswith(joined):
            continue
        rank = int(entry != joined) if entry in from_start else 2
        if found is None or rank < found.rank:
            found = _Match(rank, from_start.get(entry, _PINYIN).format(entry))
    if found is None and all(any(e.startswith(token) for e in row.search_text.split()) for token in tokens):
        return _Match(2, _NAME)
    return found


def _readings_from_start(name: str) -> dict[str, Words]:
    """What may be typed for the whole name, and what that is."""
    han = "".join(sign for sign in name if is_han(sign))[:12]
    if not han:
        words = name_tokens(name)
        return dict.fromkeys([*words[:1], "".join(words), "".join(word[0] for word in words)], _NAME)
    readings = {}
    for syllables in spoken(han):
        readings["".join(syllables)] = _PINYIN
        readings["".join(s[0] for s in syllables)] = _INITIALS
    return readings


def _fits_mixed(name: str, typed: str) -> bool:
    """Whether a text of characters and letters runs along the name: ``张s`` ``zhang三`` ``z三f`` for 张三丰."""
    signs = [sign for sign in name if is_han(sign)]
    for start in range(len(signs)):
        for syllables in _sounds_from(signs, start):
            if _runs_along(signs[start:], syllables, typed):
                return True
    return False


def _sounds_from(signs: list[str], start: int) -> Iterator[tuple[str, ...]]:
    if start == 0:
        yield from spoken("".join(signs))
    else:
        yield from product(*(sounds_of(sign)[:1] for sign in signs[start:]))


def _runs_along(signs: list[str], sounds: tuple[str, ...], typed: str) -> bool:
    """Consume the text character by character: a sign, its whole sound, its first letter, or a cut-off last sound."""
    if not typed:
        return True
    if not signs:
        return False
    if typed[0] == signs[0]:
        return _runs_along(signs[1:], sounds[1:], typed[1:])
    sound = sounds[0]
    if sound.startswith(typed):
        return True
    for length in (len(sound), 1):
        if typed[:length] == sound[:length] and _runs_along(signs[1:], sounds[1:], typed[length:]):
            return True
    return False
