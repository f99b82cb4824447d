"""Columns of a record set as matching holds them: every distinct value once, and numbers instead of text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Hashes = NDArray[np.uint32]
Levels = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Coded:
    """A column of texts. ``codes`` (n,) numbers its distinct ``values``; -1 where there is none."""

    codes: Codes
    values: list[str]

    def __len__(self) -> int:
        return len(self.codes)


class Coder:
    """Builds a ``Coded`` column part by part. Empty texts count as missing."""

    def __init__(self) -> None:
        self._numbers: defaultdict[Any, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        for nothing in (None, ""):
            self._numbers[nothing]
        self._parts: list[Codes] = []

    def add(self, values: Sequence[Any]) -> None:
        if values.count(None) == len(values):  # a field that hardly anybody has
            self._parts.append(np.zeros(len(values), np.int32))
        else:
            self._parts.append(np.fromiter(map(self._numbers.__getitem__, values), np.int32, len(values)))

    def done(self) -> Coded:
        codes = np.concatenate([np.zeros(0, np.int32), *self._parts]) - np.int32(2)
        texts = [str(value) for value in self._numbers if value is not None and value != ""]
        return Coded(np.maximum(codes, np.int32(-1)), texts)


def coded(column: Iterable[Any]) -> Coded:
    """A column of texts (or dates) at once."""
    coder = Coder()
    coder.add(tuple(column))
    return coder.done()


def mixed(numbers: NDArray[np.generic]) -> Hashes:
    """Whole numbers spread over 32 bits, the same on every machine; 0 stays 0, which means no key."""
    wide = numbers.astype(np.uint64) * _ODD
    wide ^= wide >> np.uint64(29)
    wide *= _ODD
    spread = (wide >> np.uint64(32)).astype(np.uint32)
    spread[(spread == 0) & (numbers != 0)] = 1
    return spread


def together(*parts: NDArray[np.generic]) -> Hashes:
    """One key of several; 0 where any part is 0."""
    total = np.zeros(len(parts[0]), np.uint64)
    present = np.ones(len(parts[0]), bool)
    for part in parts:
        wide = part.astype(np.uint64)
        present &= wide != 0
        total = (total ^ wide) * _ODD
        total ^= total >> np.uint64(31)
    found = mixed(total)
    found[~present] = 0
    return found


def nothing_missing(codes: Codes, sizes: NDArray[np.generic]) -> Codes:
    """Codes with -1 also for values of which nothing is left (size or hash 0); the last of them is the missing one."""
    return np.where(sizes[codes] == 0, np.int32(-1), codes)


def text_hashes(values: Sequence[str]) -> Hashes:
    """A key of each text; 0 for an empty one."""
    return np.fromiter(map(crc32, map(str.encode, values)), np.uint32, len(values))


def taken(values: Hashes, codes: Codes) -> Hashes:
    """``values[codes]``, 0 where the code says missing."""
    return np.asarray(np.append(values, np.uint32(0))[codes])
