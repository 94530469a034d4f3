"""A room knows only the rooms below it: by import, by relation, by name and by template."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from django.contrib.contenttypes.fields import GenericForeignKey
from django.db.migrations.loader import MigrationLoader

from tests.rules import checkout
from tests.rules.checkout import ROOMS, ROOT, TEMPLATES


def every_room(function):
    return pytest.mark.parametrize("room", ROOMS)(function)


def test_every_room_is_known_to_these_rules():
    found = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert found == set(ROOMS)


@every_room
def test_a_room_imports_only_downward(room):
    uses = chain.from_iterable(map(checkout.imports, checkout.python_files(room)))
    assert [str(use) for use in uses if use.name.split(".")[0] in checkout.above(room)] == []


@every_room
def test_a_room_does_not_name_modules_or_models_above_it_as_text(room):
    rooms = "|".join(checkout.above(room) & set(ROOMS)) or "none"
    upward = re.compile(rf"({rooms})(\.\w+)+")
    files = [path for path in checkout.python_files(room) if "migrations" not in path.parts]
    uses = chain.from_iterable(map(checkout.strings, files))
    assert [str(use) for use in uses if upward.fullmatch(use.name)] == []


@every_room
def test_relations_point_down_or_sideways(room):
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model}"
        for model in checkout.models_of(room)
        for field in checkout.relations(model)
        if isinstance(field, GenericForeignKey) or checkout.room_of(field.related_model) in checkout.above(room)
    ]
    assert upward == []


def test_migrations_wait_only_for_rooms_below():
    graph = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    upward = [
        f"{room}.{name} waits for {other}.{dependency}"
        for (room, name), migration in graph.items()
        if room in ROOMS
        for other, dependency in migration.dependencies
        if other in checkout.above(room)
    ]
    assert upward == []


@every_room
def test_code_does_not_follow_relations_upward(room):
    forbidden = checkout.reverse_names_from_above(room) - words_of_its_own(room)
    files = [path for path in checkout.python_files(room) if "migrations" not in path.parts]
    uses = chain.from_iterable(map(checkout.relation_names, files))
    assert [str(use) for use in uses if use.name in forbidden] == []


@every_room
def test_templates_do_not_follow_relations_upward(room):
    forbidden = checkout.reverse_names_from_above(room) - words_of_its_own(room)
    uses = chain.from_iterable(map(checkout.template_attributes, checkout.templates_of(room)))
    assert [str(use) for use in uses if use.name in forbidden] == []


@every_room
def test_templates_extend_and_include_only_downward(room):
    upward = re.compile(rf"(extends|include|load)\b.*\b({'|'.join(checkout.above(room))})/")
    uses = chain.from_iterable(map(checkout.tags, checkout.templates_of(room)))
    assert [str(use) for use in uses if upward.match(use.name)] == []


def words_of_its_own(room: str) -> set[str]:
    """A room may use a word that a room above uses as well, when it names a relation of its own models."""
    own = set()
    for lower in ROOMS[: ROOMS.index(room) + 1]:
        for model in checkout.models_of(lower):
            own |= {field.name for field in model._meta.get_fields() if field.related_model is None}
            own |= {
                field.name
                for field in model._meta.get_fields()
                if field.related_model is not None
                and checkout.room_of(field.model) not in checkout.above(room)
                and checkout.room_of(field.related_model) not in checkout.above(room)
            }
    return own


# The debrief knows nobody's rank

ROLE_WORDS = {
    "is_manager",
    "is_lead",
    "is_administrator",
    "managed_team_ids",
    "led_team_ids",
    "may_log",
    "roles",
    "perms",
}
DEBRIEF_CODE = sorted(
    {
        *checkout.python_files("rankless"),
        *(ROOT / "overview" / "debriefing").glob("*.py"),
    }
)
DEBRIEF_TEMPLATES = [
    path
    for path in checkout.templates()
    if path.is_relative_to(TEMPLATES / "rankless") or re.search(r"debrief", str(path.relative_to(TEMPLATES)))
]


def test_there_is_debrief_code_to_look_at():
    assert DEBRIEF_CODE
    assert DEBRIEF_TEMPLATES


def test_code_of_the_debrief_knows_no_roles():
    uses = [use for path in DEBRIEF_CODE for use in (*checkout.identifiers(path), *checkout.relation_names(path))]
    assert [str(use) for use in uses if use.name in ROLE_WORDS] == []
    imports = chain.from_iterable(map(checkout.imports, DEBRIEF_CODE))
    assert [str(use) for use in imports if use.name.startswith("people.roles")] == []


def test_templates_of_the_debrief_know_no_roles():
    uses = chain.from_iterable(map(checkout.template_names, DEBRIEF_TEMPLATES))
    assert [str(use) for use in uses if use.name in ROLE_WORDS] == []
