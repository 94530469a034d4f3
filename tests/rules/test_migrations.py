"""The database is what the models say, and each step towards it has a name that tells its idea."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command

from tests.rules.checkout import ROOMS, ROOT

MIGRATIONS = [path for room in ROOMS for path in sorted((ROOT / room / "migrations").glob("[0-9]*.py"))]


@pytest.mark.django_db
def test_models_and_migrations_agree(capsys):
    try:
        call_command("makemigrations", "--check", "--dry-run", "--no-input", "--verbosity", "1")
    except SystemExit:
        pytest.fail(f"A migration is missing:\n{capsys.readouterr().out}")


def test_there_are_migrations():
    assert MIGRATIONS


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_a_migration_is_named_for_its_idea(path):
    assert re.fullmatch(r"\d{4}_[a-z][a-z_0-9]+", path.stem)
    assert not re.search(r"_(auto|initial|alter|add|remove)_?(\d|$)", path.stem), "say what it is for"
    assert "_auto_" not in path.stem
