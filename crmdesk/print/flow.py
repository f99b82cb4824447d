"""Blocks become pages: what is kept together, where a page ends, which page a bookmark stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crmdesk.print.blocks import Block
from crmdesk.print.house import FRAME_HEIGHT, FRAME_WIDTH


@dataclass(frozen=True)
class Placed:
    block: Block
    top: float  # from the top of the text frame, points


@dataclass
class Page:
    placed: list[Placed] = field(default_factory=list)
    is_cover: bool = False


@dataclass(frozen=True)
class Group:
    """Blocks of one section. ``whole``: begin on a new page unless all of it fits on the current one.

    ``least`` is the room (points) the section wants where it begins, 0 for what its first blocks need.
    """

    blocks: Sequence[Block]
    whole: bool = False
    least: float = 0.0
    before: float = 0.0
    new_page: bool = False


class Flow:
    """Fills pages of one width and height, in order."""

    def __init__(self, width: float = FRAME_WIDTH, height: float = FRAME_HEIGHT) -> None:
        self.width = width
        self.page_height = height
        self.pages: list[Page] = []
        self._used = 0.0

    def cover(self, block: Block) -> None:
        self.pages.append(Page([Placed(block, 0.0)], is_cover=True))
        self._used = self.page_height

    def add(self, group: Group) -> None:
        if self._wants_new_page(group):
            self._new_page()
        pending = list(group.blocks)
        first = True
        while pending:
            chain = self._chain(pending)
            before = group.before if first else chain[0].before
            self._place_chain(chain, before)
            del pending[: len(chain)]
            first = False

    def _wants_new_page(self, group: Group) -> bool:
        if not self.pages or group.new_page:
            return True
        room = self.page_height - self._used - group.before
        if group.whole and self._group_height(group.blocks) > room:
            return True
        return room < group.least

    def _group_height(self, blocks: Sequence[Block]) -> float:
        return sum(block.height(self.width) + (block.before if index else 0) for index, block in enumerate(blocks))

    def _chain(self, blocks: Sequence[Block]) -> list[Block]:
        """Blocks up to the first that does not hold on to its successor."""
        chain = []
        for block in blocks:
            chain.append(block)
            if not block.keeps:
                break
        return chain

    def _place_chain(self, chain: list[Block], before: float) -> None:
        head, last = chain[:-1], chain[-1]
        needed = sum(block.height(self.width) + block.before for block in head) + last.head_height(self.width)
        needed += last.before if head else 0
        if self._used and self._used + before + needed > self.page_height + 0.01:
            self._new_page()
        for index, block in enumerate(chain):
            self._place(block, before if index == 0 else block.before)

    def _place(self, block: Block, before: float) -> None:
        before = before if self._used else 0.0
        room = self.page_height - self._used - before
        if block.height(self.width) <= room + 0.01:
            self._put(block, before)
            return
        parts = block.split(self.width, room)
        if parts is None:
            if self._used:
                self._new_page()
                self._place(block, 0.0)
            else:
                self._put(block, 0.0)
            return
        self._put(parts[0], before)
        self._new_page()
        self._place(parts[1], 0.0)

    def _put(self, block: Block, before: float) -> None:
        top = self._used + before
        self.pages[-1].placed.append(Placed(block, top))
        self._used = top + block.height(self.width)

    def _new_page(self) -> None:
        self.pages.append(Page())
        self._used = 0.0

    @property
    def rest(self) -> float:
        """Room left on the current page, points."""
        return self.page_height - self._used

    def bookmarks(self) -> list[tuple[str, str, int]]:
        """(key, title, page number from 1) in order."""
        return [
            (*placed.block.bookmark, number)
            for number, page in enumerate(self.pages, 1)
            for placed in page.placed
            if placed.block.bookmark
        ]
