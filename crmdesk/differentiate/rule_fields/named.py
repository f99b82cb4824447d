"""What the presets and profiles of a document are called."""

from __future__ import annotations

from crmdesk.differentiate.rulebooks import Document
from crmdesk.i18n import Words

_NAMES = {
    "default": Words("标准", "Default"),
    "CBHB": Words("渤海银行式", "CBHB"),
    "CCB": Words("建设银行式", "CCB"),
    "none": Words("不缓冲", "No buffer"),
    "SEC-SEED": Words("证券：完整自然年无交易", "Securities: full calendar years without a trade"),
    "SEC-CSDC": Words("证券：中国结算口径", "Securities: rule of the clearing house"),
    "SEC-ROLL": Words("证券：滚动天数无交易", "Securities: rolling days without a trade"),
    "BANK-1": Words("银行：低资产且无动账", "Bank: hardly any assets, no movement"),
}


def named(document: Document, table: tuple[str, ...], name: str) -> Words:
    """A profile by the words it has of its own, a preset by its known name, else the name itself."""
    if table == ("profiles",):
        entry = document.get("profiles", {}).get(name, {})
        return Words(str(entry.get("zh", name)), str(entry.get("en", name)))
    return _NAMES.get(name, Words(name, name))
