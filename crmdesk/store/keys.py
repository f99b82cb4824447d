"""The data key of a store and the slots that wrap it.

The key is random and never written as it is: every slot of the ``.keys`` file beside the store wraps it
under a secret of its own and names its algorithms, so that a suite can be replaced one slot at a time.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmdesk.errors import CrmError
from crmdesk.i18n import tr

SUITE = "argon2id-v19+aes256gcm"
KDF = {"time_cost": 3, "memory_cost": 65536, "parallelism": 2}
#: What a slot may ask of this computer: a damaged or hostile file must not eat its memory.
_MOST = {"time_cost": 20, "memory_cost": 1_048_576, "parallelism": 16}

Slot = dict[str, Any]


@dataclass(frozen=True)
class DataKey:
    """256 bits of key and the file's 128-bit salt, both in hex."""

    key: str
    salt: str

    @property
    def pragma(self) -> str:
        return f"x'{self.key}{self.salt}'"

    @property
    def secret(self) -> bytes:
        return bytes.fromhex(self.key)


def new_data_key() -> DataKey:
    return DataKey(secrets.token_hex(32), secrets.token_hex(16))


def keys_path(store_path: Path) -> Path:
    return store_path.with_name(store_path.name + ".keys")


def _slot_secret(passphrase: str, salt: bytes, kdf: dict[str, int]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode(), salt, hash_len=32, type=Type.ID, **kdf)


def wrap(data_key: DataKey, passphrase: str, *, name: str = "passphrase") -> Slot:
    """A slot: what must be known besides the passphrase to unwrap the data key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({"key": data_key.key, "salt": data_key.salt}).encode()
    sealed = AESGCM(_slot_secret(passphrase, salt, KDF)).encrypt(nonce, plain, f"{SUITE}:{name}".encode())
    encoded = {k: base64.b64encode(v).decode() for k, v in {"salt": salt, "nonce": nonce, "sealed": sealed}.items()}
    return {"name": name, "suite": SUITE, "kdf": dict(KDF), **encoded}


def unwrap(slots: list[Slot], passphrase: str) -> DataKey:
    """The data key from the first slot that opens. Raises ``CrmError`` when none does."""
    known = [slot for slot in slots if slot["suite"] == SUITE]
    if not known:
        raise CrmError(tr("This store is locked in a way that this CRM Desk does not know. Update the program."))
    for slot in known:
        if data_key := _unwrap_one(slot, passphrase):
            return data_key
    raise CrmError(tr("The passphrase is wrong. The store was not changed."), field="passphrase")


def _unwrap_one(slot: Slot, passphrase: str) -> DataKey | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce, sealed = (base64.b64decode(slot[k]) for k in ("salt", "nonce", "sealed"))
    try:
        cipher = AESGCM(_slot_secret(passphrase, salt, slot["kdf"]))
        plain = cipher.decrypt(nonce, sealed, f"{SUITE}:{slot['name']}".encode())
    except InvalidTag:
        return None
    return DataKey(**json.loads(plain))


def _digest(slots: list[Slot]) -> str:
    return hashlib.sha256(json.dumps(slots, sort_keys=True).encode()).hexdigest()


def dump_slots(slots: list[Slot]) -> dict[str, Any]:
    """The slots as they are written, with a digest that shows damage before a passphrase is called wrong."""
    return {"format": 1, "slots": slots, "digest": _digest(slots)}


def parse_slots(content: Any) -> list[Slot]:
    """Slots from what ``dump_slots`` made. Raises ``ValueError``, ``KeyError`` or ``TypeError`` when damaged."""
    slots = content["slots"]
    if content["format"] != 1 or content["digest"] != _digest(slots) or not slots:
        raise ValueError("slots")
    for slot in slots:
        if not all(1 <= slot["kdf"][name] <= most for name, most in _MOST.items()):
            raise ValueError("kdf")
    return list(slots)


def write_slots(path: Path, slots: list[Slot]) -> None:
    """Replace the slot file as a whole: after a crash the old one or the new one is there, never half of one."""
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            json.dump(dump_slots(slots), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def read_slots(path: Path) -> list[Slot]:
    try:
        return parse_slots(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise CrmError(
            tr("The key file {name} is missing beside the store. Restore it from a backup.", name=path.name)
        ) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise CrmError(tr("The key file {name} is damaged. Restore it from a backup.", name=path.name)) from None
