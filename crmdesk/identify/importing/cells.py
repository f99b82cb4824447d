"""The cells of a column on their way to values: each different text is read once, plain columns all at once.

A column of money or numbers in the form that nearly every system writes is recognized by one look at all its
cells together; reading them one by one would be most of the time of an import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from crmdesk.errors import CrmError

Cleaner = Callable[[str], Any]

#: A column at a time: its values, or None when some cell needs a closer look.
ColumnCleaner = Callable[[Sequence[str]], list[Any] | None]

#: Different texts of a column that are remembered.
_MOST_DIFFERENT = 50_000

_PLAIN_MONEY = re.compile(r"(?:-?[0-9]{1,15}\.[0-9]{2}\n)*+")


@dataclass(frozen=True)
class Refused:
    """A cell that could not be read, and why."""

    reason: str


class Cells(dict[str, Any]):
    """Cleaned values by raw text: a column of a million cells has far fewer different texts."""

    def __init__(self, clean: Cleaner, at_once: ColumnCleaner | None = None) -> None:
        super().__init__()
        self.clean = clean
        self.at_once = at_once
        self.has_refused = False
        self._repeats = True

    def is_refused(self, raw: str) -> bool:
        return isinstance(self[raw], Refused)

    def values_of(self, texts: Sequence[str]) -> list[Any]:
        """The value of each cell; ``Refused`` for one that could not be read."""
        if self.at_once is not None and (values := self.at_once(texts)) is not None:
            return values
        if not self._repeats:
            with suppress(CrmError):  # then cell by cell, to say which
                return list(map(self.clean, texts))
        if len(self) > _MOST_DIFFERENT:
            self.clear()
        before = len(self)
        values = list(map(self.__getitem__, texts))
        self._repeats = (len(self) - before) * 5 < len(texts) * 4
        return values

    def __missing__(self, raw: str) -> Any:
        try:
            value = self.clean(raw)
        except CrmError as error:
            value = Refused(error.message)
            self.has_refused = True
        self[raw] = value
        return value


def money_at_once(texts: Sequence[str]) -> list[Any] | None:
    """Whole cents of a column whose every cell is an amount with two decimals."""
    joined = "\n".join(texts)
    if not _PLAIN_MONEY.fullmatch(joined + "\n"):
        return None
    cents = list(map(int, joined.replace(".", "").split("\n")))
    return cents if len(cents) == len(texts) else None


def digits_at_once(texts: Sequence[str], *, limit: int | None = None, prefix: str = "") -> list[Any] | None:
    """The cells of a column as they are, when all consist of digits and none is longer than ``limit``."""
    joined = "".join(texts)
    if not (joined.isascii() and joined.isdigit()) or "" in texts:
        return None
    if limit is not None and max(map(len, texts)) > limit:
        return None
    return [prefix + text for text in texts] if prefix else list(texts)
