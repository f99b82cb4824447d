"""The measured quality of every record: made by ``quality.measuring`` alone, and made again when the day changes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, SmallInteger, Table

from crmdesk.store.keeping import DERIVED
from crmdesk.store.schema import Key, metadata

#: ``missing`` and ``stale`` have a bit per field a record of that kind may be asked for (``columns.asked_fields``),
#: ``issues`` a bit per code of the list ``quality_issue``. Scores in per cent.
client_quality = Table(
    "client_quality",
    metadata,
    Column("client_id", Key, ForeignKey("client.id"), primary_key=True, autoincrement=False),
    Column("as_of", Date, nullable=False),
    Column("completeness", SmallInteger, nullable=False),
    Column("freshness", SmallInteger, nullable=False),
    Column("kyc", SmallInteger, nullable=False),
    Column("target", SmallInteger, nullable=False),
    Column("missing", BigInteger, nullable=False),
    Column("stale", BigInteger, nullable=False),
    Column("issues", BigInteger, nullable=False),
    info=DERIVED,
)
