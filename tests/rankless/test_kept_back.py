"""A harsh letter is kept back until somebody spoke with the people concerned: no page of its debrief quotes a word of it."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Polarity, Stage
from incidents.passages import add_point
from rankless.heads_up import record
from rankless.models import Debrief, HeadsUp, Phase
from tests.factories import make_gathering, make_notes, make_revealed

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

FIRST_LINE = "Your colleague at the desk is a fool."
PASSAGE = "He laughed at my mother"
LETTER = f"{FIRST_LINE}\n{PASSAGE}."


@pytest.fixture(params=[Phase.GATHER, Phase.REVEAL, Phase.WEIGH, Phase.AGREE])
def debrief(request) -> Debrief:
    if request.param == Phase.GATHER:
        debrief = make_gathering(text=LETTER)
    else:
        debrief = make_revealed(phase=request.param, text=LETTER)
        make_notes(debrief=debrief, what=["The desk was empty."])
    add_point(
        incident=debrief.incident,
        quote=PASSAGE,
        polarity=Polarity.BAD,
        stage=Stage.objects.first(),
        factor=None,
        effect=None,
    )
    return debrief


@pytest.fixture
def words(debrief):
    """All that somebody reads on the pages of the debrief."""

    def read() -> str:
        browser = Client()
        browser.force_login(debrief.voices.first().person)
        pages = [reverse(f"rankless:{name}", args=[debrief.incident_id]) for name in ("people", "meeting", "notes")]
        answers = [browser.get(page, follow=True) for page in (debrief.get_absolute_url(), *pages)]
        return "".join(answer.content.decode() for answer in answers)

    return read


def test_neither_its_title_nor_a_passage_stands_on_a_page_of_its_debrief(debrief, words):
    record(debrief, HeadsUp.WANTED)
    text = words()
    assert FIRST_LINE not in text
    assert PASSAGE not in text
    assert "A letter kept back until the heads-up" in text


def test_both_stand_there_once_somebody_has_spoken(debrief, words):
    record(debrief, HeadsUp.WANTED)
    record(debrief, HeadsUp.DONE)
    text = words()
    assert FIRST_LINE in text
    assert PASSAGE in text
