"""Files of text: which encoding, which separator, and their rows one at a time.

A file is read twice, each time as a stream: once to check every byte of it (encoding, digest, size after
unpacking), once for its rows. So a file that is broken in its last line is refused before its first is used,
and a file of two gigabytes needs no more memory than a small one.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

from crmdesk.errors import CrmError
from crmdesk.i18n import tr

SEPARATORS = (",", "\t", "|", ";", "^")

#: A line longer than this is a quotation mark that was never closed, or no table at all.
LONGEST_CELL = 1 << 20

_BLOCK = 1 << 20
_ROWS_AT_ONCE = 4096
_LARGEST_UNPACKED = 8 << 30
_LARGEST_RATIO = 200
_ENOUGH_TO_TELL = 20_000
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Row = list[str]


@dataclass(frozen=True)
class FileCheck:
    """What the first reading found: ``encoding``, ``sha256`` of the unpacked content, its ``size`` in bytes."""

    encoding: str
    sha256: str
    size: int


def open_bytes(path: Path) -> IO[bytes]:
    """The content of the file, unpacked when it is a ``.gz``."""
    try:
        plain = path.open("rb")
    except OSError as error:
        raise CrmError(tr("{file} cannot be read: {why}.", file=path.name, why=error.strerror or error)) from error
    if plain.read(2) == b"\x1f\x8b":
        plain.close()
        return cast("IO[bytes]", gzip.open(path, "rb"))
    plain.seek(0)
    return plain


def first_bytes(path: Path, count: int = 4096) -> bytes:
    with open_bytes(path) as file, _gzip_in_plain_words(path):
        return file.read(count)


def check_text(path: Path, report: Callable[[int], None] | None = None) -> FileCheck:
    """Read the whole file once. Raises ``CrmError`` when it is empty, no text, or unpacks too large."""
    head = first_bytes(path)
    if not head.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise CrmError(tr("{file} is empty.", file=path.name))
    encoding = next((name for bom, name in _BOMS.items() if head.startswith(bom)), "")
    if not encoding and b"\x00" in head:
        raise CrmError(tr("{file} is not a text table. Save it as CSV or XLSX and import that.", file=path.name))
    candidates = [encoding] if encoding else ["utf-8", "gb18030"]
    for candidate in candidates:
        found = _decodes(path, candidate, report)
        if found is not None:
            return found
    if _is_cut_off(path, candidates[0]):
        raise CrmError(tr("{file} ends in the middle of a character: it was cut off. Export it again.", file=path.name))
    raise CrmError(
        tr("{file}: the encoding is not known. Save the file as UTF-8 or GB18030 text and import that.", file=path.name)
    )


def _decodes(path: Path, encoding: str, report: Callable[[int], None] | None) -> FileCheck | None:
    """The check of the file in this encoding, or None when some byte of it is not of this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    digest, size, packed = hashlib.sha256(), 0, path.stat().st_size
    chinese = other = 0
    with open_bytes(path) as file, _gzip_in_plain_words(path):
        is_packed = isinstance(file, gzip.GzipFile)
        while block := file.read(_BLOCK):
            size += len(block)
            if is_packed and size > max(_BLOCK * 16, min(_LARGEST_UNPACKED, packed * _LARGEST_RATIO)):
                raise CrmError(tr("{file} unpacks to far more than its size. It was not opened.", file=path.name))
            digest.update(block)
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError:
                return None
            if encoding == "gb18030" and chinese + other < _ENOUGH_TO_TELL:
                common, rare = _chinese_share(text[:_ENOUGH_TO_TELL])
                chinese, other = chinese + common, other + rare
            if report is not None:
                report(size)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return FileCheck(encoding, digest.hexdigest(), size) if chinese >= other else None


def _is_cut_off(path: Path, encoding: str) -> bool:
    """Whether everything but the very end is text of this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
    try:
        with open_bytes(path) as file:
            while block := file.read(_BLOCK):
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


class _gzip_in_plain_words:  # noqa: N801 (reads as a statement)
    """A damaged ``.gz`` as a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
            raise CrmError(tr("{file} is damaged: it cannot be unpacked to its end.", file=self.path.name)) from error


def find_separator(path: Path, encoding: str) -> str:
    """The separator that cuts most lines of the beginning into the same number of cells."""
    with io.TextIOWrapper(open_bytes(path), encoding=encoding, newline="", errors="replace") as text:
        lines = [line for line in text.read(1 << 16).splitlines()[:60] if line.strip()]
    return max(SEPARATORS, key=lambda sign: _evenness(lines, sign))


def _evenness(lines: list[str], separator: str) -> float:
    cells = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    if not cells:
        return 0.0
    width, how_often = cells.most_common(1)[0]
    return how_often * 1_000 + width


def text_rows(
    path: Path, *, encoding: str, separator: str, report: Callable[[int], None] | None = None
) -> Iterator[Row]:
    """The rows of the file, cells as they stand. ``report`` hears the bytes read so far now and then."""
    csv.field_size_limit(LONGEST_CELL)
    with open_bytes(path) as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=separator)
        block: list[Row] = []
        rows = 0
        try:
            while _next_rows(reader, block):
                yield from block
                rows += len(block)
                if report is not None:
                    report(file.tell())
        except csv.Error as error:
            message = tr(
                "{file}, row {row}: the line cannot be read; a quotation mark may be open.",
                file=path.name,
                row=rows + len(block) + 1,
            )
            raise CrmError(message) from error


def _next_rows(reader: Iterator[Row], block: list[Row]) -> list[Row]:
    """The next rows in place of those in ``block``; an error leaves there what stood before it."""
    block.clear()
    block.extend(islice(reader, _ROWS_AT_ONCE))
    return block
