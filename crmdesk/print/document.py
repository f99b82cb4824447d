"""Pages become a PDF: header, footer, bookmarks, metadata, fonts embedded as subsets."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from crmdesk.print.breaking import one_line
from crmdesk.print.flow import Flow, Page
from crmdesk.print.house import (
    CAPTION,
    FRAME_WIDTH,
    INK,
    LEFT,
    MM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RULE,
    TOP,
    Style,
)
from crmdesk.print.pen import Pen
from crmdesk.print.text import Span, Text, spans

_FIRST_PAGE = "first-page"
_FOOTER_INK = Style(CAPTION.size, CAPTION.leading, colour=INK)


@dataclass(frozen=True)
class Sheet:
    """What stands on every page and in the file's properties. No client name in the properties.

    ``page_text(number, total)`` is the page number at the right of the footer.
    """

    title: str
    author: str
    subject: str
    keywords: str
    language: str  # zh-CN | en-GB
    header: tuple[Text, Text]
    footer: tuple[Text, Text]
    page_text: Callable[[int, int], Text]


def make_pdf(flow: Flow, sheet: Sheet) -> bytes:
    """The finished file. The same pages and sheet give the same bytes."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # binary streams: a fifth smaller and faster than text ones

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), pageCompression=1, invariant=1, lang=sheet.language)
    _describe(canvas, sheet)
    _open_at_width(canvas)
    for number, page in enumerate(flow.pages, 1):
        _draw_page(canvas, page, flow.width)
        _draw_frame(Pen(canvas), sheet, number=number, total=len(flow.pages), has_header=not page.is_cover)
        canvas.showPage()
    _label_pages(canvas, len(flow.pages))
    canvas.save()
    return out.getvalue()


def _describe(canvas: Any, sheet: Sheet) -> None:
    canvas.setTitle(sheet.title)
    canvas.setAuthor(sheet.author)
    canvas.setSubject(sheet.subject)
    canvas.setKeywords(sheet.keywords)
    canvas.setCreator("CRM Desk")
    canvas.setProducer("CRM Desk")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.showOutline()


def _label_pages(canvas: Any, count: int) -> None:
    """Page labels equal the printed numbers."""
    from reportlab.pdfbase import pdfdoc

    if count:
        canvas.addPageLabel(0, style=pdfdoc.PDFPageLabel.ARABIC, start=1)


def _open_at_width(canvas: Any) -> None:
    """The viewer begins on the first page, fitted to its width."""
    canvas.bookmarkPage(_FIRST_PAGE, fit="FitH", top=PAGE_HEIGHT)
    canvas._doc.Catalog.OpenAction = canvas._bookmarkReference(_FIRST_PAGE)


def _draw_page(canvas: Any, page: Page, width: float) -> None:
    origin = Pen(canvas, x=LEFT, y=0 if page.is_cover else TOP)
    for placed in page.placed:
        if placed.block.bookmark:
            key, title = placed.block.bookmark
            canvas.bookmarkHorizontal(key, 0, PAGE_HEIGHT - origin.y - placed.top + 14)
            canvas.addOutlineEntry(title, key, level=0)
        placed.block.draw(origin.at(0, placed.top), width)


def _fitting(text: Text, room: float) -> Text:
    """One line of text, its end cut with … where it would run into what stands at the right."""
    content = spans(text)
    if one_line(content, CAPTION.size).width <= room:
        return content
    while content and one_line((*content, Span("…")), CAPTION.size).width > room:
        last = content[-1]
        content = (*content[:-1], replace(last, text=last.text[:-1])) if len(last.text) > 1 else content[:-1]
    return (*content, Span("…"))


def _draw_frame(pen: Pen, sheet: Sheet, *, number: int, total: int, has_header: bool) -> None:
    left, right = LEFT, LEFT + FRAME_WIDTH
    if has_header:
        baseline = 11 * MM + 8
        taken = pen.text(right, baseline, sheet.header[1], CAPTION, align="r")
        pen.text(left, baseline, _fitting(sheet.header[0], FRAME_WIDTH - taken - CAPTION.size), CAPTION)
        pen.at(left, 0).across(18 * MM, FRAME_WIDTH, weight=0.5, colour=RULE)
    rule = PAGE_HEIGHT - 14.5 * MM
    pen.at(left, 0).across(rule, FRAME_WIDTH, weight=0.5, colour=RULE)
    baseline = rule + 3.5 + 8
    first = left + pen.text(left, baseline, sheet.footer[0], CAPTION)
    last = right - pen.text(right, baseline, sheet.page_text(number, total), _FOOTER_INK, align="r")
    pen.text((first + last) / 2, baseline, sheet.footer[1], CAPTION, align="c")
