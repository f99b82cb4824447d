"""Section 12 and the appendix: who signs, what the words mean, where the figures come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmdesk.codes import code_words
from crmdesk.customize.paper.assets import all_holdings
from crmdesk.customize.paper.edition import Printing
from crmdesk.customize.paper.pieces import DASH, body, caption, continuing, head, sub
from crmdesk.customize.paper.tongue import fixed
from crmdesk.dates import CHINA
from crmdesk.i18n import Words
from crmdesk.print.blocks import Beside, Block, Together
from crmdesk.print.house import ACCENT, CAPTION, CELL, COLUMN_GAP, INK, MM, SUBHEAD
from crmdesk.print.pen import Pen
from crmdesk.print.table import Row, Table
from crmdesk.print.text import Text, name


@dataclass(frozen=True, slots=True)
class Signer:
    role: Text
    who: Text


@dataclass(kw_only=True)
class SignatureBoxes(Block):
    """Boxes in rows of ``columns``; all of them stand on one page."""

    signers: Sequence[Signer]
    columns: int
    labels: tuple[str, str]
    size: float = 84.0
    date_width: float = 32 * MM
    in_line: bool = False

    _GAP = 7.0

    def height(self, width: float) -> float:  # noqa: ARG002
        rows = -(-len(self.signers) // self.columns)
        return rows * self.size + (rows - 1) * self._GAP

    def draw(self, pen: Pen, width: float) -> None:
        one = (width - COLUMN_GAP * (self.columns - 1)) / self.columns
        for index, signer in enumerate(self.signers):
            row, column = divmod(index, self.columns)
            self._draw_box(pen.at(column * (one + COLUMN_GAP), row * (self.size + self._GAP)), signer, one)

    def _draw_box(self, pen: Pen, signer: Signer, width: float) -> None:
        pen.across(0, width, weight=1, colour=ACCENT)
        role = pen.text(0, 14, signer.role, SUBHEAD)
        if self.in_line:
            pen.text(role + 9, 14, signer.who, CELL)
        else:
            pen.text(0, 27, signer.who, CELL)
        line = self.size - 20
        split = width - self.date_width
        pen.rule((0, line), (split - 4 * MM, line), weight=0.5, colour=INK)
        pen.rule((split, line), (width, line), weight=0.5, colour=INK)
        pen.text(0, line + 10, self.labels[0], CAPTION)
        pen.text(split, line + 10, self.labels[1], CAPTION)


def signers(printing: Printing, *, remarks: bool = True) -> list[Signer]:
    """Who signs, the reviewer last; without ``remarks`` only names, for boxes of one line."""
    tongue, identity = printing.tongue, printing.content.identity
    if not remarks:
        reviewer = _reviewer_name(printing) + (tongue.first(fixed("sign.self_short")) if _is_same(printing) else "")
        read = tongue.first(fixed("sign.read"))
        people = (("client", read), ("manager", identity.manager.name), ("reviewer_short", reviewer))
        return [Signer(tongue.inline(fixed(f"sign.{role}")), [name(who)]) for role, who in people]
    tail = f"　{tongue.first(fixed('sign.id_tail', n=identity.id_tail))}" if identity.id_tail else ""
    found = [Signer(tongue.inline(fixed("sign.client")), [name(identity.name), tail])]
    for role in ("manager", "adviser", "reviewer"):
        party = getattr(identity, role)
        if role == "reviewer":
            found.append(Signer(tongue.inline(fixed("sign.reviewer")), _reviewer(printing)))
        elif party is not None:
            found.append(Signer(tongue.inline(fixed(f"sign.{role}")), [name(party.name), f"　{party.licence}"]))
    return found


def _reviewer(printing: Printing) -> Text:
    remark = fixed("sign.self" if _is_same(printing) else "sign.other")
    return [name(_reviewer_name(printing)), f"　{printing.tongue.first(remark)}"]


def _reviewer_name(printing: Printing) -> str:
    party = printing.content.identity.reviewer
    return party.name if party else printing.plan.approved_by or ""


def _is_same(printing: Printing) -> bool:
    """Author and approver in one person, which the paper says aloud."""
    return printing.plan.author in (_reviewer_name(printing), printing.plan.approved_by)


def labels(printing: Printing) -> tuple[str, str]:
    tongue = printing.tongue
    return tongue.inline(fixed("sign.signature")), tongue.inline(fixed("sign.date"))


def signatures(printing: Printing, total: int) -> list[Block]:
    """The statement and every box together on one page; a draft has neither."""
    tongue = printing.tongue
    if not printing.has_signatures():
        return [head(printing, "12", fixed("sign.no_block"))]
    parts: list[Block] = [
        body(tongue, fixed("sign.statement", t=total)),
        SignatureBoxes(signers=signers(printing), columns=2, labels=labels(printing), before=7),
        caption(tongue, fixed("caption.place")),
    ]
    return [head(printing, "12"), Together(blocks=parts)]


def appendix(printing: Printing) -> list[Block]:
    tongue = printing.tongue
    blocks: list[Block] = [head(printing, "A"), Beside(columns=[_terms(printing), _sources(printing)])]
    blocks += [sub(tongue, fixed("title.history")), _history(printing)]
    blocks += all_holdings(printing)
    blocks += [sub(tongue, fixed("title.privacy")), body(tongue, fixed("privacy.text"))]
    blocks += [sub(tongue, fixed("title.seal")), body(tongue, _seal(printing))]
    if tongue.is_both:
        blocks.append(caption(tongue, fixed("page.prevails")))
    return blocks


def _terms(printing: Printing) -> list[Block]:
    tongue = printing.tongue
    rows = [
        Row([tongue.cell(fixed(f"term.{key}")), tongue.cell(fixed(f"term.{key}_text"))])
        for key in ("c", "r", "average", "contact", "frame", "point")
    ]
    columns = tongue.columns(("term", 24, "l"), ("meaning", 0, "l"))
    return [sub(tongue, fixed("title.terms"), before=0), Table(columns=columns, rows=rows)]


def _sources(printing: Printing) -> list[Block]:
    tongue = printing.tongue
    rows = [Row([tongue.cell(text) for text in source]) for source in printing.content.sources]
    columns = tongue.columns(("content", 26, "l"), ("source", 0, "l"), ("date", 22, "l"))
    return [sub(tongue, fixed("title.sources"), before=0), Table(columns=columns, rows=rows)]


def _history(printing: Printing) -> Block:
    tongue = printing.tongue
    rows = []
    for version in printing.plan.history:
        state: Words = code_words("plan_status", version.status)
        texts: list[Words | str] = [
            version.version,
            version.created_at.astimezone(CHINA).date().isoformat(),
            Words(version.reason_zh, version.reason_en),
            version.author,
            version.approved_by or DASH,
            state,
        ]
        rows.append(Row([tongue.cell(text) for text in texts], label=version.version))
    columns = tongue.columns(
        ("version", 18, "l"), ("date", 24, "l"), ("reason", 0, "l"), ("author", 26, "l"), ("reviewer", 26, "l"),
        ("status", 24, "l"),
    )  # fmt: skip
    return Table(columns=columns, rows=rows, continued=continuing(printing, "A"))


def _seal(printing: Printing) -> Words:
    digest = printing.plan.digest
    if not digest:
        return fixed("privacy.seal_draft")
    return fixed("privacy.seal", d=" ".join(digest[i : i + 4] for i in range(0, 32, 4)))
