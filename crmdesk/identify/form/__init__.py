"""The standardised client information form, declared once for persons, institutions and products."""

from __future__ import annotations

from crmdesk.identify.form.field import Field, Form, Kind, Section, Type, split_codes
from crmdesk.identify.form.organisation import ORGANISATION
from crmdesk.identify.form.person import PERSON
from crmdesk.identify.form.product import PRODUCT

#: The form of each kind of client.
FORMS: dict[str, Form] = {form.kind: form for form in (PERSON, ORGANISATION, PRODUCT)}

__all__ = ["FORMS", "Field", "Form", "Kind", "Section", "Type", "split_codes"]
