"""Documents for tests: a shipped one with something else at a path."""

import copy

from hypothesis import strategies as st

from crmdesk.differentiate import rulebooks


def whole(name="securities"):
    return copy.deepcopy(rulebooks.shipped_document(name))


def with_value(path, value, name="securities"):
    document = whole(name)
    *tables, last = path.split(".")
    node = document
    for table in tables:
        node = node[int(table)] if isinstance(node, list) else node[table]
    node[int(last) if isinstance(node, list) else last] = value
    return document


def without(path, name="securities"):
    document = whole(name)
    *tables, last = path.split(".")
    node = document
    for table in tables:
        node = node[table]
    del node[last]
    return document


def leaves(document, path=()):
    """(path, value) of everything that is no table."""
    for key, value in document.items():
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_PLAIN = (
    st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False)
    | _TEXT
    | st.dates()
    | st.lists(st.integers(-9, 9) | _TEXT, max_size=4)
    | st.lists(st.lists(st.integers(1, 9) | _TEXT, max_size=3), max_size=3)
)
#: Any nested tables that TOML can say.
ANY_DOCUMENT = st.recursive(
    st.dictionaries(_TEXT, _PLAIN, max_size=5),
    lambda inner: st.dictionaries(_TEXT, inner | _PLAIN, max_size=4),
    max_leaves=12,
)
