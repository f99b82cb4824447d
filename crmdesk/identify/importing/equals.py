"""Rows of a file that say the same as an earlier one: which of the equals each is."""

from __future__ import annotations

from itertools import islice

#: Different rows remembered. Files are written by day or by account, so equals stand far closer together than this.
_MOST_REMEMBERED = 300_000


class Equals:
    """Counts equal rows over a whole file in bounded memory: what was not met for longest is forgotten.

    Who asks after ``has_forgotten`` looks into the store whether this file has brought the row already.
    """

    def __init__(self, most: int = _MOST_REMEMBERED) -> None:
        self._most = most
        self.has_forgotten = False
        self._seen: dict[bytes, int] = {}

    def place(self, digest: bytes) -> int:
        """1 for the first row with this digest, 2 for the second …"""
        place = self._seen.pop(digest, 0) + 1
        self._seen[digest] = place
        if len(self._seen) > self._most:
            self._seen = dict(islice(self._seen.items(), self._most // 2, None))
            self.has_forgotten = True
        return place
