"""The policy that goes with every answer."""

from __future__ import annotations

import pytest
from csp.constants import HEADER
from csp.decorators import csp_replace, csp_update
from django.http import HttpResponse

from foundation.policy import PolicyMiddleware


def policy_of(view, rf):
    answer = PolicyMiddleware(view)(rf.get("/"))
    return dict(part.partition(" ")[::2] for part in answer.headers[HEADER].split("; "))


def plain(request):
    return HttpResponse()


@pytest.mark.parametrize("is_debug", [False, True])
def test_every_answer_says_what_may_be_loaded(rf, settings, is_debug):
    settings.DEBUG = is_debug
    assert policy_of(plain, rf) == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }


def test_a_page_can_have_a_policy_of_its_own_and_others_keep_theirs(rf):
    usual = policy_of(plain, rf)
    assert policy_of(csp_replace({"img-src": ["'none'"]})(plain), rf) == {**usual, "img-src": "'none'"}
    assert policy_of(csp_update({"style-src": ["'self'"]})(plain), rf) == {**usual, "style-src": "'self'"}
    assert policy_of(plain, rf) == usual


def test_a_policy_that_is_said_already_stays(rf):
    assert policy_of(lambda request: HttpResponse(headers={HEADER: "default-src 'none'"}), rf) == {
        "default-src": "'none'"
    }
