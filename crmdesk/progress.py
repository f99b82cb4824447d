"""How long work tells how far it is and learns that it should stop."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from crmdesk.errors import Cancelled
from crmdesk.i18n import tr

Report = Callable[[int, int, str], None]


class Progress:
    """Handed to every long operation.

    ``at(done, total, text)`` reports (total 0 = unknown) and raises ``Cancelled`` once the user has
    asked to stop, so an operation that reports often is cancellable without further code.
    """

    def __init__(self, report: Report | None = None) -> None:
        self._report = report
        self._stop = Event()

    def cancel(self) -> None:
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        return self._stop.is_set()

    def at(self, done: int, total: int = 0, text: str = "") -> None:
        if self._stop.is_set():
            raise Cancelled(tr("Stopped. Nothing was written."))
        if self._report is not None:
            self._report(done, total, text)
