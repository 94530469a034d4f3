from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from incidents.models import Kind, Point, Polarity, Promise, Stage
from lessons.learning import confirm_held, drop, report_relapse
from lessons.models import Action, Lesson, LessonKind, LooksLike, Sighting
from overview.dashboard.heatmap import Cell
from rankless.models import Debrief, TeamPulse, Way
from tests.factories import (
    MONDAY,
    add_to_team,
    make_action,
    make_customer,
    make_debrief,
    make_incident,
    make_lesson,
    make_person,
    make_team,
)
from tests.overview.days import ago, day_ago, today

pytestmark = pytest.mark.django_db

LESSONS = "overview:lessons"


def dashboard(client, **query):
    response = client.get(reverse(LESSONS), query)
    assert response.status_code == 200
    return response


def letter(team, text="Late again", *, days=3, **fields):
    return make_incident(team=team, text=text, at=ago(days), **fields)


def lesson_of(team, *, days=40, sentence="", **fields):
    return make_lesson(debrief=letter(team, days=days).debrief, at=ago(days), sentence=sentence, **fields)


def test_every_figure_leads_to_as_many_letters(client, lead, team):
    stage = Stage.objects.first()
    for days in (2, 12, 13):
        letter(team, days=days, stage=stage)
    letter(team, kind=Kind.PRAISE, days=4)
    make_debrief(incident=letter(team, days=20), is_complete=True)
    twice = letter(team, "late and late", stage=stage, days=1)
    said = {"incident": twice, "team": team, "received_on": twice.received_on, "quote": "late", "start": 0, "end": 4}
    Point.objects.create(**said, polarity=Polarity.BAD, stage=stage)
    letter(team, days=200)
    context = dashboard(client).context

    def behind(url):
        return client.get(url).context

    figures = context["figures"]
    assert behind(context["urls"].letters)["count"].number == figures.letters.letters == 6
    assert behind(context["urls"].late)["count"].number == figures.letters.spans.late == 2
    cells = [cell for cell in [*context["heat"].bad, *context["heat"].good] if cell.number]
    assert sorted(cell.number for cell in cells) == [1, 1, 5]
    for cell in cells:
        assert behind(cell.url)["points"].number == cell.number


def test_a_cell_says_thousands_as_all_other_figures_do():
    assert Cell("bad", "Delivery", is_not_sure=False, number=25_724, look="c4", url="").said == "25,724"


def test_cells_keep_team_and_weeks(client, lead, team):
    letter(team)
    url = dashboard(client, team=team.pk, weeks=4).context["heat"].ranked[0].url
    query = parse_qs(urlsplit(url).query)
    assert query["team"] == [str(team.pk)]
    assert query["stage"] == ["none"]
    assert query["to"] == [str(today())]


def test_every_week_stands_in_the_table_and_the_chart(client, lead, team):
    letter(team, days=0)
    response = dashboard(client, weeks=4)
    assert response.context["chart"]["complaints"] == [0, 0, 0, 1]
    assert b'id="chart-weeks-data"' in response.content
    assert b"1 complaint, 0 letters of praise" in response.content
    assert response.context["weeks"][-1].complaints == 1
    assert len(response.context["weeks"]) == 4


def test_lessons_stand_by_status_with_their_counts(client, lead, team):
    for number in range(6):
        lesson_of(team, sentence=f"Agreed {number}.")
    confirm_held(lesson_of(team, sentence="Norm."), at=ago(5))
    report_relapse(lesson_of(team, sentence="Came back."), at=ago(4))
    drop(lesson_of(team, sentence="Dropped."), reason="Not ours to do.", at=MONDAY)
    response = dashboard(client)
    board = response.context["board"]
    assert [(column.status.value, column.total, column.left_out) for column in board.columns] == [
        ("proposed", 6, 2),
        ("trying", 0, 0),
        ("norm", 1, 0),
        ("relapsed", 1, 0),
    ]
    held = response.context["figures"].lessons.held
    assert (held.done, held.total) == (1, 2)
    assert b"Dropped." not in response.content
    assert "/lessons/all/?team=all&amp;status=proposed" in response.text
    assert 'href="/lessons/doubts/"' in response.text


