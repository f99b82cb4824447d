"""One section of the editor: a title, what it decides in a sentence, and boxes that follow the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.differentiate.rule_fields import Path
from crmdesk.i18n import Words
from ui.differentiate.rules.field_box import ChoiceBox, FieldBox, NumberBox, SwitchBox, TicksBox
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Scroll, clear_layout, row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.theme import theme

_WIDEST = 1_040
_Box = TypeVar("_Box", bound=FieldBox)


class RulesSection(QWidget):
    """``put`` a mapping of paths to values, ``unread`` a path and a text, ``restored`` a path.

    ``show_view`` follows every change.
    A section is built again when ``structure`` changes, such as another preset; else its boxes only follow.
    """

    put = Signal(object)
    unread = Signal(object, str)
    restored = Signal(object)

    name: ClassVar[str] = ""
    title: ClassVar[Words] = Words("", "")
    about: ClassVar[Words] = Words("", "")

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[Path, FieldBox] = {}
        self.view: RulesView | None = None
        self._structure: Any = None
        self.area = Scroll("window", margin=0)
        self._inner = QWidget()
        self._inner.setMaximumWidth(_WIDEST)
        self.body = QVBoxLayout(self._inner)
        self.body.setContentsMargins(24, 16, 24, 24)
        self.body.setSpacing(theme.space(3))
        self.area.body.addWidget(self._inner)
        self.area.body.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.area)
        self.setAccessibleName(str(self.title))

    # -- what a section says

    def structure(self, view: RulesView) -> Any:
        """What the widgets depend on besides the values."""
        del view
        return ()

    def build(self, view: RulesView) -> None:
        """Put the widgets into ``body``; boxes come from ``number``, ``choice`` and ``ticks``."""
        raise NotImplementedError

    def follow(self, view: RulesView) -> None:
        """Show what is no box: counts, sums, worked examples."""

    # -- showing

    def show_view(self, view: RulesView) -> None:
        self.view = view
        structure = self.structure(view)
        if structure != self._structure or not self.body.count():
            self._structure = structure
            self._build_again(view)
        for box in self.boxes.values():
            box.show_view(view)
        self._show_lock(view)
        self.follow(view)

    def _show_lock(self, view: RulesView) -> None:
        """Say once at the top who locked what bears a lock."""
        reasons = [reason for path in self.boxes if (reason := view.lock(path)) is not None]
        self._lock.setVisible(bool(reasons))
        if reasons:
            self._lock_words.setText(str(reasons[0]))

    def _build_again(self, view: RulesView) -> None:
        clear_layout(self.body)
        self.boxes.clear()
        self.body.addWidget(PlainLabel(str(self.title), role="title"))
        if self.about.en:
            self.body.addWidget(WrappedLabel(str(self.about), tone="secondary"))
        self._lock, self._lock_words = QWidget(), WrappedLabel(tone="secondary")
        line = row(IconLabel("lock", "text.secondary", size=16), self._lock_words, gap=2)
        line.setStretch(1, 1)
        self._lock.setLayout(line)
        self.body.addWidget(self._lock)
        self.build(view)

    # -- boxes

    def number(self, path: Path, *, width: int = 96, unit: Words | None = None, name: str = "") -> NumberBox:
        assert self.view is not None
        field = self.view.field(path)
        label = name or (str(field.label) if field is not None else "")
        return self._kept(NumberBox(path, name=label, width=width, unit=unit))

    def choice(self, path: Path) -> ChoiceBox:
        assert self.view is not None
        field = self.view.field(path)
        assert field is not None
        return self._kept(ChoiceBox(field))

    def ticks(self, path: Path) -> TicksBox:
        assert self.view is not None
        field = self.view.field(path)
        assert field is not None
        return self._kept(TicksBox(field))

    def switch(self, path: Path) -> SwitchBox:
        assert self.view is not None
        field = self.view.field(path)
        assert field is not None
        return self._kept(SwitchBox(field))

    def _kept(self, box: _Box) -> _Box:
        self.boxes[box.path] = box
        box.put.connect(lambda path, value: self.put.emit({path: value}))
        box.unread.connect(self.unread)
        box.restored.connect(self.restored)
        return box

    def labelled(self, box: FieldBox, *, label: str = "", width: int = 220) -> QWidget:
        """A box with its label at the left."""
        assert self.view is not None
        field = self.view.field(box.path)
        text = label or (str(field.label) if field is not None else "")
        words = WrappedLabel(text, tone="secondary")
        words.setFixedWidth(width)
        words.setBuddy(box.editor)
        line = QWidget()
        parts = row(words, box, gap=3)
        parts.setStretch(1, 1)
        line.setLayout(parts)
        return line

    def put_all(self, values: Mapping[Path, Any]) -> None:
        self.put.emit(dict(values))

    def focus_path(self, path: Path) -> bool:
        """Put the focus into the box of a place, or of the place above it."""
        for box in (self.boxes.get(path), self.boxes.get(path[:-1])):
            if box is not None:
                self.area.ensureWidgetVisible(box)
                box.editor.setFocus()
                return True
        return False
