"""Whatever a file is called: its kind is told by its content, and the same table comes out."""

import pytest

from crmdesk.errors import CrmError

from . import samples


def same(rows):
    """Rows without what a format adds: decimals, empty rows."""
    return [
        [cell.removesuffix(".50").removesuffix(".5").removesuffix(".00") for cell in row] for row in rows if any(row)
    ]


@pytest.mark.parametrize("name", samples.samples())
def test_every_kind_of_file_gives_the_same_table(rows_of, name):
    assert same(rows_of(samples.samples()[name], "客户资料.xls")) == same(samples.TABLE)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "is a picture"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "is a picture"),
        (b"MZ\x90\x00" + b"\x00" * 200, "is a program"),
        (b"\x7fELF\x02" + b"\x00" * 200, "is a program"),
        (b"Rar!\x1a\x07\x00", "RAR or 7z archive"),
        (b"SQLite format 3\x00" + b"\x00" * 100, "is a database"),
        (b"{\\rtf1\\ansi hello}", "word-processor"),
        (bytes(range(256)) * 20, "encoding is not known"),
        (b"\x00\x01\x02\x03" * 50, "not a text table"),
        (b"", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"\x00" * 5_000, "is empty"),
        (b"<?xml version='1.0'?><invoice><a/></invoice>", "not a spreadsheet"),
        (b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Work", "damaged"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_no_table_is_refused_in_a_sentence(seen, content, sentence, language):
    from crmdesk.i18n import set_language

    set_language(language)
    with pytest.raises(CrmError) as caught:
        seen(content, "客户.csv")
    assert "客户.csv" in caught.value.message
    if language == "en":
        assert sentence in caught.value.message
    else:
        assert not caught.value.message.isascii()


@pytest.mark.parametrize("start", ["BM", "MZ", "GIF8", "RIFF"])
def test_a_table_may_begin_with_the_letters_of_another_kind(rows_of, start):
    assert rows_of(f"{start}客户号,客户姓名\n1,张三\n".encode())[0] == [f"{start}客户号", "客户姓名"]
