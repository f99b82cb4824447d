"""What a file is, told by its content. Its name may say anything."""

from __future__ import annotations

import re

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.sheets.dbf import is_dbf
from crmdesk.sheets.source import Source

_PROGRAM = Words("{file} 是程序文件,不是表格,未予打开。", "{file} is a program, not a table. It was not opened.")
_PACKED = Words(
    "{file} 是RAR或7z压缩包,请解压后导入其中的文件。", "{file} is a RAR or 7z archive. Unpack it and import the files."
)
_DATABASE = Words(
    "{file} 是数据库文件,请从原系统导出表格。", "{file} is a database. Export the table from its own program."
)
_PDF = Words(
    "{file} 是PDF文件,请取得Excel或CSV格式的数据。", "{file} is a PDF, not a table. Get the data as Excel or CSV."
)
_PICTURE = Words("{file} 是图片,不是表格。", "{file} is a picture, not a table.")
_LETTER = Words("{file} 是文字处理文件,不是表格。", "{file} is a word-processor file, not a table.")

#: Files that are no tables, by their first bytes.
_NO_TABLES = (
    (b"%PDF-", _PDF),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"{\\rtf", _LETTER),
    (b"SQLite format 3", _DATABASE),
    *(
        (signature, _PICTURE)
        for signature in (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
    ),
)
#: Signatures of up to so many letters begin tables too: then a sign that no one writes must follow.
_LETTERS = 4
_UNWRITTEN = re.compile(rb"[\x00-\x08\x0e-\x1f]")

_SPREADSHEET_XML = b"urn:schemas-microsoft-com:office:spreadsheet"
_PAGE = re.compile(rb"<(?:!doctype html|html|head|table|meta|body|style|div|tr)\b")


def kind_of(source: Source) -> str:
    """``zip``, ``ole``, ``html``, ``xml``, ``dbf`` or ``text``. Raises ``CrmError`` for what is never a table."""
    head = source.head()
    for signature, sentence in _NO_TABLES:
        if head.startswith(signature) and (len(signature) > _LETTERS or _UNWRITTEN.search(head)):
            raise CrmError(str(sentence.format(file=source.name)))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    return _kind_of_text(head) or ("dbf" if is_dbf(head) else "text")


def _kind_of_text(head: bytes) -> str:
    """``html`` or ``xml`` where the text begins with a tag; in UTF-16 every second byte is zero."""
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if not start.startswith(b"<"):
        return ""
    if start.startswith(b"<?xml") and b"<html" not in start:
        return "xml"
    if _SPREADSHEET_XML in start and not _PAGE.search(start[:200]):
        return "xml"
    return "html" if _PAGE.search(start) or start.startswith(b"<!--") else ""
