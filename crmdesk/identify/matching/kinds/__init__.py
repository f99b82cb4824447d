"""How clients of each kind are matched, declared."""

from __future__ import annotations

from functools import cache

from crmdesk.identify.matching.engine.comparison import Schema


@cache
def schema_of(kind: str) -> Schema:
    """The schema of ``person``, ``organisation`` or ``product``."""
    from crmdesk.identify.matching.kinds.organisations import ORGANISATION
    from crmdesk.identify.matching.kinds.persons import PERSON
    from crmdesk.identify.matching.kinds.products import PRODUCT

    return {"person": PERSON, "organisation": ORGANISATION, "product": PRODUCT}[kind]
