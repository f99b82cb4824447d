"""The sizes and words the house keeps to."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = [
    path
    for folder in ("crmdesk", "ui")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "versions" not in path.parts
]
#: Words that say nothing; *manager* is a person here, never a class.
EMPTY_WORDS = re.compile(r"(^|_)(helpers?|utils?|utilities|handlers?|processors?|misc)(_|$)", re.IGNORECASE)

#: Names that a library asks for.
GIVEN = {"bind_processor", "result_processor"}


def functions(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function):
    """Lines of a function, its docstring apart."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    has_docstring = ast.get_docstring(function) is not None
    return lines - (first.end_lineno - first.lineno + 1 if has_docstring else 0)


def test_functions_are_short():
    lengths = {
        f"{path.relative_to(ROOT)}:{one.lineno} {one.name}": length(one) for path in SOURCES for one in functions(path)
    }
    assert statistics.median(lengths.values()) <= 6
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 25
    assert [name for name, lines in lengths.items() if lines >= 50] == []


def test_files_are_short():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCES
        if (lines := len(path.read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def test_names_say_something():
    names = [*(path.stem for path in SOURCES), *(one.name for path in SOURCES for one in functions(path))]
    assert [name for name in names if EMPTY_WORDS.search(name) and name not in GIVEN] == []
    classes = [
        node.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    assert [name for name in classes if re.search(r"(Manager|Helper|Handler|Processor|Util)$", name)] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_swallows_a_fault(path):
    """``except Exception`` stands at the outermost edge of the program only, and no fault is passed over in silence."""
    edge = {"crmdesk/commands/run.py", "ui/errors.py", "ui/framework/jobs.py"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = ast.unparse(node.type) if node.type else ""
        is_reraised = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
        is_everything = caught in ("", "Exception", "BaseException")
        assert not is_everything or is_reraised or str(path.relative_to(ROOT)) in edge, f"line {node.lineno}"


def test_every_package_says_what_lives_in_it():
    packages = [ROOT / "crmdesk", *(path for path in (ROOT / "crmdesk").iterdir() if (path / "__init__.py").exists())]
    assert [path.name for path in packages if not (path / "README.md").exists()] == []
