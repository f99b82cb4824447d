"""Rules of the windows that a reader could otherwise only be asked to keep."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "ui"
FILES = sorted(UI.rglob("*.py"))
PAGES = [path for path in FILES if "framework" not in path.parts]


def names_used(path):
    return {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(UI)))
def test_pages_use_labels_that_never_interpret_text(path):
    assert "QLabel" not in names_used(path)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(UI)))
def test_no_colour_and_no_style_stands_in_a_widget(path):
    text = path.read_text("utf-8")
    assert not re.search(r'"#[0-9a-fA-F]{6}"', text)
    if path.name != "theme.py":
        assert "setStyleSheet" not in text


def test_no_model_sorts_or_filters_in_memory():
    assert not [path for path in FILES if "QSortFilterProxyModel" in names_used(path)]
