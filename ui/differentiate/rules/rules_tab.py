"""The rulebook editor: sections at the left, figures in the middle, nothing lost, the rehearsal one step away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from crmdesk.differentiate.rule_fields import Editing, section_of
from crmdesk.i18n import Words
from ui.differentiate.room_tab import RoomTab
from ui.differentiate.rules.left import content_of, editing_of
from ui.differentiate.rules.rules_bar import RulesBar
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.section_stack import SectionStack
from ui.differentiate.rules.state import (
    Known,
    RulesState,
    read_calibration,
    read_known,
    read_overridden,
    read_series,
    read_state,
)
from ui.differentiate.rules.version_acts import VersionActs
from ui.differentiate.rules.view import RulesView, view_of
from ui.framework.autosave import Autosave
from ui.framework.frames import Line, column
from ui.framework.page import Command, Desk, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmdesk.differentiate.rule_fields import Path
    from crmdesk.differentiate.rulebooks import Document
    from crmdesk.differentiate.rulebooks.calibration import Calibrations
    from crmdesk.store.drafts import Draft
    from crmdesk.store.history import Change
    from crmdesk.store.store import Store
    from ui.differentiate.rules.sections.hysteresis import HysteresisSection

#: Name of what was typed and not kept yet, among the drafts of the store.
DRAFT = "rulebook"
_TABLES = frozenset({"rulebook_version", "tier_override", "stage_override", "index_level"})
_PAUSE_MS = 60


class RulesTab(RoomTab):
    """What is typed is kept as a draft of the store within seconds; keeping it as a version is a step of its own."""

    name: ClassVar[str] = "rules"
    title: ClassVar[Words] = Words("规则", "Rules")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.state: RulesState | None = None
        self.editing: Editing | None = None
        self.draft_id: int | None = None
        self._known: Known | None = None
        self._is_reading = False
        self._left: dict[str, Any] | None = None
        self.bar = RulesBar()
        self.sections = SectionStack(desk)
        self.acts = VersionActs(desk, self)
        self._autosave = Autosave(desk.runner, self._content, parent=self)
        self._later = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._arrange()
        self._connect()
        self._autosave.load(DRAFT, self._take_left, owner=self)

    def _arrange(self) -> None:
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.sections)
        layout = column(self.bar, Line(), self._stack, gap=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.bar.undone.connect(self.undo)
        self.bar.redone.connect(self.redo)
        self.bar.discarded.connect(self.discard)
        self.bar.rehearsed.connect(self.rehearse)
        self.sections.made.connect(self._on_made)
        self.sections.chosen.connect(self._show)
        self._later.timeout.connect(self._show)
        self.acts.opened.connect(self.open_document)

    def _on_made(self, section: RulesSection) -> None:
        section.put.connect(self.put)
        section.unread.connect(self._keep_unread)
        section.restored.connect(self.restore)
        self.sections.wire(section, self)

    # -- reading

    def show_scope(self, manager: str | None) -> None:
        """The rules are of the whole house; only what is set by hand can be of one account manager."""
        read = self.desk.runner.read
        read(read_state, then=self._take_state, owner=self, key="state")
        read(lambda c: read_overridden(c, manager), then=self._take_overridden, owner=self, key="overridden")
        if self._known is None and not self._is_reading:
            self._is_reading = True
            read(read_known, then=self._take_known, owner=self, key="known")

    def concerns(self, change: Change) -> bool:
        if change.is_batch:
            self._known, self._is_reading = None, False
        return change.is_batch or bool(change.tables & _TABLES)

    def _take_left(self, left: Draft | None) -> None:
        """What was typed before the program went away comes back."""
        if left is not None:
            self.draft_id = left.content.get("version")
            self._left = left.content
            self._begin()

    def _take_state(self, state: RulesState) -> None:
        self.state = state
        self._begin()

    def _begin(self) -> None:
        if self.state is None:
            return
        if self._left is not None:
            self.editing = editing_of(self.state.base, self._left)
        elif self.editing is None or self.editing.base != self.state.base:
            changed = self.editing.document if self.editing is not None and self.editing.is_changed else None
            self.editing = Editing(self.state.base, changed)
        self._left = None
        if self.draft_id is not None and self._draft_version() == "":
            self.draft_id = None
        self._stack.setCurrentIndex(1)
        self._show()

    def _take_overridden(self, answer: Any) -> None:
        self.sections.show_overridden(*answer)
        self._show()

    def _take_known(self, known: Known) -> None:
        self._known, self._is_reading = known, False
        self._show()

    # -- showing

    def view(self) -> RulesView:
        assert self.editing is not None
        assert self.state is not None
        return view_of(self.editing, self.state, self._known)

    def _show(self) -> None:
        if self.editing is None or self.state is None:
            return
        view = self.view()
        self.bar.show_view(view, self.state, draft=self._draft_version())
        self.sections.show_view(view, self.state)

    def _draft_version(self) -> str:
        found = self.state.version(self.draft_id) if self.state and self.draft_id else None
        return found.version if found is not None and found.status == "draft" else ""

    # -- changing

    def put(self, values: dict[Path, Any]) -> None:
        """Set values by path: one step that can be undone."""
        assert self.editing is not None
        if len(values) == 1:
            self.editing.put(*next(iter(values.items())))
        else:
            self.editing.put_all(values)
        self._changed()

    def _keep_unread(self, path: Path, text: str) -> None:
        assert self.editing is not None
        self.editing.keep_unread(path, text)
        self._changed()

    def _changed(self) -> None:
        self._autosave.touch()
        self._later.start()

    def undo(self) -> None:
        self._step(Editing.undo)

    def redo(self) -> None:
        self._step(Editing.redo)

    def _step(self, step: Callable[[Editing], None]) -> None:
        if self.editing is not None:
            step(self.editing)
            self._changed()

    def discard(self) -> None:
        """Back to the rules in force; one step that can be undone."""
        if self.editing is not None:
            self.draft_id = None
            self.editing.start_from(self.editing.base)
            self._changed()

    def open_document(self, document: Document, draft: int | None) -> None:
        """Go on from a kept draft, another version or a preset."""
        assert self.editing is not None
        self.editing.start_from(document)
        self.draft_id = draft
        self.sections.choose("review" if self.editing.is_changed else "weights")
        self._changed()

    def begin_from(self, name: str) -> None:
        """Go on from a rulebook shipped with the program; what is locked stays as it is."""
        from crmdesk.differentiate.rulebooks import shipped_document

        self.open_document(shipped_document(name), None)

    def restore(self, path: Path) -> None:
        assert self.editing is not None
        self.editing.restore(path)
        self._changed()

    def go_to(self, path: Path) -> None:
        """To the field of a place, with the focus in it."""
        found = section_of(path)
        if found is not None:
            self.sections.choose(found.name)
            self.sections.current().focus_path(path)

    def calibrate(self, then: Callable[[Calibrations], None]) -> None:
        """Cut-offs from how the clients lie, by the rules as they stand here."""
        rules = self.view().rulebook
        if rules is not None:
            self.desk.runner.read(lambda c: read_calibration(c, rules), then=then, owner=self, key="calibration")

    def read_series(self, number: str, section: HysteresisSection) -> None:
        """The months of one client for the worked series; without a number the example again."""
        self.desk.runner.read(
            lambda c: read_series(c, number),
            then=lambda found: section.show_client(*found),
            owner=self,
            key="series",
            failed=lambda error: section.series.refuse(error.message),
        )

    # -- keeping

    def _content(self) -> dict[str, Any]:
        assert self.editing is not None
        return content_of(self.editing, self.draft_id)

    def rehearse(self) -> None:
        """Keep the changes as a draft of the store and look at what they would do."""
        self.keep(lambda: self.hand_to_rehearsal(self.draft_id))

    def hand_to_rehearsal(self, version: int | None) -> None:
        """Rehearse a stored version, or without one what is in force."""
        key = "in_force" if version is None else f"version:{version}"
        self.handed_over.emit("rehearsal", {"rulebook": key, "changed": None})

    def keep(self, then: Callable[[], None]) -> None:
        """Keep what stands here as a draft of the store; nothing is kept when nothing differs."""
        assert self.editing is not None
        if not self.editing.is_changed:
            then()
            return
        document, draft = self.editing.document, self.draft_id

        def work(store: Store) -> int:
            from crmdesk.differentiate.rulebooks import keep_draft

            return keep_draft(store, document, draft=draft)

        def kept(number: int) -> None:
            self.draft_id = number
            self._autosave.touch()
            then()

        self.desk.runner.write(work, then=kept, owner=self)

    # -- frame

    def commands(self) -> list[Command]:
        return [
            Command(Words("预演规则改动", "Rehearse the changes of the rules"), self.rehearse, icon="flask-conical"),
            Command(Words("撤销规则改动", "Undo the last change of the rules"), self.undo, icon="undo-2"),
            Command(Words("重做规则改动", "Redo the change of the rules"), self.redo, icon="corner-up-left"),
            Command(Words("导入规则文件", "Import a rulebook"), lambda: self.acts.act("import", 0), icon="file-down"),
        ]

    def tab_state(self) -> State:
        self._autosave.flush()
        return {"section": self.sections.name()}

    def restore_tab(self, state: State) -> None:
        self.sections.choose(str(state.get("section", "")))

    def undo_here(self, *, is_redo: bool = False) -> bool:
        return self.sections.holds_figures() and self.bar.press_undo(is_redo=is_redo)

    def focus_start(self) -> None:
        self.sections.focus_start()
