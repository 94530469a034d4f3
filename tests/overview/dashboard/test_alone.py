"""No figure is about one employee: where one person works, nothing of the work is told, nor can it be worked out."""

from __future__ import annotations

from random import Random

import pytest
from django.urls import reverse
from django.utils import timezone

from incidents.models import Kind, RecoveryStep
from incidents.recovery import finish_step, make_promise, settle_promise
from lessons.learning import PlannedAction, confirm_held, draw_lesson, plan_actions
from lessons.models import Lesson
from overview.dashboard.periods import CHOICES
from people.alone import alone_among
from people.models import User
from tallies.folding import tend_tallies
from tests.factories import add_to_team, make_debrief, make_incident, make_person, make_team
from tests.overview.days import ago, day_ago

pytestmark = pytest.mark.django_db

EVENTS = 25
KEYS = [(weeks, kind) for weeks in (CHOICES[0], CHOICES[-1]) for kind in ("", *Kind.values)]


@pytest.fixture
def lone(lead):
    """A team led by the same person, in which one person works."""
    found = make_team(name="Riverside")
    make_person(team=found, is_manager=True)
    add_to_team(person=lead, team=found, is_lead=True)
    return found


def dashboard(client, **query):
    response = client.get(reverse("overview:lessons"), query)
    assert response.status_code == 200
    return response


class Working:
    """Whatever the people of a team may do, at random."""

    def __init__(self, team, seed):
        self.team, self.chance = team, Random(seed)
        self.person = team.memberships.filter(is_lead=False).first().user

    def go_on(self):
        getattr(self, self.chance.choice([name for name in dir(self) if name.startswith("a_")]))()

    def a_letter_is_debriefed(self):
        kind, days = self.chance.choice(list(Kind)), self.chance.randint(2, 120)
        incident = make_incident(team=self.team, kind=kind, at=ago(days))
        make_debrief(incident=incident, is_complete=self.chance.random() < 0.7)
        for step in RecoveryStep.objects.filter(incident=incident)[: self.chance.randint(0, 4)]:
            finish_step(step, by=self.person, at=ago(days - self.chance.randint(0, 2)))

    a_second_letter_is_debriefed = a_letter_is_debriefed

    def a_promise_is_made(self):
        days = self.chance.randint(2, 120)
        incident = make_incident(team=self.team, at=ago(days))
        of = {"owner": self.person, "by": self.person, "at": ago(days)}
        promise = make_promise(incident=incident, what="A call", due_on=day_ago(days - 3), **of)
        if self.chance.random() < 0.7:
            settle_promise(promise, is_kept=self.chance.random() < 0.6, by=self.person, at=ago(days - 2))

    def a_lesson_is_drawn_and_looked_at(self):
        days = self.chance.randint(40, 120)
        debrief = make_incident(team=self.team, at=ago(days)).debrief
        lesson = draw_lesson(debrief=debrief, sentence=f"Do it {days}.", kind="prevent", at=ago(days))
        plan_actions(lesson, [PlannedAction("Ask", self.person, day_ago(days - 9))], at=ago(days))
        if self.chance.random() < 0.6:
            Lesson.objects.filter(pk=lesson.pk).update(check_on=day_ago(self.chance.randint(3, 38)))
            lesson.refresh_from_db()
            confirm_held(lesson, at=ago(2))

    def a_bell_rings(self):
        tend_tallies(at=timezone.now())


def of_work(page):
    """Every figure on a dashboard that tells how people do who work there."""
    figures = page.context["figures"]
    kinds = (figures.letters, figures.complaints, figures.praises)
    before = (figures.before, figures.complaints_before, figures.praises_before)
    lessons = figures.lessons
    return (
        [(one.share, one.spans, one.standing) for one in (*kinds, *before)],
        (figures.short_way, figures.notes_first, figures.promises, figures.promises_before, figures.promises_late),
        (lessons.looked, lessons.looked_before, lessons.waiting, figures.actions_late),
        [(time.spans, time.before, time.turn) for time in figures.times],
    )


