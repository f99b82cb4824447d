"""Versions: drafts, what is approved from which month, what was withdrawn; who decided, why, and who signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk import dates
from crmdesk.differentiate.rule_fields.sections import part_words
from crmdesk.differentiate.rulebooks import rulebook_names, shipped_document
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Card, Line, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, Tag, TagLabel, WrappedLabel
from ui.framework.links import Link

if TYPE_CHECKING:
    from crmdesk.differentiate.rulebooks import VersionRow
    from ui.differentiate.rules.state import RulesState

_STATUS: dict[str, tuple[Words, Tag]] = {
    "draft": (Words("草稿", "Draft"), "accent"),
    "approved": (Words("已批准", "Approved"), "ok"),
    "withdrawn": (Words("已撤回", "Withdrawn"), "neutral"),
}
_ACTS = {
    "edit": Words("编辑", "Edit"),
    "rehearse": Words("预演并批准", "Rehearse and approve"),
    "delete": Words("删除", "Delete"),
    "copy": Words("据此新建草稿", "Make a draft of it"),
    "withdraw": Words("撤回", "Withdraw"),
    "export": Words("导出", "Export"),
}
_OF = {
    "draft": ("rehearse", "edit", "export", "delete"),
    # What head office signed is taken as it stands.
    "signed": ("rehearse", "copy", "export", "delete"),
    "approved": ("copy", "export", "withdraw"),
    "withdrawn": ("copy", "export"),
}


class VersionsSection(RulesSection):
    """``act_asked``: (act, version number) of ``edit rehearse delete copy withdraw export``, or ("import", 0)."""

    name: ClassVar[str] = "versions"
    title: ClassVar[Words] = Words("版本", "Versions")
    about: ClassVar[Words] = Words(
        "批准的版本自某月 1 日起生效，历史月份始终按当时的规则。撤回后，自尚未分类的首个月起恢复前一版本。",
        "An approved version holds from the first of a month on; past months keep the rules they had. Withdrawn, the "
        "one before holds again from the first month not classified yet.",
    )

    act_asked = Signal(str, int)
    preset_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.state: RulesState | None = None
        self.links: dict[tuple[str, int], Link] = {}

    def show_state(self, state: RulesState) -> None:
        self.state = state

    def structure(self, _view: RulesView) -> object:
        return self.state

    def build(self, _view: RulesView) -> None:
        self.links.clear()
        state = self.state
        assert state is not None
        bring = Link(tr("Import a file…"), role="body")
        bring.clicked.connect(lambda: self.act_asked.emit("import", 0))
        card = Card(tr("Versions of this branch"), right=(bring,), gap=3)
        if not state.versions:
            said = tr("The rulebook shipped with the program holds. A draft you keep stands here.")
            card.body.addWidget(WrappedLabel(said, tone="secondary"))
        for place, one in enumerate(state.versions):
            if place:
                card.body.addWidget(Line())
            card.body.addWidget(self._version(one, is_base=one.id == (state.row.id if state.row else 0)))
        self.body.addWidget(card)
        self.body.addWidget(self._shipped())
        self.body.addWidget(self._head_office(state))

    def _version(self, one: VersionRow, *, is_base: bool) -> QWidget:
        words, tag = _STATUS[one.status]
        document = one.document
        name = Words(str(document.get("zh", one.name)), str(document.get("en", one.name)))
        marks: list[QWidget] = [TagLabel(str(words), tag=tag)]
        if is_base:
            marks.append(TagLabel(_since(one), tag="accent"))
        if one.is_signed:
            marks.append(IconLabel("shield-check", "state.ok", size=16))
            marks.append(PlainLabel(tr("signed by {signer}", signer=one.signer), role="caption", tone="ok"))
        head = row(PlainLabel(f"{name} {one.version}", role="strong"), *marks, None, *self._acts(one), gap=2)
        line = QWidget()
        lines = [WrappedLabel(text, role="caption", tone="secondary") for text in _story(one)]
        line.setLayout(column(head, *lines, gap=1))
        return line

    def _acts(self, one: VersionRow) -> Iterator[QWidget]:
        for act in _OF["signed" if one.status == "draft" and one.is_signed else one.status]:
            link = Link(str(_ACTS[act]), name=f"{_ACTS[act]} {one.version}")
            link.clicked.connect(lambda _on=False, act=act: self.act_asked.emit(act, one.id))
            self.links[act, one.id] = link
            yield link

    def _shipped(self) -> QWidget:
        """The presets that come with the program, to begin from."""
        card = Card(tr("Shipped with the program"))
        for name in rulebook_names():
            document = shipped_document(name)
            start = Link(tr("Begin from it"), name=tr("Begin from {name}", name=name))
            start.clicked.connect(lambda _on=False, name=name: self.preset_asked.emit(name))
            words = PlainLabel(f"{Words(document['zh'], document['en'])} {document['version']}")
            card.body.addLayout(row(words, None, start))
        return card

    def _head_office(self, state: RulesState) -> QWidget:
        trust = Link(tr("Trust another key…") if state.trusted else tr("Trust a key…"), role="body")
        trust.clicked.connect(lambda: self.act_asked.emit("trust", 0))
        card = Card(tr("Head office"), right=(trust,))
        if not state.trusted:
            said = tr("No key is trusted: a rulebook that head office signed cannot be taken. Ask for its public key.")
            card.body.addWidget(WrappedLabel(said, tone="secondary"))
            return card
        card.body.addWidget(PlainLabel(tr("Trusted key {fingerprint}", fingerprint=state.trusted), tone="secondary"))
        if state.lock is not None:
            parts = tr(", ").join(str(part_words(state.base, path)) for path in state.locked)
            said = tr("{signer} locked: {parts}.", signer=state.lock.signer, parts=parts or "—")
            card.body.addWidget(WrappedLabel(said, tone="secondary"))
        return card


def _since(one: VersionRow) -> str:
    first = one.effective_from
    if first is None or first <= dates.local_today():
        return tr("in force")
    return tr("from {month} on", month=f"{first:%Y-%m}")


def _story(one: VersionRow) -> Iterator[str]:
    """Who, when and why, oldest first."""
    made = tr("kept by {name} on {day}", name=one.created_by or "—", day=_day(one.created_at))
    yield " · ".join(filter(None, [made, one.note]))
    if one.approved_by and one.effective_from:
        when = {"day": _day(one.approved_at), "month": f"{one.effective_from:%Y-%m}"}
        said = tr("approved by {name} on {day}, effective from {month}", name=one.approved_by, **when)
        yield " · ".join(filter(None, [said, one.reason]))
    if one.withdrawn_by and one.withdrawn_from:
        when = {"day": _day(one.withdrawn_at), "month": f"{one.withdrawn_from:%Y-%m}"}
        yield tr("withdrawn by {name} on {day}, from {month}", name=one.withdrawn_by, **when)


def _day(moment: object) -> str:
    from datetime import datetime

    return f"{moment.astimezone(dates.CHINA):%Y-%m-%d}" if isinstance(moment, datetime) else "—"
