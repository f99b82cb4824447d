"""Smallest valid rows for tests of the store itself."""

from datetime import date
from itertools import count

from crmdesk import dates

_numbers = count(1)


def new_client(seed, *, number=...):
    unique = next(_numbers) if number is None else seed
    return {
        "kind": "person",
        "client_no": f"C{unique:010d}",
        "name": f"张{seed}",
        "name_key": f"zhang{seed}",
        "search_text": f"张 {seed}",
        "search_keys": f"c{unique:010d}",
        "status": "active",
        "recorded_at": dates.now(),
    }


def new_contact(client_id, *, at=None):
    moment = at or dates.now()
    return {
        "client_id": client_id,
        "at": moment,
        "direction": "OB",
        "channel": "PH",
        "outcome": "OK",
        "created_by": "tester",
    }


def new_follow_up(client_id):
    return {"client_id": client_id, "kind": "review", "title": "回访", "due_on": date(2026, 11, 25), "status": "open"}
