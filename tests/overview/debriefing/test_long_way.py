"""The page on which the notes become one text, for complaint and praise alike."""

import re

import pytest

from incidents.models import Kind, Polarity, Stage
from incidents.passages import add_point
from lessons.models import Lesson
from rankless.models import Debrief, Pace, Part, Phase, Section
from tests.factories import make_debrief, make_incident, make_notes, make_revealed, write_sections
from tests.kinds import EACH_KIND
from tests.overview.debriefing.forms import (
    address,
    box_opened_in,
    boxes_in,
    filled_in,
    save_elsewhere,
    seen_in,
    text_in_box,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=EACH_KIND)
def debrief(request, team, member) -> Debrief:
    return make_revealed(team=team, phase=Phase.AGREE, kind=request.param, text="The sofa is late.\nNobody calls.")


def test_the_way_is_told_in_its_five_parts(browser, debrief):
    html = browser.get(address(debrief)).content.decode()
    assert '<b aria-current="step">Agree</b>' in html
    assert "Write alone&nbsp;· Read together&nbsp;· Pick what matters&nbsp;· " in html


def test_each_section_is_to_be_made_one_text_until_somebody_has_done_so(browser, debrief):
    """A section that was rewritten does not hide that another still is what each wrote alone."""
    make_notes(debrief=debrief, what=["It was late."], why=["Nobody knew."])

    def asked(**stored) -> list[str]:
        Debrief.objects.filter(pk=debrief.pk).update(**stored)
        html = browser.get(address(debrief)).content.decode()
        panels = {name: html.partition(f'id="{name}"')[2].partition("</section>")[0] for name in Section.values}
        named = [name for name, panel in panels.items() if "Make one text of them" in panel]
        assert html.count("<small>still notes</small>") == len(named)
        return named

    counted = {"what": "– It was late.", "what_version": 1, "why": "– Nobody knew.", "why_version": 1}
    assert asked(**counted) == ["what", "why"]
    assert asked(differently="We call.", differently_version=1) == ["what", "why"], "nobody wrote notes on it"
    assert asked(objections=["It was not the storm."]) == []
    assert asked(objections=[], reopened_because="Another letter came.") == []
    assert asked(reopened_because="", what_version=2) == ["why"]
    assert asked(why_version=2) == []


@pytest.mark.parametrize(
    ("kind", "question"), [(Kind.COMPLAINT, "What was handled well?"), (Kind.PRAISE, "What nearly went wrong?")]
)
def test_the_other_side_is_asked_openly_on_the_long_way_and_folded_on_the_short(browser, team, kind, question):
    long = make_revealed(team=team, phase=Phase.AGREE, kind=kind, people=3)
    short = make_debrief(incident=make_incident(team=team, kind=kind))
    asked = re.compile(rf'<h3><label for="text-other_side">{re.escape(question)}</label></h3>')
    folded = re.compile(rf'<details class="fold questions other-side">\s*<summary>{re.escape(question)} ')
    assert asked.search(browser.get(address(long)).content.decode())
    assert folded.search(browser.get(address(short)).content.decode())


def test_the_notes_stay_readable_heaviest_first(browser, debrief):
    _light, heavy, *_others = make_notes(debrief=debrief, what=["It rained.", "Nobody called."], why=["Two plans."])
    debrief.contributions.filter(pk=heavy.pk).update(weight=3, signed="Mia")
    html = browser.get(address(debrief)).content.decode()
    assert html.index("Nobody called.") < html.index("It rained.") < html.index("Two plans.")
    assert "3 votes" in html
    assert "<bdi>Mia</bdi>" in html


def test_the_letter_says_what_nobody_touched(browser, debrief):
    waiting = Stage.objects.get(name="Waiting")
    add_point(
        incident=debrief.incident,
        quote="Nobody calls",
        polarity=Polarity.BAD,
        stage=waiting,
        factor=None,
        effect=None,
    )
    assert "In the letter, and not touched yet" in browser.get(address(debrief)).content.decode()
    make_notes(debrief=debrief, what=["It took weeks."], stage=waiting)
    assert "In the letter, and not touched yet" not in browser.get(address(debrief)).content.decode()


