"""Who is signed in: whoever holds the key of a session that has not ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> SessionStore:
    store = SessionStore()
    store["said"] = "hello"
    store.save()
    return store


def test_a_session_holds_what_was_put_into_it(kept):
    assert SessionStore(kept.session_key)["said"] == "hello"


def test_a_session_that_ended_holds_nothing_and_its_key_is_not_used_again(kept):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    ended = SessionStore(kept.session_key)
    assert ended.get("said") is None
    assert ended.session_key is None


def test_a_key_that_nobody_was_given_holds_nothing(kept):
    unknown = SessionStore("x" * 32)
    assert unknown.get("said") is None
    assert unknown.session_key is None
