"""One open store: reading, operations, batches, undo. Everything the desk keeps goes through here."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store import faults, history, open_files, stale, undoing
from crmdesk.store.audit import AuditChain
from crmdesk.store.history import Change, Unit
from crmdesk.store.keys import DataKey
from crmdesk.store.meta import read_meta, write_meta
from crmdesk.store.tables import operation

Listener = Callable[[Change], None]


class Store:
    """A store that is open. Make one with ``open_store`` or ``create_store``; threads may share it.

    One writer at a time; readers never wait for it and see the last committed state.
    """

    def __init__(self, engine: Engine, *, key: DataKey, actor: str, path: Path | None = None) -> None:
        self.engine = engine
        self.key = key
        self.path = path
        self._file = None if path is None else open_files.opened(path)
        self.actor = actor
        self.session = secrets.token_hex(8)
        self._audit = AuditChain(key.secret)
        self._writer = RLock()
        self._is_writing = False
        self._listeners: list[Listener] = []

    # -- reading

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view for queries. Outside faults become ``CrmError``."""
        with faults.in_plain_words(), self.engine.connect() as connection:
            yield connection

    # -- writing

    @contextmanager
    def write(self, label: Words) -> Iterator[Unit]:
        """One operation: one transaction, one undo step, one audit entry, one change notice.

        Leaving normally commits, an exception rolls everything back. Nothing is recorded when no row changed.
        """
        with self._transaction() as connection:
            unit = Unit(connection, lambda: self._add_operation(connection, label, is_batch=False))
            yield unit
            change = self._record(unit, label) if unit.rows else None
        if change is not None:
            self._notify(change)

    @contextmanager
    def batch(self, label: Words, *, detail: dict[str, Any] | None = None) -> Iterator[Connection]:
        """Set-based writing of many rows in one transaction: audited and announced, not on undo.

        ``detail`` may be filled inside the block; it is written to the audit entry at the end.
        """
        with self._transaction() as connection:
            operation_id = self._add_operation(connection, label, is_batch=True)
            connection.info["operation_id"] = operation_id
            yield connection
            entry = {"label": label.en, "operation": operation_id, **(detail or {})}
            self._audit.append(connection, actor=self.actor, event="batch", detail=entry)
        self._notify(Change(label, is_batch=True, operation_id=operation_id))

    @contextmanager
    def unlogged(self) -> Iterator[Connection]:
        """Bookkeeping that is no operation of the user: drafts, remembered views."""
        with self._transaction() as connection:
            yield connection

    def audit(self, event: str, **detail: Any) -> None:
        """Record an access or an act that changes no row: reveal, export, print, refused log-in."""
        with self._transaction() as connection:
            self._audit.append(connection, actor=self.actor, event=event, detail=detail)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with faults.in_plain_words(), self._writer:
            if self._is_writing:
                raise RuntimeError("an operation inside an operation")
            self._is_writing = True
            try:
                with self.engine.connect() as connection:
                    connection.execution_options(begin="IMMEDIATE")
                    with connection.begin():
                        yield connection
            finally:
                self._is_writing = False

    def _add_operation(self, connection: Connection, label: Words, *, is_batch: bool) -> int:
        undoing.drop_undone(connection, self.session)
        new = {
            "session": self.session,
            "at": dates.now(),
            "actor": self.actor,
            "label_zh": label.zh,
            "label_en": label.en,
            "is_batch": is_batch,
            "is_undone": False,
        }
        return history.inserted_key(connection.execute(insert(operation).values(new)))

    def _record(self, unit: Unit, label: Words) -> Change:
        connection, rows, operation_id = unit.connection, unit.rows, unit.operation_id
        history.save_images(connection, operation_id, rows)
        stale.note(connection, rows)
        touched = sorted({f"{row.table}:{row.key}" for row in rows})[:50]
        # No label: it may name a client, and an entry stays when the client is erased for ever.
        entry = {"operation": operation_id, "rows": touched}
        self._audit.append(connection, actor=self.actor, event="operation", detail=entry)
        return Change(label, tuple(rows), operation_id=operation_id)

    # -- undo

    def undo_label(self) -> Words | None:
        return self._label(is_undone=False)

    def redo_label(self) -> Words | None:
        return self._label(is_undone=True)

    def undo(self) -> Change | None:
        """Take back this session's newest operation. None when there is nothing to undo.

        Raises ``CrmError`` when a row has been changed since: nothing is overwritten unseen.
        """
        return self._step(is_undone=False)

    def redo(self) -> Change | None:
        """Do again what was undone last; a new operation empties the redo list."""
        return self._step(is_undone=True)

    def _step(self, *, is_undone: bool) -> Change | None:
        with self._transaction() as connection:
            step = undoing.next_step(connection, self.session, is_undone=is_undone)
            if step is None:
                return None
            rows = undoing.take(connection, step, is_undone=is_undone)
            stale.note(connection, rows)
            entry = {"operation": step.operation_id}
            self._audit.append(connection, actor=self.actor, event="redo" if is_undone else "undo", detail=entry)
        kind: Literal["redone", "undone"] = "redone" if is_undone else "undone"
        change = Change(step.label, tuple(rows), operation_id=step.operation_id, kind=kind)
        self._notify(change)
        return change

    def _label(self, *, is_undone: bool) -> Words | None:
        with self.read() as connection:
            step = undoing.next_step(connection, self.session, is_undone=is_undone)
        return step.label if step else None

    # -- notices

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` after every committed change, in the writing thread. Returns the way to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _notify(self, change: Change) -> None:
        for listener in list(self._listeners):
            listener(change)

    # -- facts

    def meta(self, key: str, default: str = "") -> str:
        with self.read() as connection:
            return read_meta(connection, key) or default

    def set_meta(self, key: str, value: str) -> None:
        with self.unlogged() as connection:
            write_meta(connection, key, value)

    def fingerprint(self, text: str) -> str:
        """A digest of a text under a key of this store: who knows the text can tell that it is meant, nobody else."""
        return self._audit.sign(f"fingerprint {text}")

    def fold_journal(self) -> None:
        """Bring the journal into the file and empty it, so that nothing removed is left in it."""
        if self.path is not None:
            with self.read() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def verify_audit(self) -> None:
        """Raise ``CrmError`` naming the first entry of the audit chain that was tampered with."""
        with self.read() as connection:
            fault = self._audit.first_fault(connection)
        if fault is not None:
            raise CrmError(tr("The audit log was altered at entry {seq}.", seq=fault))

    def close(self) -> None:
        """Fold the journal into the file and let go of it. Closing twice does no harm."""
        self.engine.dispose()
        if self._file is not None:
            open_files.closed(self._file)
            self._file = None
