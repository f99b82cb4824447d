"""What a field of an import is called on screen, and how it is masked: as in the client form, else by name."""

from __future__ import annotations

from functools import cache

from crmdesk.codes import code_words
from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS, Field


@cache
def declared_field(name: str) -> Field | None:
    """The field of the client form, None for one that only imports know."""
    fields = (one for form in FORMS.values() for section in form.sections for one in section.fields)
    return next((one for one in fields if one.name == name), None)


def field_words(name: str) -> Words:
    declared = declared_field(name)
    return declared.label if declared else code_words("import_field", name)


def field_mask(name: str) -> str:
    """A rule of ``masking.MASKS``, or "" for a field that is shown."""
    declared = declared_field(name)
    return declared.mask if declared else "account" if name in ("account_no", "payee_account") else ""
