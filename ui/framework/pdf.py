"""Pages of a PDF as pictures. The library behind it serves one thread at a time."""

from __future__ import annotations

from threading import Lock

from PySide6.QtGui import QImage

_one_at_a_time = Lock()


def page_count(data: bytes) -> int:
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(data)
        try:
            return len(document)
        finally:
            document.close()


def page_images(data: bytes, *, scale: float, first: int = 0, last: int | None = None) -> list[QImage]:
    """Pages ``first`` … ``last`` (both included, default all) on white; ``scale`` 1.0 is 72 dots per inch."""
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(data)
        try:
            end = len(document) if last is None else min(last + 1, len(document))
            return [_image(document[index], scale) for index in range(first, end)]
        finally:
            document.close()


def _image(page: object, scale: float) -> QImage:
    bitmap = page.render(scale=scale, rev_byteorder=True)  # type: ignore[attr-defined]
    kind = QImage.Format.Format_RGB888 if bitmap.n_channels == 3 else QImage.Format.Format_RGBX8888
    # A copy of its own: the bitmap's memory goes with the document.
    return QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, kind).copy()
