"""Faults from outside (disk, lock, damage) in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from crmdesk.errors import CrmError
from crmdesk.i18n import tr

_KNOWN = {
    "database or disk is full": "The disk is full. Free some space and try again; nothing was changed.",
    "database is locked": "Another program is writing to the store. Try again in a moment.",
    "disk i/o error": "The disk reported an error. Check the drive; nothing was changed.",
    "readonly database": "The store is read-only: the folder or the file may not be written.",
    "unable to open database": "The store file cannot be opened. Check the path and the rights.",
    "file is not a database": "The store is damaged, or this is not a CRM Desk store. Restore the last backup.",
    "malformed": "The store is damaged. Restore the last backup.",
}


def plain_words(error: BaseException) -> CrmError | None:
    """The sentence for a fault of the database, or None when it is not one of the outside."""
    text = str(error).lower()
    for sign, sentence in _KNOWN.items():
        if sign in text:
            return CrmError(tr(sentence))
    return None


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn a known outside fault into ``CrmError``; a bug stays what it is."""
    try:
        yield
    except DBAPIError as error:
        known = plain_words(error.orig or error)
        if known is None:
            raise
        raise known from error
