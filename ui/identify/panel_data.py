"""What the client panel shows, read in one job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmdesk.book.card import ClientCard
    from crmdesk.book.timeline import Event
    from crmdesk.interact.contact_points import Number
    from ui.identify.panel_scores import Reason

_COMING, _PAST = 2, 4
_READ = 60


@dataclass(frozen=True)
class PanelData:
    """``events``: the next two and the last four of the timeline, newest on top. ``numbers``: the main one first."""

    card: ClientCard
    why: Reason
    events: tuple[Event, ...]
    event_count: int
    numbers: tuple[Number, ...]


def panel_data(connection: Any, client_id: int) -> PanelData:
    """Raises ``CrmError`` when the client is gone."""
    from crmdesk.book.card import client_card
    from crmdesk.book.timeline import timeline
    from crmdesk.interact.contact_points import numbers
    from ui.identify.panel_scores import reason

    events = timeline(connection, client_id, _READ)
    coming = [event for event in events if event.is_open][-_COMING:]
    past = [event for event in events if not event.is_open][:_PAST]
    card = client_card(connection, client_id)
    return PanelData(
        card=card,
        why=reason(connection, client_id),
        events=(*coming, *past),
        event_count=len(events),
        numbers=tuple(numbers(connection, client_id)),
    )
