"""The whole document: sections in order, cover with contents, header and footer of every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from crmdesk import dates
from crmdesk.customize.paper import assets, direction, doing, match, sign, terms, who
from crmdesk.customize.paper.cover import Cover, client_name
from crmdesk.customize.paper.edition import Copy, Printing
from crmdesk.customize.paper.short import short_flow
from crmdesk.customize.paper.tongue import Edition, Tongue, fixed
from crmdesk.customize.queries import Plan
from crmdesk.i18n import Words
from crmdesk.print.document import Sheet, make_pdf
from crmdesk.print.flow import Flow, Group
from crmdesk.print.house import CHART_ROOM, SECTION_GAP
from crmdesk.print.text import Span, Text

_LANGUAGE = {"zh": "zh-CN", "en": "en-GB", "both": "zh-CN"}


def render_plan(
    plan: Plan,
    *,
    language: Edition = "zh",
    copy: Copy = "client",
    printed_by: str | None = None,
    printed_at: datetime | None = None,
) -> bytes:
    """The PDF of one version. Pure: the same plan, language, copy, person and moment give the same bytes.

    ``printed_by`` is the author and ``printed_at`` the present moment when not given. Raises ``CrmError`` when a
    one-page plan has too much for one page.
    """
    printing = Printing(
        plan=plan,
        tongue=Tongue(language),
        copy=copy,
        printed_by=plan.author if printed_by is None else printed_by,
        printed_at=printed_at or dates.now(),
    )
    flow = short_flow(printing) if plan.form == "short" else _full(printing)
    return make_pdf(flow, _sheet(printing))


def _full(printing: Printing) -> Flow:
    """Pages are laid out twice: the signatures name the number of pages, which is known afterwards."""
    before = _groups_before_signatures(printing)
    last = Group(sign.appendix(printing), before=SECTION_GAP)
    total = 0
    flow = Flow()
    for _ in range(3):
        flow = _filled(printing, [*before, _signatures(printing, total), last])
        if len(flow.pages) == total:
            break
        total = len(flow.pages)
    return flow


def _filled(printing: Printing, groups: list[Group]) -> Flow:
    flow = Flow()
    cover = Cover(printing=printing, bookmark=("cover", printing.tongue.first(Words("封面", "Cover"))))
    flow.cover(cover)
    for group in groups:
        flow.add(group)
    for key, title, page in flow.bookmarks():
        if key != "cover":
            number, _, words = title.partition(" ")
            cover.contents.append((key, number, words, page))
    return flow


def _groups_before_signatures(printing: Printing) -> list[Group]:
    """Sections that begin a theme stay whole where they can: a new page rather than a torn subject."""
    gap = SECTION_GAP
    return [
        Group(who.profile(printing), new_page=True),
        Group(who.needs(printing), before=gap),
        Group(assets.position(printing), before=gap, whole=True, least=CHART_ROOM),
        Group(direction.diagnosis(printing), before=gap),
        Group(direction.allocation(printing), before=gap, whole=True, least=CHART_ROOM),
        Group(doing.services(printing), before=gap, whole=True),
        Group(doing.actions(printing), before=gap),
        Group(match.suitability(printing), before=gap),
        Group(terms.fees(printing), before=gap),
        Group(terms.risks(printing), before=gap),
        Group(terms.tracking(printing), before=gap, whole=True, least=CHART_ROOM),
    ]


def _signatures(printing: Printing, total: int) -> Group:
    return Group(sign.signatures(printing, total), before=SECTION_GAP, whole=True)


def _sheet(printing: Printing) -> Sheet:
    plan, tongue, identity = printing.plan, printing.tongue, printing.content.identity
    title = fixed("page.short_title" if plan.form == "short" else "page.title")
    period = Words(f"{plan.period_from} 至 {plan.period_to}", f"{plan.period_from} to {plan.period_to}")
    return Sheet(
        title=f"{tongue.first(title)} {plan.plan_no} {plan.version}",
        author=identity.institution or identity.branch or plan.author,
        subject=tongue.first(period),
        keywords=f"{plan.plan_no} {plan.version}",
        language=_LANGUAGE[tongue.edition],
        header=(_header_left(printing, title), _header_right(printing)),
        footer=_footer(printing),
        page_text=lambda number, total: tongue.inline(fixed("page.number", n=number, t=total), gap="　"),
    )


def _header_left(printing: Printing, title: Words) -> Text:
    tongue = printing.tongue
    number = fixed("page.client_no", n=printing.content.identity.client_no)
    names = [
        replace(span, text=_shortened(span.text), bold=True, colour="#16191D", size=None)
        for span in client_name(printing)
    ]
    if tongue.is_both:
        title = fixed("page.title")
    return [*names, f"　{tongue.first(number)}　{tongue.inline(title)}"]


def _shortened(text: str) -> str:
    """A header has one line: a very long name ends with …"""
    return text if len(text) <= 24 else text[:23] + "…"


def _header_right(printing: Printing) -> Text:
    plan, tongue = printing.plan, printing.tongue
    spans: list[str | Span] = [Span(plan.plan_no, bold=True, colour="#16191D")]
    spans.append(
        f"　{tongue.first(fixed('page.version', v=plan.version))}　{tongue.inline(fixed(f'page.{printing.copy}'))}"
    )
    if plan.is_draft:
        spans += ["　", Span(tongue.inline(fixed("page.draft")), bold=True, colour="#16191D")]
    return spans


def _footer(printing: Printing) -> tuple[Text, Text]:
    tongue, plan = printing.tongue, printing.plan
    at = printing.printed_at.astimezone(dates.CHINA).strftime("%Y-%m-%d %H:%M")
    data = tongue.inline(fixed("page.data_date", d=""), gap="").strip()
    printed = tongue.first(fixed("page.printed", who=printing.printed_by, at=at))
    confidential = fixed("page.confidential_short" if tongue.is_both else "page.confidential")
    return tongue.inline(confidential), f"{data} {plan.data_date}　{printed}"
