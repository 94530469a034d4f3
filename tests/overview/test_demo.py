"""The demo story: complete, balanced, fresh on whatever day it is told, and only where nobody real works."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count, F
from django.test import override_settings
from django.utils import timezone

from incidents.models import Attachment, Incident, Kind, Original, Point, Promise, RecoveryStep
from lessons.models import Action, Answer, Evidence, Lesson, Status
from lessons.sharing import common
from overview.demo.telling import PASSWORD
from people.models import Team, User
from rankless.afterwards import FEWEST_ANSWERS
from rankless.alone.gathering import LEAST_HAND_INS
from rankless.models import (
    Addition,
    Afterwards,
    Contribution,
    Debrief,
    Envelope,
    Gathering,
    HeadsUp,
    Part,
    Phase,
    Purpose,
    Section,
    TeamPulse,
    Voice,
    Way,
)
from reminders.awaiting.due import awaited_of
from reminders.mailing import outbox
from reminders.models import Digest, DigestKind, State
from stories.models import Showing, Story, Thanks

HEADLINE = ("manager", "member", "lead", "admin")


def demo(*arguments: str) -> str:
    printed = StringIO()
    call_command("demo", *arguments, stdout=printed)
    return printed.getvalue()


@pytest.fixture(scope="module")
def told(kept_for_module, tmp_path_factory):
    """What was printed, and the settings it was told with: as where nothing is set, mails become files."""
    mails = {"EMAIL_BACKEND": outbox.FILE_BACKEND, "EMAIL_FILE_PATH": str(tmp_path_factory.mktemp("mail"))}
    needed = {"DEBUG": True, **mails}
    with override_settings(**needed):
        return json.loads(demo("--json")), needed


@pytest.fixture
def story(told, apart, settings):
    """The story, told just now."""
    printed, needed = told
    for name, value in needed.items():
        setattr(settings, name, value)
    return printed


def headline(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.test")


# What is told


def test_complaints_and_praise_come_in_equal_number_in_each_team(story):
    assert story["letters"] == 30
    for team in Team.objects.all():
        kinds = Incident.objects.filter(team=team).values_list("kind").annotate(Count("pk")).order_by()
        assert len({count for _kind, count in kinds}) <= 1  # one team has none yet


def test_letters_come_over_three_months_and_up_to_today(story):
    days = sorted(Incident.objects.values_list("received_on", flat=True))
    assert timedelta(days=80) < days[-1] - days[0] < timedelta(days=95)
    assert timezone.now().date() - days[-1] <= timedelta(days=2)


def test_debriefs_stand_in_every_state(story):
    today = timezone.now().date()
    late = Debrief.objects.incomplete().filter(due_on__lt=today)
    assert Debrief.objects.complete().count() > 10
    assert late.filter(incident__kind=Kind.COMPLAINT).exists()
    assert late.filter(incident__kind=Kind.PRAISE).exists()
    assert Debrief.objects.incomplete().filter(what="").exists()
    assert Debrief.objects.incomplete().exclude(what="").filter(differently="").exists()
    assert Debrief.objects.incomplete().exclude(reopened_because="").exists()


def test_leads_find_what_is_in_the_way_and_letters_that_may_tell_against_a_lesson(story, client):
    client.force_login(headline("lead"))
    page = client.get("/lessons/").content.decode()
    assert "in the way: There was no time" in page
    assert "Does it still hold?" in page


def test_lessons_stand_in_every_status(story):
    assert set(Lesson.objects.values_list("status", flat=True)) == set(Status)


def test_some_lessons_held_by_a_later_letter_and_one_came_back_by_one(story):
    for outcome, least in (("held", 3), ("relapsed", 1)):
        shown_by = Evidence.objects.filter(outcome=outcome, incident__isnull=False)
        assert shown_by.count() >= least
        for evidence in shown_by:
            assert evidence.incident.received_on > evidence.lesson.drawn_on
            assert evidence.incident.received_on <= evidence.noted_on


def test_actions_and_promises_are_done_open_and_late(story):
    today = timezone.now().date()
    assert Action.objects.filter(done_at__isnull=False).exists()
    assert Action.objects.unfinished().filter(due_on__gt=today).exists()
    assert Action.objects.late(on=today).exists()
    assert Promise.objects.filter(kept_at__isnull=False).exists()
    assert Promise.objects.filter(broken_at__isnull=False).exists()
    assert Promise.objects.still_open().filter(due_on__gt=today).exists()
    assert Promise.objects.still_open().filter(due_on__lt=today).exists()
    assert RecoveryStep.objects.still_open().exists()


def test_owners_have_answered_in_every_way_and_actions_say_what_kind_of_change_they_are(story):
    unfinished = Action.objects.unfinished()
    assert unfinished.to_answer().exists()
    assert unfinished.declined().exists()
    assert unfinished.filter(answer=Answer.ACCEPTED).exists()
    assert not Action.objects.filter(done_at__isnull=False).exclude(answer=Answer.ACCEPTED).exists()
    assert set(Action.objects.values_list("strength", flat=True)) >= {"system", "rule", "training"}


def test_one_practice_is_common_and_one_lesson_says_what_is_expected(story):
    assert common(Lesson.objects.all()).count() == 1
    assert Lesson.objects.exclude(expects="").exclude(how_to_look="").exists()
    assert Lesson.objects.filter(points__isnull=False, factors__isnull=False).exists()


def test_customers_write_again_one_of_them_with_a_second_complaint_within_six_weeks(story):
    assert Incident.objects.values("customer").annotate(letters=Count("pk")).filter(letters__gte=2).count() >= 2
    six_weeks_ago = timezone.now().date() - timedelta(weeks=6)
    recent = Incident.objects.filter(kind=Kind.COMPLAINT, received_on__gte=six_weeks_ago)
    assert recent.values("customer").annotate(letters=Count("pk")).filter(letters__gte=2).exists()


def test_every_point_quotes_its_letter_exactly(story):
    passages = Point.objects.exclude(start=None).select_related("incident")
    assert passages.count() > 40
    for point in passages:
        assert point.incident.text[point.start : point.end] == point.quote


@pytest.mark.parametrize("model", [Point, Promise, RecoveryStep, Debrief])
def test_what_bears_a_team_bears_that_of_its_letter(story, model):
    assert model.objects.exists()
    assert not model.objects.exclude(team=F("incident__team")).exists()


def test_actions_bear_the_team_of_their_lesson(story):
    assert not Action.objects.exclude(team=F("lesson__team")).exists()


def test_two_letters_wait_to_be_sorted_one_with_a_photo(story):
    assert story["to_sort"] == 2
    assert Attachment.objects.filter(original__in=Original.objects.to_sort()).count() == 1
    assert set(Attachment.objects.values_list("kind", flat=True)) == {"image/jpeg", "application/pdf"}
    assert all(paper.preview for paper in Attachment.objects.filter(kind="image/jpeg"))


def test_debriefs_name_nobody(story):
    names = {name for person in User.objects.all() for name in person.name.split()}
    texts = [debrief.text_of(part) for debrief in Debrief.objects.all() for part in Part]
    texts += [note.text for note in Contribution.objects.all()]
    texts += [note["text"] for sealed in Envelope.objects.filter(purpose=Purpose.NOTES) for note in sealed.content]
    assert [(name, text) for text in texts for name in names if name in text] == []


# The long way


def test_both_ways_are_gone_by_both_kinds_of_letters(story):
    complete = Debrief.objects.complete()
    assert set(complete.values_list("way", "incident__kind")) == {(way, kind) for way in Way for kind in Kind}
    for way in Way:
        assert complete.filter(way=way).count() >= 5


def test_large_teams_note_first_and_small_ones_write_at_once(story):
    assert set(Debrief.objects.filter(team__name="Service desk").values_list("way", flat=True)) == {Way.SHORT}
    assert Debrief.objects.filter(team__name="Northside", way=Way.LONG).incomplete().count() >= 5


def test_debriefs_of_the_long_way_stand_in_every_phase(story):
    on_the_long_way = Debrief.objects.filter(way=Way.LONG)
    assert set(on_the_long_way.values_list("phase", flat=True)) == set(Phase)
    gathering = set(on_the_long_way.filter(phase=Phase.GATHER).values_list("incident__kind", flat=True))
    assert gathering == set(Kind)


def test_whoever_signs_in_can_still_write_pick_and_answer(story):
    for name in ("member", "lead"):
        voices = Voice.objects.filter(person=headline(name))
        assert not voices.filter(has_handed_in=True).exists()
        assert not voices.filter(has_cast=True).exists()
        assert not voices.filter(has_answered=True).exists()
        for phase in (Phase.GATHER, Phase.WEIGH):
            assert voices.filter(debrief__phase=phase).exists()


def test_some_gatherings_can_be_read_at_once_and_one_has_too_few(story):
    sealed = dict(
        Envelope.objects.filter(purpose=Purpose.NOTES).values_list("debrief").annotate(Count("pk")).order_by()
    )
    ahead = Gathering.objects.filter(reveal_at__gt=timezone.now())
    assert ahead.count() >= 2
    assert any(sealed[gathering.pk] >= LEAST_HAND_INS for gathering in ahead)
    assert ahead.filter(reveal_at__lt=timezone.now() + timedelta(days=4)).exists()
    assert [sealed[gathering.pk] for gathering in Gathering.objects.filter(asks_writers=True)] == [1]
    assert "none" not in Gathering.objects.values_list("progress", flat=True)


def test_what_was_just_revealed_has_notes_in_every_section_and_an_opening_line(story):
    revealed = Debrief.objects.get(phase=Phase.REVEAL)
    assert 10 <= revealed.contributions.count() <= 14
    assert set(revealed.contributions.values_list("section", flat=True)) == set(Section)
    assert revealed.contributions.exclude(stage=None).values("stage").distinct().count() >= 2
    assert revealed.opening_line_signed == headline("lead").name


def test_piles_are_weighed_and_not_counted_before_all_are(story):
    weighing = Debrief.objects.get(phase=Phase.WEIGH).contributions
    assert weighing.values("pile").distinct().count() < weighing.count()
    assert not weighing.filter(weight__gt=0).exists()
    assert Envelope.objects.filter(purpose=Purpose.BALLOT).exists()
    for debrief in Debrief.objects.filter(way=Way.LONG, phase__in=[Phase.AGREE, Phase.COMPLETE]):
        assert debrief.hand_ins >= LEAST_HAND_INS
        assert debrief.contributions.filter(weight__gt=0).exists()


def test_one_stands_and_one_was_objected_to(story):
    assert Debrief.objects.filter(phase=Phase.AGREE, objections_until__gt=timezone.now()).count() == 1
    assert Debrief.objects.filter(phase=Phase.AGREE, way=Way.LONG).exclude(objections=[]).count() == 1


def test_what_was_agreed_the_long_way_tells_the_other_side_and_what_follows(story):
    for debrief in Debrief.objects.complete().filter(way=Way.LONG):
        assert debrief.other_side
        assert debrief.lessons.exists() != bool(debrief.no_change_because)
    assert Debrief.objects.complete().exclude(no_change_because="").exists()


def test_around_the_talk_there_is_something_of_everything(story):
    assert Debrief.objects.filter(heads_up=HeadsUp.DONE).exists()
    assert Addition.objects.exists()
    assert Contribution.objects.exclude(signed="").exists()
    assert Afterwards.objects.filter(closed_at=None, debrief__way=Way.LONG).exists()
    assert TeamPulse.objects.get(team__name="Northside").answers >= FEWEST_ANSWERS


# Who is in it


def test_each_of_the_four_may_sign_in_and_something_awaits_them(story):
    for name in HEADLINE:
        assert headline(name).is_demo
        assert headline(name).check_password(PASSWORD)
        assert awaited_of(headline(name), on=timezone.now().date()).things, name


def test_roles_are_those_of_the_sign_in_names(story):
    northside = Team.objects.get(name="Northside").pk
    assert headline("manager").managed_team_ids == [northside]
    assert northside in headline("lead").led_team_ids
    assert headline("admin").is_administrator
    member = headline("member")
    assert (member.managed_team_ids, member.led_team_ids, member.team_ids) == ([], [], [northside])


PAGES = {
    "/": "Measured our crooked window",
    "/letters/": "Thank you for the drawing",
    "/lessons/": "We ring the customer with the new date",
    "/practice/": "We ask before we show",
    "/actions/": "Choose the pieces for sofas and beds",
    "/search/?q=delivery": "Thursday",
}


def test_every_page_has_something_to_show(story, client):
    client.force_login(headline("lead"))
    for page, shown in PAGES.items():
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert shown in answer.content.decode(), page


def test_every_letter_debrief_and_lesson_of_the_story_opens(story, client):
    person = headline("lead")
    client.force_login(person)
    for incident in Incident.objects.visible_to(person):
        assert client.get(f"/letters/{incident.pk}/").status_code == 200
        assert client.get(f"/letters/{incident.pk}/debrief/").status_code == 200
    for lesson in Lesson.objects.visible_to(person):
        assert client.get(f"/lessons/{lesson.pk}/").status_code == 200


def test_one_story_waits_for_somebody_whom_it_names(story):
    manager = headline("manager")
    [asked] = [thing for thing in awaited_of(manager, on=timezone.now().date()).things if thing.subject == "consent"]
    assert asked.title == "Took a day off for a van that came at seven in the evening"


def test_one_practice_waits_for_whoever_decides_in_another_team(story, client):
    for name in ("manager", "lead"):
        things = awaited_of(headline(name), on=timezone.now().date(), cap=99).things
        [asked] = [thing for thing in things if thing.subject == "proposal"]
        assert asked.about == "Service desk → Northside"
        client.force_login(headline(name))
        assert "Proposed to Northside" in client.get(asked.url).content.decode()


def test_the_outbox_shows_at_once_what_would_have_been_sent(story, client):
    # On a Monday the weekly letter of somebody in whose team nothing happened has nothing to say.
    told = Digest.objects.exclude(kind=DigestKind.WEEKLY, state=State.VOID)
    digests = told.select_related("person")
    assert {digest.state for digest in digests} == {State.SENT}
    names = outbox.names()
    assert sorted(outbox.envelope(name).to for name in names) == sorted(digest.person.email for digest in digests)
    assert len(names) > 3
    client.force_login(headline("admin"))
    assert "await you" in client.get("/outbox/").content.decode()


def test_telling_it_twice_changes_nothing(story):
    mails = outbox.names()
    again = json.loads(demo("--json"))
    assert again == {**story, "outcome": "there already"}
    assert outbox.names() == mails


@pytest.mark.same_on_any_engine
def test_made_up_letters_are_filled_in_beside_it_and_only_once(story):
    filled = json.loads(demo("--incidents", "40", "--seed", "5", "--json"))
    assert (filled["outcome"], filled["seed"], filled["letters"]) == ("filled", 5, 70)
    assert json.loads(demo("--incidents", "40", "--json")) | {"seed": 5} == {**filled, "outcome": "filled already"}
    assert headline("manager").teams[0].name == "Northside"


def test_two_teams_told_each_other_a_story_and_one_was_thanked(story):
    shown = Showing.objects.filter(story__told_on__isnull=False).values_list("story__team__name", "team__name")
    assert set(shown) == {("Northside", "Service desk"), ("Service desk", "Northside")}
    assert Thanks.objects.filter(said_on__gte=Story.objects.exclude(told_on=None).latest("told_on").told_on).exists()
