"""The triggers go and come back around migrations, and what happened meanwhile is counted."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from tallies.models import Counted
from tallies.stretches import SUMMED
from tallies.triggers import install
from tallies.upgrading import count_again, let_go, not_counting
from tests.factories import make_incident
from tests.tallies.direct import DirectCount, told

pytestmark = pytest.mark.django_db

OURS = {"sender": apps.get_app_config("tallies"), "using": "default"}


def test_what_is_written_while_the_triggers_are_away_is_counted_when_they_come_back():
    let_go(**OURS, plan=[(object(), True)])
    make_incident()
    assert told() == {}
    count_again(**OURS, plan=[])
    assert told() == DirectCount().told() != {}
    assert not install()


def test_only_sqlite_lets_go_before_migrations_that_go_forward():
    let_go(**OURS, plan=[(object(), False)])
    assert install() == (connection.vendor == "sqlite")


def test_very_much_at_once_is_counted_at_the_end():
    with not_counting():
        make_incident()
        assert told() == {}
    assert told() == DirectCount().told() != {}


def test_what_was_said_of_why_comes_last_in_the_index_so_that_a_walk_over_all_else_ends_before_it():
    assert max(counted.value for counted in SUMMED) == Counted.SAID_WHY.value
