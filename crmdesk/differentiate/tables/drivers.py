"""Records of the eleven drivers (§4.3 of the domain specification), as people and their files said them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from crmdesk.store.keeping import CONTENT, kept
from crmdesk.store.schema import MAKES_FACTS, Cents, Key, id_column, metadata


def _came_from() -> list[SchemaItem]:
    """Where an import brought a row from; its number there is ``ref``. Empty for rows entered at the desk."""
    return [
        Column("source", String(60), nullable=False, default=""),
        Column("source_key", String(60)),  # the client's number in that source
        Column("ref", String(80)),
        Index(None, "source", "ref"),
    ]


def _of_client() -> Column[int]:
    return Column("client_id", Key, ForeignKey("client.id"), nullable=False, index=True)


#: Something a client may come to do: an amount, how likely, until when. What it was on a day: ``opportunity_step``.
opportunity = Table(
    "opportunity",
    metadata,
    id_column(),
    _of_client(),
    Column("title", String(120), nullable=False),
    Column("line", String(16)),  # code list product_line
    Column("stage", String(12), nullable=False),  # code list opportunity_stage
    Column("amount", Cents, nullable=False),
    Column("probability", SmallInteger, nullable=False),  # percent
    Column("origin", String(16)),  # code list opportunity_origin
    Column("opened_on", Date, nullable=False),
    Column("due_on", Date),
    Column("closed_on", Date),  # won or lost
    Column("reason", String(16)),  # code list opportunity_reason, of one that is closed
    Column("note", Text, nullable=False, default=""),
    Column("owner", String(60), nullable=False, default=""),
    *_came_from(),
    info=CONTENT,
)

#: One row for each change of an opportunity's stage, amount or probability, its beginning included.
opportunity_step = Table(
    "opportunity_step",
    metadata,
    id_column(),
    Column("opportunity_id", Key, ForeignKey("opportunity.id"), nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("stage", String(12), nullable=False),
    Column("amount", Cents, nullable=False),
    Column("probability", SmallInteger, nullable=False),
    Column("created_by", String(60), nullable=False),
    info=CONTENT,
)

#: What a branch undertakes for many clients at once; its costs are lines.
campaign = Table(
    "campaign",
    metadata,
    id_column(),
    Column("name", String(120), nullable=False, unique=True),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("branch", String(100), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    info=CONTENT,
)

#: Money or staff time spent, for one client or for a branch as a whole. Talking time stands in the contact log.
cost_line = Table(
    "cost_line",
    metadata,
    id_column(),
    Column("day", Date, nullable=False, index=True),
    Column("kind", String(12), nullable=False),  # code list cost_kind
    Column("purpose", String(12), nullable=False),  # code list cost_purpose
    Column("amount", Cents, nullable=False, default=0),
    Column("minutes", Integer, nullable=False, default=0),  # staff time, worth the hourly cost of the rulebook
    Column("client_id", Key, ForeignKey("client.id"), index=True),
    Column("campaign_id", Key, ForeignKey("campaign.id"), index=True),
    Column("branch", String(100), nullable=False, default=""),
    Column("staff", String(60), nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    *_came_from(),
    info=CONTENT,
)

#: A price below the standard. Rates in millionths: 3.0 in ten thousand of turnover is 300, 1.50 % a year is 15,000.
concession = Table(
    "concession",
    metadata,
    id_column(),
    _of_client(),
    Column("kind", String(12), nullable=False),  # code list concession_kind
    Column("standard", BigInteger),
    Column("granted", BigInteger),
    Column("amount", Cents),  # of a fee waived once, on the first day
    Column("from_on", Date, nullable=False),
    Column("to_on", Date),  # the last day; null: until further notice
    Column("reason", Text, nullable=False, default=""),
    Column("approver", String(60), nullable=False, default=""),
    *_came_from(),
    Index(None, "from_on", "to_on"),
    info=CONTENT | kept(since="to_on"),
)

#: What a client pays a yearly fee for, advice above all. One that is renewed is a new row that follows on.
service_contract = Table(
    "service_contract",
    metadata,
    id_column(),
    _of_client(),
    Column("kind", String(12), nullable=False),  # code list contract_kind
    Column("contract_no", String(60), nullable=False, default=""),
    Column("fee", Cents, nullable=False, default=0),  # a year
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),  # the last day, as agreed
    Column("ended_on", Date),  # where it was ended before that day
    Column("note", Text, nullable=False, default=""),
    *_came_from(),
    Index(None, "ends_on"),
    info=CONTENT | kept(since="ends_on") | MAKES_FACTS,
)

#: What a client owes beyond its day. Of a source the newest day counts: who is missing there owes nothing.
overdue = Table(
    "overdue",
    metadata,
    id_column(),
    _of_client(),
    Column("day", Date, nullable=False),
    Column("kind", String(12), nullable=False),  # code list overdue_kind
    Column("account_no", String(60), nullable=False, default=""),
    Column("amount", Cents, nullable=False),  # overdue principal, shortfall after a forced sale, or unpaid fee
    Column("exposure", Cents),  # outstanding in all: exposure at default
    Column("grade", String(12)),  # code list loan_grade
    Column("days_overdue", Integer),
    Column("pd", Integer),  # probability of default and loss given default, in ten-thousandths
    Column("lgd", Integer),
    *_came_from(),
    Index(None, "day", "client_id"),
    info=CONTENT | kept(since="day"),
)

#: Clients handed from one account manager to another, as another system knows it. What is handed over at this desk
#: stands in the history of the client.
handover = Table(
    "handover",
    metadata,
    id_column(),
    _of_client(),
    Column("day", Date, nullable=False),
    Column("old_manager", String(60), nullable=False, default=""),
    Column("new_manager", String(60), nullable=False),
    *_came_from(),
    Index(None, "day"),
    info=CONTENT,
)

#: What a branch wants a driver to be; branch "" stands for all. In the smallest unit of the driver's figure.
driver_target = Table(
    "driver_target",
    metadata,
    id_column(),
    Column("driver", String(24), nullable=False),  # code list driver
    Column("branch", String(100), nullable=False, default=""),
    Column("value", BigInteger, nullable=False),
    UniqueConstraint("driver", "branch"),
    info=CONTENT,
)
