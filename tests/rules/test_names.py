"""Names say what a thing is, and nothing grows past what one person can read in one go."""

from __future__ import annotations

import ast

from django.db import models

from tests.rules import checkout
from tests.rules.checkout import ROOMS, ROOT

LONGEST_FILE, LONGEST_FUNCTION = 400, 50
LAYER_NAMES = {"services", "selectors", "utils", "util", "helpers", "helper", "common", "misc", "tools", "base", "core"}
# They read better than their rule: the moment itself, the end of a claim or a span, the first morning, a lasting state.
MOMENTS_BY_OTHER_NAMES = {"at", "claimed_until", "not_before", "last_login", "objections_until", "dead_since", "minute"}
DAYS_BY_OTHER_NAMES = {"day", "norm_since", "first_day", "last_day", "since", "until", "rests_until"}
NAMED_BY_DJANGO = {"foundation/database/postgresql/base.py"}
"""Where Django looks for an engine."""

FIELDS = [field for room in ROOMS for model in checkout.models_of(room) for field in model._meta.local_fields]
FILES = [
    *checkout.product_files(),
    *sorted((ROOT / "tests").rglob("*.py")),
    *sorted((ROOT / "benchmarks").rglob("*.py")),
]


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
    wrong = {str(path.relative_to(ROOT)) for path in checkout.product_files() if path.stem in LAYER_NAMES}
    assert wrong - NAMED_BY_DJANGO == set()


def test_a_file_is_read_in_one_go():
    lengths = {path: len(path.read_text().splitlines()) for path in FILES}
    assert [f"{path.relative_to(ROOT)}: {lines} lines" for path, lines in lengths.items() if lines > LONGEST_FILE] == []


def test_a_function_is_seen_at_once():
    long = [
        f"{path.relative_to(ROOT)} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in FILES
        for node in ast.walk(checkout.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_a_module_says_what_it_is_for():
    """Lists of addresses, Django's own entry points and empty packages say it by their name."""
    named_by_django = {"urls", "apps", "manage", "__init__"}
    others = [path for path in checkout.product_files() if path.stem not in named_by_django]
    assert [str(path.relative_to(ROOT)) for path in others if not ast.get_docstring(checkout.tree(path))] == []
