"""The log of requests says what was asked for, never who asked, from where, or what they wrote."""

from __future__ import annotations

import logging

import pytest

from tests.factories import make_person


@pytest.mark.django_db
def test_a_request_leaves_one_line_without_a_person(client, caplog):
    person = make_person(email="someone.else@example.com")
    client.force_login(person)
    with caplog.at_level(logging.INFO):
        client.post(
            "/accounts/login/?next=/search/",
            {"login": "typed@example.com"},
            REMOTE_ADDR="203.0.113.9",
            headers={"User-Agent": "Browser-of-somebody"},
        )
    (line,) = [record for record in caplog.records if record.name == "requests"]
    assert line.msg["route"] == "accounts/login/"
    assert line.msg["method"] == "POST"
    for secret in (person.email, "typed", "203.0.113.9", "Browser-of", "/search/", client.session.session_key):
        assert secret not in str(line.msg)
