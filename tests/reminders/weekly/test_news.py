"""What the weekly letter has to tell, and what it may not."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation.dates import say_due
from lessons.holding.settling import confirm, dismiss
from lessons.learning import confirm_held, drop, report_relapse
from lessons.models import Adoption, LooksLike, Sighting
from rankless.heads_up import record
from rankless.models import Debrief, HeadsUp
from reminders.weekly.changes import LONGEST_QUOTE, SHOWN
from reminders.weekly.news import QUOTES, news_of
from reminders.weekly.telling import LATE_OF_EACH, heading_of, parts_of
from stories.telling import show_to, take_back
from stories.thanking import thank
from tests.factories import MONDAY, make_debrief, make_incident, make_lesson, make_person, make_team
from tests.reminders.weekly.conftest import A_WEEK, THE_WEEK, make_praise
from tests.stories.made import make_story

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 9)
DOUBT = "Does it still hold? Please look"
THE_DAY = MONDAY.date()


def told(team, *, on=ON):
    return {str(part.title): [item.words for item in part.items] for part in parts_of(news_of([team], THE_WEEK, on=on))}


def lesson_of(team, sentence, *, at=MONDAY):
    debrief = make_debrief(team=team, is_complete=True, at=at - timedelta(days=1))
    return make_lesson(debrief=debrief, sentence=sentence, at=at)


def test_what_was_learned_adopted_and_came_back_in_the_week(team):
    old = MONDAY - 10 * A_WEEK
    lesson_of(team, "We call first.")
    confirm_held(lesson_of(team, "We keep our word.", at=old), at=MONDAY)
    report_relapse(lesson_of(team, "We tell of delays.", at=old), at=MONDAY)
    lesson_of(team, "Of another week.", at=old)
    news = told(team)
    assert news["What we learned"] == ["We call first."]
    assert news["How we do it now"] == ["We keep our word."]
    assert news["What came back"] == ["We tell of delays."]
    assert "What holds" not in news, "what became the norm is told once"


def test_what_holds_is_told_of_a_norm(team):
    norm = lesson_of(team, "We keep our word.", at=MONDAY - 10 * A_WEEK)
    confirm_held(norm, at=MONDAY - 5 * A_WEEK)
    confirm_held(norm, at=MONDAY)
    assert told(team) == {"What holds": ["We keep our word."]}


def sighted(lesson, letter, *, on=THE_DAY):
    return Sighting.objects.create(
        lesson=lesson, incident=letter, team=letter.team, looks_like=LooksLike.RELAPSE, found_on=on
    )


def test_letters_that_may_tell_against_a_lesson_lead_to_where_they_are_settled(team):
    lesson = lesson_of(team, "We call first.", at=MONDAY - 10 * A_WEEK)
    first = sighted(lesson, make_incident(team=team), on=(MONDAY - A_WEEK).date())
    assert told(team, on=MONDAY.date()) == {}
    sighted(lesson, make_incident(team=team))
    [part] = parts_of(news_of([team], THE_WEEK, on=MONDAY.date()))
    assert (str(part.title), part.items[0].words) == (DOUBT, "2 letters may tell against “We call first.”")
    assert part.items[0].url == f"/lessons/{lesson.pk}/#since"
    dismiss(first, because="Snow")
    assert told(team, on=MONDAY.date())[DOUBT] == ["One letter may tell against “We call first.”"]


def test_of_many_doubts_as_many_as_fit_are_told_and_all_are_led_to(team):
    def doubts():
        return next(part for part in parts_of(news_of([team], THE_WEEK, on=ON)) if str(part.title) == DOUBT)

    for n in range(SHOWN):
        sighted(lesson_of(team, f"We keep word {n}.", at=MONDAY - 10 * A_WEEK), make_incident(team=team))
    assert (doubts().more, str(doubts().all_words)) == ("/lessons/doubts/", "All that nobody has answered")
    sighted(lesson_of(team, "We call first.", at=MONDAY - 10 * A_WEEK), make_incident(team=team))
    assert len(doubts().items) == SHOWN
    assert str(doubts().all_words) == f"And more than {SHOWN}: all that nobody has answered"


def test_of_what_was_taken_up_each_team_reads_what_its_own_letters_say(team):
    others = make_team()
    lesson = lesson_of(team, "We call first.", at=MONDAY - 10 * A_WEEK)
    Adoption.objects.create(lesson=lesson, team=others, proposed_on=MONDAY.date(), since=MONDAY.date())
    brought = sighted(lesson, make_incident(team=others))
    assert told(team, on=MONDAY.date()) == {}
    assert told(others, on=MONDAY.date())[DOUBT] == ["One letter may tell against “We call first.”"]
    confirm(brought, at=MONDAY)
    assert told(team, on=MONDAY.date()) == {}
    assert told(others, on=MONDAY.date()) == {"What came back": ["We call first."]}


@pytest.mark.parametrize("days", [-1, 0, 6, 7])
def test_a_week_has_seven_days(team, days):
    lesson_of(team, "We call first.", at=MONDAY + timedelta(days=days))
    assert ("What we learned" in told(team)) is (0 <= days <= 6)


def test_what_is_left_out_of_many_lessons_is_led_to(team):
    old = MONDAY - 10 * A_WEEK
    for n in range(SHOWN + 1):
        lesson_of(team, f"Learned {n}.")
        confirm_held(lesson_of(team, f"Adopted {n}.", at=old), at=MONDAY)
        if n:
            report_relapse(lesson_of(team, f"Came back {n}.", at=old), at=MONDAY)
    parts = {str(part.title): part for part in parts_of(news_of([team], THE_WEEK, on=ON))}
    assert all(len(parts[title].items) == SHOWN for title in ("What we learned", "How we do it now", "What came back"))
    assert parts["What we learned"].more == "/lessons/all/"
    assert parts["How we do it now"].more == "/practice/"
    assert parts["What came back"].more == "", "all of them are told"


def test_a_dropped_lesson_is_not_told(team):
    drop(lesson_of(team, "We call first."), reason="It was wrong.", at=MONDAY)
    assert "What we learned" not in told(team)


def test_one_story_of_praise_from_a_completed_debrief(team):
    letter = make_praise(team)
    make_debrief(incident=letter, is_complete=True)
    make_praise(team, text="Still talked about.", quote="Still talked about.")
    assert told(team)["One story of praise"] == ["Nobody rushed me.", "Nobody rushed me.", "Nobody's task."]
    assert told(team)["What happy customers brought us, in their words"] == ["Still talked about."]


def test_what_happy_customers_said_in_their_words_and_without_their_names(team):
    for n in range(QUOTES + 1):
        make_praise(team, at=MONDAY + timedelta(minutes=n), text=f"Thank you {n}.", quote=f"Thank you {n}.")
    make_praise(team, at=MONDAY - A_WEEK, text="Long ago.", quote="Long ago.")
    long = "kind " * 100
    make_praise(team, at=MONDAY + timedelta(hours=1), text=long, quote=long.strip())
    words = told(team)["What happy customers brought us, in their words"]
    assert words[1:] == ["Thank you 3.", "Thank you 2."]
    assert len(words[0]) == LONGEST_QUOTE
    assert words[0].endswith("…")


def test_complaints_are_not_quoted_even_where_they_praise(team):
    letter = make_incident(team=team, text="Late, but she was kind.")
    of_letter = {"team": team, "received_on": letter.received_on}
    letter.points.create(**of_letter, polarity="good", quote="she was kind", start=10, end=22)
    assert "What happy customers brought us, in their words" not in told(team)


def test_a_letter_that_its_debrief_keeps_back_is_not_quoted(team):
    letter = make_praise(team)
    record(letter.debrief, HeadsUp.WANTED)
    assert told(team) == {}
    record(letter.debrief, HeadsUp.DONE)
    assert told(team)


def test_what_is_late_on_the_day_of_the_letter(team):
    make_debrief(team=team, at=MONDAY - A_WEEK, text="Nobody called.")
    make_debrief(team=team, at=MONDAY + timedelta(days=3), text="Not late.")
    news = news_of([team], THE_WEEK, on=ON)
    assert told(team) == {"What is late": ["Nobody called."]}
    assert not news.has_good_to_tell
    assert heading_of(news) == "What is late in your teams"


def test_what_is_late_says_since_when_and_where_the_rest_is(team):
    debrief = make_debrief(team=team, at=MONDAY - A_WEEK)
    [part] = parts_of(news_of([team], THE_WEEK, on=ON))
    assert ([item.due for item in part.items], part.more) == ([say_due(debrief.due_on, today=ON)], "")
    for _ in range(LATE_OF_EACH):
        make_debrief(team=team, at=MONDAY - A_WEEK)
    [part] = parts_of(news_of([team], THE_WEEK, on=ON))
    assert (len(part.items), part.more) == (LATE_OF_EACH, reverse("overview:lessons"))


def test_nothing_of_other_teams_is_told(team):
    other = make_team()
    lesson_of(other, "We call first.")
    make_debrief(incident=make_praise(other), is_complete=True)
    make_debrief(team=other, at=MONDAY - A_WEEK)
    assert told(team) == {}


def test_what_was_typed_stays_on_one_line(team):
    lesson = lesson_of(team, "We call first.")
    type(lesson).objects.update(sentence="We call\n----\nfirst.")
    make_praise(team, text="Kind\n\nand quick.", quote="Kind\n\nand quick.")
    assert told(team)["What we learned"] == ["We call ---- first."]
    assert told(team)["What happy customers brought us, in their words"] == ["Kind and quick."]


def test_the_number_of_questions_does_not_grow(team, django_assert_max_num_queries):
    for n in range(SHOWN + 2):
        lesson_of(team, f"Lesson {n}.")
        make_debrief(team=team, at=MONDAY - A_WEEK)
        make_debrief(incident=make_praise(team), is_complete=True)
    assert Debrief.objects.count() == 3 * (SHOWN + 2)
    with django_assert_max_num_queries(9):
        assert len(told(team)["What we learned"]) == SHOWN


def test_thanks_to_the_team_are_told_with_who_signed_them(team):
    letter, lead = make_praise(team), make_person(team=team, name="Ruth Adeyemi")
    thank(letter, words="Thank you for the hour.", by=lead, on=MONDAY.date())
    thank(letter, words="Of another week.", by=lead, on=MONDAY.date() - A_WEEK)
    assert told(team)["Thank you"] == [f"Ruth Adeyemi thanks {team.name}", "Thank you for the hour."]


def test_a_story_that_another_team_showed_is_told_until_it_is_taken_back(team):
    story = make_story(is_told=True)
    show_to(story, team, on=MONDAY.date())
    assert told(team)["What other teams show us"] == ["It never came", story.lesson.sentence]
    take_back(story)
    assert "What other teams show us" not in told(team)
