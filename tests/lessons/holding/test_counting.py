"""Letters before and since the day of a lesson: counted, told in words, and not told where they are too few."""

from datetime import timedelta

import pytest
from django.test import Client

from incidents.models import Polarity
from lessons.holding import rate
from lessons.holding.counting import Around, Side, by_chance, letters_around
from lessons.holding.looking import look_at
from lessons.holding.picture import COLUMN, FEWEST_COLUMNS, HEIGHT, picture_of
from lessons.holding.rate import HoldRate, hold_rate
from lessons.holding.settling import say_again
from lessons.learning import report_relapse
from lessons.models import Adoption, Lesson, LessonKind, Status
from tests.factories import make_lesson, make_person, make_team
from tests.lessons.holding.made import LATER, NORM_FROM, make_later, make_norm

QUERIES = 12
TODAY = (NORM_FROM + timedelta(days=100)).date()


def around(before: int, since: int, *, days: int = 200) -> Around:
    return Around(NORM_FROM.date(), Side(before, days), Side(since, days), ())


@pytest.mark.parametrize(
    ("before", "since", "says"),
    [
        (20, 4, "is_fewer"),
        (4, 20, "is_more"),
        (3, 1, "has_too_few"),
        (5000, 4000, "is_fewer"),
    ],
)
def test_a_difference_is_told_when_chance_would_hardly_make_it(before, since, says):
    assert getattr(around(before, since), says)


@pytest.mark.parametrize(("before", "since"), [(10, 8), (3, 2), (1000, 990)])
def test_what_chance_could_make_is_called_no_difference(before, since):
    seen = around(before, since)
    assert not seen.is_fewer
    assert not seen.is_more


def test_after_a_few_days_it_is_too_early():
    seen = Around(NORM_FROM.date(), Side(50, 365), Side(0, 10), ())
    assert seen.is_too_early
    assert not seen.is_fewer


def test_the_sum_and_the_curve_say_the_same():
    assert by_chance(Side(270, 100), Side(230, 100)) == pytest.approx(
        by_chance(Side(271, 100), Side(230, 100)), abs=0.02
    )


@pytest.fixture
def team(db):
    return make_team()


def test_letters_like_those_that_taught_it_are_counted_month_by_month(team):
    lesson = make_norm(team)
    for days in (-20, -5, 5, 40):
        make_later(team, at=NORM_FROM + timedelta(days=days))
    make_later(team, stage="Billing")
    make_later(team, factor="Speed")
    make_later(team, polarity=Polarity.GOOD)
    make_later(make_team())
    seen = letters_around(lesson, on=TODAY)
    assert (seen.before.letters, seen.since.letters) == (2, 2)
    assert sum(month.letters for month in seen.months) == 4
    assert [month.first_day.month for month in seen.months] == sorted(month.first_day.month for month in seen.months)


@pytest.mark.parametrize("kind", LessonKind)
def test_a_letter_of_which_people_said_that_it_tells_of_it_is_counted_once_whatever_was_noted_of_it(team, kind):
    lesson = make_norm(team, kind=kind)
    for_it, against_it = Polarity.GOOD, Polarity.BAD
    like_it = against_it if kind == LessonKind.PREVENT else for_it
    noted = make_later(team, polarity=like_it)
    without_stage = make_later(team, stage="Billing", polarity=like_it)
    says_otherwise = make_later(team, stage="Billing", polarity=for_it if like_it == against_it else against_it)
    too_old = make_later(team, stage="Billing", polarity=like_it, at=NORM_FROM - timedelta(days=500))
    for letter in (noted, without_stage, says_otherwise, too_old):
        say_again(lesson, letter, at=LATER)
    seen = letters_around(lesson, on=TODAY)
    assert (seen.before.letters, seen.since.letters) == (0, 2)


def test_a_letter_that_told_of_it_elsewhere_is_counted_there_alone(team):
    lesson, others = make_norm(team), make_team()
    adoption = Adoption.objects.create(lesson=lesson, team=others, proposed_on=TODAY, since=NORM_FROM.date())
    say_again(lesson, make_later(others, stage="Billing"), at=LATER)
    assert letters_around(lesson, on=TODAY).since.letters == 0
    assert letters_around(lesson, on=TODAY, adoption=adoption).since.letters == 1


