"""Putting a lesson differently: anyone of the team may, nothing is overwritten silently, and where it stands stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.keeping_back import keep_back
from incidents.models import Factor, Stage, Theme
from incidents.passages import add_point
from lessons.learning import confirm_held, drop
from lessons.models import Lesson, Status, Turn
from lessons.sharing import share
from tests.factories import MONDAY, make_debrief, make_incident, make_lesson, make_person

pytestmark = pytest.mark.django_db

QUERIES = 12
QUOTE = "Nobody calls."


@pytest.fixture
def member(team, client):
    person = make_person(team=team, name="Mia")
    client.force_login(person)
    return person


@pytest.fixture
def lesson(team):
    incident = make_incident(team=team)
    add_point(incident=incident, quote=QUOTE, polarity="bad", stage=None, factor=None, effect=None)
    return make_lesson(debrief=make_debrief(incident=incident), sentence="We ring first.")


def typed(client, lesson, **changed):
    """What the form would send as it stands, with some of it typed anew."""
    form = client.get(f"/lessons/{lesson.pk}/change/").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**sent, **changed}.items()}


def change(client, lesson, **changed):
    return client.post(f"/lessons/{lesson.pk}/change/", typed(client, lesson, **changed))


def page(client, lesson):
    return client.get(f"/lessons/{lesson.pk}/").content.decode()


def test_everything_but_where_it_stands_is_put_differently(client, member, lesson):
    stage, factor, theme = Stage.objects.last(), Factor.objects.first(), Theme.objects.first()
    answer = change(
        client,
        lesson,
        sentence="We ring the day before.",
        kind="repeat",
        stage=stage.pk,
        factors=[factor.pk],
        themes=[theme.pk],
        points=[],
        expects="Nobody rings us for a date.",
        how_to_look="Ten orders in the call list.",
        first_check_after=10,
        status="norm",
    )
    assert (answer.status_code, answer.url) == (302, f"/lessons/{lesson.pk}/")
    lesson.refresh_from_db()
    assert (lesson.sentence, lesson.kind, lesson.stage, lesson.status) == (
        "We ring the day before.",
        "repeat",
        stage,
        Status.PROPOSED,
    )
    assert [*lesson.factors.all(), *lesson.themes.all(), *lesson.points.all()] == [factor, theme]
    html = page(client, lesson)
    for words in ("Nobody rings us for a date.", "Ten orders in the call list.", factor.name, theme.name):
        assert words in html


def test_its_story_says_what_it_said_before_and_who_put_it_differently(client, member, lesson):
    change(client, lesson, sentence="We ring the day before.")
    [turn] = lesson.events.all()
    assert (turn.what, turn.by, turn.reason) == (Turn.CHANGED, member, "We ring first.")
    assert "It said before:" in page(client, lesson)


def test_sending_it_as_it_was_changes_nothing(client, member, lesson):
    assert change(client, lesson).status_code == 302
    assert not lesson.events.exists()


def test_what_it_says_by_now_stands_beside_what_was_typed_and_one_more_press_decides(client, member, lesson):
    factor, stage = Factor.objects.first(), Stage.objects.first()
    mine = typed(client, lesson, sentence="We ring at once.", expects="Nobody asks twice.")
    change(client, lesson, expects="Fewer calls.", stage=str(stage.pk), factors=[str(factor.pk)], first_check_after=14)
    answer = client.post(f"/lessons/{lesson.pk}/change/", mine)
    shown, form = answer.content.decode(), answer.context["form"]
    assert answer.status_code == 409
    assert "We ring at once." in shown
    assert form.now == {
        "sentence": "We ring first.",
        "expects": "Fewer calls.",
        "first_check_after": "14",
        "stage": stage.name,
        "factors": factor.name,
    }
    for words in form.now.values():
        assert words in shown
    mine["seen"] = form["seen"].value()
    assert client.post(f"/lessons/{lesson.pk}/change/", mine).status_code == 302
    lesson.refresh_from_db()
    assert (lesson.sentence, lesson.expects) == ("We ring at once.", "Nobody asks twice.")


def test_what_it_says_by_now_tells_no_passage_of_a_letter_that_is_kept_back(client, member, lesson):
    mine = typed(client, lesson, expects="Nobody asks twice.", points=[])
    change(client, lesson, expects="Fewer calls.")
    keep_back(lesson.debrief.incident)
    answer = client.post(f"/lessons/{lesson.pk}/change/", mine)
    assert answer.status_code == 409
    assert QUOTE not in answer.content.decode()


def test_a_press_that_came_twice_is_no_change_by_somebody_else(client, member, lesson):
    factor = str(Factor.objects.first().pk)
    mine = typed(client, lesson, sentence=" We ring at once. ", expects="Nobody\r\nasks twice.", factors=[factor])
    for _ in range(2):
        assert client.post(f"/lessons/{lesson.pk}/change/", mine).status_code == 302
    assert [turn.what for turn in lesson.events.all()] == [Turn.CHANGED]


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(client, member, lesson):
    mine = typed(client, lesson, expects="Mine.")
    change(client, lesson, expects="Theirs.")
    answer = client.post(f"/lessons/{lesson.pk}/change/", mine)
    assert answer.status_code == 409
    assert "Somebody else changed this lesson meanwhile" in answer.content.decode()
    assert "Mine." in answer.content.decode()
    lesson.refresh_from_db()
    assert lesson.expects == "Theirs."


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"sentence": " "}, "Say the lesson in one sentence."),
        ({"sentence": "We write it down."}, "Another lesson of this debrief says the same."),
        ({"first_check_after": "0"}, "A whole number of days, from 1 to 730."),
        ({"stage": "999999"}, "Choose one of the stages in the list."),
        ({"points": ["999999"]}, "Choose among these."),
    ],
)
def test_what_is_wrong_is_said_beside_it(client, member, lesson, wrong, said):
    make_lesson(debrief=lesson.debrief, sentence="We write it down.")
    answer = change(client, lesson, **wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert ("points" in wrong) or 'aria-invalid="true"' in page
    lesson.refresh_from_db()
    assert lesson.sentence == "We ring first."


@pytest.mark.parametrize(
    ("is_norm", "field", "days"), [(False, "first_check_after", 40), (True, "later_check_after", 100)]
)
def test_the_next_look_moves_with_the_days(client, member, lesson, is_norm, field, days):
    if is_norm:
        confirm_held(lesson, at=MONDAY)
    before = lesson.check_on
    change(client, lesson, **{field: days})
    lesson.refresh_from_db()
    assert lesson.check_on == lesson.team.working_days.on_or_after(before + timedelta(days=10))
    other = {"first_check_after", "later_check_after"} - {field}
    change(client, lesson, **dict.fromkeys(other, 7))
    lesson.refresh_from_db()
    assert lesson.check_on == lesson.team.working_days.on_or_after(before + timedelta(days=10))


def test_a_check_looks_again_after_the_days_the_team_chose(lesson):
    Lesson.objects.filter(pk=lesson.pk).update(later_check_after=7)
    lesson.refresh_from_db()
    confirm_held(lesson, at=MONDAY)
    assert lesson.check_on == lesson.team.working_days.on_or_after(MONDAY.date() + timedelta(days=7))


def test_a_dropped_lesson_is_not_changed(client, member, lesson):
    sent = typed(client, lesson, expects="Too late.")
    drop(lesson, reason="The till is gone.", at=MONDAY)
    client.post(f"/lessons/{lesson.pk}/change/", sent)
    lesson.refresh_from_db()
    assert lesson.expects == ""


def test_the_passage_that_taught_it_is_read_unless_the_letter_is_kept_back(client, member, lesson):
    assert QUOTE in page(client, lesson)
    keep_back(lesson.debrief.incident)
    assert QUOTE not in page(client, lesson)
    assert QUOTE not in client.get(f"/lessons/{lesson.pk}/change/").content.decode()
    change(client, lesson, expects="Calls.")
    assert lesson.points.exists(), "what cannot be read is not lost either"


def test_where_nobody_said_what_is_expected_it_goes_without_saying(client, member, lesson):
    assert "No further letter that complains of the same" in page(client, lesson)


def test_only_those_who_check_show_it_to_others_and_only_once_it_is_the_norm(client, member, lesson):
    lead = make_person(team=lesson.team, is_lead=True)
    client.force_login(lead)
    client.post(f"/lessons/{lesson.pk}/share/")
    lesson.refresh_from_db()
    assert not lesson.is_shared
    confirm_held(lesson, at=timezone.now())
    client.post(f"/lessons/{lesson.pk}/share/")
    lesson.refresh_from_db()
    assert lesson.is_shared
    client.post(f"/lessons/{lesson.pk}/keep/")
    assert [turn.what for turn in lesson.events.all()] == [Turn.NORM, Turn.SHARED, Turn.KEPT]


def test_the_page_of_a_lesson_that_much_became_of_stays_within_its_queries(
    client, lesson, django_assert_max_num_queries
):
    lead = make_person(team=lesson.team, is_lead=True)
    confirm_held(lesson, at=MONDAY, by=lead, incident=make_incident(team=lesson.team))
    share(lesson, at=MONDAY, by=lead)
    client.force_login(lead)
    for address in (f"/lessons/{lesson.pk}/", f"/lessons/{lesson.pk}/change/"):
        with django_assert_max_num_queries(QUERIES):
            client.get(address)
