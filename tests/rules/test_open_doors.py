"""Every door is closed but these. A new one that needs no sign-in has to be written down here."""

from __future__ import annotations

import pytest
from django.conf import settings

from tests.rules.routes import routes

pytestmark = pytest.mark.same_on_any_engine

OPEN = {
    # is the process up, can it serve: asked by machines
    "foundation:up",
    "foundation:ready",
    "reminders:metrics",
    # coming in
    "account_login",
    "account_link",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    # guests write from their phone, by a code; screens ask whether a debrief moved, as nobody in particular
    "rankless:join-form",
    "rankless:join",
    *("rankless:guest-hand-in", "rankless:guest-change", "rankless:guest-withdraw", "rankless:guest-accept"),
    "rankless:follow",
    # mail programs stop the weekly letter, and the mail of kept searches, by a signed address
    "reminders:stop-weekly",
    "overview:stop-mailed-searches",
    # says that nobody can sign up by themselves
    "account_signup",
    # a second press on “Sign out” is no reason to ask for a password
    "account_logout",
}


def test_only_these_doors_are_open():
    assert {route.name for route in routes() if route.is_open} == OPEN


def test_whoever_is_not_signed_in_is_stopped_by_one_guard_for_all():
    assert any(
        name.rpartition(".")[2] in {"LoginRequiredMiddleware", "SignedInMiddleware"} for name in settings.MIDDLEWARE
    )


@pytest.mark.django_db
@pytest.mark.parametrize("route", [route for route in routes() if not route.parameters and not route.is_open], ids=str)
def test_a_closed_door_leads_to_sign_in(client, route):
    answer = client.get("/" + route.pattern)
    assert answer.status_code in {302, 405}, "let in without signing in"
    assert answer.status_code == 405 or answer["Location"].startswith("/accounts/login/?next=")
