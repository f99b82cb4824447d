"""Old Office files: XLS workbooks, and workbooks behind a password."""

from __future__ import annotations

import io
from dataclasses import replace

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.sheets import compound
from crmdesk.sheets.source import Source, damaged_workbook, locked


def _stream_name(name: str) -> bytes:
    return name.encode("utf-16-le")


_ENCRYPTED = _stream_name("EncryptedPackage")
_WORKBOOKS = (_stream_name("Workbook"), _stream_name("Book"))


def opened_ole(source: Source) -> tuple[str, Source]:
    """``xls`` or ``xlsx`` and where its content is, unlocked when it had to be and the password is there."""
    content = source.in_memory()
    if _ENCRYPTED in content:
        return "xlsx", _unlocked(source, content)
    if not any(name in content for name in _WORKBOOKS):
        raise CrmError(tr("{file} is an Office file, but not a workbook.", file=source.name))
    _require_sound(source, content)
    if source.password:
        return "xls", _unlocked(source, content)
    return "xls", replace(source, member=None, content=content)


def _require_sound(source: Source, content: bytes) -> None:
    if not compound.is_sound(content):
        raise damaged_workbook(source)


def _unlocked(source: Source, content: bytes) -> Source:
    """The workbook behind the password, in memory only."""
    import msoffcrypto
    from msoffcrypto import exceptions

    if not source.password:
        raise locked(source)
    _require_sound(source, content)
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        if not office.is_encrypted():
            return replace(source, member=None, content=content)
        plain = io.BytesIO()
        office.load_key(password=source.password)
        office.decrypt(plain)
    except exceptions.InvalidKeyError as error:
        raise locked(source) from error
    except (exceptions.FileFormatError, exceptions.ParseError, exceptions.DecryptionError, OSError) as error:
        raise damaged_workbook(source) from error
    return replace(source, member=None, content=plain.getvalue())
