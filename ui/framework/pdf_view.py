"""A PDF on screen: pages below each other, zoom, the page in view."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from crmdesk.i18n import tr
from ui.framework.jobs import Runner
from ui.framework.pdf import page_images
from ui.framework.theme import theme

#: A4 at 72 dots per inch, the size of a page before it is drawn.
_PAGE_WIDTH, _PAGE_HEIGHT = 595, 842
ZOOMS = (0.0, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


class _Sheets(QWidget):
    """The pages, painted as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.images: list[QImage] = []
        self.ratio = 1.0
        self.note = ""

    def box(self, index: int) -> QRect:
        """Where a page lies, in pixels of the screen's own scale."""
        top = theme.space(4)
        for image in self.images[:index]:
            top += self._size(image).height() + theme.space(4)
        size = self._size(self.images[index])
        return QRect(max(theme.space(4), (self.width() - size.width()) // 2), top, size.width(), size.height())

    def _size(self, image: QImage) -> QSize:
        return QSize(round(image.width() / self.ratio), round(image.height() / self.ratio))

    def fit(self) -> None:
        if not self.images:
            self.setMinimumSize(0, 0)
            return
        last = self.box(len(self.images) - 1)
        width = max(self._size(image).width() for image in self.images)
        self.setMinimumSize(width + 2 * theme.space(4), last.bottom() + theme.space(4))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("bg.window"))
        if not self.images and self.note:
            painter.setPen(theme.color("text.secondary"))
            painter.drawText(self.rect().adjusted(0, 48, 0, 0), int(Qt.AlignmentFlag.AlignHCenter), self.note)
        painter.setPen(QPen(theme.color("line.strong"), 1))
        for index, image in enumerate(self.images):
            box = self.box(index)
            if box.intersects(event.rect()):
                painter.drawImage(box, image)
                painter.drawRect(box.adjusted(-1, -1, 0, 0))


class PdfView(QScrollArea):
    """``show_document`` may be called as often as the document changes; the place in it is kept."""

    #: The page in view, counted from 1, and how many there are.
    page_shown = Signal(int, int)
    drawn = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner, self._data, self._zoom = runner, b"", 0.0
        self._sheets = _Sheets()
        self.setWidget(self._sheets)
        self.setWidgetResizable(True)
        self.setAccessibleName(tr("Preview of the pages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._later = QTimer(self, singleShot=True, interval=120)
        self._later.timeout.connect(self._draw)
        self.verticalScrollBar().valueChanged.connect(self._tell_page)

    def say(self, note: str) -> None:
        """What stands there while no page is drawn yet."""
        self._sheets.note = note
        self._sheets.update()

    def show_document(self, data: bytes) -> None:
        self._data = data
        self._draw()

    def set_zoom(self, zoom: float) -> None:
        """1.0 = as large as on paper at 96 dots per inch; 0.0 = as wide as the view."""
        self._zoom = zoom
        self._draw()

    @property
    def page_images(self) -> list[QImage]:
        return self._sheets.images

    def _scale(self) -> float:
        if self._zoom:
            return self._zoom * 96 / 72
        room = self.width() - 2 * theme.space(4) - self.verticalScrollBar().sizeHint().width() - 2
        return max(room, 160) / _PAGE_WIDTH

    def _draw(self) -> None:
        if not self._data:
            self._show_pages([])
            return
        data, scale = self._data, self._scale() * self.devicePixelRatioF()
        self._runner.read(
            lambda _connection: page_images(data, scale=scale), then=self._show_pages, owner=self, key="pages"
        )

    def _show_pages(self, images: list[QImage]) -> None:
        bar = self.verticalScrollBar()
        place = bar.value() / max(1, bar.maximum())
        self._sheets.ratio = self.devicePixelRatioF()
        self._sheets.images = images
        self._sheets.fit()
        QTimer.singleShot(0, self, lambda: bar.setValue(round(place * bar.maximum())))
        self._tell_page()
        self.drawn.emit()

    def go_to_page(self, page: int) -> None:
        """Counted from 1."""
        if 1 <= page <= len(self._sheets.images):
            self.verticalScrollBar().setValue(self._sheets.box(page - 1).top() - theme.space(4))

    def current_page(self) -> int:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        for index in range(len(self._sheets.images)):
            if self._sheets.box(index).bottom() >= middle:
                return index + 1
        return len(self._sheets.images)

    def _tell_page(self) -> None:
        self.page_shown.emit(self.current_page(), len(self._sheets.images))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._data and not self._zoom and event.size().width() != event.oldSize().width():
            self._later.start()
