"""The pages of the plan as they will be printed, drawn anew after every change."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from crmdesk.customize.paper import render_plan
from crmdesk.customize.queries import Plan
from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.frames import Line, Panel, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.framework.pdf_view import ZOOMS, PdfView
from ui.framework.printing import print_pdf
from ui.framework.segmented import Segmented

Edition = Literal["zh", "en", "both"]
Copy = Literal["client", "retained"]


class PlanPreview(QWidget):
    """Language and copy on top, pages below, the way to paper at the foot of neither: two buttons in the bar."""

    drawn = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._plan: Plan | None = None
        self.data = b""
        self.edition = Segmented(
            [("zh", "中文"), ("en", "English"), ("both", tr("Both"))], name=tr("Language of the plan"), value=language()
        )
        self.copy_kind = Segmented(
            [("client", tr("Client copy")), ("retained", tr("Retained copy"))],
            name=tr("Copy of the plan"),
            value="client",
        )
        self.view = PdfView(desk.runner)
        self.problem = WrappedLabel(tone="bad")
        self.problem.hide()
        self._page = PlainLabel(role="caption", tone="secondary")
        self.back = Button(icon="chevron-up", kind="quiet", is_small=True, name=tr("Previous page"))
        self.forth = Button(icon="chevron-down", kind="quiet", is_small=True, name=tr("Next page"))
        self.zoom = self._zoom_box()
        self._arrange()
        self._connect()

    def _zoom_box(self) -> QComboBox:
        box = QComboBox()
        for zoom in ZOOMS:
            box.addItem(f"{zoom:.0%}" if zoom else tr("Page width"), zoom)
        box.setAccessibleName(tr("Zoom"))
        box.setFixedWidth(116)
        return box

    def _arrange(self) -> None:
        bar = Panel("surface", gap=0)
        line = row(self.edition, self.copy_kind, None, self._page, self.back, self.forth, self.zoom, gap=2)
        line.setContentsMargins(16, 8, 16, 8)
        bar.body.addLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (bar, Line(), self.problem):
            layout.addWidget(part)
        layout.addWidget(self.view, 1)
        self.problem.setContentsMargins(16, 8, 16, 8)

    def _connect(self) -> None:
        for choice in (self.edition, self.copy_kind):
            choice.chosen.connect(lambda _value: self._draw())
        self.back.clicked.connect(lambda: self.view.go_to_page(self.view.current_page() - 1))
        self.forth.clicked.connect(lambda: self.view.go_to_page(self.view.current_page() + 1))
        self.zoom.activated.connect(lambda index: self.view.set_zoom(ZOOMS[index]))
        self.view.page_shown.connect(self._show_page)
        self.view.drawn.connect(self.drawn)

    def _show_page(self, page: int, count: int) -> None:
        self._page.setText(tr("page {page} of {count}", page=page, count=count) if count else "")
        self.back.setEnabled(page > 1)
        self.forth.setEnabled(page < count)

    # -- drawing

    def show_plan(self, plan: Plan) -> None:
        if plan != self._plan:
            self._plan = plan
            self._draw()

    def _draw(self) -> None:
        plan = self._plan
        if plan is None:
            return
        self.view.say(tr("Drawing the pages …"))
        edition, copy = cast("Edition", self.edition.value), cast("Copy", self.copy_kind.value)

        def render(_connection: Any) -> bytes:
            return render_plan(plan, language=edition, copy=copy)

        self._desk.runner.read(render, then=self._show, failed=self._refuse, owner=self, key="paper")

    def _show(self, data: bytes) -> None:
        self.problem.hide()
        self.data = data
        self.view.show_document(data)

    def _refuse(self, error: CrmError) -> None:
        self.data = b""
        self.view.say("")
        self.problem.setText(error.message)
        self.problem.show()
        self.view.show_document(b"")

    # -- paper

    def file_name(self) -> str:
        assert self._plan is not None
        return f"{self._plan.plan_no} {self._plan.version} {self.edition.value}.pdf"

    def ask_for_file(self) -> None:
        """Save the pages as they are shown."""
        if self._plan is None or not self.data:
            return
        suggestion = str(Path.home() / self.file_name())
        path, _kind = QFileDialog.getSaveFileName(self, tr("Save the plan"), suggestion, tr("PDF (*.pdf)"))
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        data, number = self.data, self._plan.plan_no if self._plan else ""

        def save(store: Store) -> None:
            try:
                path.write_bytes(data)
            except OSError as error:
                raise CrmError(tr("{path} cannot be written: {reason}", path=path, reason=error.strerror)) from None
            store.audit("export", plan=number, file=path.name)

        said = tr("Saved as {name}", name=path.name)
        self._desk.runner.write(save, then=lambda _none: self._desk.navigate.toast(said), owner=self)

    def print_out(self) -> None:
        if self._plan is not None and self.data:
            print_pdf(self._desk.runner, self.data, title=f"{self._plan.plan_no} {self._plan.version}", parent=self)
