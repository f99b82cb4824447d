"""Every sentence exists in both languages, and no translation is left over."""

import ast
import json
import string
from pathlib import Path

import pytest

from crmdesk import codes, i18n
from crmdesk.resources import resource_names, resource_path, resource_text

ROOT = Path(__file__).parents[1]
SOURCES = [*sorted((ROOT / "crmdesk").rglob("*.py")), *sorted((ROOT / "ui").rglob("*.py")), ROOT / "main.py"]


def tr_calls(path):
    """``(line, call)`` of every call of ``tr`` in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "tr":
            yield node.lineno, node


def all_calls():
    return [(f"{path.relative_to(ROOT)}:{line}", call) for path in SOURCES for line, call in tr_calls(path)]


def literal(call):
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


CALLS = all_calls()


def test_only_literal_sentences_are_translated():
    """A sentence put together at run time could never be found in the catalogue; data travels as ``Words``."""
    own = "crmdesk/i18n.py"
    found = [where for where, call in CALLS if literal(call) is None and not where.startswith(own)]
    assert not found, "\n".join(found)


def test_every_sentence_has_its_chinese():
    catalogue = i18n.catalogue()
    missing = [f"{where}: {literal(call)}" for where, call in CALLS if literal(call) and literal(call) not in catalogue]
    assert not missing, "\n".join(missing)


def test_no_translation_is_left_over():
    used = {literal(call) for _, call in CALLS}
    left_over = sorted(set(i18n.catalogue()) - used)
    assert not left_over, "\n".join(left_over)


def test_a_sentence_has_one_chinese():
    seen = {}
    for name in resource_names("i18n", ".json"):
        pairs = json.loads(resource_text("i18n", name), object_pairs_hook=list)
        for english, chinese in pairs:
            assert chinese.strip(), (name, english)
            assert seen.setdefault(english, chinese) == chinese, (name, english)
        assert len({english for english, _ in pairs}) == len(pairs), name


def test_both_languages_fill_the_same_places():
    wrong = [english for english, chinese in i18n.catalogue().items() if places(english) != places(chinese)]
    assert wrong == []


def test_every_place_is_filled():
    wrong = []
    for where, call in CALLS:
        given = {keyword.arg for keyword in call.keywords}
        if literal(call) and None not in given and given != places(literal(call)):
            wrong.append((where, sorted(given ^ places(literal(call)))))
    assert wrong == []


@pytest.mark.parametrize("name", resource_names("codes", ".toml"))
def test_every_code_has_both_languages(name):
    import tomllib

    lists = tomllib.loads(resource_path("codes", name).read_text("utf-8"))
    for list_name, entries in lists.items():
        assert entries, list_name
        for value, entry in entries.items():
            assert entry.get("zh", "").strip(), (name, list_name, value)
            assert entry.get("en", "").strip(), (name, list_name, value)


def test_code_lists_load_and_unknown_codes_are_shown():
    for list_name in codes._all_lists():
        assert codes.code_list(list_name)
        assert codes.code_words(list_name, "no such code") == i18n.Words("no such code", "no such code")
    with pytest.raises(KeyError):
        codes.code_list("no such list")


def test_the_language_is_switched_live():
    words = i18n.Words("客户 {n}", "Client {n}").format(n=3)
    assert str(words) == "Client 3"
    i18n.set_language("zh")
    assert str(words) == "客户 3"
    assert words.in_("en") == "Client 3"
    assert i18n.tr("no such sentence {n}", n=1) == "no such sentence 1"
    assert i18n.language() == "zh"
