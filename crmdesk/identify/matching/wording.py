"""Levels in words, more exactly where the two values say more than the level does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from crmdesk.i18n import Words
from crmdesk.identify.matching.engine.comparison import Comparison
from crmdesk.identify.matching.fields import names
from crmdesk.identify.matching.fields.signs import plain_sign
from crmdesk.identify.names import is_han

Values = Mapping[str, str]

_BY_ORDER = Words("姓与名的顺序不同", "Family and given name in another order")
_BY_PINYIN = Words("汉字与拼音一致", "Characters and pinyin agree")
_BY_FORM = Words("繁简、异体字或空格不同，其余相同", "The same in another script or spacing")
_BY_LENGTH = Words("15位与18位一致", "15 and 18 digits agree")
_BY_SUFFIX = Words("仅组织形式写法不同", "Only the legal form is written differently")


def worded(one: Comparison, level: int, ours: Values, theirs: Values) -> Words:
    """What a person reads about a level."""
    exact = _EXACT.get(one.name)
    found = exact(level, " ".join(ours.values()), " ".join(theirs.values())) if exact else None
    return found or one.levels[level - 1].words


def _name(level: int, ours: str, theirs: str) -> Words | None:
    if level == names.SAME:
        return None if ours == theirs else _BY_FORM
    if level != names.SOUND:
        return None
    if is_han(ours[:1]) != is_han(theirs[:1]):
        return _BY_PINYIN
    plain = [sorted("".join(map(plain_sign, text))) for text in (ours, theirs)]
    return _BY_ORDER if plain[0] == plain[1] else None


def _id_no(level: int, ours: str, theirs: str) -> Words | None:
    lengths = {len(re.sub(r"\s", "", text)) for text in (ours, theirs)}
    return _BY_LENGTH if level == 1 and lengths == {15, 18} else None


def _company(level: int, ours: str, theirs: str) -> Words | None:
    return _BY_SUFFIX if level == 1 and ours != theirs else None


_EXACT: dict[str, Callable[[int, str, str], Words | None]] = {
    "name": _name,
    "id_no": _id_no,
    "legal_rep_id_no": _id_no,
}