def test_standing_behind_it_says_all_that_is_missing_and_keeps_what_was_typed(browser, debrief):
    sent = filled_in(debrief, what="It was late.", why="Two plans.", differently="One plan.", complete="1")
    answer = browser.post(address(debrief), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Not written yet. One sentence is enough." in html
    assert "Keep a lesson above, or say here why nothing changes." in html
    assert box_opened_in(html) == ["what"]
    debrief.refresh_from_db()
    assert (debrief.what, debrief.is_standing) == ("It was late.", False)


@pytest.mark.parametrize("field", ["lesson-sentence", "no_change_because"])
def test_a_lesson_or_a_reason_is_enough(browser, debrief, field):
    write_sections(debrief)
    sent = filled_in(debrief, other_side="The driver was kind.", complete="1") | {field: "We call first."}
    answer = browser.post(address(debrief), sent)
    assert (answer.status_code, answer.url) == (302, address(debrief))
    debrief.refresh_from_db()
    assert debrief.is_standing
    assert Lesson.objects.exists() is (field == "lesson-sentence")


def test_a_team_that_waits_for_nobody_is_done_with_one_press(browser, debrief):
    Pace.objects.create(team=debrief.team, objection_days=0)
    write_sections(debrief)
    html = browser.get(address(debrief)).content.decode()
    assert "may then object" not in html
    sent = filled_in(debrief, other_side="Kind.", no_change_because="As ever.", complete="1")
    assert browser.post(address(debrief), sent).status_code == 302
    debrief.refresh_from_db()
    assert debrief.is_complete


@pytest.mark.parametrize("part", [Part.OTHER_SIDE, Part.NO_CHANGE])
def test_two_people_never_overwrite_each_other_beside_the_sections_either(browser, debrief, part):
    form = filled_in(debrief, **{part.value: "Mine."})
    save_elsewhere(debrief, **{part.value: "Theirs."})
    answer = browser.post(address(debrief), form)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert boxes_in(html) == [part.value]
    assert text_in_box(html, part.value) == "Theirs.\nMine."
    merged = {part.value: "Both.", f"{part.value}_seen": seen_in(html, part.value)}
    assert browser.post(address(debrief), merged).status_code == 302
    debrief.refresh_from_db()
    assert debrief.text_of(part) == "Both."


@pytest.mark.parametrize("typed", ["a\x00b", "😀" * 25_000, "<script>alert(1)</script>", "a\r\nb", "é" * 100_000])
def test_whatever_is_typed_for_the_other_side_is_kept_as_text(browser, debrief, typed):
    assert browser.post(address(debrief), filled_in(debrief, other_side=typed)).status_code == 302
    debrief.refresh_from_db()
    assert debrief.other_side == typed.replace("\x00", "").replace("\r\n", "\n")
    assert "<script>alert" not in browser.get(address(debrief)).content.decode()


# The short way has not grown


@pytest.mark.parametrize("kind", EACH_KIND)
def test_the_short_way_asks_for_three_texts_and_one_press(browser, team, kind):
    found = make_debrief(incident=make_incident(team=team, kind=kind))
    html = browser.get(address(found)).content.decode()
    assert html.count('name="complete"') == 1
    assert not re.search(r"<(textarea|input|select)[^>]* required", html)
    assert 'name="no_change_because"' not in html
    assert "What was written alone" not in html
    three = {"what": "It was late.", "why": "Nobody's task.", "differently": "We call first.", "complete": "1"}
    assert browser.post(address(found), filled_in(found) | three).status_code == 302
    found.refresh_from_db()
    assert found.is_complete


@pytest.mark.parametrize("kind", EACH_KIND)
def test_a_form_without_the_other_side_completes_the_short_way_as_before(browser, team, kind):
    found = make_debrief(incident=make_incident(team=team, kind=kind))
    form = filled_in(found, what="It was late.", why="Nobody's task.", differently="We call first.", complete="1")
    for name in ("other_side", "no_change_because"):
        del form[name], form[f"{name}_seen"]
    assert browser.post(address(found), form).status_code == 302
    found.refresh_from_db()
    assert found.is_complete


# Choosing the other way


@pytest.mark.parametrize("kind", EACH_KIND)
def test_notes_first_is_offered_while_nothing_is_written(browser, team, kind):
    short = make_debrief(incident=make_incident(team=team, kind=kind))
    assert "Write notes first" in browser.get(address(short)).content.decode()
    answer = browser.post(f"{address(short)}way/", {"way": "long"}, follow=True)
    assert "Hand in" in answer.content.decode()
    short.refresh_from_db()
    assert short.is_gathering


def test_notes_first_comes_too_late_for_a_text(browser, team):
    short = make_debrief(incident=make_incident(team=team))
    save_elsewhere(short, why="Two plans.")
    assert "Write notes first" not in browser.get(address(short)).content.decode()
    answer = browser.post(f"{address(short)}way/", {"way": "long"}, follow=True)
    assert "Somebody has begun to write." in answer.content.decode()
    short.refresh_from_db()
    assert short.is_short


def test_what_was_typed_while_the_others_chose_notes_is_not_lost(browser, team):
    short = make_debrief(incident=make_incident(team=team))
    form = filled_in(short, what="It was late by three weeks.")
    browser.post(f"{address(short)}way/", {"way": "long"})
    answer = browser.post(address(short), form)
    assert answer.status_code == 409
    assert "It was late by three weeks." in answer.content.decode()
