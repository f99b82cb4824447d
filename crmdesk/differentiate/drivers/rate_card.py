"""What an hour of staff time costs, by the rate card of the rulebook in force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from crmdesk.differentiate import rulebooks
from crmdesk.resources import resource_toml


def hourly_cost(connection: Connection, on: date) -> int:
    """Cents of an hour on a day."""
    document = rulebooks.document_in_force(connection, on)
    service = document.get("service") or resource_toml("standards", "drivers.toml")["service"]
    return round(100 * float(service["hourly_cost"]))
