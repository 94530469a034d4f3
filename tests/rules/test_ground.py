"""The ground the tests stand on: away from the checkout, from the network and from eager shortcuts."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from incidents.models import Stage
from tests import contents
from tests.rules.checkout import ROOT


def test_nothing_is_kept_inside_the_checkout():
    assert not Path(settings.VAR).is_relative_to(ROOT)
    assert not Path(default_storage.location).is_relative_to(ROOT)


@pytest.mark.parametrize("time", ["first", "second"])
def test_papers_of_one_test_are_not_seen_by_the_next(time):
    assert not default_storage.exists("paper")
    default_storage.save("paper", ContentFile(b"scan"))


@pytest.mark.parametrize("host", ["192.0.2.1", "example.com"])
def test_no_test_reaches_another_host(host):
    with pytest.raises(pytest.fail.Exception, match=host):
        socket.create_connection((host, 25), timeout=1)


def test_tasks_are_not_run_by_whoever_sends_them():
    assert not getattr(settings, "CELERY_TASK_ALWAYS_EAGER", False)


def test_pages_are_served_as_in_production():
    assert settings.DEBUG is False


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_migrations_wrote_is_there_again_after_a_test_that_commits(time):
    assert contents.written_down() == connection._test_serialized_contents
    Stage.objects.get(pk=1).delete()


@pytest.mark.django_db
def test_what_is_there_is_not_put_back_a_second_time():
    Stage.objects.filter(pk=1).update(name="Renamed")
    Stage.objects.filter(pk=2).delete()
    contents.put_back(connection._test_serialized_contents)
    assert Stage.objects.get(pk=1).name == "Renamed"
    assert Stage.objects.filter(pk=2).exists()
