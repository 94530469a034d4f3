import re

import pytest

from incidents.models import Kind
from rankless.models import Debrief, Voice
from tests.factories import (
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    make_team,
    write_sections,
)
from tests.overview.debriefing.forms import (
    address,
    box_opened_in,
    boxes_in,
    complete_elsewhere,
    filled_in,
    save_elsewhere,
)

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_engine]

QUERIES = 12


def test_outsiders_find_no_debrief(client, debrief):
    client.force_login(make_person(team=make_team()))
    assert client.get(address(debrief)).status_code == 404
    assert client.post(address(debrief), filled_in(debrief, what="x")).status_code == 404
    assert client.post(f"{address(debrief)}reopen/", {"reason": "x"}).status_code == 404


def test_somebody_invited_from_another_team_writes_like_everybody(client, debrief):
    guest = make_person(team=make_team())
    Voice.objects.create(debrief=debrief, person=guest)
    client.force_login(guest)
    assert client.get(address(debrief)).status_code == 200
    assert client.post(address(debrief), filled_in(debrief, what="I saw it.")).status_code == 302
    debrief.refresh_from_db()
    assert debrief.what == "I saw it."


def test_the_page_asks_the_three_questions_beside_the_letter(browser, debrief):
    html = browser.get(address(debrief)).content.decode()
    assert boxes_in(html) == ["what", "why", "differently", "other_side"]
    assert "The sofa is late.\nNobody calls." in html
    assert "Your name is not kept with what you write. Your wording may still give you away." in html
    assert html.count("We stand behind this") == 1
    assert "anonym" not in html.lower()


@pytest.mark.parametrize(
    ("kind", "question"),
    [(Kind.COMPLAINT, "At which stage did satisfaction turn?"), (Kind.PRAISE, "What nearly went wrong?")],
)
def test_the_questions_are_those_for_the_kind_of_letter(browser, team, kind, question):
    html = browser.get(address(make_debrief(incident=make_incident(team=team, kind=kind)))).content.decode()
    assert question in html


def test_a_question_that_stands_in_the_text_is_ticked_and_not_asked_first(browser, debrief):
    question = "What had we led the customer to expect?"
    assert f"<span data-question>{question}</span><button" in browser.get(address(debrief)).content.decode()
    write_sections(debrief, what=f"{question}\nTen days.")
    html = browser.get(address(debrief)).content.decode()
    assert f"<span data-question>{question}</span><button" not in html
    assert html.count('<span class="tick" data-tick>') == 1


@pytest.mark.parametrize(
    ("texts", "opened"),
    [({}, "what"), ({"what": "a"}, "why"), ({"what": "a", "why": "b"}, "differently"), ({"why": "b"}, "what")],
)
def test_the_page_opens_at_the_first_empty_section(browser, debrief, texts, opened):
    save_elsewhere(debrief, **texts)
    html = browser.get(address(debrief)).content.decode()
    assert box_opened_in(html) == [opened]


def test_the_line_above_says_where_the_debrief_stands(browser, debrief):
    def current():
        return re.findall(r'<b aria-current="step">(\w+)</b>', browser.get(address(debrief)).content.decode())

    assert current() == ["Write"]
    write_sections(debrief)
    assert current() == ["Agree"]
    complete_elsewhere(debrief)
    assert current() == ["Done"]


def test_everything_that_people_wrote_is_escaped(browser, team):
    nasty = '</textarea><script>alert("x")</script>'
    found = make_debrief(incident=make_incident(team=team, text=nasty, title=nasty))
    write_sections(found, what=nasty, why=nasty, differently=nasty)
    make_lesson(debrief=found, sentence=nasty)
    make_person(team=team, name="<b>Bo</b>")
    pages = [browser.get(address(found)), browser.post(address(found), {"what": nasty + "!", "what_seen": "1"})]
    complete_elsewhere(found)
    pages += [browser.get(address(found)), browser.get(f"/letters/{found.incident_id}/lessons/")]
    for page in pages:
        assert nasty not in page.content.decode()
        assert "<b>Bo" not in page.content.decode()


def test_the_page_stays_within_its_queries(browser, team, django_assert_max_num_queries):
    found = write_sections(make_debrief(incident=make_incident(team=team)))
    for number in range(5):
        make_person(team=team)
        make_lesson(debrief=found, sentence=f"Lesson {number}")
    with django_assert_max_num_queries(QUERIES):
        assert browser.get(address(found)).status_code == 200
    complete_elsewhere(found)
    with django_assert_max_num_queries(QUERIES):
        assert browser.get(address(found)).status_code == 200


def test_looking_writes_nothing(browser, debrief):
    before = Debrief.objects.values().get(pk=debrief.pk)
    browser.get(address(debrief))
    browser.get(f"{address(debrief)}?offer=1")
    assert Debrief.objects.values().get(pk=debrief.pk) == before
