"""Charts: what is shown as it is, and what is moved so that it can be read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.print.chart.donut import Donut, Slice, _apart, _Label
from crmdesk.print.chart.trend import scale


def donut(*shares):
    slices = [Slice((f"类{i}",), share, f"{share:.1%}", min(i, 4)) for i, share in enumerate(shares)]
    return Donut(slices=slices, total_label=("合计",), total="1")


def test_small_classes_are_joined_in_the_ring():
    ring = donut(0.9, 0.06, 0.02, 0.02).ring()
    assert [one.label[0] for one in ring] == ["类0", "类1", "其他"]
    assert sum(one.share for one in ring) == pytest.approx(1)


def test_a_single_small_class_keeps_its_name():
    assert [one.label[0] for one in donut(0.98, 0.02).ring()] == ["类0", "类1"]


def test_labels_that_would_overlap_move_apart():
    labels = [_Label(Slice(("a",), 0.1, "", 0), 0.1, y) for y in (100, 102, 104, 149)]
    places = [label.y for label in _apart(labels)]
    assert all(later - earlier >= 17.9 for earlier, later in pairwise(places))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=13))
def test_the_axis_holds_every_value_in_few_even_steps(values):
    low, high, step = scale(values)
    assert low <= min(values) + 1e-6
    assert high >= max(values) - 1e-6
    assert 1 <= round((high - low) / step) <= 7