def test_of_what_is_to_be_repeated_praise_is_counted(team):
    lesson = make_norm(team, kind=LessonKind.REPEAT)
    make_later(team)
    make_later(team, polarity=Polarity.GOOD)
    assert letters_around(lesson, on=TODAY).since.letters == 1


def turned(lesson, *turns, **about):
    """Tell turns of a lesson, each with how many days after NORM_FROM it happened."""
    for what, days in turns:
        lesson.events.create(what=what, happened_on=(NORM_FROM + timedelta(days=days)).date(), **about)


def test_a_lesson_that_came_back_is_counted_from_the_day_it_was_first_taken_as_the_norm(team):
    lesson = make_norm(team)
    turned(lesson, ("norm", 0), ("norm", 3))
    report_relapse(lesson, at=LATER)
    seen = letters_around(lesson, on=TODAY)
    assert (seen.began_on, seen.came_back_on) == (NORM_FROM.date(), [LATER.date()])


def test_what_came_back_while_it_was_tried_is_counted_from_the_day_it_was_tried(team):
    lesson = make_norm(team)
    Lesson.objects.filter(pk=lesson.pk).update(status=Status.TRYING, norm_since=None)
    lesson.refresh_from_db()
    turned(lesson, ("tried", 1), ("tried", 5))
    report_relapse(lesson, at=LATER)
    assert letters_around(lesson, on=TODAY).began_on == (NORM_FROM + timedelta(days=1)).date()


def test_how_we_do_it_again_counts_from_the_day_it_is_so_again_and_still_shows_that_it_came_back(team):
    lesson = make_norm(team)
    turned(lesson, ("norm", -60), ("relapsed", -20), ("norm", 0))
    seen = letters_around(lesson, on=TODAY)
    assert (seen.began_on, seen.came_back_on) == (NORM_FROM.date(), [(NORM_FROM - timedelta(days=20)).date()])
    report_relapse(lesson, at=LATER)
    assert letters_around(lesson, on=TODAY).began_on == NORM_FROM.date()


def test_what_came_back_only_after_the_months_shown_is_told_beside_them(team):
    lesson = make_norm(team)
    turned(lesson, ("norm", 0), ("relapsed", 500))
    Lesson.objects.filter(pk=lesson.pk).update(status=Status.RELAPSED, norm_since=None)
    lesson.refresh_from_db()
    seen = letters_around(lesson, on=TODAY + timedelta(days=500))
    assert (seen.came_back_on, seen.came_back_later) == ([], ((NORM_FROM + timedelta(days=500)).date(),))


def test_a_team_that_took_it_up_reads_when_it_came_back_there_and_nowhere_else(team):
    lesson, other = make_norm(team), make_team()
    turned(lesson, ("norm", 0), ("relapsed", 20))
    turned(lesson, ("elsewhere", 30), team=other)
    turned(lesson, ("elsewhere", 40), team=make_team())
    since = (NORM_FROM + timedelta(days=10)).date()
    adoption = Adoption.objects.create(lesson=lesson, team=other, proposed_on=since, since=since)
    there = letters_around(lesson, on=TODAY, adoption=adoption)
    assert (there.began_on, there.came_back_on) == (since, [since + timedelta(days=20)])
    assert letters_around(lesson, on=TODAY).came_back_on == [since + timedelta(days=10)]


def test_what_is_still_being_tried_counts_from_the_first_day_since_it_last_came_back(team):
    lesson = make_norm(team)
    Lesson.objects.filter(pk=lesson.pk).update(status=Status.TRYING, norm_since=None)
    lesson.refresh_from_db()
    turned(lesson, ("tried", 1), ("relapsed", 5), ("tried", 10), ("tried", 40))
    assert letters_around(lesson, on=TODAY).began_on == (NORM_FROM + timedelta(days=10)).date()


def test_without_a_stage_nothing_is_like_it(team):
    assert letters_around(make_lesson(), on=TODAY) is None


