"""What the program stands on: pinned, hashed, licensed, and without the Qt release that kills Python 3.11."""

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from crmdesk import __version__
from tests import licences

LOCK = (licences.ROOT / "requirements.txt").read_text("utf-8")
PINS = {}  # a package may have one pin per Python version
for _name, _version in re.findall(r"^([\w.-]+)(?:\[\w+\])?==([^\s;]+)", LOCK, re.MULTILINE):
    PINS.setdefault(canonicalize_name(_name), set()).add(_version)

SURVIVAL = """
from PySide6.QtCore import QObject
o = QObject()
for _ in range(200_000):
    o.setObjectName("a")
print("alive")
"""


def test_every_dependency_is_pinned_within_its_bounds():
    for wanted in licences.dependencies():
        assert all(wanted.specifier.contains(pin) for pin in PINS[canonicalize_name(wanted.name)]), wanted


def test_every_pin_has_its_hash_and_no_host_is_named():
    blocks = re.split(r"\n(?=[\w-])", LOCK)
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)
    assert not re.search(r"https?:|--index|--extra-index|--find-links", LOCK)


def test_what_is_installed_is_what_is_pinned():
    wrong = []
    for name in licences.runtime_packages():
        version, pinned = distribution(name).version, PINS.get(canonicalize_name(name), set())
        if version not in pinned:
            wrong.append((name, version, pinned))
    assert wrong == []


def test_the_qt_release_that_loses_references_to_none_is_out_of_reach():
    (wanted,) = (need for need in licences.dependencies() if need.name == "PySide6-Essentials")
    assert not wanted.specifier.contains("6.12.0")
    assert all(pin in SpecifierSet("<6.12") for pin in PINS["pyside6-essentials"])


def test_qt_survives_two_hundred_thousand_calls():
    done = subprocess.run([sys.executable, "-c", SURVIVAL], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "alive", done.stderr


def test_every_package_has_a_licence_that_fits_and_is_listed():
    page = licences.TARGET.read_text("utf-8")
    for name in licences.runtime_packages():
        licence = licences.licence_of(name)
        assert licences.is_allowed(licence), f"{name}: {licence}"
        assert f"| {name} | {distribution(name).version} | {licence} |" in page, (
            f"run make licences: {name} is not listed"
        )


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("LGPL-3.0-only OR GPL-3.0-only", True),
        ("MIT AND GPL-2.0-only", False),
        ("unknown", False),
        ("Proprietary", False),
    ],
)
def test_which_licences_fit(licence, fits):
    assert licences.is_allowed(licence) is fits


def test_the_version_is_said_once():
    import tomllib

    project = tomllib.loads((licences.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == __version__


def test_no_package_that_would_change_how_spreadsheets_are_read_is_missing():
    for name in ("defusedxml", "sqlcipher3"):
        try:
            distribution(name)
        except PackageNotFoundError:
            pytest.fail(f"{name} is not installed")
    assert Requirement("sqlcipher3==0.6.4") in licences.dependencies()
