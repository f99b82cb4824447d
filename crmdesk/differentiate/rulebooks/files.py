"""Rulebooks as files: TOML that a person can read, signed by head office or not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.differentiate.rulebooks.deciding import keep_draft
from crmdesk.differentiate.rulebooks.keys import trusted_key
from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.differentiate.rulebooks.shipped import whole
from crmdesk.differentiate.rulebooks.signing import SignedText, fingerprint, is_signed, signed_text, verified
from crmdesk.differentiate.rulebooks.toml_text import document_of
from crmdesk.differentiate.rulebooks.versions import VersionRow
from crmdesk.differentiate.tables import rulebook_version
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store

#: Far above any rulebook: a file beyond it is something else.
_LARGEST = 1_000_000


def read_text(path: Path) -> str:
    """The text of a file, every byte of it. Raises ``CrmError`` for what cannot be a rulebook."""
    if path.stat().st_size > _LARGEST:
        raise CrmError(tr("{path} is no rulebook: it is too large.", path=path.name))
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise CrmError(tr("{path} is no rulebook: it is not UTF-8 text.", path=path.name)) from None


def read_document(path: Path) -> Document:
    """The whole rules of a file, for looking at or rehearsing; a signature is not asked after."""
    return {key: value for key, value in whole(document_of(read_text(path))).items() if key != "signed"}


def import_file(store: Store, path: Path) -> int:
    """Keep a file as a draft and return its number. One that head office signed is kept to the letter.

    Raises ``CrmError`` for a signed file that was altered, that another key signed, or that is here already, and
    for an unsigned one that differs from what head office locked.
    """
    text = read_text(path)
    if not is_signed(text):
        return keep_draft(store, document_of(text), note=path.name)
    with store.read() as connection:
        found = verified(text, trusted_key(connection))
        _demand_new(connection, found)
    return _keep_signed(store, found, path.name)


def _demand_new(connection: Connection, found: SignedText) -> None:
    c, document = rulebook_version.c, found.document
    same = select(c.id).where(c.name == document["name"], c.version == document["version"])
    if connection.execute(same).first() is not None:
        raise CrmError(
            tr(
                "Version {version} of rulebook {name} is here already.",
                name=document["name"],
                version=document["version"],
            ),
            field="version",
        )


def _keep_signed(store: Store, found: SignedText, note: str) -> int:
    document = found.document
    seal = {"locked": "\n".join(found.locked), "signer": found.signer, "signature": found.signature}
    named = {"name": document["name"], "version": document["version"], "document": found.body, "note": note}
    by = {"created_by": store.actor, "created_at": dates.now(), "status": "draft", "reason": ""}
    with store.write(Words("导入总部规则", "Import a rulebook of head office")) as unit:
        return unit.add(rulebook_version, {**named, **seal, **by, "fingerprint": fingerprint(found.key)})


def export_text(found: VersionRow) -> str:
    """What a version is as a file; a signed one as head office sent it."""
    return found.text if found.signature is None else signed_text(found.text, found.signature)


def export_file(found: VersionRow, path: Path) -> None:
    path.write_bytes(export_text(found).encode())
