"""Service plans as a client manager works with them: draft, edit, approve, begin the next version.

A draft is edited freely; approval matches every product anew, refuses what is unresolved, and freezes the content
under its digest. A plan keeps its number for ever; a change of an approved plan is a new draft with the next version.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from crmdesk import dates
from crmdesk.customize import codec
from crmdesk.customize.content import PlanContent
from crmdesk.customize.drafting.whole import Occasion, first_content
from crmdesk.customize.editing import Edit, edited
from crmdesk.customize.facts import ClientFacts, client_facts
from crmdesk.customize.matching import because, checked, investor_of, summary, unresolved
from crmdesk.customize.queries import Plan, newest_plan_id, plan, plans_of
from crmdesk.customize.tables import plan as plan_table
from crmdesk.customize.wording import flags
from crmdesk.errors import CrmError
from crmdesk.i18n import Language, Words, tr
from crmdesk.store.store import Store

__all__ = ["approve_plan", "draft_plan", "edit_plan", "findings", "newest_plan_id", "plan", "plans_of"]

_FIRST = Words("首次编制", "First plan")
_NEXT = Words("到期或情况变化，更新计划", "Review or change of circumstances")
_LABEL = Words("起草服务计划", "Draft service plan")


def draft_plan(
    store: Store,
    client_id: int,
    *,
    as_of: date | None = None,
    form: str = "full",
    lang: Language | None = None,  # noqa: ARG001 - a plan holds both languages; printing chooses
    reason: Words | None = None,
    on: date | None = None,
) -> int:
    """A new draft from what the store knows; returns its id.

    ``as_of`` is the data date (the newest known by default), ``on`` the day of drafting. A client with an open
    draft keeps it: drafting again replaces its content. ``form``: full | short.
    """
    if form not in ("full", "short"):
        raise CrmError(tr("Unknown form {form}: full or short.", form=form), field="form")
    day = on or dates.local_today()
    start = dates.month_first(dates.month_index(day) + 1)
    end = dates.add_months(start, 12) - timedelta(days=1)
    with store.write(_LABEL) as unit:
        former = _former(unit.connection, client_id)
        why = reason or (_NEXT if former and former.status != "draft" else _FIRST)
        occasion = Occasion(day, start, end, store.actor, why, is_short=form == "short")
        facts = client_facts(unit.connection, client_id, as_of=as_of)
        values = _draft_values(occasion, facts, form)
        if former is not None and former.status == "draft":
            unit.change(plan_table, former.id, values)
            return int(former.id)
        number = former.plan_no if former else _next_number(unit.connection, day.year)
        major = former.major + 1 if former else 1
        new = {"client_id": client_id, "plan_no": number, "major": major, "minor": 0, "status": "draft"}
        return unit.add(plan_table, {**new, **values})


def _draft_values(occasion: Occasion, facts: ClientFacts, form: str) -> dict[str, Any]:
    return {
        "form": form,
        "period_from": occasion.start,
        "period_to": occasion.end,
        "data_date": facts.as_of,
        "author": occasion.author,
        "created_at": dates.now(),
        "content": codec.to_json(first_content(facts, occasion)),
    }


def _former(connection: Connection, client_id: int) -> Any:
    """The newest version of the client's plan, or None."""
    c = plan_table.c
    query = select(c.id, c.plan_no, c.major, c.status).where(c.client_id == client_id)
    return connection.execute(query.order_by(c.major.desc(), c.minor.desc()).limit(1)).one_or_none()


def _next_number(connection: Connection, year: int) -> str:
    """SP-YYYY-000123: the next one of the year. One writer at a time makes it unique."""
    prefix = f"SP-{year:04d}-"
    c = plan_table.c
    highest = connection.execute(select(func.max(c.plan_no)).where(c.plan_no.startswith(prefix))).scalar_one()
    return f"{prefix}{int(highest[len(prefix) :]) + 1 if highest else 1:06d}"


def edit_plan(store: Store, plan_id: int, *edits: Edit, period: tuple[date, date] | None = None) -> Plan:
    """Apply edits to a draft and match its products anew. ``CrmError`` for a version that is no draft."""
    with store.write(Words("修改服务计划", "Edit service plan")) as unit:
        current = _open_draft(unit.connection, plan_id)
        facts = client_facts(unit.connection, current.client_id, as_of=current.data_date)
        today = dates.local_today()
        content = current.content
        for edit in edits:
            content = edited(content, edit, unit.connection)
        content = checked(content, investor_of(facts, today), today)
        values: dict[str, Any] = {"content": codec.to_json(content)}
        if period is not None:
            values |= _checked_period(period)
        unit.change(plan_table, plan_id, values)
        return plan(unit.connection, plan_id)


def _checked_period(period: tuple[date, date]) -> dict[str, date]:
    start, end = period
    if not start < end:
        raise CrmError(tr("The plan must end after it begins."), field="period")
    return {"period_from": start, "period_to": end}


def _open_draft(connection: Connection, plan_id: int) -> Plan:
    current = plan(connection, plan_id)
    if not current.is_draft:
        raise CrmError(
            tr("{number} {version} is approved and cannot be changed. Draft the next version.",
               number=current.plan_no, version=current.version)
        )  # fmt: skip
    return current


def findings(content: PlanContent) -> list[Words]:
    """What stands in the way of approval, each with what to do; empty when nothing does."""
    found = []
    if not content.needs:
        found.append(
            Words(
                "没有需求就没有计划：请先登记至少一项需求。", "No plan without a need: record at least one need first."
            )
        )
    if content.suitability.state != "ok":
        found.append(
            Words("风险测评缺失或过期：请先完成测评。", "The risk rating is missing or expired: have it renewed first.")
        )
    for check in unresolved(content):
        why = because(check)
        found.append(
            Words(f"{check.number} {check.product.zh}：{why.zh}", f"{check.number} {check.product.en}: {why.en}")
        )
    found += [
        Words(
            f"{flag.where.zh}含有不得使用的词“{flag.word}”，请改写。",
            f"{flag.where.en}: “{flag.word}” must not be used, rewrite it.",
        )
        for flag in flags(content)
    ]
    return found


def approve_plan(store: Store, plan_id: int) -> Plan:
    """Freeze a draft. Matched anew today; ``CrmError`` lists everything that is unresolved.

    The content's digest is stored with it, and the version before is superseded.
    """
    with store.write(Words("批准服务计划", "Approve service plan")) as unit:
        current = _open_draft(unit.connection, plan_id)
        content = _matched_today(unit.connection, current)
        problems = findings(content)
        if problems:
            listed = "\n".join(f"• {problem}" for problem in problems)
            raise CrmError(tr("The plan cannot be approved:") + "\n" + listed)
        for version in current.history:
            if version.status == "approved":
                unit.change(plan_table, version.id, {"status": "superseded"})
        data = codec.to_json(content)
        unit.change(plan_table, plan_id, {"content": data})
        approval = {"approved_by": store.actor, "approved_at": dates.now(), "digest": codec.digest(data)}
        unit.change(plan_table, plan_id, {"status": "approved", **approval})
        return plan(unit.connection, plan_id)


def _matched_today(connection: Connection, current: Plan) -> PlanContent:
    """The content matched against the client's record as it is now, which may be newer than the draft."""
    today = dates.local_today()
    facts = client_facts(connection, current.client_id, as_of=current.data_date)
    investor = investor_of(facts, today)
    content = replace(current.content, suitability=summary(facts, investor, today))
    return checked(content, investor, today)