def test_of_one_kind_of_letters_nothing_of_the_other_is_shown(client, lead, team):
    lesson_of(team, sentence="We ring first.")
    praised = letter(team, "So kind", kind=Kind.PRAISE, days=40)
    make_lesson(debrief=praised.debrief, at=ago(40), sentence="We stay until it stands.", kind=LessonKind.REPEAT)
    page = dashboard(client, kind=Kind.PRAISE, weeks=12)
    board = page.context["board"]
    assert [(column.total, column.left_out) for column in board.columns] == [(1, 0), (0, 0), (0, 0), (0, 0)]
    assert [card.sentence for column in board.columns for card in column.cards] == ["We stay until it stands."]
    assert page.context["chart"].keys() == {"weeks", "praises"}
    assert sum(week.complaints for week in page.context["weeks"]) == 0
    said = page.text[page.text.index('id="weeks-said"') :].partition("</p>")[0]
    assert "1 letter of praise" in said
    assert "complaint" not in said
    assert "Complaints and praise, by the same rule" not in page.text


def test_complaints_and_praise_stand_beside_the_weeks_before(client, lead, team):
    letter(team)
    for days in (40, 45):
        letter(team, days=days)
    page = dashboard(client, weeks=4).text
    said = page[page.index('id="weeks-said"') :].partition("</p>")[0]
    assert "1 complaint (before: 2), 0 letters of praise (before: 0)" in said
    assert "before: 0 of 2" in page


def test_no_letters_are_not_called_none_of_none(client, lead, team):
    lesson_of(team, days=200)
    page = dashboard(client, weeks=4).text
    assert "no letter came in these weeks" in page
    assert "0 of 0" not in page


def test_five_lines_at_most_need_a_lead_and_every_sort_has_its_turn(client, lead, team):
    report_relapse(lesson_of(team, sentence="Ring first."), at=ago(4))
    customer = make_customer(team=team, name="R. Okafor")
    letters = [letter(team, customer=customer, days=days) for days in (30, 20)]
    Promise.objects.create(
        incident=letters[0],
        team=team,
        what="A new date",
        owner=lead,
        made_at=ago(20),
        due_on=day_ago(2),
        remind_at=ago(2),
    )
    make_action(owner=lead, lesson=lesson_of(team, sentence="Write it down.", days=20), due_on=day_ago(1))
    response = dashboard(client)
    needs = response.context["needs"]
    assert [need.sort for need in needs.lines] == [
        *("It did not hold:", "Late promise:", "Writes again:", "Not debriefed:", "Late action:")
    ]
    assert needs.is_more
    assert b"What needs you first" in response.content
    for need in needs.lines:
        assert client.get(need.url).status_code == 200


def test_a_check_that_is_due_needs_a_lead(client, lead, team):
    lesson = make_lesson(debrief=make_debrief(incident=letter(team, days=40), is_complete=True), at=ago(40))
    Lesson.objects.filter(pk=lesson.pk).update(check_on=today())
    response = dashboard(client)
    assert [need.sort for need in response.context["needs"].lines] == ["Does it hold?"]
    assert b"One thing needs you" in response.content


def test_a_letter_that_may_tell_against_a_lesson_needs_the_lead_of_its_team(client, lead, team):
    neighbours = make_team(name="Riverside")
    theirs = lesson_of(neighbours, sentence="Ring first.")
    Sighting.objects.create(
        lesson=theirs, incident=letter(team), team=team, looks_like=LooksLike.RELAPSE, found_on=today()
    )
    assert "Does it still hold?" in [need.sort for need in dashboard(client).context["needs"].lines]
    client.force_login(make_person(team=neighbours, is_lead=True))
    assert "Does it still hold?" not in [need.sort for need in dashboard(client).context["needs"].lines]


def test_two_complaints_of_a_customer_count_only_within_six_weeks_and_praise_never(client, lead, team):
    customer = make_customer(team=team)
    for days, kind in ((60, Kind.COMPLAINT), (2, Kind.COMPLAINT), (3, Kind.PRAISE)):
        make_debrief(incident=letter(team, customer=customer, days=days, kind=kind), is_complete=True)
    assert dashboard(client).context["needs"].lines == ()


