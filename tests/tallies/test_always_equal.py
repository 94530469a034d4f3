"""Whatever happens, in whatever order: the tallies say what a count of every single letter says."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from incidents.editing import Details, edit_letter
from incidents.models import Factor, Incident, Kind, Point, Polarity, Promise, RecoveryStep, Stage, Theme
from incidents.recovery import finish_step, make_promise, settle_promise
from lessons.learning import PlannedAction, confirm_held, draw_lesson, drop, plan_actions, report_relapse
from lessons.models import Action, Lesson, LessonKind, Status
from people.models import Team
from rankless.models import Debrief, Phase, Voice
from tallies.folding import fold, recount, tend_tallies
from tallies.models import Recount, Stretch, Tally, Total
from tallies.stretches import keep_stretches
from tests.factories import MONDAY, make_debrief, make_incident, make_person, make_revealed, make_team
from tests.tallies.direct import DirectCount, summed, told, totalled

pytestmark = pytest.mark.django_db

STEPS, AT_ONCE = 12, 7


class History:
    """Random things that happen to letters, as people and the database do them."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.teams = [make_team(time_zone=zone) for zone in ("Pacific/Auckland", "America/Los_Angeles")]
        self.people = {team.pk: [make_person(team=team, is_manager=True) for _ in range(2)] for team in self.teams}
        self.stages, self.factors = list(Stage.objects.all()[:3]), list(Factor.objects.all()[:2])
        self.themes = list(Theme.objects.all()[:3])
        self.at = MONDAY

    def go_on(self) -> None:
        self.at += timedelta(hours=self.chance.randint(1, 40))
        happening = self.chance.choice([name for name in dir(self) if name.startswith("a_")])
        getattr(self, happening)()

    def one_of(self, rows):
        found = list(rows)
        return self.chance.choice(found) if found else None

    def a_letter_comes(self) -> None:
        team = self.chance.choice(self.teams)
        day = self.at.date() - timedelta(days=self.chance.randint(0, 9))
        themes = self.chance.sample(self.themes, k=self.chance.randint(0, 2))
        kind, stage = self.chance.choice(list(Kind)), self.chance.choice([None, *self.stages])
        make_incident(team=team, kind=kind, at=self.at, received_on=day, stage=stage, themes=themes)

    a_second_letter_comes = a_third_letter_comes = a_letter_comes

    def a_letter_is_put_right(self) -> None:
        incident = self.one_of(Incident.objects.all())
        if incident:
            details = Details(
                kind=self.chance.choice(list(Kind)),
                title="Put right",
                received_on=incident.received_on - timedelta(days=self.chance.randint(0, 9)),
                themes=self.chance.sample(self.themes, k=1),
            )
            edit_letter(incident=incident, details=details, by=self.people[incident.team_id][0], at=self.at)

    def a_passage_is_marked(self) -> None:
        incident = self.one_of(Incident.objects.all())
        if incident:
            start = self.chance.randint(0, 9)
            factor = self.chance.choice([None, *self.factors])
            point = Point(
                incident=incident,
                team_id=incident.team_id,
                received_on=incident.received_on,
                quote="x",
                start=start,
                end=start + 1,
                polarity=self.chance.choice(list(Polarity)),
                stage=self.chance.choice([None, *self.stages]),
                factor=factor,
                effect="helped" if factor else "",
            )
            Point.objects.bulk_create([point], ignore_conflicts=True)

    def a_passage_is_taken_back(self) -> None:
        point = self.one_of(Point.objects.all())
        if point:
            point.delete()

    def a_debrief_is_done(self) -> None:
        debrief = self.one_of(Debrief.objects.incomplete())
        if debrief:
            texts = {"what": "a", "why": "b", "differently": "c"}
            Debrief.objects.filter(pk=debrief.pk).update(
                **texts, phase=Phase.COMPLETE, completed_at=self.at, remind_at=None, objections_until=None
            )

    def a_debrief_is_reopened(self) -> None:
        debrief = self.one_of(Debrief.objects.complete())
        if debrief:
            changes = {"phase": Phase.AGREE, "completed_at": None, "remind_at": self.at}
            Debrief.objects.filter(pk=debrief.pk).update(**changes, reopened_because="New facts")

    def a_debrief_stands(self) -> None:
        debrief = self.one_of(Debrief.objects.filter(phase=Phase.AGREE))
        if debrief:
            Debrief.objects.filter(pk=debrief.pk).update(objections_until=self.at)

    def a_debrief_is_revealed(self) -> None:
        make_revealed(team=self.chance.choice(self.teams), people=2, hand_ins=self.chance.randint(0, 2), at=self.at)

    def a_voice_joins(self) -> None:
        debrief = self.one_of(Debrief.objects.all())
        if debrief:
            Voice.objects.create(debrief=debrief, guest_key=str(self.chance.random()))

    def a_voice_leaves(self) -> None:
        voice = self.one_of(Voice.objects.all())
        if voice:
            voice.delete()

    def a_step_is_done(self) -> None:
        step = self.one_of(RecoveryStep.objects.still_open())
        if step:
            finish_step(step, by=self.people[step.team_id][0], at=self.at)

    def a_promise_is_made(self) -> None:
        incident = self.one_of(Incident.objects.all())
        if incident:
            person, due_on = self.people[incident.team_id][0], self.at.date() + timedelta(days=3)
            make_promise(incident=incident, what="A call", owner=person, due_on=due_on, by=person, at=self.at)

    def a_promise_is_settled(self) -> None:
        promise = self.one_of(Promise.objects.still_open())
        if promise:
            settle_promise(promise, is_kept=self.chance.random() < 0.7, by=promise.owner, at=self.at)

    def a_lesson_is_drawn(self) -> None:
        debrief = self.one_of(Debrief.objects.all())
        if debrief:
            sentence, kind = f"Do it {self.chance.random()}", self.chance.choice(list(LessonKind))
            lesson = draw_lesson(debrief=debrief, sentence=sentence, kind=kind, at=self.at)
            owner, due_on = self.people[lesson.team_id][0], self.at.date()
            if not Action.objects.filter(lesson__debrief=debrief).exists():
                plan_actions(lesson, [PlannedAction("Ask", owner, due_on)], at=self.at)

    def a_lesson_is_looked_at(self) -> None:
        lesson = self.one_of(Lesson.objects.exclude(status=Status.DROPPED))
        if lesson:
            self.chance.choice([confirm_held, report_relapse])(lesson, at=self.at)

    def a_lesson_is_dropped(self) -> None:
        lesson = self.one_of(Lesson.objects.exclude(status=Status.DROPPED))
        if lesson:
            drop(lesson, reason="No longer", at=self.at)

    def a_lesson_is_turned_round(self) -> None:
        lesson = self.one_of(Lesson.objects.all())
        if lesson:
            Lesson.objects.filter(pk=lesson.pk).update(kind=self.chance.choice(list(LessonKind)))

    def a_action_is_done(self) -> None:
        Action.objects.filter(done_at=None).exclude(answer="let_go").update(done_at=self.at, remind_at=None)

    def a_step_is_struck(self) -> None:
        step = self.one_of(RecoveryStep.objects.all())
        if step:
            step.delete()

    def a_bell_rings(self) -> None:
        keep_stretches(at=self.at)
        fold(limit=self.chance.randint(1, 200))

    def a_team_moves(self) -> None:
        team = self.chance.choice(self.teams)
        Team.objects.filter(pk=team.pk).update(time_zone=self.chance.choice(["UTC", "Asia/Tokyo", "Pacific/Honolulu"]))
        tend_tallies(at=self.at)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_tallies_equal_a_direct_count(seed):
    history = History(seed)
    keep_stretches(at=history.at)
    for _ in range(STEPS):
        for _ in range(AT_ONCE):
            history.go_on()
        _equals(DirectCount().told())
        assert not Point.objects.exclude(received_on=F("incident__received_on"), team=F("incident__team")).exists()
    tend_tallies(at=history.at)
    _equals(DirectCount().told())
    assert not Tally.objects.filter(is_folded=False).exists()
    recount()
    _equals(DirectCount().told())
    assert totalled()