def whatever_is_asked(client, team):
    return {(weeks, kind): of_work(dashboard(client, team=team, weeks=weeks, kind=kind)) for weeks, kind in KEYS}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_one_person_does_alone_no_sum_of_several_teams_changes(client, lead, team, lone, seed):
    crew = Working(team, seed)
    for _ in range(EVENTS):
        crew.go_on()
    theirs = whatever_is_asked(client, team.pk)
    assert whatever_is_asked(client, "all") == theirs
    alone = Working(lone, seed + 100)
    for _ in range(EVENTS):
        alone.go_on()
    assert whatever_is_asked(client, "all") == theirs
    tend_tallies(at=timezone.now())
    assert whatever_is_asked(client, "all") == theirs
    assert (
        dashboard(client, team="all", weeks=CHOICES[-1]).context["figures"].letters.letters
        > theirs[CHOICES[-1], ""][0][0][0].total
    )


@pytest.mark.parametrize("is_kept", [False, True])
def test_the_page_of_the_team_itself_says_why_and_tells_nothing_of_the_work(client, lead, team, lone, is_kept):
    alone = Working(lone, seed=7)
    alone.a_letter_is_debriefed()
    nothing = whatever_is_asked(client, lone.pk)
    for _ in range(EVENTS):
        alone.go_on()
    if is_kept:
        tend_tallies(at=timezone.now())
    assert whatever_is_asked(client, lone.pk) == nothing
    page = dashboard(client, team=lone.pk)
    assert "Only one person works in Riverside, so what is counted here would be counted of them." in page.text
    for told in ("letters debriefed", "kept by their day", "How long customers waited", "by the same rule", "is late<"):
        assert told not in page.text
    for stays in ("Letters by week", "Where it goes well", "What letters were about", "Lessons by where they stand"):
        assert stays in page.text


def test_below_the_sum_of_several_it_is_said_who_is_not_in_it(client, lead, team, lone):
    make_incident(team=team, at=ago(2))
    make_incident(team=lone, at=ago(2))
    page = dashboard(client, team="all")
    assert "Only one person works in Riverside: what was done there is in none of these figures" in page.text
    assert "2 complaints" in page.text
    assert str(page.context["figures"].letters.share) == "0 of 1"
    assert "Only one person" not in dashboard(client, team=team.pk).text


@pytest.mark.parametrize("page", ["overview:lessons", "overview:teams"])
def test_side_by_side_nothing_of_the_work_is_told(client, lead, team, lone, page):
    make_debrief(incident=make_incident(team=team, at=ago(9)), is_complete=True)
    before = client.get(reverse(page), {"team": "all"}).context["teams"].sides
    alone = Working(lone, seed=3)
    for _ in range(EVENTS):
        alone.go_on()
    found = client.get(reverse(page), {"team": "all"})
    crew, other = found.context["teams"].sides
    assert crew == before[0]
    assert other.said[:3] == ["not told"] * 3
    assert (other.debriefed.total, other.late, other.promises.total) == (0, 0, 0)
    assert "“Not told”: only one person works there" in found.text


def test_who_works_in_a_team(team):
    def is_alone():
        return team.pk in alone_among([team.pk, make_team().pk])

    assert not is_alone()
    first, second = User.objects.filter(memberships__team=team)
    User.objects.filter(pk=first.pk).update(is_active=False)
    assert is_alone()
    looks_on = make_person(team=team, is_lead=True)
    assert is_alone()
    team.memberships.filter(user=looks_on).update(is_manager=True)
    assert not is_alone()
    team.memberships.filter(user=second).delete()
    assert is_alone()


def test_when_one_of_two_leaves_the_figures_go_with_them(client, lead, team):
    make_debrief(incident=make_incident(team=team, at=ago(9)), is_complete=True)
    assert "1 of 1" in dashboard(client).text
    User.objects.filter(pk=team.memberships.exclude(user=lead).first().user_id).update(is_active=False)
    page = dashboard(client)
    assert "Only one person works in Northside" in page.text
    assert "1 of 1" not in page.text


def test_what_needs_a_lead_stays_since_it_is_single_things_to_do(client, lead, lone):
    make_incident(team=lone, at=ago(30))
    assert [need.sort for need in dashboard(client, team=lone.pk).context["needs"].lines] == ["Not debriefed:"]


def test_it_takes_no_more_queries(client, lead, team, lone, django_assert_max_num_queries):
    make_incident(team=lone, at=ago(2))
    with django_assert_max_num_queries(12):
        dashboard(client, team="all")
