"""Chains of sectors of old Office files: a circle is found before anything follows it."""

import struct

import pytest

from crmdesk.errors import CrmError
from crmdesk.sheets.compound import is_sound

from . import samples


def fat_start(content):
    (place,) = struct.unpack_from("<I", content, 76)
    return (place + 1) * 512


def changed(at, value):
    content = bytearray(samples.old_workbook())
    start = fat_start(content) if at is None else at
    struct.pack_into("<I", content, start, value)
    return bytes(content)


def test_a_workbook_is_sound():
    assert is_sound(samples.old_workbook())


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (None, 0),  # the first sector follows itself
        (68, 0),  # the list of FAT places continues in a sector of the workbook
        (68, 1 << 20),  # … or beyond the end of the file
        (30, 31),  # sectors of two gibibytes
    ],
)
def test_circles_and_places_outside_are_refused(seen, at, value):
    content = changed(at, value)
    assert not is_sound(content)
    with pytest.raises(CrmError, match="damaged"):
        seen(content)


def test_less_than_a_header_is_not_sound():
    assert not is_sound(b"\xd0\xcf\x11\xe0")
