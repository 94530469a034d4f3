"""What the letter says that nobody took up."""

import pytest

from incidents.models import Polarity, Stage
from incidents.passages import add_point
from rankless.models import Debrief, Part, Phase
from rankless.texts.coverage import untouched_in
from rankless.texts.writing import Typed, save_texts
from tests.factories import make_notes, make_revealed
from tests.kinds import EACH_KIND

pytestmark = pytest.mark.django_db

LETTER = "Nobody called back.\nThe driver carried it up.\nThe invoice is wrong. Ok."


@pytest.fixture(params=EACH_KIND)
def debrief(request) -> Debrief:
    debrief = make_revealed(phase=Phase.AGREE, kind=request.param, text=LETTER)
    for quote, stage in (("The invoice is wrong", "Billing"), ("Nobody called back", "Waiting"), ("Ok", None)):
        add_point(
            incident=debrief.incident,
            quote=quote,
            polarity=Polarity.BAD,
            stage=Stage.objects.get(name=stage) if stage else None,
            factor=None,
            effect=None,
        )
    return debrief


def untouched(debrief: Debrief) -> list[str]:
    return [point.quote for part in untouched_in(debrief, notes=debrief.contributions.all()) for point in part.points]


def write(debrief: Debrief, text: str, part: Part = Part.WHAT) -> None:
    save_texts(debrief, {part: Typed(text, based_on=debrief.version_of(part))})


def test_what_nobody_touched_comes_in_the_order_of_the_customers_way(debrief):
    assert untouched(debrief) == ["Nobody called back", "The invoice is wrong", "Ok"]


def test_a_note_about_the_stage_touches_it(debrief):
    make_notes(debrief=debrief, what=["It took weeks."], stage=Stage.objects.get(name="Waiting"))
    assert untouched(debrief) == ["The invoice is wrong", "Ok"]


@pytest.mark.parametrize("part", Part)
def test_a_text_that_names_the_stage_touches_it(debrief, part):
    write(debrief, "It was about BILLING.", part)
    assert untouched(debrief) == ["Nobody called back", "Ok"]


def test_a_text_with_the_telling_words_of_a_passage_takes_it_up(debrief):
    write(debrief, "We sent an invoice to the old address. Nobody checks.")
    assert untouched(debrief) == ["Ok"]
    write(debrief, "It was ok. Nobody called.")
    assert untouched(debrief) == ["The invoice is wrong"]


def test_a_letter_as_a_whole_without_a_stage_leaves_nothing_out():
    assert untouched(make_revealed(phase=Phase.AGREE, text=LETTER)) == []
