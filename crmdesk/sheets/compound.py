"""The frame of old Office files (compound files): sectors in chains, which hostile files close to circles.

The library that reads the workbook follows a chain to its end; so every chain is followed once before. Header: at 30
the size of a sector as a power of 2, at 60 the first sector of the mini FAT, at 68 the first sector of further places
of the FAT, at 76 the first 109 of them. A FAT says for each sector which one follows; from 0xFFFFFFFA on a chain ends.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator

_LAST = 0xFFFFFFFA
_HEADER = 512


def is_sound(content: bytes) -> bool:
    """Whether every chain of sectors has an end."""
    if len(content) < _HEADER:
        return False
    (shift,) = struct.unpack_from("<H", content, 30)
    (mini_start,) = struct.unpack_from("<I", content, 60)
    if shift not in (9, 12):
        return False
    size = 1 << shift
    places = _fat_places(content, size)
    if places is None:
        return False
    fat = _numbers(content, places, size)
    if not _ends(fat):
        return False
    return _ends(_numbers(content, list(_chain(fat, mini_start)), size))


def _fat_places(content: bytes, size: int) -> list[int] | None:
    """The sectors that hold the FAT; None where the list of them runs in a circle."""
    places = [place for place in struct.unpack_from("<109I", content, 76) if place < _LAST]
    (place,) = struct.unpack_from("<I", content, 68)
    met: set[int] = set()
    while place < _LAST:
        block = _sector(content, place, size)
        if place in met or len(block) < size:
            return None
        met.add(place)
        *further, place = struct.unpack(f"<{size // 4}I", block)
        places.extend(one for one in further if one < _LAST)
    return places


def _sector(content: bytes, place: int, size: int) -> bytes:
    start = (place + 1) * size
    return content[start : start + size]


def _numbers(content: bytes, places: list[int], size: int) -> array[int]:
    numbers = array("I")
    for place in places:
        block = _sector(content, place, size)
        numbers.frombytes(block[: len(block) // 4 * 4])
    return numbers


def _chain(fat: array[int], place: int) -> Iterator[int]:
    """The sectors of a chain; one that leaves the file ends there."""
    while place < len(fat):
        yield place
        place = fat[place]


def _ends(fat: array[int]) -> bool:
    """Whether no chain comes back to a sector of its own."""
    known = bytearray(len(fat))  # 0 not met, 1 of the chain that is being followed, 2 known to end
    for first in range(len(fat)):
        chain = []
        place = first
        while place < len(fat) and not known[place]:
            known[place] = 1
            chain.append(place)
            place = fat[place]
        if place < len(fat) and known[place] == 1:
            return False
        for one in chain:
            known[one] = 2
    return True
