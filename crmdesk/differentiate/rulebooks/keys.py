"""Head office's key: made once, kept under a passphrase; the public half is what a store trusts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from crmdesk.differentiate.rulebooks.signing import fingerprint
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.meta import read_meta
from crmdesk.store.store import Store

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_META = "head_office_key"


def make_key(path: Path, passphrase: str) -> Path:
    """Write a new private key under a passphrase to ``path`` and its public half beside it; return the latter's path.

    Raises ``CrmError`` when either file is there: a key that signed rulebooks is not written over.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    public_path = path.with_suffix(".pub")
    for one in (path, public_path):
        if one.exists():
            raise CrmError(tr("{path} is there already; a key is never written over.", path=one), field="output")
    key = Ed25519PrivateKey.generate()
    secret = serialization.BestAvailableEncryption(passphrase.encode())
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret)
    path.touch(mode=0o600)
    path.write_bytes(private)
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    public_path.write_bytes(key.public_key().public_bytes(serialization.Encoding.PEM, public))
    return public_path


def read_key(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """The private key of a file. Raises ``CrmError`` for another file or passphrase."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CrmError(tr("{path} is no key of a head office, or the passphrase is another.", path=path)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise CrmError(tr("{path} is no key of a head office, or the passphrase is another.", path=path))
    return key


def read_public_key(path: Path) -> str:
    """The public key of a file in hex."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise CrmError(tr("{path} is no public key of a head office.", path=path))
    return key.public_bytes_raw().hex()


def trusted_key(connection: Connection) -> str | None:
    """The public key (hex) whose rulebooks the store accepts; None while it trusts none."""
    return read_meta(connection, _META) or None


def trust(store: Store, key: str) -> None:
    """Accept rulebooks signed with this key (hex), and no longer those of another one."""
    store.set_meta(_META, key)
    store.audit("trust key", fingerprint=fingerprint(key))
