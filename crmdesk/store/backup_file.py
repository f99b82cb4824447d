"""The format of a backup: one file that can be restored alone.

It is the encrypted database, page for page, then a card (JSON) with the key slots, an HMAC of every byte
before it, and facts for people; then the card's SHA-256, its length in eight bytes, and a mark of sixteen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store import keys
from crmdesk.store.files import BACKUP_MARK
from crmdesk.store.keys import DataKey, Slot

#: ``told(done bytes, all bytes)``; may raise to stop.
Told = Callable[[int, int], None]

_BLOCK = 1 << 20
_TAIL = 32 + 8 + len(BACKUP_MARK)


@dataclass(frozen=True)
class Card:
    """What stands behind the pages: ``size`` bytes of database, their digest, when it was made, the keys."""

    size: int
    digest: str
    made_at: str
    slots: list[Slot]


def _page_digest(file: BinaryIO, size: int, key: DataKey, told: Told) -> str:
    """HMAC-SHA256 of the first ``size`` bytes under a key of its own, in hex."""
    mac = hmac.new(hashlib.sha256(b"crmdesk backup" + key.secret).digest(), digestmod=hashlib.sha256)
    done = 0
    while done < size:
        block = file.read(min(_BLOCK, size - done))
        if not block:
            break
        mac.update(block)
        done += len(block)
        told(done, size)
    return mac.hexdigest()


def seal(part: Path, key: DataKey, slots: list[Slot], *, made_at: str, told: Told) -> None:
    """Append the card to a finished copy of the database and wait until it is on the disk."""
    size = part.stat().st_size
    with part.open("r+b") as file:
        digest = _page_digest(file, size, key, told)
        content = keys.dump_slots(slots) | {"size": size, "pages": digest, "made_at": made_at}
        card = json.dumps(content, sort_keys=True).encode()
        file.seek(size)
        file.write(card + hashlib.sha256(card).digest() + len(card).to_bytes(8, "big") + BACKUP_MARK)
        file.flush()
        os.fsync(file.fileno())


def read_card(path: Path) -> Card:
    """The card of a backup. Raises ``CrmError`` when the file is none or its end is damaged."""
    try:
        with path.open("rb") as file:
            return _parse_card(file, path.stat().st_size)
    except (OSError, ValueError, KeyError, TypeError):
        raise CrmError(tr("{path} is damaged or is not a backup. Use another backup.", path=path)) from None


def _parse_card(file: BinaryIO, whole: int) -> Card:
    file.seek(whole - _TAIL)
    tail = file.read()
    length = int.from_bytes(tail[32:40], "big")
    file.seek(whole - _TAIL - length)
    card = file.read(length)
    content = json.loads(card)
    if hashlib.sha256(card).digest() != tail[:32] or content["size"] + length + _TAIL != whole:
        raise ValueError("card")
    slots = keys.parse_slots(content)
    return Card(content["size"], content["pages"], content["made_at"], slots)


def require_pages(path: Path, card: Card, key: DataKey, told: Told) -> None:
    """Raise ``CrmError`` when one bit of the database in a backup is not as it was written."""
    with path.open("rb") as file:
        digest = _page_digest(file, card.size, key, told)
    if not hmac.compare_digest(digest, card.digest):
        raise CrmError(tr("The backup {path} is damaged. Use another backup.", path=path))


def copy_pages(source: Path, card: Card, target: Path) -> None:
    """The database out of a backup, into a new file."""
    with source.open("rb") as file, target.open("wb") as copy:
        shutil.copyfileobj(file, copy, _BLOCK)
        copy.truncate(card.size)
        copy.flush()
        os.fsync(copy.fileno())
