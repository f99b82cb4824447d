"""A believable branch, made from a seed: the demo store, the tour and the big benchmarks."""

from crmdesk.demo.branch import Branch, fill_store, make_tour

__all__ = ["Branch", "fill_store", "make_tour"]
