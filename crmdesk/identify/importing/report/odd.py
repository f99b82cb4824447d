"""Changes of a value that are possible and hardly ever right, and when a number of them looks wrong.

All limits of the suspicious jumps stand here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from crmdesk.identify.names import folded, is_han, sounds_of
from crmdesk.identify.tables import FORM_TABLES, client

#: Assets of a client against the day before: so many times more or less is a wrong unit or a wrong column.
CLIENT_FACTOR = 100
#: Smaller amounts (cents) jump by themselves.
CLIENT_FLOOR = 10_000_00
#: The same for all clients of the import together.
TOTAL_FACTOR = 5
TOTAL_FLOOR = 1_000_000_00
#: Clients with a mobile here and none in a file that has a column for it: at least so many, and such a share.
PHONES_LOST, PHONES_SHARE = 5, 0.05
#: Clients closed by one import, or handed to another manager: at least so many, and such a share of the known ones.
CLOSED, CLOSED_SHARE = 10, 0.05
HANDED_ON, HANDED_ON_SHARE = 20, 0.2
#: A client file that names between these shares of a source's known clients is taken for a full one with a gap.
MISSING_FROM, MISSING_BELOW, MISSING_KNOWN = 0.1, 0.5, 20
#: The clients of the store grow by this factor or more.
GROWTH, GROWTH_KNOWN = 2.0, 20

_WORD = re.compile(r"[a-z]{2,}")
_PERSON = FORM_TABLES["person"].name


def is_other_name(old: str | None, new: str | None) -> bool:
    """Whether two names have nothing in common: no character, no word, and no sound of a character."""
    one, other = _parts(old or ""), _parts(new or "")
    return bool(one and other) and not one & other


def is_same_writing(one: str, other: str) -> bool:
    """Whether two names are one but for traditional, regional or older characters: 张伟, 張偉."""
    from crmdesk.identify.matching.fields.signs import written_forms

    forms = written_forms()
    ours, theirs = ("".join(forms.get(sign, sign) for sign in name) for name in (one, other))
    return ours == theirs


def _parts(name: str) -> set[str]:
    signs = {sign for sign in name if is_han(sign)}
    words = set(_WORD.findall(folded(name)))
    return signs | words | {sound for sign in signs for sound in sounds_of(sign)}


def _is_other_year(old: str | None, new: str | None) -> bool:
    return bool(old and new) and str(old)[:4] != str(new)[:4]


def _is_other(old: Any, new: Any) -> bool:
    return bool(old and new) and old != new


#: ``(table, field)`` → kind of oddity → test of the old and the new value, as row images have them.
ODD: dict[tuple[str, str], dict[str, Callable[[Any, Any], bool]]] = {
    (_PERSON, "birth_date"): {"birth_year": _is_other_year},
    (_PERSON, "sex"): {"sex": _is_other},
    (client.name, "name"): {"name": is_other_name},
    (client.name, "status"): {"closing": lambda old, new: old != "closed" and new == "closed"},
    (client.name, "manager"): {"manager": _is_other},
}
