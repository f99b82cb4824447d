"""What the book keeps of its own: the views that users saved."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Integer, String, Table

from crmdesk.store.keeping import CONTENT
from crmdesk.store.schema import id_column, metadata

#: ``content`` is a view as ``views.View`` writes it; ``place`` the order of the tabs.
saved_view = Table(
    "saved_view",
    metadata,
    id_column(),
    Column("name", String(80), nullable=False),
    Column("place", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    info=CONTENT,
)
