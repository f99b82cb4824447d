"""The audit chain: every entry's digest covers the entry and the digest before it.

The digest is an HMAC under a key derived from the data key, and the newest sequence number and digest
are sealed in ``meta``: an entry edited, removed, reordered or cut off at the end no longer verifies.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from sqlalchemy import Connection, insert, select

from crmdesk import dates
from crmdesk.store.meta import read_meta, write_meta
from crmdesk.store.tables import audit

_HEAD = "audit_head"


class AuditChain:
    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(b"crmdesk audit" + secret).digest()

    def sign(self, text: str) -> str:
        """A digest that only this store can make."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def _digest(self, previous: str, seq: int, at: str, actor: str, event: str, detail: str) -> str:
        return self.sign(json.dumps([previous, seq, at, actor, event, detail], ensure_ascii=False))

    def append(self, connection: Connection, *, actor: str, event: str, detail: dict[str, Any]) -> None:
        """Add an entry within the caller's transaction."""
        seq, previous = self._head(connection)
        seq += 1
        at, text = dates.now().isoformat(), json.dumps(detail, ensure_ascii=False, sort_keys=True)
        digest = self._digest(previous, seq, at, actor, event, text)
        row = {"seq": seq, "at": at, "actor": actor, "event": event, "detail": text, "digest": digest}
        connection.execute(insert(audit).values(row))
        write_meta(connection, _HEAD, f"{seq}:{digest}:{self.sign(f'{seq}:{digest}')}")

    def _head(self, connection: Connection) -> tuple[int, str]:
        head = read_meta(connection, _HEAD)
        if head is None:
            return 0, ""
        seq, digest, _seal = head.split(":")
        return int(seq), digest

    def first_fault(self, connection: Connection) -> int | None:
        """The first sequence number that does not verify, or None for a whole chain.

        Every store begins with the entry of its making, so an empty chain has lost its first.
        """
        head = read_meta(connection, _HEAD)
        previous, expected = "", 0
        for row in connection.execute(select(audit).order_by(audit.c.seq)):
            expected += 1
            if row.seq != expected:
                return expected
            if row.digest != self._digest(previous, row.seq, row.at, row.actor, row.event, row.detail):
                return expected
            previous = row.digest
        sealed = f"{expected}:{previous}:{self.sign(f'{expected}:{previous}')}"
        return None if head == sealed else expected + 1