def test_the_picture_stays_within_its_frame(team):
    lesson = make_norm(team)
    for days in (-20, -5, 5, 6, 7, 40):
        make_later(team, at=NORM_FROM + timedelta(days=days))
    seen = letters_around(lesson, on=TODAY)
    picture = picture_of(seen)
    assert picture.width == max(len(seen.months), FEWEST_COLUMNS) * COLUMN
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in picture.bars)
    assert (picture.before.count("M"), picture.since.count("M")) == (
        sum(month.before > 0 for month in seen.months),
        sum(month.since > 0 for month in seen.months),
    )
    assert 0 < picture.began_at < picture.width
    assert not picture.came_back_at


def test_a_line_of_its_own_stands_where_it_came_back_right_of_where_it_began(team):
    lesson = make_norm(team)
    make_later(team)
    turned(lesson, ("norm", 0), ("relapsed", 5))
    picture = picture_of(letters_around(lesson, on=TODAY))
    assert [picture.began_at < x < picture.width for x in picture.came_back_at] == [True]


def test_how_many_lessons_hold_is_told_of_five_or_more(team):
    for number in range(5):
        make_norm(team, f"Trouble number {number}")
    assert hold_rate([team.pk]) == HoldRate(held=5, came_back=0)
    report_relapse(Lesson.objects.filter(status=Status.NORM).first(), at=LATER)
    now = hold_rate([team.pk])
    assert (now.held, now.all, now.has_too_few) == (4, 5, False)
    assert HoldRate(held=4, came_back=0).has_too_few


def test_of_very_many_lessons_it_is_kept_for_a_while(team, monkeypatch):
    monkeypatch.setattr(rate, "MANY", 2)
    make_norm(team, "Trouble once")
    assert hold_rate([team.pk]).held == 1
    make_norm(team, "Trouble twice")
    assert hold_rate([team.pk]).held == 2
    make_norm(team, "Trouble thrice")
    assert hold_rate([team.pk]).held == 2
    monkeypatch.setattr(rate._lately, "seconds", 0.0)
    rate.forget()
    assert hold_rate([team.pk]).held == hold_rate([team.pk]).held == 3
    rate.forget()


def test_no_letter_at_all_is_no_difference():
    assert by_chance(Side(0, 10), Side(0, 10)) == 1


# On the page


@pytest.fixture
def client_of(team):
    client = Client()
    client.force_login(make_person(team=team))
    return client


def test_the_page_of_a_lesson_fetches_it(team, client_of):
    lesson = make_norm(team)
    assert f'hx-get="/lessons/{lesson.pk}/since/"' in client_of.get(f"/lessons/{lesson.pk}/").content.decode()


def test_it_shows_letters_to_settle_the_picture_and_its_words(team, client_of, django_assert_max_num_queries):
    lesson = make_norm(team)
    look_at(make_later(team), at=LATER)
    with django_assert_max_num_queries(QUERIES):
        shown = client_of.get(f"/lessons/{lesson.pk}/since/").content.decode()
    assert "It may have come back" in shown
    assert "Yes, it came back" in shown
    assert "<svg" in shown
    assert "one letter a month at most" in shown
    assert "Too few letters to tell." in shown
    assert "Too few lessons of this team" in shown


@pytest.mark.parametrize(
    ("kind", "says"), [(LessonKind.PREVENT, "came back <time"), (LessonKind.REPEAT, "did not hold <time")]
)
def test_the_picture_and_its_table_say_when_it_came_back(team, client_of, kind, says):
    lesson = make_norm(team, kind=kind)
    make_later(team, polarity=Polarity.BAD if kind == LessonKind.PREVENT else Polarity.GOOD)
    turned(lesson, ("norm", 0), ("relapsed", 5))
    shown = client_of.get(f"/lessons/{lesson.pk}/since/").content.decode()
    assert '<line class="came-back"' in shown
    assert shown.count(says) == 2


def test_a_page_asks_for_a_piece(team, client_of):
    lesson = make_norm(team)
    piece = client_of.get(f"/lessons/{lesson.pk}/since/", headers={"HX-Request": "true"}).content.decode()
    assert 'id="since"' in piece
    assert "<html" not in piece
