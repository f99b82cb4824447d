"""The room of clients: the list, and the client in view at the right."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crmdesk.i18n import Words, tr
from ui.framework.buttons import Button
from ui.framework.page import Command, Crumb, Desk, Page, State
from ui.framework.theme import theme
from ui.identify.book.actions import merge_ticked, trash_ticked
from ui.identify.book.client_list import ClientList
from ui.identify.client_panel import ClientPanel
from ui.identify.tidy_menu import TidyButton


class ClientsPage(Page):
    name = "clients"
    title = Words("客户", "Clients")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._is_narrow = False
        self.list = ClientList(desk)
        self.panel = ClientPanel(desk)
        self.tidy = TidyButton(desk, parent=self)
        self._import = Button(tr("Import"), icon="file-up", parent=self)
        self._new = Button(tr("New client"), icon="user-plus", kind="primary", parent=self)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self.list, 1)
        self._line.addWidget(self.panel)
        self._connect()

    def _connect(self) -> None:
        table = self.list.table
        self._import.clicked.connect(self.import_files)
        self._new.clicked.connect(self.make_client)
        self.list.foot.merge_asked.connect(self.merge_ticked)
        self.list.foot.trash_asked.connect(self.move_to_trash)
        self.list.import_asked.connect(self.import_files)
        self.list.unfold.clicked.connect(self.toggle_panel)
        table.opened.connect(self.open_client)
        table.current_changed.connect(self.panel.show_client)
        self.panel.close_asked.connect(self.toggle_panel)
        self.panel.open_asked.connect(lambda: self.open_client(table.current_id()))

    # -- what the frame asks

    def crumbs(self) -> list[Crumb]:
        return [Crumb(str(self.title))]

    def top_buttons(self) -> list[QWidget]:
        return [self.tidy, self._import, self._new]

    def commands(self) -> list[Command]:
        return [
            Command(Words("显示 / 收起客户面板", "Show or hide the client panel"), self.toggle_panel, "Ctrl+\\"),
            Command(Words("新建客户", "New client"), self.make_client, "Ctrl+N", "user-plus"),
            Command(Words("记录联系", "Log a contact"), self.log_contact, "L", "phone"),
            Command(Words("制定服务计划", "Make a service plan"), self.make_plan, "P", "file-text"),
            Command(Words("合并所选客户", "Merge the ticked clients"), self.merge_ticked, "Ctrl+M", "merge"),
            Command(Words("移入回收站", "Move to the trash"), self.move_to_trash, "Del", "trash-2"),
            Command(Words("导出当前列表", "Export this list"), self.list.export, "", "download"),
            Command(
                Words("批量修改客户", "Change many clients"),
                self.list.change_many,
                "Ctrl+B",
                "sliders-horizontal",
            ),
            Command(
                Words("返回来处", "Back to where the list came from"), self.desk.navigate.back, "Alt+Left", "arrow-left"
            ),
            Command(Words("撤回批量修改", "Bulk changes"), self.show_bulk_changes, "", "undo-2"),
            Command(Words("选择列", "Choose columns"), self.choose_columns, "", "columns-3"),
            Command(Words("视图菜单", "Menu of views"), self.list.views.show_menu, "", "bookmark-plus"),
        ]

    def came_back(self, client_id: int) -> None:
        self.list.table.set_current_id(client_id)

    def focus_start(self) -> None:
        self.list.table.setFocus()

    # -- acting on the client in view

    def open_client(self, client_id: int) -> None:
        self._open(client_id)

    def _open(self, client_id: int, *, tab: str = "") -> None:
        if client_id:
            self.desk.navigate.open_client(client_id, tab=tab, among=self.list.clients_in_order())

    def log_contact(self) -> None:
        self._open_panel(is_open=True)
        self.panel.start_log()

    def make_client(self) -> None:
        from ui.identify.new_client_dialog import NewClientDialog

        NewClientDialog(self.desk, parent=self).open()

    def make_plan(self) -> None:
        self._open(self.list.table.current_id(), tab="plan")

    def import_files(self) -> None:
        self.desk.navigate.go("import")

    def merge_ticked(self) -> None:
        merge_ticked(self.list)

    def move_to_trash(self) -> None:
        trash_ticked(self.list)

    def show_bulk_changes(self) -> None:
        from ui.identify.book.bulk_history_dialog import BulkHistoryDialog

        BulkHistoryDialog(self.desk, parent=self).open()

    def choose_columns(self) -> None:
        self.list.arranging.show_columns(self.list.filters.columns)

    # -- the panel

    def toggle_panel(self) -> None:
        self._open_panel(is_open=not self.panel.is_open)

    def _open_panel(self, *, is_open: bool) -> None:
        self.panel.set_open(is_open=is_open)
        self.list.unfold.setVisible(not is_open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room beside the list, the panel folds and opens over it."""
        super().resizeEvent(event)
        is_narrow = self.window().width() < theme.size("panel.collapse_under")
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            (self._line.removeWidget if is_narrow else self._line.addWidget)(self.panel)
            self._open_panel(is_open=not is_narrow)
        if is_narrow:
            width = self.panel.width()
            self.panel.setGeometry(self.width() - width, 0, width, self.height())
            self.panel.raise_()

    # -- state

    def state(self) -> State:
        return {**self.list.state(), "panel": self.panel.is_open}

    def restore(self, state: State) -> None:
        if state:
            self._open_panel(is_open=state["panel"])
            self.list.restore(state)
