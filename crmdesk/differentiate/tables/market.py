"""Levels of market indexes: what tells a fall of the market from clients who take their money away."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, String, Table, UniqueConstraint

from crmdesk.store.keeping import CONTENT
from crmdesk.store.schema import id_column, metadata

index_level = Table(
    "index_level",
    metadata,
    id_column(),
    Column("code", String(20), nullable=False),  # of the index, such as 000300
    Column("day", Date, nullable=False),
    Column("level", BigInteger, nullable=False),  # at the close, in hundredths of a point
    UniqueConstraint("code", "day"),
    info=CONTENT,
)
