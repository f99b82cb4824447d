"""Views handed on as a file: small JSON, checked when it is read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from crmdesk.book.tables import saved_view
from crmdesk.book.views import View, view_content, view_of
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store.store import Store

_FORMAT = "crmdesk-views"
_VERSION = 1
_MOST_BYTES = 1_000_000
_MOST_VIEWS = 200


def export_views(views: Sequence[View], target: Path) -> None:
    """Write views to a file; it holds no client and no value of one but what the filters name."""
    listed = [{"name": view.name.zh, "name_en": view.name.en, **view_content(view)} for view in views]
    content = {"format": _FORMAT, "version": _VERSION, "views": listed}
    target.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_views(source: Path) -> list[View]:
    """The views of a file, not yet kept. Raises ``CrmError`` with a sentence for any file that is not one."""
    found = _content(source)
    listed = found.get("views")
    if found.get("format") != _FORMAT or not isinstance(listed, list):
        raise CrmError(tr("{name} is not a file of views.", name=source.name))
    if found.get("version") != _VERSION:
        raise CrmError(tr("{name} was written by a newer version of the program.", name=source.name))
    if not 0 < len(listed) <= _MOST_VIEWS:
        raise CrmError(tr("{name} holds no view, or too many.", name=source.name))
    return [_view(one, source) for one in listed]


def _content(source: Path) -> dict[str, Any]:
    try:
        if source.stat().st_size > _MOST_BYTES:
            raise CrmError(tr("{name} is not a file of views.", name=source.name))
        found = json.loads(source.read_text("utf-8-sig"))
    except OSError as error:
        raise CrmError(tr("{name} cannot be read: {fault}", name=source.name, fault=error.strerror or "")) from None
    except (ValueError, RecursionError):
        raise CrmError(tr("{name} is not a file of views.", name=source.name)) from None
    return found if isinstance(found, dict) else {}


def _view(content: Any, source: Path) -> View:
    name = content.get("name") if isinstance(content, dict) else None
    if not isinstance(name, str) or not name.strip() or len(name) > 80:
        raise CrmError(tr("{name} holds a view without a name.", name=source.name))
    return view_of(content, key="", name=" ".join(name.split()))


def import_views(store: Store, source: Path) -> list[int]:
    """Keep the views of a file, in one step; a name that is taken gets a number. Returns their ids."""
    views = read_views(source)
    with store.write(Words("导入视图“{name}”", "Import views of “{name}”").format(name=source.name)) as unit:
        rows = unit.connection.execute(select(saved_view.c.name, saved_view.c.place)).all()
        taken, last = {row.name for row in rows}, max((row.place for row in rows), default=0)
        ids = []
        for place, view in enumerate(views, start=last + 1):
            name = _free(view.name.zh, taken)
            taken.add(name)
            ids.append(unit.add(saved_view, {"name": name, "place": place, "content": view_content(view)}))
    return ids


def _free(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name[:74]} {number}"
    return found
