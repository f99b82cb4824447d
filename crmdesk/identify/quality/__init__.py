"""How much of the records is known, valid and still true; see the page of the package."""

from crmdesk.identify.quality.scores import Gap, Quality, quality

__all__ = ["Gap", "Quality", "quality"]
