"""ZIP files of tables: looked at before anything of them is unpacked, and never unpacked to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.sheets.source import ALWAYS_FITS, BROKEN_ZIP, LARGEST_RATIO, LARGEST_UNPACKED, Source, damaged

MOST_MEMBERS = 1_000
_LONGEST_NAME = 120
_UTF8_NAME = 0x800
_NOT_MEANT = ("__MACOSX/", "Thumbs.db", ".DS_Store", "desktop.ini")


def archive_kind(source: Source) -> str:
    """``xlsx`` or ``zip``. Raises ``CrmError`` for an archive that cannot be read."""
    try:
        with source.seekable() as file, zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except BROKEN_ZIP as error:
        raise damaged(source) from error
    if any(name.endswith("xl/workbook.xml") or name == "[Content_Types].xml" for name in names):
        return "xlsx"
    if "mimetype" in names and "content.xml" in names:
        raise CrmError(tr("{file} is an OpenDocument file. Save it as XLSX and import that.", file=source.name))
    return "zip"


def archive_members(source: Source) -> Iterator[Source]:
    """The files of the archive, names as their writer meant them. Raises ``CrmError`` for one that grows too large."""
    if source.member is not None:
        raise CrmError(tr("{file} is an archive inside an archive. Unpack the outer one first.", file=source.name))
    with source.seekable() as file, zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    _check_sizes(members, source)
    for place, member in enumerate(members):
        name = shown_name(member)
        if not name.endswith("/") and not any(part in name for part in _NOT_MEANT):
            yield replace(source, member=place, part=name)


def _check_sizes(members: list[zipfile.ZipInfo], source: Source) -> None:
    if len(members) > MOST_MEMBERS:
        found, most = len(members), MOST_MEMBERS
        raise CrmError(
            tr("{file} holds {count} files; {limit} are the most.", file=source.name, count=found, limit=most)
        )
    unpacked = sum(member.file_size for member in members)
    limit = max(ALWAYS_FITS, min(LARGEST_UNPACKED, source.packed_size * LARGEST_RATIO))
    if unpacked > limit:
        raise CrmError(tr("{file} unpacks to far more than its size. It was not opened.", file=source.name))


def shown_name(member: zipfile.ZipInfo) -> str:
    """The name for showing only: GBK where no one said UTF-8, without signs that cannot be seen."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        try:
            raw = name.encode("cp437")
            name = _first_that_decodes(raw)
        except UnicodeEncodeError:
            pass  # no byte names of old: already text
    seen = "".join(char if char.isprintable() else "\ufffd" for char in name)
    return seen if len(seen) <= _LONGEST_NAME else f"…{seen[-_LONGEST_NAME:]}"


def _first_that_decodes(raw: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp437")
