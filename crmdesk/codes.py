"""Code lists: every coded value of the program, from ``resources/codes/*.toml``.

A file is one table per list: ``[sex]`` with lines ``"1" = { zh = "男", en = "Male" }`` in the order in
which a form shows them. Further keys of an entry (``effective``, ``days`` …) are kept in ``extra``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.resources import resource_names, resource_toml


@dataclass(frozen=True)
class Code:
    value: str
    words: Words
    extra: dict[str, Any]


CodeList = dict[str, Code]


@cache
def _all_lists() -> dict[str, CodeList]:
    lists: dict[str, CodeList] = {}
    for name in resource_names("codes", ".toml"):
        for list_name, entries in resource_toml("codes", name).items():
            if list_name in lists:
                raise ValueError(f"code list {list_name} is declared twice")
            lists[list_name] = {
                value: Code(
                    value,
                    Words(entry["zh"], entry["en"]),
                    {k: v for k, v in entry.items() if k not in ("zh", "en")},
                )
                for value, entry in entries.items()
            }
    return lists


def code_list(name: str) -> CodeList:
    """The list in display order. Raises ``KeyError`` for an unknown list: that is a bug."""
    return _all_lists()[name]


def code_words(list_name: str, value: str) -> Words:
    """The words of a code; a value outside the list is shown as it is rather than hidden."""
    code = code_list(list_name).get(value)
    return code.words if code else Words(value, value)


def checked(list_name: str, value: str, *, field: str) -> Code:
    """The code of a value; ``CrmError`` at ``field`` naming the known values when there is none."""
    codes = code_list(list_name)
    if value not in codes:
        known = ", ".join(f"{code.value} {code.words}" for code in codes.values())
        raise CrmError(tr("Unknown code {text}. Known: {known}", text=value, known=known), field=field)
    return codes[value]
