"""What work goes on after, and what ends it: no single thing is to blame that the task's time is over."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError
from structlog.testing import capture_logs

from foundation.failures import attempt
from rankless.one_by_one import one_by_one


def failing(error: Exception):
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("error", [ValueError("words of a note"), OperationalError("words of a note")], ids=repr)
def test_a_part_that_fails_is_logged_without_its_words(error):
    with capture_logs() as lines:
        attempt(failing(error))
    assert [line["error"] for line in lines] == [type(error).__name__]
    assert "words of a note" not in str(lines)


def test_a_part_does_not_outlive_the_time_of_its_task():
    with pytest.raises(SoftTimeLimitExceeded):
        attempt(failing(SoftTimeLimitExceeded()))


@pytest.mark.parametrize("error", [OperationalError(), SoftTimeLimitExceeded()], ids=repr)
def test_what_concerns_all_is_held_against_none(error):
    with capture_logs() as lines, pytest.raises(type(error)):
        one_by_one([1, 2], failing(error))
    assert lines == []
