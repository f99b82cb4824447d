"""The data key of a store and the slots that wrap it.

The key is random and never written as it is: every slot of the ``.keys`` file beside the store wraps it
under a secret of its own and names its algorithms, so that a suite can be replaced one slot at a time.
"""

from __future__ import annotations

import base64
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


@dataclass(frozen=True)
class DataKey:
    """256 bits of key and the file's 128-bit salt, both in hex."""

    key: str
    salt: str

    @property
    def pragma(self) -> str:
        return f"x'{self.key}{self.salt}'"


def new_data_key() -> DataKey:
    return DataKey(secrets.token_hex(32), secrets.token_hex(16))


def keys_path(store_path: Path) -> Path:
    return store_path.with_name(store_path.name + ".keys")


def _slot_secret(passphrase: str, salt: bytes, kdf: dict[str, int]) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode(), salt, hash_len=32, type=Type.ID, **kdf)


def wrap(data_key: DataKey, passphrase: str, *, name: str = "passphrase") -> dict[str, Any]:
    """A slot: what must be known besides the passphrase to unwrap the data key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    plain = json.dumps({"key": data_key.key, "salt": data_key.salt}).encode()
    sealed = AESGCM(_slot_secret(passphrase, salt, KDF)).encrypt(nonce, plain, f"{SUITE}:{name}".encode())
    encoded = {k: base64.b64encode(v).decode() for k, v in {"salt": salt, "nonce": nonce, "sealed": sealed}.items()}
    return {"name": name, "suite": SUITE, "kdf": KDF, **encoded}


def unwrap(slots: list[dict[str, Any]], passphrase: str) -> DataKey:
    """The data key from the first slot that opens. Raises ``CrmError`` when none does."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    for slot in slots:
        if slot.get("suite") != SUITE:
            continue
        salt, nonce, sealed = (base64.b64decode(slot[k]) for k in ("salt", "nonce", "sealed"))
        try:
            aad = f"{SUITE}:{slot['name']}".encode()
            plain = AESGCM(_slot_secret(passphrase, salt, slot["kdf"])).decrypt(nonce, sealed, aad)
        except InvalidTag:
            continue
        return DataKey(**json.loads(plain))
    raise CrmError(tr("The passphrase is wrong. The store was not changed."), field="passphrase")


def write_slots(path: Path, slots: list[dict[str, Any]]) -> None:
    """Replace the slot file as a whole: after a crash the old one or the new one is there, never half of one."""
    partial = path.with_name(path.name + ".part")
    with partial.open("w", encoding="utf-8") as file:
        json.dump({"format": 1, "slots": slots}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def read_slots(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text("utf-8"))
        slots = content["slots"]
        if not isinstance(slots, list):
            raise ValueError("slots")
    except FileNotFoundError:
        raise CrmError(
            tr("The key file {name} is missing beside the store. Restore it from a backup.", name=path.name)
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise CrmError(tr("The key file {name} is damaged. Restore it from a backup.", name=path.name)) from None
    return slots
