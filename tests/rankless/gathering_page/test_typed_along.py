"""Without a script nothing keeps what is typed: whatever is pressed beside the boxes brings it back."""

import re

import pytest

from rankless.models import Debrief, Envelope, Gathering, Phase
from tests.factories import make_debrief, make_incident, make_person, make_team
from tests.kinds import EACH_KIND
from tests.overview.debriefing.forms import filled_in, save_elsewhere
from tests.rankless.gathering_page.desk import address, browser_of, html_of, others_hand_in, typed
from tests.rankless.gathering_page.test_bringing_it_about import ask_the_writers

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

MINE = "The bell could not be heard."
IN_ITS_BOX = re.compile(rf"<textarea[^>]*>\s*{MINE}</textarea>")
PRESSES = [
    ("reveal", {}),
    ("way", {"way": "short"}),
    ("moment", {"reveal_on": "2030-01-01", "reveal_time": "10:00"}),
    ("moment", {"reveal_on": "", "reveal_time": "late"}),
]


@pytest.mark.parametrize(("verb", "sent"), PRESSES)
def test_what_is_typed_stands_there_after_any_other_press(writer, debrief, caplog, verb, sent):
    answer = writer.post(address(debrief, verb), typed(writer, what=MINE) | sent)
    assert IN_ITS_BOX.search(html_of(answer))
    assert not Envelope.objects.exists()
    assert not [record for record in caplog.records if record.name == "requests"]


@pytest.mark.parametrize(("verb", "sent"), PRESSES)
def test_it_is_shown_to_nobody_who_signed_in_meanwhile(writer, colleague, debrief, verb, sent):
    answer = colleague.post(address(debrief, verb), typed(writer, what=MINE) | sent)
    assert answer.status_code == 409
    assert MINE not in html_of(answer)
    assert not Gathering.objects.filter(wants_short=True).exists()


def test_where_the_press_shows_the_notes_it_stands_there_to_be_copied(writer, colleague, debrief, voice):
    others_hand_in(debrief, voice, number=3)
    colleague.post(address(debrief, "reveal"))
    answer = writer.post(address(debrief, "reveal"), typed(writer, what=MINE))
    assert Debrief.objects.get(pk=debrief.pk).phase == Phase.REVEAL
    assert IN_ITS_BOX.search(html_of(answer))


def test_while_one_changes_what_is_handed_in_it_goes_on_as_a_change(writer, debrief):
    writer.post(address(debrief, "hand-in"), typed(writer, what="Before."))
    answer = html_of(writer.post(address(debrief, "reveal"), typed(writer, what=MINE)))
    assert IN_ITS_BOX.search(answer)
    assert "Replace what I handed in" in answer


def test_every_press_on_the_page_belongs_to_the_form_with_the_boxes(writer, debrief):
    """And Enter in a field of a date presses none of them."""
    page = html_of(writer.get(address(debrief))).partition('id="main"')[2].partition("</main>")[0]
    forms = re.findall(r"<form [^>]*>", page)
    assert len(forms) == 1
    assert 'id="writing"' in forms[0]
    first_button = re.search(r"<button [^>]*>", page.partition(forms[0])[2])
    assert first_button
    assert 'name="stay"' in first_button[0]
    answer = writer.post(address(debrief, "hand-in"), typed(writer, what=MINE) | {"stay": "1"})
    assert IN_ITS_BOX.search(html_of(answer))
    assert not Envelope.objects.exists()


def test_enter_in_the_field_of_a_key_shows_nothing_of_ones_own(writer, debrief):
    writer.post(address(debrief, "hand-in"), typed(writer, what=MINE))
    ask_the_writers(debrief)
    page = html_of(writer.get(address(debrief))).partition("envelope")[2]
    assert page.index('name="open" value="1" hidden') < page.index("Show mine all the same")


# From three boxes to notes


@pytest.fixture(params=EACH_KIND)
def short(request) -> Debrief:
    team = make_team(name="Counter")
    for _ in range(2):
        make_person(team=team)
    return make_debrief(incident=make_incident(team=team, kind=request.param))


def test_what_stands_in_the_three_boxes_goes_on_where_notes_are_written(short):
    browser = browser_of(short.voices.first().person)
    form = filled_in(short, why=MINE) | {"way": "long", "other_side": "We rang back.", "lesson-sentence": "We ring."}
    answer = browser.post(address(short, "way"), form, follow=True)
    assert Debrief.objects.get(pk=short.pk).is_gathering
    assert IN_ITS_BOX.search(html_of(answer))
    assert all(words in html_of(answer) for words in ("We rang back.", "We ring."))


def test_it_is_kept_where_somebody_wrote_before(short):
    browser = browser_of(short.voices.first().person)
    form = filled_in(short, why=MINE) | {"way": "long"}
    save_elsewhere(short, what="It was late.")
    answer = browser.post(address(short, "way"), form, follow=True)
    assert "Somebody has begun to write." in html_of(answer)
    short.refresh_from_db()
    assert (short.is_short, short.why) == (True, MINE)