def _equals(counted):
    """By week, and over the stretches that are looked back over."""
    assert told() == counted
    assert totalled() == summed(counted)


def test_the_command_counts_anew_what_was_lost():
    make_debrief(is_complete=True)
    Tally.objects.all().delete()
    call_command("tallies", "--rebuild")
    _equals(DirectCount().told())


def test_saving_the_words_of_a_debrief_counts_nothing():
    debrief = make_debrief()
    tend_tallies(at=timezone.now())
    Debrief.objects.filter(pk=debrief.pk).update(what="Something", what_version=1, moves=3)
    Voice.objects.filter(debrief=debrief).update(has_handed_in=True)
    assert not Tally.objects.filter(is_folded=False).exists()


def test_a_team_that_moves_is_counted_anew_by_the_bell():
    team = make_team()
    Team.objects.filter(pk=team.pk).update(time_zone="Asia/Tokyo")
    assert list(Recount.objects.values_list("team_id", flat=True)) == [team.pk]
    tend_tallies(at=timezone.now())
    assert not Recount.objects.exists()


def test_stretches_are_those_of_this_week_and_at_its_edges_of_the_one_beside_it():
    keep_stretches(at=MONDAY + timedelta(days=3))
    assert set(Stretch.objects.values_list("last_on", flat=True).filter(is_whole=True)) == {MONDAY.date()}
    assert Stretch.objects.count() == 8
    keep_stretches(at=MONDAY + timedelta(days=6))
    next_one = MONDAY.date() + timedelta(days=7)
    assert set(Stretch.objects.values_list("last_on", flat=True).filter(is_whole=True)) == {MONDAY.date(), next_one}
    keep_stretches(at=MONDAY + timedelta(days=10))
    assert set(Stretch.objects.values_list("last_on", flat=True).filter(is_whole=True)) == {next_one}


def test_stretches_hold_what_was_folded_before_they_were_kept():
    make_debrief(is_complete=True)
    fold()
    keep_stretches(at=MONDAY)
    _equals(DirectCount().told())


def test_stretches_of_a_release_that_kept_less_are_summed_up_anew_by_the_bell():
    make_debrief(is_complete=True)
    tend_tallies(at=MONDAY + timedelta(days=3))
    Stretch.objects.update(holds="")
    Total.objects.all().delete()
    recount()
    older = set(Stretch.objects.values_list("pk", flat=True))
    tend_tallies(at=MONDAY + timedelta(days=3))
    assert not older & set(Stretch.objects.values_list("pk", flat=True))
    assert Stretch.objects.count() == 8
    _equals(DirectCount().told())
    assert totalled()
