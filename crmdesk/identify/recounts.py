"""What higher rooms keep in a client's row about rows below it, worked out again when rows moved between clients."""

from __future__ import annotations

from collections.abc import Callable

from crmdesk.store.history import Unit

Recount = Callable[[Unit, int], None]
_recounts: list[Recount] = []


def recounted(count: Recount) -> Recount:
    """Have ``count(unit, client_id)`` called for every client that rows came to or went from."""
    _recounts.append(count)
    return count


def recount(unit: Unit, client_id: int) -> None:
    for count in _recounts:
        count(unit, client_id)
