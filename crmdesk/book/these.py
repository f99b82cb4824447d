"""Lists of clients that no condition describes, such as those behind a cell of a picture.

They are kept while the program runs; a filter names them by number (``these:3``), so that they are sorted, counted,
narrowed and exported like every other list.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from crmdesk.i18n import Words

#: The oldest list goes when there are more: 100 lists of 100,000 clients are 80 MB.
_MOST = 100


@dataclass(frozen=True)
class NamedList:
    """``ids`` as they were given; ``words`` say on the chip where they come from."""

    ids: array[int]
    words: Words


_lists: OrderedDict[int, NamedList] = OrderedDict()
_numbers = count(1)


def keep_these(ids: Iterable[int], words: Words | str) -> str:
    """Remember a list; the expression that a filter finds it by."""
    number = next(_numbers)
    _lists[number] = NamedList(array("q", ids), Words(words, words) if isinstance(words, str) else words)
    while len(_lists) > _MOST:
        _lists.popitem(last=False)
    return f"these:{number}"


def named_list(number: int) -> NamedList | None:
    return _lists.get(number)
