"""The first content of a plan, section by section, from what the store knows. Pure: facts in, content out."""

from crmdesk.customize.drafting.whole import first_content

__all__ = ["first_content"]
