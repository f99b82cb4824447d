"""Stopping a statement that nobody waits for any more, from another thread."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection


def interrupt(connection: Connection) -> None:
    """Stop what runs on a connection; its thread gets a database error. Safe from any thread.

    Only for a connection that its thread still holds: after it went back to the pool the stop would hit a stranger.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        driver.interrupt()
    else:
        driver.cancel_safe()


def was_interrupted(error: BaseException) -> bool:
    """Whether an error is the answer to ``interrupt``."""
    text = str(error).lower()
    return "interrupted" in text or "canceling statement due to user request" in text
