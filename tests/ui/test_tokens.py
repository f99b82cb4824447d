"""The contrast tables of the design, computed again: text at least 4.5, outlines of fields at least 3."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor

from crmdesk.resources import resource_names, resource_text
from ui.framework.theme import theme

GROUNDS = ("bg.surface", "bg.window", "bg.subtle", "bg.hover", "bg.selected")
TEXTS = ("text.primary", "text.secondary", "text.tertiary", "accent", "state.ok", "state.warn", "state.bad")
STAGES = ("acquisition", "growth", "maturity", "decline", "termination")
TIERS = ("base", "silver", "gold", "platinum", "diamond", "private", "dormant")
PAIRS = (
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    *((f"stage.{stage}", ground) for stage in STAGES for ground in GROUNDS),
    *((f"tier.{tier}", f"tier.{tier}.soft") for tier in TIERS),
    *((f"state.{state}", f"state.{state}.soft") for state in ("ok", "warn", "bad")),
    ("on.accent", "accent.fill"),
    ("on.accent", "accent.fill.hover"),
    ("bg.surface", "state.bad"),
    ("text.tertiary", "state.warn.soft"),
    *(("text.primary", f"heat.{step}") for step in range(4)),
    ("heat.4.text", "heat.4"),
)


def luminance(color):
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((luminance(QColor(one)), luminance(QColor(other))))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(name, text, ground):
    assert contrast(theme.hex(text, of=name), theme.hex(ground, of=name)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_outline_of_a_field_can_be_seen(name):
    assert contrast(theme.hex("line.field", of=name), theme.hex("bg.surface", of=name)) >= 3.0


def test_known_figures():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast(theme.hex("text.tertiary", of="light"), theme.hex("bg.selected", of="light")) == pytest.approx(
        4.76, abs=0.01
    )
    assert contrast(theme.hex("accent.fill", of="dark"), "#FFFFFF") == pytest.approx(5.61, abs=0.01)


def test_both_themes_hold_the_same_names_and_real_colours():
    for name in theme.names():
        for of in ("light", "dark"):
            assert re.fullmatch(r"#[0-9A-F]{6}", theme.hex(name, of=of)), name


@pytest.mark.parametrize("sheet", resource_names("theme", ".qss"))
def test_a_style_sheet_names_no_colour_itself(sheet):
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", resource_text("theme", sheet))


def test_every_place_of_the_style_sheets_is_filled():
    assert "@" not in theme.style_sheet()


@pytest.mark.parametrize("step", range(1, 7))
def test_space_is_the_four_pixel_grid(step):
    assert theme.space(step) == 4 * step


def test_a_theme_is_worn_at_once(application):
    told = []
    theme.changed.connect(lambda: told.append(theme.name))
    theme.use("dark")
    assert application.palette().window().color().name().upper() == theme.hex("bg.window", of="dark")
    assert told == ["dark"]
