"""The cards of the plan editor: what stands in the way, texts, needs, actions, services, parties."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from crmdesk.codes import code_list, code_words
from crmdesk.customize.content import Action, Check, NeedLine, PlanContent, ServiceLine
from crmdesk.customize.matching import because
from crmdesk.i18n import Words, language, tr
from ui.customize.plan_view import PlanView
from ui.framework.buttons import Button
from ui.framework.editors import LongTextEditor, TextEditor
from ui.framework.form import FormField
from ui.framework.frames import Card, Line, clear_layout, column, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel, Tag, TagLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.shown import Shown

_LABEL = 80
_TYPING_MS = 900


class ObstacleCard(Card):
    """What must be cleared up before the plan can be approved; says so when nothing must."""

    def __init__(self) -> None:
        super().__init__(tr("Approval"), gap=2)
        self._lines = column(gap=1)
        self.body.addLayout(self._lines)

    def show_view(self, view: PlanView) -> None:
        clear_layout(self._lines)
        if view.current is None or not view.current.is_draft:
            self.hide()
            return
        self.show()
        for obstacle in view.obstacles:
            self._lines.addLayout(_marked("circle-alert", "state.bad", str(obstacle)))
        if not view.obstacles:
            words = tr("Every product fits, nothing is missing: the plan can be approved.")
            self._lines.addLayout(_marked("circle-check", "state.ok", words))


def _marked(icon: str, tone: str, words: str) -> QLayout:
    line = row(IconLabel(icon, tone, size=14), WrappedLabel(words), gap=2)
    line.setStretch(1, 1)
    return line


def other_language(text: str, before: Words) -> Words:
    """A text typed in the language of the window; the other one stays, unless it was the same text."""
    if before.zh == before.en:
        return Words(text, text)
    return Words(text, before.en) if language() == "zh" else Words(before.zh, text)


class TextCard(Card):
    """Running texts; written a moment after typing stops."""

    changed = Signal(str, object)

    def __init__(self) -> None:
        super().__init__(tr("Texts"), gap=2)
        self._before: dict[str, Words] = {}
        self._timers: dict[str, QTimer] = {}
        self.fields: dict[str, FormField] = {}
        for name, label in (
            ("lead", tr("Portrait")),
            ("proposition", tr("Proposition")),
            ("quote", tr("Client's words")),
            ("allocation_lead", tr("Allocation")),
            ("reason", tr("Reason")),
        ):
            self._add(name, label)

    def _add(self, name: str, label: str) -> None:
        editor = TextEditor(limit=200) if name in ("reason", "quote") else LongTextEditor(lines=3)
        field = FormField(name, label, editor, label_width=_LABEL, has_mark=False)
        timer = QTimer(self, singleShot=True, interval=_TYPING_MS)
        timer.timeout.connect(lambda: self._write(name))
        field.edited.connect(lambda _name: timer.start())
        self.fields[name], self._timers[name] = field, timer
        self.body.addWidget(field)

    def show_content(self, content: PlanContent, *, is_open: bool) -> None:
        self._before = {
            "lead": content.profile.lead,
            "proposition": content.proposition,
            "quote": Words(content.quote, content.quote),
            "allocation_lead": content.allocation.lead,
            "reason": content.reason,
        }
        for name, field in self.fields.items():
            field.editor.setEnabled(is_open)
            if not self._timers[name].isActive() and field.editor.typed() != str(self._before[name]):
                field.editor.show_value(str(self._before[name]))

    def _write(self, name: str) -> None:
        text = self.fields[name].editor.typed().strip()
        if text != str(self._before.get(name, "")):
            self.changed.emit(name, other_language(text, self._before[name]))

    def flush(self) -> None:
        """Write at once what waits."""
        for name, timer in self._timers.items():
            if timer.isActive():
                timer.stop()
                self._write(name)


class NeedCard(Card):
    """The needs the plan answers; they are kept with the client and shown here."""

    def __init__(self) -> None:
        super().__init__(tr("Needs and goals"), gap=2)
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)

    def show_needs(self, needs: tuple[NeedLine, ...], shown: Shown) -> None:
        clear_layout(self._lines)
        if not needs:
            words = tr("No need is recorded. A plan answers needs: record one, then draft again.")
            self._lines.addWidget(WrappedLabel(words, tone="tertiary"))
        for need in needs:
            figures = [shown.amount(need.amount) if need.amount else "", str(need.horizon), str(need.priority)]
            words = " · ".join(part for part in (str(need.kind), need.text) if part)
            detail = WrappedLabel(" · ".join(part for part in figures if part), role="caption", tone="secondary")
            line = _numbered(need.number, column(WrappedLabel(words), detail, gap=0))
            self._lines.addLayout(line)


def _numbered(number: str, text: QLayout) -> QHBoxLayout:
    """A text with its number (N1, A2) before it."""
    label = PlainLabel(number, role="strong", tone="accent")
    label.setFixedWidth(28)
    line = row(label, text, gap=2)
    line.setStretch(1, 1)
    line.setAlignment(label, Qt.AlignmentFlag.AlignTop)
    return line


def tag_of(check: Check | None) -> tuple[str, Tag]:
    """The result of matching in a word, and its tint."""
    if check is None:
        return tr("no product"), "neutral"
    code = code_list("suitability_result")[check.result]
    tag: Literal["ok", "bad", "warn"] = "ok" if code.extra.get("resolved") else "bad"
    if check.result == "on_request":
        tag = "ok" if check.is_resolved else "warn"
    return str(code.words), tag


class ActionCard(Card):
    """The actions; what suitability blocks says why in its own line."""

    add_asked = Signal()
    edit_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self) -> None:
        self.add_button = Button(tr("Add action"), icon="plus", is_small=True)
        super().__init__(tr("Actions"), right=(self.add_button,), gap=2)
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)
        self.add_button.clicked.connect(self.add_asked)

    def show_view(self, view: PlanView, shown: Shown) -> None:
        clear_layout(self._lines)
        assert view.current is not None
        is_open = view.current.is_draft
        self.add_button.setVisible(is_open)
        for place, action in enumerate(view.current.content.actions):
            if place:
                self._lines.addWidget(Line())
            self._lines.addLayout(self._action(action, view.check_of(action.number), shown, is_open=is_open))

    def _action(self, action: Action, check: Check | None, shown: Shown, *, is_open: bool) -> QLayout:
        words, tag = tag_of(check)
        parts = [WrappedLabel(str(action.text))]
        parts.append(WrappedLabel(_about(action, shown), role="caption", tone="secondary"))
        if check is not None and not check.is_resolved:
            parts.append(WrappedLabel(str(because(check)), role="caption", tone="bad"))
        text = column(*parts, gap=0)
        line = _numbered(action.number, text)
        top = Qt.AlignmentFlag.AlignTop
        line.addWidget(TagLabel(words, tag=tag), 0, top)
        if is_open:
            for button in self._buttons(action):
                line.addWidget(button, 0, top)
        return line

    def _buttons(self, action: Action) -> tuple[QWidget, QWidget]:
        name = action.number
        edit = Link(tr("Edit"), name=f"{tr('Edit')} {name}")
        remove = Button(icon="x", kind="quiet", is_small=True, name=f"{tr('Remove')} {name}")
        edit.clicked.connect(lambda: self.edit_asked.emit(name))
        remove.clicked.connect(lambda: self.remove_asked.emit(name))
        return edit, remove


def _about(action: Action, shown: Shown) -> str:
    parts = [
        str(action.product.name) if action.product else "",
        str(code_words("action_direction", action.direction)) if action.product else "",
        shown.amount(action.amount) if action.amount else "",
        tr("raised by {who}", who=code_words("initiated_by", action.initiated_by)),
        tr("by {day}", day=action.due_on),
    ]
    return " · ".join(part for part in parts if part)


class ServiceCard(Card):
    """The service menu: what, how, when, by whom."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("Services"), gap=2)
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)
        self._services: tuple[ServiceLine, ...] = ()

    def show_services(self, services: tuple[ServiceLine, ...], *, is_open: bool) -> None:
        self._services = services
        clear_layout(self._lines)
        for place, service in enumerate(services):
            self._lines.addLayout(self._line(place, service, is_open=is_open))

    def _line(self, place: int, service: ServiceLine, *, is_open: bool) -> QLayout:
        how = str(code_words("plan_channel", service.channel)) if service.channel else ""
        about = " · ".join(part for part in (how, str(service.timing), str(service.who), str(service.span)) if part)
        line = row(
            column(WrappedLabel(str(service.text)), ElidedLabel(about, role="caption", tone="secondary"), gap=0), gap=2
        )
        line.setStretch(0, 1)
        if is_open:
            remove = Button(icon="x", kind="quiet", is_small=True, name=f"{tr('Remove')} {service.text}")
            remove.clicked.connect(lambda: self._remove(place))
            line.addWidget(remove)
        return line

    def _remove(self, place: int) -> None:
        self.changed.emit(self._services[:place] + self._services[place + 1 :])
