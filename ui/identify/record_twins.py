"""Whoever changes what tells clients apart is told whom the record now resembles."""

from __future__ import annotations

from typing import Any

from crmdesk.i18n import tr
from ui.framework.page import Desk
from ui.identify.matching.likely_hint import TELLING, LikelyHint
from ui.identify.record_view import RecordView


class RecordTwins(LikelyHint):
    """The hint of the Record tab: look at the other client, or merge the two."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, use=tr("Merge…"))
        self._client_id = 0
        self.opened.connect(lambda client_id: desk.navigate.open_client(client_id, tab="record"))
        self.used.connect(self._merge_with)

    def look_at(self, view: RecordView, typed: dict[str, Any]) -> None:
        self._client_id = view.client_id
        if TELLING & typed.keys():
            self.look(view.kind, {**view.record.values, **typed}, except_id=view.client_id)
        else:
            self.forget()

    def _merge_with(self, client_id: int) -> None:
        from ui.identify.matching.merge_dialog import MergeDialog

        dialog = MergeDialog(self._desk, [self._client_id, client_id], parent=self)
        dialog.accepted.connect(lambda: self._desk.navigate.open_client(dialog.kept_id, tab="record"))
        dialog.open()
