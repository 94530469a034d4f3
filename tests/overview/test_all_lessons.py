"""The list of all lessons, by where they stand."""

from datetime import timedelta
from itertools import chain

import pytest

from lessons.models import Lesson, Status
from overview.paging import COUNT_LIMIT, PAGE_SIZE
from tests.factories import MONDAY, add_to_team, make_debrief, make_incident, make_lesson, make_team

pytestmark = pytest.mark.django_db

QUERIES = 8
PAGE = "/lessons/all/"


def lesson_of(team, sentence, *, status=Status.PROPOSED, days=0):
    """A lesson that was drawn so many days after MONDAY."""
    lesson = make_lesson(debrief=make_debrief(incident=make_incident(team=team)), sentence=sentence)
    day = (MONDAY + timedelta(days=days)).date()
    of_status = {
        Status.NORM: {"norm_since": day},
        Status.DROPPED: {"check_on": None, "remind_at": None, "dropped_because": "Not ours to do."},
    }
    Lesson.objects.filter(pk=lesson.pk).update(status=status, drawn_on=day, **of_status.get(status, {}))
    return lesson


def many(team, number):
    """So many lessons, each drawn a day after the one before, that stand here and there but are not dropped."""
    debrief = make_debrief(incident=make_incident(team=team))
    stands = (Status.PROPOSED, Status.TRYING, Status.NORM, Status.RELAPSED)
    Lesson.objects.bulk_create(
        Lesson(
            debrief=debrief,
            team=team,
            kind="prevent",
            sentence=f"Lesson {n}",
            status=stands[n % len(stands)],
            drawn_on=MONDAY.date() + timedelta(days=n),
            norm_since=MONDAY.date(),
            check_on=MONDAY.date(),
            remind_at=MONDAY,
        )
        for n in range(number)
    )


def sentences(response):
    return [lesson.sentence for lesson in response.context["page"]]


def turned_over(client, side, key, **asked):
    """What stands on one page after the other, as far as there are pages."""
    pages = []
    while key:
        response = client.get(PAGE, {**asked, side: str(key)})
        pages.append(sentences(response))
        key = getattr(response.context["page"], side)
    return pages


@pytest.mark.parametrize("status", ["", "norm"])
def test_page_by_page_all_are_there_the_newest_first_and_back_again(client, member, team, status):
    many(team, COUNT_LIMIT + 4 * PAGE_SIZE)
    wanted = Lesson.objects.filter(status__in=[status] if status else Status.values).order_by("-drawn_on")
    wanted = list(wanted.values_list("sentence", flat=True))
    first = client.get(PAGE, {"status": status})
    onwards = [sentences(first), *turned_over(client, "after", first.context["page"].after, status=status)]
    assert [*chain.from_iterable(onwards)] == wanted
    last = Lesson.objects.get(sentence=onwards[-1][0])
    backwards = turned_over(client, "before", f"{last.drawn_on}.{last.pk}", status=status)
    assert backwards[::-1] == onwards[:-1]


def test_each_place_to_stand_has_an_address_and_what_was_dropped_stands_only_there(client, member, team):
    for days, status in enumerate(Status):
        lesson_of(team, f"Is {status}.", status=status, days=-days)
    assert sentences(client.get(PAGE)) == ["Is proposed.", "Is trying.", "Is norm.", "Is relapsed."]
    for status in Status:
        assert sentences(client.get(PAGE, {"status": status})) == [f"Is {status}."]
    assert len(sentences(client.get(PAGE, {"status": "nonsense"}))) == 4


def test_it_is_narrowed_to_one_team_and_keeps_where_they_stand(client, member, team):
    other = make_team(name="Southside")
    lesson_of(make_team(), "Of a third team.")
    lesson_of(team, "In the north.")
    lesson_of(other, "In the south.")
    assert sentences(client.get(PAGE)) == ["In the north."]
    add_to_team(person=member, team=other)
    assert set(sentences(client.get(PAGE, {"team": "all"}))) == {"In the north.", "In the south."}
    asked = client.get(PAGE, {"team": other.pk, "status": "proposed"})
    assert sentences(asked) == ["In the south."]
    assert '<input type="hidden" name="status" value="proposed">' in asked.text


def test_how_many_there_are_is_counted_as_far_as_anybody_reads(client, member, team, django_assert_max_num_queries):
    assert "No lessons yet" in client.get(PAGE).text
    many(team, COUNT_LIMIT + 1)
    with django_assert_max_num_queries(QUERIES):
        assert f"More than {COUNT_LIMIT} lessons" in client.get(PAGE).text
    assert "26 lessons" in client.get(PAGE, {"status": "proposed"}).text
    assert "Back to the first page" in client.get(PAGE, {"after": "2020-01-01.1"}).text


def test_those_of_one_kind_of_letters_alone(client, member, team):
    lesson_of(team, "We ring first.")
    praised = lesson_of(team, "We stay until it stands.")
    Lesson.objects.filter(pk=praised.pk).update(kind="repeat")
    page = client.get(PAGE, {"kind": "praise"})
    assert (sentences(page), page.context["count"].number) == (["We stay until it stands."], 1)
    assert "Only those that repeat" in page.text
    assert sentences(client.get(PAGE, {"kind": "complaint"})) == ["We ring first."]
    assert len(sentences(client.get(PAGE, {"kind": "nonsense"}))) == 2


def test_the_dashboard_of_one_kind_leads_to_as_many(client, lead, team):
    for number in range(6):
        lesson_of(team, f"Lesson {number}", status=Status.NORM)
    urls = client.get("/lessons/", {"kind": "complaint", "team": team.pk}).context["urls"]
    assert urls.norms == f"{PAGE}?team={team.pk}&kind=complaint&status=norm"
    assert len(sentences(client.get(urls.norms))) == 6
    assert client.get("/lessons/").context["urls"].norms.startswith("/practice/")
