"""The text of a document: TOML, the same document always the same text, so that a signature of it means something.

Plain values stand before tables, both in the order of the document; what the standard library reads back is equal.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.errors import CrmError
from crmdesk.i18n import tr

_BARE = re.compile(r"[A-Za-z0-9_-]+")
#: TOML wants them written out; JSON leaves the last one as it is.
_CONTROL = re.compile("[\x7f-\x9f\ud800-\udfff]")


def document_of(text: str) -> Document:
    """The document of a text. Raises ``CrmError`` saying where it is not TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CrmError(tr("This is not the text of a rulebook: {error}.", error=error)) from None


def text_of(document: Document) -> str:
    """TOML. Raises ``TypeError`` for a value a document cannot hold."""
    return "\n".join(_lines(document, ())).strip("\n") + "\n"


def _lines(table: Document, path: tuple[str, ...]) -> Iterator[str]:
    tables = {key: value for key, value in table.items() if isinstance(value, dict)}
    plain = {key: value for key, value in table.items() if key not in tables}
    if path and (plain or not tables):
        yield f"\n[{'.'.join(map(_key, path))}]"
    for key, value in plain.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, inner in tables.items():
        yield from _lines(inner, (*path, key))


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_value(inner)}' for key, inner in value.items())} }}"
    raise TypeError(f"a document cannot hold {type(value).__name__}")
