"""Merging clients that are one, and taking them apart again."""

from __future__ import annotations

from crmdesk.identify.merging.log import Merge, merges
from crmdesk.identify.merging.merging import MergeReport, merge_clients, merge_safe
from crmdesk.identify.merging.preview import ChildCount, MergePreview, merge_preview
from crmdesk.identify.merging.returning import FieldReturn
from crmdesk.identify.merging.survivors import FieldChoice, Option
from crmdesk.identify.merging.unmerging import UnmergePreview, UnmergeResult, unmerge, unmerge_preview

__all__ = [
    "ChildCount",
    "FieldChoice",
    "FieldReturn",
    "Merge",
    "MergePreview",
    "MergeReport",
    "Option",
    "UnmergePreview",
    "UnmergeResult",
    "merge_clients",
    "merge_preview",
    "merge_safe",
    "merges",
    "unmerge",
    "unmerge_preview",
]
