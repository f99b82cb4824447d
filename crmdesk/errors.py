"""The one kind of error a user is shown. Anything else that escapes is a bug."""

from __future__ import annotations


class CrmError(Exception):
    """Something the user can act on: what is wrong, where, and what to do.

    ``message`` is a sentence in the user's language (build it with ``tr``); ``field`` names the
    form field or file column it belongs to, if any.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Cancelled(CrmError):
    """The user stopped a job; nothing of it was written."""
