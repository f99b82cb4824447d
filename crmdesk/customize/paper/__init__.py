"""A plan on paper: the twelve sections drawn from a plan's content alone."""

from crmdesk.customize.paper.render import render_plan

__all__ = ["render_plan"]
