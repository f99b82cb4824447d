"""Rulebooks that head office signed (Ed25519): made, and read back only while every byte is as it was signed.

A signed file is the text of a document with a table ``[signed]`` (who, when, the public key, the locked parts) and one
last line with the signature of every byte before it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.differentiate.rulebooks.problems import demand_none, problems
from crmdesk.differentiate.rulebooks.schema import value_at
from crmdesk.differentiate.rulebooks.shipped import whole
from crmdesk.differentiate.rulebooks.toml_text import document_of, text_of
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.text import clean

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SIGNED = re.compile(r"(?P<body>.*\n)# signature: (?P<signature>[0-9a-f]{128})\n", re.DOTALL)
#: What belongs to the version and not to the rules; nobody locks it.
_UNLOCKABLE = ("name", "version", "effective_from", "signed", "extends")
_LONGEST_SIGNER = 60


@dataclass(frozen=True)
class SignedText:
    """A text that is as it was signed. ``body`` is what was signed, ``key`` the public key in hex."""

    body: str
    signature: str
    signer: str
    signed_on: date
    key: str
    locked: tuple[str, ...]

    @property
    def document(self) -> Document:
        """The rules alone."""
        return {key: value for key, value in document_of(self.body).items() if key != "signed"}

    @property
    def text(self) -> str:
        return signed_text(self.body, self.signature)


def signed_text(body: str, signature: str) -> str:
    return f"{body}# signature: {signature}\n"


def sign_file(
    document: Document, key: Ed25519PrivateKey, *, signer: str, signed_on: date, locked: Sequence[str] = ()
) -> str:
    """The text of a signed file. Raises ``CrmError`` for rules not in order or a locked path that leads nowhere."""
    rules = {name: value for name, value in whole(document).items() if name != "signed"}
    demand_none(problems(rules))
    _demand_paths(rules, locked)
    name = clean(signer)
    if not 0 < len(name) <= _LONGEST_SIGNER:
        raise CrmError(tr("Say who signs, in at most 60 characters."), field="signer")
    seal = {"by": name, "on": signed_on, "key": key.public_key().public_bytes_raw().hex(), "locked": list(locked)}
    body = text_of({**rules, "signed": seal})
    return signed_text(body, key.sign(body.encode()).hex())


def _demand_paths(rules: Document, locked: Sequence[str]) -> None:
    for path in locked:
        if path.split(".")[0] in _UNLOCKABLE or value_at(rules, tuple(path.split("."))) is None:
            raise CrmError(tr("There is nothing to lock at {path}.", path=path), field="locked")


def is_signed(text: str) -> bool:
    """Whether a text claims to be signed; it may be altered all the same."""
    return "# signature:" in text or "signed" in document_of(text)


def verified(text: str, trusted: str | None) -> SignedText:
    """A signed text whose every byte is as the holder of the trusted key (hex) signed it. Raises ``CrmError`` else."""
    found = _SIGNED.fullmatch(text)
    seal = document_of(found["body"]).get("signed") if found else None
    if not found or not isinstance(seal, dict) or not _matches(seal.get("key"), found["signature"], found["body"]):
        raise CrmError(
            tr("The signed rulebook was altered after it was signed, or cut off. Ask head office for the file again.")
        )
    if seal["key"] != trusted:
        raise CrmError(
            tr(
                "The rulebook is signed with a key this store does not trust: {fingerprint}. Compare that with head "
                "office by telephone, then trust its key.",
                fingerprint=shown_fingerprint(seal["key"]),
            )
        )
    return SignedText(found["body"], found["signature"], seal["by"], seal["on"], seal["key"], tuple(seal["locked"]))


def _matches(key: object, signature: str, body: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not isinstance(key, str) or not re.fullmatch(r"[0-9a-f]{64}", key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), body.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(key: str) -> str:
    """The digest by which two people compare a public key (hex)."""
    return hashlib.sha256(bytes.fromhex(key)).hexdigest()


def shown_fingerprint(key: str) -> str:
    """Its first 128 bits in groups of four."""
    text = fingerprint(key)[:32]
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
