"""Recipes that users made of what they corrected during an import."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, String, Table, Text

from crmdesk.store.keeping import CONTENT
from crmdesk.store.schema import id_column, metadata

#: ``text`` is TOML, as the recipes that ship are written.
import_recipe = Table(
    "import_recipe",
    metadata,
    id_column(),
    Column("name", String(60), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False),
    info=CONTENT,
)
