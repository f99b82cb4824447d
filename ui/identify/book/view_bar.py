"""The views above the list: a tab each, and a menu to save, change, share and order them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QWidget

from crmdesk.codes import code_list
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.menus import popped_up
from ui.framework.page import Desk
from ui.framework.theme import theme
from ui.framework.view_tabs import ViewTabs
from ui.identify.book.query import KnownViews, count_of, known_views
from ui.identify.book.view_name_dialog import ViewNameDialog

if TYPE_CHECKING:
    from crmdesk.book.views import View


class ViewBar(QWidget):
    """``taken`` with the view of a tab. ``ready`` once, when the views are known: the list can open with one."""

    taken = Signal(object)
    ready = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        from crmdesk.book.views import READY

        self.desk = desk
        self.role, self.default = "manager", ""
        self.views: list[View] = list(READY[self.role])
        self.shown: View = self.views[0]
        self.current: View | None = None
        self._is_ready = False
        self._everyone: int | None = None
        self.setProperty("bar", "views")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.size("bar.views"))
        self.tabs = ViewTabs([], name=tr("Views"))
        self.tabs.chosen.connect(self._take)
        self.save = Button(tr("Save view"), icon="bookmark-plus", kind="quiet", is_small=True)
        self.save.clicked.connect(self._save)
        self.more = Button("", icon="ellipsis", kind="quiet", is_small=True, name=tr("More about views"))
        self.more.clicked.connect(self.show_menu)
        for tool in (self.save, self.more):
            tool.set_tone("text.secondary")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        self._line.addWidget(self.tabs)
        self._line.addWidget(self.save)
        self._line.addWidget(self.more)
        self._show_tabs()

    def add_tool(self, tool: QWidget) -> None:
        self._line.addWidget(tool)

    # -- which there are

    def read(self) -> None:
        self.desk.runner.read(known_views, then=self._know, owner=self, key="views")

    def _know(self, found: KnownViews) -> None:
        from crmdesk.book.views import READY, named

        self.role, self.default = found.role, found.default
        self.views = [*READY[self.role], *found.saved]
        self._show_tabs()
        self.count()
        if not self._is_ready:
            self._is_ready = True
            self.ready.emit(named(self.views, self.default) or self.views[0])

    def _show_tabs(self) -> None:
        self.tabs.set_views([(view.key, str(view.name)) for view in self.views])
        self.mark(self.shown)

    def count(self, everyone: int | None = None) -> None:
        """One short read per view, once it is known how many clients there are."""
        self._everyone = self._everyone if everyone is None else everyone
        if self._everyone is None:
            return
        for view in self.views:
            read = partial(count_of, view=view, everyone=self._everyone)
            self.desk.runner.read(read, then=partial(self._count_taken, view.key), owner=self, key=f"count {view.key}")

    def _count_taken(self, key: str, count: int | None) -> None:
        if count is not None:
            self.tabs.show_counts({key: count})

    def show_found(self, count: int) -> None:
        """The list was read: so many stand in the view that is taken."""
        if self.current is not None:
            self.tabs.show_counts({self.current.key: count})

    # -- which is taken

    def mark(self, shown: View) -> None:
        """Mark the view that the list shows; none when it was changed by hand."""
        self.shown = shown
        same = [view for view in self.views if view.filter.is_same(shown.filter) and view.group == shown.group]
        self.current = next((view for view in same if view.key == shown.key), same[0] if same else None)
        self.tabs.show_chosen(self.current.key if self.current else "")
        self.save.setVisible(self.current is None)

    def _take(self, key: str) -> None:
        self.taken.emit(next(view for view in self.views if view.key == key))

    # -- what can be done with them

    def _origin(self) -> View | None:
        """The saved view that the list came from, even if it was changed since."""
        return next((view for view in self.views if view.id and view.key == self.shown.key), None)

    def show_menu(self) -> None:
        menu, own = QMenu(self), self._origin()
        menu.addAction(tr("Save as a new view …")).triggered.connect(self._save)
        for text, act in (
            (tr("Update “{name}”", name=own.name if own else "…"), self._update),
            (tr("Rename …"), self._rename),
            (tr("Move left"), partial(self._move, -1)),
            (tr("Move right"), partial(self._move, 1)),
            (tr("Delete"), self._delete),
        ):
            action = menu.addAction(text.replace("&", "&&"))
            action.setEnabled(own is not None)
            action.triggered.connect(act)
        others = menu.addMenu(tr("Go to view"))
        for view in self.views:
            others.addAction(str(view.name).replace("&", "&&")).triggered.connect(partial(self._take, view.key))
        menu.addSeparator()
        begin = menu.addAction(tr("Begin with this view"))
        begin.setCheckable(True)
        begin.setEnabled(self.current is not None)
        begin.setChecked(self.current is not None and self.current.key == self._default_key())
        begin.triggered.connect(self._make_default)
        roles = menu.addMenu(tr("Views for"))
        for code in code_list("view_role").values():
            action = roles.addAction(str(code.words))
            action.setCheckable(True)
            action.setChecked(code.value == self.role)
            action.triggered.connect(partial(self._set_role, code.value))
        menu.addSeparator()
        menu.addAction(tr("Share views as a file …")).triggered.connect(self._export)
        menu.addAction(tr("Take views from a file …")).triggered.connect(self._import)
        popped_up(menu, self.more)

    def _default_key(self) -> str:
        known = {view.key for view in self.views}
        return self.default if self.default in known else self.views[0].key

    def _save(self) -> None:
        ViewNameDialog(self.desk, self.shown, is_new=True, parent=self, then=self._saved).open()

    def _saved(self, view_id: int) -> None:
        self.shown = replace(self.shown, key=f"#{view_id}")
        self.taken.emit(self.shown)
        self.read()

    def _rename(self) -> None:
        ViewNameDialog(self.desk, self._origin() or self.shown, is_new=False, parent=self, then=self._wrote).open()

    def _update(self) -> None:
        from crmdesk.book.views import change_view

        own, shown = self._origin(), self.shown
        if own is not None:
            self.desk.runner.write(lambda store: change_view(store, own.id, shown), then=self._wrote, owner=self)

    def _delete(self) -> None:
        from crmdesk.book.views import delete_view

        own = self._origin()
        if own is not None:
            self.desk.runner.write(lambda store: delete_view(store, own), then=self._wrote, owner=self)

    def _move(self, by: int) -> None:
        from crmdesk.book.views import move_views

        ids, own = [view.id for view in self.views if view.id], self._origin()
        place = ids.index(own.id) + by if own else -1
        if own is not None and 0 <= place < len(ids):
            ids.remove(own.id)
            ids.insert(place, own.id)
            self.desk.runner.write(lambda store: move_views(store, ids), then=self._wrote, owner=self)

    def _wrote(self, _done: Any) -> None:
        self.read()

    def _make_default(self) -> None:
        from crmdesk.book.views import set_default_view

        self.default = self.current.key if self.current else ""
        self.desk.runner.write(partial(set_default_view, key=self.default), then=lambda _done: None, owner=self)

    def _set_role(self, role: str) -> None:
        from crmdesk.book.views import set_role

        self.role = role
        self.desk.runner.write(partial(set_role, new=role), then=self._wrote, owner=self)

    def _export(self) -> None:
        from crmdesk.book.view_files import export_views

        suggestion = str(Path.home() / tr("views.json"))
        target, _kind = QFileDialog.getSaveFileName(self, tr("Share views"), suggestion, tr("Views (*.json)"))
        own = [view for view in self.views if view.id] or [self.shown]
        if target:
            export_views(own, Path(target))
            self.desk.navigate.toast(tr("{count} views are in {name}.", count=len(own), name=Path(target).name))

    def _import(self) -> None:
        from crmdesk.book.view_files import import_views

        source, _kind = QFileDialog.getOpenFileName(self, tr("Take views"), str(Path.home()), tr("Views (*.json)"))
        if source:
            self.desk.runner.write(lambda store: import_views(store, Path(source)), then=self._wrote, owner=self)
