"""Names say what a thing is, and nothing grows past what one person can read in one go."""

from __future__ import annotations

import ast

import pytest
from django.db import models

from tests.rules import checkout
from tests.rules.checkout import ROOMS, ROOT

LONGEST_FILE, LONGEST_FUNCTION = 400, 50
LAYER_NAMES = {"services", "selectors", "utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "core"}
# They read better than their rule: the moment itself, the end of a claim or a span, the first morning, a lasting state.
MOMENTS_BY_OTHER_NAMES = {"at", "claimed_until", "not_before", "last_login", "objections_until", "dead_since", "minute"}
DAYS_BY_OTHER_NAMES = {"day", "norm_since", "first_day", "last_day", "since", "until"}

FIELDS = [field for room in ROOMS for model in checkout.models_of(room) for field in model._meta.local_fields]
FILES = [
    *checkout.product_files(),
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "benchmarks").rglob("*.py")),
]


def each_file(function):
    return pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))(function)


def test_moments_end_in_at():
    moments = [field for field in FIELDS if isinstance(field, models.DateTimeField)]
    assert moments
    wrong = [field for field in moments if not field.name.endswith("_at") and field.name not in MOMENTS_BY_OTHER_NAMES]
    assert [str(field) for field in wrong] == []


def test_days_end_in_on():
    days = [
        field for field in FIELDS if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    ]
    assert days
    wrong = [field for field in days if not field.name.endswith("_on") and field.name not in DAYS_BY_OTHER_NAMES]
    assert [str(field) for field in wrong] == []


def test_modules_are_named_for_ideas_not_layers():
    assert [str(path.relative_to(ROOT)) for path in checkout.product_files() if path.stem in LAYER_NAMES] == []


@each_file
def test_a_file_is_read_in_one_go(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@each_file
def test_a_function_is_seen_at_once(path):
    functions = [
        node for node in ast.walk(checkout.tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [
        f"{f.name}: {f.end_lineno - f.lineno + 1} lines"
        for f in functions
        if f.end_lineno - f.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


@pytest.mark.parametrize("path", checkout.product_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_for(path):
    """Lists of addresses, Django's own entry points and empty packages say it by their name."""
    named_by_django = {"urls", "apps", "manage", "__init__"}
    assert path.stem in named_by_django or ast.get_docstring(checkout.tree(path))
