"""The broker is only a doorbell: while it is away or frozen no page notices, nobody waits, and sign-in is still limited."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest

from incidents.models import Incident
from tests.factories import PASSWORD, make_person, make_team
from tests.services.visitor import Visitor
from tests.services.web import Web

# Measured beside a broker that is there; the cache gives up after 0.2 s, a frozen one after as much for each use.
SECONDS_AT_MOST = 3.0
TRIES = 5
"""What waits for a broker waits each time; what waits for a busy machine does not."""


@pytest.fixture
def site(make_product, redis, collected_static_files) -> Iterator[Web]:
    return make_product(redis=redis).web()


@pytest.fixture
def manager(postgresql):
    return make_person(email="manager@example.com", team=make_team(), is_manager=True)


def log_a_letter(visitor: Visitor, text: str) -> int:
    form = visitor.get("/letters/new/")
    sent = {**form.hidden_fields, "text": text, "kind": "complaint", "received_on": "2026-03-02", "then": "log"}
    sent.pop("customer", None)
    return visitor.post("/letters/new/", sent).status


def assert_quick(act: Callable[[], int], *, status: int, seconds: float = SECONDS_AT_MOST, what: str) -> None:
    took = []
    for _ in range(TRIES):
        began = time.monotonic()
        assert act() == status, what
        took.append(time.monotonic() - began)
        if took[-1] < seconds:
            return
    raise AssertionError(f"{what} took {took} seconds")


@pytest.mark.parametrize("fault", ["stop", "freeze"])
def test_letters_are_logged_as_quickly_as_ever(site, manager, redis, fault):
    visitor = Visitor(site)
    visitor.sign_in(manager.email, PASSWORD)
    assert log_a_letter(visitor, "Before.") == 302
    getattr(redis, fault)()
    for path in ("/", "/letters/", "/lessons/", "/search/?q=sofa"):
        assert_quick(lambda path=path: visitor.get(path).status, status=200, what=path)
    assert_quick(
        lambda: log_a_letter(visitor, "Meanwhile."), status=302, seconds=2 * SECONDS_AT_MOST, what="Logging a letter"
    )
    assert Incident.objects.count() >= 2


def test_signing_in_works_and_is_still_limited(site, manager, redis):
    redis.stop()
    Visitor(site).sign_in(manager.email, PASSWORD)
    guesser = Visitor(site)
    guesser.get("/accounts/login/")
    answers = [
        guesser.post("/accounts/login/", {"login": manager.email, "password": f"guess {number}"})
        for number in range(12)
    ]
    assert all(answer.status in {200, 422, 429} for answer in answers)
    assert re.search(r"too many", answers[-1].body, re.IGNORECASE), answers[-1].body[-500:]