def test_what_needs_a_lead_is_shown_to_leads_of_the_team_alone(client, team):
    letter(team, days=30)
    client.force_login(make_person(team=team, is_manager=True))
    response = dashboard(client)
    assert response.context["needs"] is None
    assert b"1 debrief of these letters is late" in response.content


def test_who_leads_one_of_two_teams_begins_with_it(client, team):
    other = make_team(name="Another")
    person = make_person(team=other)
    add_to_team(person=person, team=team, is_lead=True)
    client.force_login(person)
    context = dashboard(client).context
    assert context["scope"].team == team
    assert context["needs"] is not None
    context = dashboard(client, team="all").context
    assert context["scope"].team is None
    assert context["needs"] is None


@pytest.mark.parametrize(
    "query", [{"team": "x"}, {"team": "9" * 40}, {"weeks": "-1"}, {"weeks": "\x00"}, {"team": "0"}]
)
def test_an_address_that_makes_no_sense_shows_the_usual(client, lead, team, query):
    scope = dashboard(client, **query).context["scope"]
    assert (scope.teams, scope.period.weeks) == ([team], 12)


def test_with_nothing_to_show_it_says_what_to_do(client, lead):
    response = dashboard(client)
    assert b"no lessons yet" in response.content
    assert b"Nothing needs you now" in response.content
    assert b"chart.min.js" not in response.content
    client.force_login(make_person())
    assert b"You are not in a team yet" in dashboard(client).content


def test_no_figure_is_about_one_employee(client, lead, team):
    worker = make_person(team=team, name="Only Me")
    make_action(owner=worker, lesson=lesson_of(team), due_on=day_ago(3))
    assert Action.objects.late(on=today()).count() == 1
    response = dashboard(client)
    assert b"1 action is late" in response.content
    assert b"Only Me" not in response.content


def test_it_says_which_way_debriefs_went(client, lead, team):
    make_debrief(incident=letter(team, days=20), is_complete=True)
    other = make_debrief(incident=letter(team, kind=Kind.PRAISE, days=10), is_complete=True)
    assert b"short way 2, notes first 0" in dashboard(client).content
    Debrief.objects.filter(pk=other.pk).update(way=Way.LONG)
    assert b"short way 1, notes first 1" in dashboard(client).content


def test_what_people_said_afterwards_is_shown_from_five_answers_on(client, lead, team):
    letter(team)
    pulse = TeamPulse.objects.create(team=team, pending_answers=4, pending_could_say=4, pending_come_again=4)
    assert b"too few answers to tell" in dashboard(client).content
    TeamPulse.objects.filter(pk=pulse.pk).update(answers=5, could_say=4, come_again=3)
    page = " ".join(dashboard(client).content.decode().split())
    assert "4 of 5" in page
    assert '3 of 5</div><div class="meta">said: “I would come again”' in page
    assert "too few answers to tell" not in page


def test_late_is_what_is_past_its_day_whenever_it_came(client, lead, team):
    old = letter(team, "an old one", days=300)
    done = make_debrief(incident=letter(team, "done", days=300), is_complete=True)
    soon = letter(team, "in time", days=1)
    Debrief.objects.filter(pk=soon.debrief.pk).update(due_on=today() + timedelta(days=1))
    stuck = [need for need in dashboard(client).context["needs"].lines if need.sort == "Not debriefed:"]
    assert [need.url for need in stuck] == [old.debrief.get_absolute_url()]
    assert done.is_complete


def test_nobody_is_late_while_only_objections_are_waited_for(client, lead, team):
    standing = letter(team, "standing", days=20).debrief
    assert dashboard(client).context["figures"].letters.spans.late == 1
    Debrief.objects.filter(pk=standing.pk).update(objections_until=ago(-1))
    page = dashboard(client)
    assert page.context["needs"].lines == ()
    assert page.context["figures"].letters.spans.late == 0
