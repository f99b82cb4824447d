"""Where the bytes of a table come from: a file, a packed file, a member of an archive, or memory."""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.sheets.sheet import Report

#: A packed file may unpack to so much, and to so many times its size.
LARGEST_UNPACKED = 8 << 30
LARGEST_RATIO = 200
ALWAYS_FITS = 16 << 20

#: What must be held in memory as a whole: a workbook inside an archive, a workbook with a password.
LARGEST_IN_MEMORY = 96 << 20

BLOCK = 1 << 20

#: What the library raises at archives that are broken, beside what reading raises.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError, struct.error)


@dataclass(frozen=True)
class Source:
    """``member`` is the place of a member in the ZIP file ``path``; ``content`` stands for the file when it is known.

    ``encoding`` and ``separator`` are what the user says where text is read wrongly.
    """

    path: Path
    member: int | None = None
    content: bytes | None = None
    password: str = ""
    part: str = ""
    encoding: str = ""
    separator: str = ""

    @property
    def name(self) -> str:
        return f"{self.path.name} › {self.part}" if self.part else self.path.name

    def open(self) -> IO[bytes]:
        """The unpacked content as a stream."""
        if self.member is not None:
            return open_member(self)
        plain = self.plain()
        if plain.read(2) == b"\x1f\x8b":
            plain.seek(0)
            limit = max(ALWAYS_FITS, min(LARGEST_UNPACKED, self.packed_size * LARGEST_RATIO))
            return io.BufferedReader(_Unpacked(plain, limit, self.name), BLOCK)
        plain.seek(0)
        return plain

    def plain(self) -> IO[bytes]:
        """The file as it is."""
        return _opened(self.path) if self.content is None else io.BytesIO(self.content)

    @property
    def packed_size(self) -> int:
        """Bytes of the file as it is."""
        return self.path.stat().st_size if self.content is None else len(self.content)

    def head(self, count: int = 4096) -> bytes:
        with self.open() as file:
            return file.read(count)

    def blocks(self, report: Report | None = None) -> Iterator[bytes]:
        """The content a mebibyte at a time."""
        size = 0
        with self.open() as file:
            while block := file.read(BLOCK):
                size += len(block)
                if report is not None:
                    report(size)
                yield block

    def digest(self, report: Report | None = None) -> tuple[str, int]:
        """SHA-256 of the content and its size."""
        digest, size = hashlib.sha256(), 0
        for block in self.blocks(report):
            digest.update(block)
            size += len(block)
        return digest.hexdigest(), size

    def in_memory(self) -> bytes:
        """The whole content. Raises ``CrmError`` where it is too large for that."""
        with self.open() as file:
            content = file.read(LARGEST_IN_MEMORY + 1)
        if len(content) > LARGEST_IN_MEMORY:
            sentence = tr("{file} is too large to be read like this. Save it as CSV and import that.", file=self.name)
            raise CrmError(sentence)
        return content

    def seekable(self) -> IO[bytes]:
        """The content where a reader jumps about in it."""
        return io.BytesIO(self.in_memory()) if self.member is not None or self._is_packed else self.plain()

    @property
    def _is_packed(self) -> bool:
        with self.plain() as file:
            return file.read(2) == b"\x1f\x8b"


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise CrmError(tr("{file} cannot be read: {why}.", file=path.name, why=error.strerror or error)) from error


def open_member(source: Source) -> IO[bytes]:
    archive = zipfile.ZipFile(source.plain())
    try:
        info = archive.infolist()[source.member or 0]
        return archive.open(info, pwd=source.password.encode() if info.flag_bits & 1 and source.password else None)
    except BROKEN_ZIP as error:
        archive.close()
        is_locked = isinstance(error, RuntimeError) and info.flag_bits & 1  # zipfile's word for a wrong password
        raise locked(source) if is_locked else damaged(source) from error


def locked(source: Source) -> CrmError:
    """The sentence that asks for the password, or says that the one given is wrong."""
    if source.password:
        return CrmError(tr("{file}: the password is not right.", file=source.name), field="password")
    return CrmError(
        tr("{file} has a password. Give the password, or save the file without one and import that.", file=source.name),
        field="password",
    )


def damaged(source: Source) -> CrmError:
    return CrmError(tr("{file} is damaged: it cannot be unpacked to its end.", file=source.name))


def damaged_workbook(source: Source) -> CrmError:
    return CrmError(tr("{file} is damaged: it is not a readable workbook.", file=source.name))


@contextmanager
def in_plain_words(source: Source) -> Iterator[None]:
    """A damaged archive as a sentence."""
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError) as error:
        raise damaged(source) from error
    except OSError as error:
        raise CrmError(tr("{file} cannot be read: {why}.", file=source.name, why=error.strerror or error)) from error


class _Unpacked(io.RawIOBase):
    """A packed file as a stream that ends in a sentence when it unpacks to far more than its size."""

    def __init__(self, packed: IO[bytes], limit: int, name: str) -> None:
        self._packed, self._left, self._name = packed, limit, name
        self._file = gzip.GzipFile(fileobj=packed, mode="rb")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        block = self._file.read(len(view))
        self._left -= len(block)
        if self._left < 0:
            raise CrmError(tr("{file} unpacks to far more than its size. It was not opened.", file=self._name))
        view[: len(block)] = block
        return len(block)

    def close(self) -> None:
        self._file.close()
        self._packed.close()
        super().close()
