"""In which encoding a file of text is written. Every byte of it is looked at once before the first row is used."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.sheets.sheet import UNREADABLE, Report
from crmdesk.sheets.source import Source

_ENOUGH_TO_TELL = 20_000
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NOTHING = b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"
#: A file is still of an encoding when at most one of so many of its characters beyond ASCII is not.
_READABLE_PER_UNREADABLE = 20


def _unreadable(error: UnicodeError) -> tuple[str, int]:
    return UNREADABLE, error.end if isinstance(error, UnicodeDecodeError) else 0


codecs.register_error("crmdesk.unreadable", _unreadable)


@dataclass(frozen=True)
class TextCheck:
    """``encoding``, ``sha256`` of the unpacked content, its ``size`` in bytes, and whether every byte is of it."""

    encoding: str
    sha256: str
    size: int


def check_text(source: Source, report: Report | None = None, *, hint: str = "") -> TextCheck:
    """Read the whole content once. ``hint``: the encoding it claims. Raises ``CrmError`` for what is no text."""
    head = source.head()
    if not head.strip(_NOTHING):
        raise CrmError(tr("{file} is empty.", file=source.name))
    if source.encoding:
        return _as_told(source, report)
    candidates = _candidates(head, hint)
    if not candidates:
        raise CrmError(tr("{file} is not a text table. Save it as CSV or XLSX and import that.", file=source.name))
    for candidate in candidates:
        found = _decodes(source, candidate, report)
        if found is not None and (candidate == hint or found[1]):
            return found[0]
    if _is_cut_off(source, candidates[0]):
        sentence = tr("{file} ends in the middle of a character: it was cut off. Export it again.", file=source.name)
        raise CrmError(sentence)
    for candidate in candidates:
        mostly = _mostly_decodes(source, candidate, report)
        if mostly is not None:
            return mostly
    raise CrmError(
        tr(
            "{file}: the encoding is not known. Save the file as UTF-8 or GB18030 text and import that.",
            file=source.name,
        )
    )


def _as_told(source: Source, report: Report | None) -> TextCheck:
    """The encoding that the user says; bytes that are none of it refuse their rows."""
    try:
        codecs.lookup(source.encoding)
        "".encode(source.encoding)
    except (LookupError, UnicodeError, AttributeError) as error:
        raise CrmError(tr("There is no encoding {name}.", name=source.encoding), field="encoding") from error
    return TextCheck(source.encoding, *source.digest(report))


def _candidates(head: bytes, hint: str) -> list[str]:
    marked = next((name for bom, name in _BOMS.items() if head.startswith(bom)), "")
    if marked:
        return [marked]
    if b"\x00" in head and (wide := _wide(head)):
        return [wide]
    if head.count(b"\x00") * 20 > len(head):
        return []
    return [*dict.fromkeys(["utf-8", *([hint] if hint else []), "gb18030"])]


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of plain text is zero."""
    for name, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        text = head[:1024].decode(name, "ignore")
        is_plain = all(sign.isprintable() or sign in "\t\r\n" for sign in text)
        if is_plain and zeros.count(0) > len(zeros) / 5 and others.count(0) == 0:
            return name
    return ""


def _decodes(source: Source, encoding: str, report: Report | None) -> tuple[TextCheck, bool] | None:
    """The check, and whether the text looks like what people write; None when some byte is not of this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    digest, size = hashlib.sha256(), 0
    chinese = other = 0
    try:
        for block in source.blocks(report):
            size += len(block)
            digest.update(block)
            text = decoder.decode(block)
            if encoding == "gb18030" and chinese + other < _ENOUGH_TO_TELL:
                common, rare = _chinese_share(text[:_ENOUGH_TO_TELL])
                chinese, other = chinese + common, other + rare
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return TextCheck(encoding, digest.hexdigest(), size), chinese >= other


def _mostly_decodes(source: Source, encoding: str, report: Report | None) -> TextCheck | None:
    """The check of a file in which a few characters are not of the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="crmdesk.unreadable")
    digest, size, wrong, right = hashlib.sha256(), 0, 0, 0
    chinese = other = 0
    for block in source.blocks(report):
        size += len(block)
        digest.update(block)
        text = decoder.decode(block)
        bad = text.count(UNREADABLE)
        wrong += bad
        right += len(text) - len(text.encode("ascii", "ignore")) - bad
        if encoding == "gb18030" and chinese + other < _ENOUGH_TO_TELL:
            common, rare = _chinese_share(text[:_ENOUGH_TO_TELL])
            chinese, other = chinese + common, other + rare
    if wrong * _READABLE_PER_UNREADABLE > right or chinese < other:
        return None
    return TextCheck(encoding, digest.hexdigest(), size)


def _is_cut_off(source: Source, encoding: str) -> bool:
    """Whether everything but the very end is text of this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    try:
        for block in source.blocks():
            decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _chinese_share(text: str) -> tuple[int, int]:
    """Characters of everyday Chinese text, and others beyond ASCII: any bytes are *some* GB18030 text."""
    beyond = [char for char in text if char > "\x7f"]
    # Decoded as GB2312's first level: the 3,755 everyday characters and the Chinese punctuation.
    common = sum(_is_everyday(char) for char in beyond)
    return common, len(beyond) - common


def _is_everyday(char: str) -> bool:
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and (0xB0 <= code[0] <= 0xD7 or code[0] in (0xA1, 0xA3))
