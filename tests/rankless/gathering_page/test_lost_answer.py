"""The notes were sealed and the answer never came: the browser has no key, but it knows the form that was sent."""

import pytest
from django.test import Client

from rankless.models import Debrief
from tests.rankless.gathering_page.desk import address, html_of, texts, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(writer, debrief) -> dict[str, str]:
    """The form that was handed in, of which the browser never got the answer."""
    form = typed(writer, what="It was late.")
    assert writer.post(address(debrief, "hand-in"), form).status_code == 302
    del writer.cookies[f"debrief_note_{debrief.pk}"]
    return form


def form_alone(form: dict[str, str]) -> dict[str, str]:
    return {"form_key": form["form_key"], "open": "1"}


def test_the_form_that_was_sent_opens_the_envelope(writer: Client, debrief: Debrief, sent) -> None:
    answer = writer.post(address(debrief, "change"), form_alone(sent), follow=True)
    assert "It was late.</textarea>" in html_of(answer)


def test_by_it_the_notes_are_withdrawn(writer: Client, debrief: Debrief, sent) -> None:
    answer = writer.post(address(debrief, "withdraw"), form_alone(sent))
    assert "It was late.</textarea>" in html_of(answer)
    assert texts() == []


def test_another_form_opens_nothing(writer: Client, debrief: Debrief, sent) -> None:
    assert writer.post(address(debrief, "change"), form_alone(typed(writer))).status_code == 422
    assert writer.post(address(debrief, "withdraw"), form_alone(typed(writer))).status_code == 422
    assert texts() == ["It was late."]


def test_nobody_else_opens_it_with_that_form(colleague: Client, debrief: Debrief, sent) -> None:
    assert colleague.post(address(debrief, "hand-in"), typed(colleague, what="Mine.")).status_code == 302
    for verb in ("change", "withdraw"):
        assert "It was late." not in html_of(colleague.post(address(debrief, verb), form_alone(sent), follow=True))
    assert sorted(texts()) == ["It was late.", "Mine."]
