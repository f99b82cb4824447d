"""Recipes of the user's own: written as TOML and read again the same, kept in the store, asked before the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.importing import import_files, shipped_recipes
from crmdesk.identify.importing.all_kinds import KINDS
from crmdesk.identify.importing.chosen import Asked, Chosen, chosen_from
from crmdesk.identify.importing.kept_recipes import (
    forget_recipe,
    keep_recipe,
    kept_recipes,
    recipe_of,
    recipe_text,
)
from crmdesk.identify.importing.looking import look_at
from crmdesk.identify.importing.recent import recent_sources
from crmdesk.identify.importing.recipes import FileRecipe, Recipe, parse_recipe

words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
meanings = st.dictionaries(words, words, max_size=3)


@given(
    name=words,
    columns=st.dictionaries(words, st.lists(words, min_size=1, max_size=3).map(tuple), max_size=4),
    values=st.dictionaries(words, meanings, max_size=2),
    fill=meanings,
    match=st.lists(words, max_size=4).map(tuple),
)
def test_a_recipe_written_is_the_recipe_read(name, columns, values, fill, match):
    file = FileRecipe("clients", match=match, columns=columns, values=values, fill=fill)
    recipe = Recipe(name, Words(name, "en"), name, trust=1, values=values, files=(file,))
    assert parse_recipe(recipe_text(recipe), name) == recipe


@pytest.mark.parametrize("recipe", shipped_recipes(), ids=lambda one: one.name)
def test_recipes_that_ship_survive_too(recipe):
    assert parse_recipe(recipe_text(recipe), recipe.name) == recipe


def named(name):
    return Recipe(name, Words(name, name), "src", files=(FileRecipe("clients", match=("甲", "乙")),))


def kept(store):
    with store.read() as connection:
        return [one.name for one in kept_recipes(connection)]


def test_the_one_kept_last_is_asked_first_and_a_name_is_kept_once(store):
    for name in ("one", "two", "one"):
        keep_recipe(store, named(name))
    assert kept(store) == ["two", "one"]


def test_keeping_is_undone_and_forgotten(store):
    keep_recipe(store, named("one"))
    store.undo()
    assert kept(store) == []
    keep_recipe(store, named("two"))
    forget_recipe(store, "two")
    assert kept(store) == []
    with pytest.raises(CrmError, match="no recipe two"):
        forget_recipe(store, "two")


@pytest.mark.parametrize("name", ["", "   ", "securities_counter"])
def test_a_name_that_is_none_or_ships_is_refused(store, name):
    with pytest.raises(CrmError) as caught:
        keep_recipe(store, named(name))
    assert caught.value.field == "name"


def test_what_a_user_says_survives_being_remembered():
    said = Chosen(kind="clients", encoding="big5", header_row=2, columns={"甲": "name", "乙": ""}).with_value(
        "sex", "x", "1"
    )
    assert chosen_from(said.as_json()) == said
    assert said.with_value("sex", "x", "").values == {"sex": {}}


def test_a_corrected_table_becomes_a_recipe_that_reads_the_next_one(store, write_table):
    header = ("代号", "称谓", "电话本", "等级")
    said = Chosen(kind="clients", header_row=1, source="own")
    for column, field in (("代号", "client_no"), ("称谓", "name"), ("电话本", "mobile"), ("等级", "risk_level")):
        said = said.with_column(column, field)
    said = said.with_value("risk_level", "甲等", "C5")
    first = write_table("a.csv", header, ("1", "张三", "13800138000", "甲等"))
    (look,) = look_at(Asked(first, chosen=said), kinds=KINDS).tables
    assert look.missing == ()
    keep_recipe(store, recipe_of([look.ready], name="own files", source="own", trust=1))

    second = write_table("b.csv", header, ("1", "张三", "13800138009", "甲等"))
    first_result = import_files(store, [Asked(first, chosen=said)])
    result = import_files(store, [second])
    assert (result.files[0].recipe, result.files[0].updated) == ("own files", 1)
    assert first_result.files[0].created == 1
    with store.read() as connection:
        (newest,) = recent_sources(connection)
    assert (newest.source, newest.recipe, newest.file) == ("own", "own files", "b.csv")
