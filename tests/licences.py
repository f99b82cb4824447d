"""The packages the program stands on and their licences: ``python -m tests.licences`` writes LICENSES.md."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "LICENSES.md"

#: What may be used in and shipped with an MIT program; LGPL libraries stay replaceable shared files.
ALLOWED = re.compile(
    r"^(MIT|0?BSD|Apache|ISC|PSF|Python|Zlib|zlib|MPL|Mozilla|LGPL|GNU Lesser|HPND|Unlicense|CNRI|CC0|Public Domain)"
)

#: Read in the package itself where its metadata says nothing.
STATED_ELSEWHERE = {"sqlcipher3": "Zlib"}

HEADER = """# Licences

CRM Desk itself is under the MIT licence (`LICENSE`). It ships the fonts Noto Sans SC and LXGW WenKai (SIL Open Font
License 1.1, see `resources/fonts`) and icons of Lucide (ISC, see `resources/icons/LICENSE`). These packages are
installed beside it and keep their licences; LGPL libraries are used as they come and can be replaced. The wheel of
sqlcipher3 carries SQLCipher (BSD-3-Clause) and OpenSSL (Apache-2.0). Written by `make licences`.

| Package | Version | Licence |
| --- | --- | --- |
"""


def dependencies():
    """Declared dependencies of the program, as requirements."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"]]


def runtime_packages():
    """Names of everything the program installs here, dependencies of dependencies included."""
    found, waiting = {}, list(dependencies())
    while waiting:
        wanted = waiting.pop()
        extras = wanted.extras or {""}
        if wanted.marker and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            package = distribution(wanted.name)
        except PackageNotFoundError:
            continue
        name = package.metadata["Name"]
        if found.get(name, set()) >= extras:
            continue
        found.setdefault(name, set()).update(extras)
        waiting += [need for text in package.requires or () if is_needed(need := Requirement(text), extras)]
    return sorted(found, key=str.lower)


def is_needed(requirement, extras):
    marker = requirement.marker
    if marker is None:
        return True
    needed = any(marker.evaluate({"extra": extra}) for extra in extras)
    requirement.marker = None
    return needed


def licence_of(name):
    metadata = distribution(name).metadata
    if expression := metadata.get("License-Expression"):
        return expression
    classifiers = [
        text.split(" :: ")[-1] for text in metadata.get_all("Classifier", []) if text.startswith("License ::")
    ]
    named = [text for text in classifiers if text != "OSI Approved"]
    first_line = (metadata.get("License") or "").strip().split("\n")[0]
    return ", ".join(named) or first_line or STATED_ELSEWHERE.get(name, "unknown")


def is_allowed(licence):
    """Whether one of the licences a package offers is allowed; parts joined by AND must all be."""
    choices = re.split(r"\s+OR\s+|,\s*|/", licence)
    return any(all(ALLOWED.match(part.strip("( )")) for part in choice.split(" AND ")) for choice in choices)


def page():
    rows = [f"| {name} | {distribution(name).version} | {licence_of(name)} |" for name in runtime_packages()]
    return HEADER + "\n".join(rows) + "\n"


if __name__ == "__main__":
    TARGET.write_text(page(), "utf-8")
