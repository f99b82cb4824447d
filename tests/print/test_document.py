"""The file: text layer, fonts, properties, sameness."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from crmdesk.print.blocks import Para, Paragraphs
from crmdesk.print.document import Sheet, make_pdf
from crmdesk.print.flow import Flow, Group
from crmdesk.print.fonts import font_of, text_width

SHEET = Sheet(
    title="标题", author="机构", subject="期间", keywords="SP-2026-000001", language="zh-CN",
    header=("左", "右"), footer=("脚", "中"), page_text=lambda number, total: f"第{number}页 共{total}页",
)  # fmt: skip


def pdf_of(text, *, bold=False):
    from crmdesk.print.house import BODY, SUBHEAD

    flow = Flow()
    for start in range(0, len(text), 1500):
        flow.add(Group([Paragraphs(stack=(Para(text[start : start + 1500], SUBHEAD if bold else BODY),))]))
    return make_pdf(flow, SHEET)


def text_of(data):
    document = pdfium.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in document)


def squeezed(text):
    return "".join(text.split())


def gb2312():
    signs = []
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            try:
                signs.append(bytes((high, low)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return "".join(signs)


@pytest.mark.parametrize("bold", [False, True])
def test_every_character_of_gb2312_can_be_copied(bold):
    signs = gb2312()
    assert len(signs) == 6763
    found = squeezed(text_of(pdf_of(signs, bold=bold)))
    assert set(signs) - set(found) == set()


@pytest.mark.parametrize("text", ["𠮷野家", "𤋮", "张㛃䶮", "阿依古丽·买买提", "€ £ ± × ÷ −", "①②③ ● ▲ ■ ◆ ◇"])
def test_rare_characters_and_signs_round_trip(text):
    assert squeezed(text) in squeezed(text_of(pdf_of(text)))


def test_a_rare_character_is_drawn_by_the_other_font_alone():
    assert font_of("𠮷", False) == "CRMDesk-Rare"
    assert font_of("野", False) == "CRMDesk"
    assert font_of("野", True) == "CRMDesk-Bold"
    assert text_width("𠮷", 10) > 0


HOSTILE = [
    '<img src="/etc/passwd">',
    "<b>粗</b>&amp;&lt;",
    "<para>",
    "%s {x} \\n \\(",
    "=cmd|' /C calc'!A0",
    "名" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_client_text_is_text(text):
    assert squeezed(text) in squeezed(text_of(pdf_of(text)))


def test_control_and_direction_characters_do_not_reach_the_page():
    assert squeezed(text_of(pdf_of("张\u202e三\x00\x07\n李四"))).startswith("左右张三李四") or "张三李四" in squeezed(
        text_of(pdf_of("张\u202e三\x00\x07\n李四"))
    )


def test_properties_and_fonts():
    reader = PdfReader(io.BytesIO(pdf_of("客户 Client 𠮷")))
    assert reader.metadata.title == "标题"
    assert reader.metadata.author == "机构"
    assert reader.metadata["/Keywords"] == "SP-2026-000001"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"] is not None
    where = reader.trailer["/Root"]["/OpenAction"]
    assert where[0].get_object() == reader.pages[0].get_object()
    assert where[1] == "/FitH"
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    for font in fonts:
        described = font.get_object()
        if described["/BaseFont"] != "/Helvetica":
            assert "+" in described["/BaseFont"], "a subset"
            assert "/FontFile2" in described["/FontDescriptor"]


def test_the_same_pages_give_the_same_bytes():
    assert pdf_of("相同") == pdf_of("相同")


def test_page_labels_equal_the_printed_numbers():
    document = pdfium.PdfDocument(pdf_of("字" * 9000))
    assert len(document) > 2
    for index, page in enumerate(document, 1):
        assert f"第{index}页共{len(document)}页" in squeezed(page.get_textpage().get_text_range())
        assert document.get_page_label(index - 1) == str(index)


def test_a_long_header_ends_where_the_other_begins():
    flow = Flow()
    flow.add(Group([Paragraphs(stack=(Para("正文"),))]))
    from dataclasses import replace

    data = make_pdf(flow, replace(SHEET, header=("长" * 200, "SP-2026-000001")))
    words = pdfium.PdfDocument(data)[0].get_textpage()
    head = squeezed(words.get_text_range())
    assert "长…" in head
    assert "SP-2026-000001" in head


@pytest.mark.parametrize("mark", ["⬟", "⬢", "☾"])
def test_marks_without_a_font_are_drawn(mark):
    plain, marked = pdf_of("前后"), pdf_of(f"前{mark}后")
    assert mark not in text_of(marked)
    assert len(marked) > len(plain)
    assert "前" in text_of(marked)
