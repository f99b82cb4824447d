"""The blocking keys of all clients, kept in the store: a later scan finds the candidates of a few clients by them.

Keys are 32-bit numbers, clients in rows of ``_AT_ONCE`` to a compressed part; what changed since is one more part. A
stale row does no harm: its client is read again before it is compared.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, delete, insert, select, update

from crmdesk.identify.matching.engine.blocking import effective_keys, in_columns
from crmdesk.identify.matching.engine.columns import Flags, Hashes, Ints
from crmdesk.identify.tables.matching import match_keys

_AT_ONCE = 1 << 17
#: Bits of a key by which most clients are ruled out before the whole key is compared.
_SIEVE = 22
_SPLITTER = "splitter"


@dataclass(frozen=True)
class KeptKeys:
    """Clients and their keys; ``splitter`` splits blocks that are too large."""

    ids: Ints
    keys: Mapping[str, Hashes]
    splitter: Hashes

    def effective(self) -> dict[str, Hashes]:
        return effective_keys(self.keys, self.splitter)


def keep_keys(connection: Connection, kind: str, version: str, found: KeptKeys, *, is_full: bool) -> None:
    """Store the keys of all clients of a kind, or add those of changed ones."""
    if is_full:
        connection.execute(delete(match_keys).where(match_keys.c.kind == kind))
    columns = {name: in_columns(key) for name, key in found.keys.items()}
    columns[_SPLITTER] = found.splitter[:, None]
    layout = json.dumps({name: key.shape[1] for name, key in columns.items()})
    for start in range(0, len(found.ids), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        content = _packed(found.ids[part], [key[part] for key in columns.values()])
        row = {"kind": kind, "version": version, "layout": layout, "clients": len(found.ids[part]), "content": content}
        connection.execute(insert(match_keys).values(row))


def _packed(ids: Ints, keys: Sequence[Hashes]) -> bytes:
    numbers = np.ascontiguousarray(np.hstack(keys).T)
    return zlib.compress(ids.astype("<i8").tobytes() + numbers.astype("<u4").tobytes(), 1)


def _unpacked(row: Any) -> tuple[Ints, dict[str, Hashes]]:
    content = zlib.decompress(row.content)
    ids = np.frombuffer(content, "<i8", row.clients)
    numbers = np.frombuffer(content, "<u4", offset=ids.nbytes).reshape(-1, row.clients)
    widths = json.loads(row.layout)
    ends = np.cumsum(list(widths.values()))
    return ids, {name: numbers[end - width : end].T for (name, width), end in zip(widths.items(), ends, strict=True)}


def sharing_keys(connection: Connection, kind: str, version: str, changed: KeptKeys) -> KeptKeys:
    """The changed clients, and all that share one of their keys; those in front, as they are now."""
    wanted = {name: np.unique(key[key != 0]) for name, key in changed.keys.items()}
    parts = [changed]
    query = select(match_keys).where(match_keys.c.kind == kind, match_keys.c.version == version)
    for row in connection.execute(query.order_by(match_keys.c.id.desc())):
        ids, keys = _unpacked(row)
        mask = _sharing(keys, wanted) & ~np.isin(ids, changed.ids)
        kept = {name: key[mask] for name, key in keys.items()}
        splitter = kept.pop(_SPLITTER)[:, 0]
        parts.append(KeptKeys(ids[mask], kept, splitter))
    return _newest(parts)


def _sharing(keys: Mapping[str, Hashes], wanted: Mapping[str, Hashes]) -> Flags:
    mask = np.zeros(len(keys[_SPLITTER]), bool)
    for name, values in wanted.items():
        sieve = np.zeros(1 << _SIEVE, bool)
        sieve[values & np.uint32((1 << _SIEVE) - 1)] = True
        for column in keys[name].T:
            at = np.flatnonzero(sieve[column & np.uint32((1 << _SIEVE) - 1)])
            mask[at[np.isin(column[at], values)]] = True
    return mask


def _newest(parts: Sequence[KeptKeys]) -> KeptKeys:
    """All parts as one, of every client the newest row, which stands first."""
    ids = np.concatenate([part.ids for part in parts])
    first = np.sort(np.unique(ids, return_index=True)[1])
    splitter = np.concatenate([part.splitter for part in parts])
    keys = {name: _stacked([part.keys[name] for part in parts]) for name in parts[0].keys}
    return KeptKeys(ids[first], {name: key[first] for name, key in keys.items()}, splitter[first])


def _stacked(keys: Sequence[Hashes]) -> Hashes:
    """Below each other; one with fewer columns is filled up with 0."""
    columns = [in_columns(key) for key in keys]
    width = max(key.shape[1] for key in columns)
    return np.vstack([np.pad(key, ((0, 0), (0, width - key.shape[1]))) for key in columns])


def keys_are_kept(connection: Connection, kind: str, version: str) -> bool:
    query = select(match_keys.c.id).where(match_keys.c.kind == kind, match_keys.c.version == version)
    return connection.execute(query.limit(1)).first() is not None


def places_of(ids: Ints, wanted: NDArray[np.int64]) -> NDArray[np.int32]:
    """Where each wanted id stands among ascending ``ids``, -1 where it does not."""
    if not len(ids):
        return np.full(len(wanted), -1, np.int32)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return np.where(ids[places] == wanted, places, -1).astype(np.int32)


def drop_clients(connection: Connection, client_ids: Iterable[int]) -> None:
    """Forget the keys of clients that are erased by law: a key of a phone number could be guessed."""
    gone = np.fromiter(client_ids, np.int64)
    for row in connection.execute(select(match_keys)).all():
        ids, keys = _unpacked(row)
        kept = ~np.isin(ids, gone)
        if not kept.all():
            content = _packed(ids[kept], [key[kept] for key in keys.values()])
            changed = update(match_keys).where(match_keys.c.id == row.id)
            connection.execute(changed.values(content=content, clients=int(kept.sum())))
