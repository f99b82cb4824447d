"""What was typed and not kept as a version yet, as a draft of the store holds it."""

from __future__ import annotations

from typing import Any

from crmdesk.differentiate.rule_fields import Editing
from crmdesk.differentiate.rulebooks import Document, document_of, text_of


def content_of(editing: Editing, version: int | None) -> dict[str, Any]:
    """``version``: the number of the stored draft that is changed. Nothing to keep when nothing differs."""
    if not editing.is_changed:
        return {"version": version}
    unread = [[list(path), text] for path, text in editing.unread.items()]
    return {"version": version, "document": text_of(editing.document), "unread": unread}


def editing_of(base: Document, content: dict[str, Any]) -> Editing:
    """The changes again, against what is in force now."""
    document = content.get("document")
    editing = Editing(base, document_of(document) if document else None)
    editing.unread = {tuple(path): text for path, text in content.get("unread", ())}
    return editing
