"""Libraries that write down addresses, which for chat services are secrets, are not heard at any level."""

import logging

import pytest
from django.conf import settings


@pytest.mark.parametrize("name", ["apprise", "urllib3.connectionpool"])
def test_they_are_not_heard_even_when_everything_is_logged(name):
    loggers = settings.LOGGING["loggers"]
    rules = loggers[name.split(".")[0]]
    is_nowhere = rules.get("handlers") == ["nowhere"] and rules.get("propagate") is False
    assert is_nowhere or logging.getLevelName(rules["level"]) >= logging.ERROR
