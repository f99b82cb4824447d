"""Work off the UI thread: reads on three threads, writes on one, long jobs on two.

Answers come back on the UI thread, and only while their owner lives. A read with a ``key`` replaces the one
before it with the same owner and key: the older statement is interrupted and its answer dropped.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from shiboken6 import isValid

from crmdesk.errors import Cancelled, CrmError
from crmdesk.progress import Progress
from ui import errors

if TYPE_CHECKING:
    from crmdesk.store.store import Store

T = TypeVar("T")
Failed = Callable[[CrmError], None]


@dataclass(eq=False)
class _Task:
    """One piece of work under way and who waits for it."""

    owner: QObject | None
    then: Callable[[Any], None] | None
    failed: Failed | None
    job: Job | None = None
    is_stale: bool = False
    _connection: Any = None
    _lock: Lock = field(default_factory=Lock)

    def hold(self, connection: Any) -> None:
        with self._lock:
            self._connection = connection

    def replace(self) -> None:
        """Nobody wants the answer any more; stop the statement if it runs."""
        with self._lock:
            self.is_stale = True
            if self._connection is not None:
                from crmdesk.store.interrupts import interrupt

                interrupt(self._connection)

    @property
    def is_wanted(self) -> bool:
        return not self.is_stale and (self.owner is None or isValid(self.owner))


class Job:
    """A long job as the status bar shows it."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.done, self.total, self.text = 0, 0, ""
        self.started = time.monotonic()
        self.progress = Progress(self._report)

    def _report(self, done: int, total: int, text: str) -> None:
        self.done, self.total, self.text = done, total, text

    @property
    def rate(self) -> float:
        """Steps per second so far."""
        return self.done / max(time.monotonic() - self.started, 0.001)

    @property
    def seconds_left(self) -> float | None:
        return (self.total - self.done) / self.rate if self.total and self.done else None

    def cancel(self) -> None:
        self.progress.cancel()


class Answers(QObject):
    """Starts work on threads and brings the answers back to the UI thread."""

    #: Nothing is under way any more.
    became_idle = Signal()
    _answered = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._open: set[_Task] = set()
        self._is_closed = False
        self._answered.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @property
    def is_idle(self) -> bool:
        return not self._open

    def _start(self, pool: ThreadPoolExecutor, task: _Task, work: Callable[[], Any]) -> None:
        if self._is_closed:
            return
        self._open.add(task)
        pool.submit(work).add_done_callback(lambda future: self._hand_over(task, future))

    def _hand_over(self, task: _Task, future: Future[Any]) -> None:
        """On the worker thread: send the outcome to the UI thread."""
        if not self._is_closed and isValid(self):
            self._answered.emit(task, future)

    def _answer(self, task: _Task, future: Future[Any]) -> None:
        self._open.discard(task)
        if task.is_wanted and not self._is_closed:
            _deliver(task, future)
        if self.is_idle:
            self.became_idle.emit()


def _deliver(task: _Task, future: Future[Any]) -> None:
    error = future.exception()
    if error is None:
        if task.then is not None:
            task.then(future.result())
    elif isinstance(error, Cancelled) and task.failed is None:
        errors.tell(error.message)
    elif isinstance(error, CrmError):
        (task.failed or errors.show)(error)
    else:
        sys.excepthook(type(error), error, error.__traceback__)


class Background(Answers):
    """Work without an open store: opening, making, restoring one."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(1, "background")

    def run(
        self,
        work: Callable[[], T],
        *,
        then: Callable[[T], None] | None = None,
        owner: QObject | None = None,
        failed: Failed | None = None,
    ) -> None:
        self._start(self._pool, _Task(owner, then, failed), work)

    def close(self) -> None:
        self._is_closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)


class Runner(Answers):
    """Runs work for the pages of one open store."""

    #: The list of long jobs, or the progress of one, changed.
    jobs_changed = Signal()
    #: The store is about to be left: whoever outlives the pages lets go of what it holds of it.
    closing = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._readers = ThreadPoolExecutor(3, "reader")
        self._writer = ThreadPoolExecutor(1, "writer")
        self._workers = ThreadPoolExecutor(2, "job")
        self._latest: dict[tuple[int, str], _Task] = {}
        self.jobs: list[Job] = []
        self._ticker = QTimer(self, interval=150)
        self._ticker.timeout.connect(self.jobs_changed)

    # -- asking

    def read(
        self,
        query: Callable[[Any], T],
        *,
        then: Callable[[T], None],
        owner: QObject,
        key: str = "",
        failed: Failed | None = None,
    ) -> None:
        """``query(connection)`` on a reader thread, then ``then(answer)`` here."""
        task = _Task(owner, then, failed)
        if key:
            self.drop(owner, key)
            self._latest[id(owner), key] = task
        self._start(self._readers, task, lambda: self._query(task, query))

    def drop(self, owner: QObject, key: str) -> None:
        """Forget the read that ``owner`` started under ``key``."""
        older = self._latest.pop((id(owner), key), None)
        if older is not None:
            older.replace()

    def write(
        self,
        operation: Callable[[Store], T],
        *,
        then: Callable[[T], None] | None = None,
        owner: QObject | None = None,
        failed: Failed | None = None,
    ) -> None:
        """``operation(store)`` on the writer thread; a ``CrmError`` goes to ``failed`` or becomes a toast."""
        self._start(self._writer, _Task(owner, then, failed), lambda: operation(self._store))

    def job(
        self,
        title: str,
        work: Callable[[Store, Progress], T],
        *,
        then: Callable[[T], None] | None = None,
        owner: QObject | None = None,
        failed: Failed | None = None,
    ) -> Job:
        """A long ``work(store, progress)`` shown in the status bar with progress, rate, time left and cancel."""
        job = Job(title)
        self.jobs.append(job)
        self._ticker.start()
        self._start(self._workers, _Task(owner, then, failed, job), lambda: work(self._store, job.progress))
        self.jobs_changed.emit()
        return job

    def close(self) -> None:
        """Stop everything and wait for the threads; answers no longer arrive."""
        self.closing.emit()
        self._is_closed = True
        for task in list(self._open):
            task.replace()
        for job in self.jobs:
            job.cancel()
        for pool in (self._readers, self._writer, self._workers):
            pool.shutdown(wait=True, cancel_futures=True)

    # -- running

    def _query(self, task: _Task, query: Callable[[Any], T]) -> T | None:
        if task.is_stale:
            return None
        with self._store.read() as connection:
            task.hold(connection)
            try:
                return query(connection)
            finally:
                task.hold(None)

    def _answer(self, task: _Task, future: Future[Any]) -> None:
        if task.job is not None:
            self._forget(task.job)
        super()._answer(task, future)

    def _forget(self, job: Job) -> None:
        self.jobs.remove(job)
        if not self.jobs:
            self._ticker.stop()
        self.jobs_changed.emit()
