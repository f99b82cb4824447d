"""The rulebooks that come with the program: ``resources/rulebooks/*.toml``.

A file may say ``extends = "name"`` and then states only what differs.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from crmdesk.differentiate.rulebooks.model import Document, Rulebook
from crmdesk.differentiate.rulebooks.parsing import parse
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.resources import resource_names, resource_toml


def rulebook_names() -> list[str]:
    return [name.removesuffix(".toml") for name in resource_names("rulebooks", ".toml")]


@cache
def load(name: str) -> Rulebook:
    """The shipped rulebook of that name. Raises ``CrmError`` naming the known ones when there is none."""
    return parse(shipped_document(name))


def shipped_document(name: str) -> Document:
    """The whole document of a shipped rulebook: a copy, which may be changed."""
    if name not in rulebook_names():
        known = ", ".join(rulebook_names())
        raise CrmError(tr("There is no rulebook {name}. Known: {known}.", name=name, known=known), field="rulebook")
    return deepcopy(whole(resource_toml("rulebooks", f"{name}.toml")))


def whole(document: Document) -> Document:
    """A document with what it extends written out; one that extends nothing as it is."""
    if "extends" not in document:
        return document
    own = {key: value for key, value in document.items() if key != "extends"}
    return _overlaid(shipped_document(document["extends"]), own)


def _overlaid(base: Document, top: Document) -> Document:
    merged = dict(base)
    for key, value in top.items():
        both = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _overlaid(base[key], value) if both else value
    return merged
