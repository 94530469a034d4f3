"""What the tallies must say, counted one letter at a time, in Python, by nobody else's rules."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from django.db.models import Sum

from incidents.models import Incident, Point, Promise, RecoveryStep
from lessons.models import Action, Lesson, LessonEvent
from people.models import Team
from rankless.models import Debrief
from tallies.models import (
    ALWAYS,
    BROKEN,
    DUE,
    KEPT,
    LATE,
    MOST_DAYS,
    STATUSES,
    STEPS,
    WAYS,
    Counted,
    Stretch,
    Tally,
    Total,
    number_of,
)
from tallies.stretches import BESIDE, SUMMED

KEY = ("team_id", "counted", "monday_on", "kind", "cell", "part")


def told() -> dict[tuple, tuple[int, int]]:
    """What the tallies say; what came to nothing is left out."""
    rows = Tally.objects.values_list(*KEY).annotate(n=Sum("number"), of=Sum("of_which")).order_by()
    return {tuple(row[:6]): (row[6], row[7]) for row in rows if row[6] or row[7]}


def totalled() -> dict[tuple, tuple[int, int]]:
    """What the totals say of each stretch, with what is not folded yet; what came to nothing is left out."""
    found: Counter = Counter()
    of_which: Counter = Counter()
    key = ("stretch_id", "team_id", "counted", "kind", "cell", "part")
    for *of, number, part in Total.objects.values_list(*key, "number", "of_which"):
        found[tuple(of)] += number
        of_which[tuple(of)] += part
    fresh, stretches = Tally.objects.filter(is_folded=False), list(Stretch.objects.all())
    for *row, number, part in fresh.values_list(*KEY, "number", "of_which"):
        for of in _in(stretches, tuple(row)):
            found[of] += number
            of_which[of] += part
    return {of: (found[of], of_which[of]) for of in found | of_which if (found[of], of_which[of]) != (0, 0)}


def summed(told: dict[tuple, tuple[int, int]]) -> dict[tuple, tuple[int, int]]:
    """What the totals must say, if weeks are as `told`."""
    found: dict[tuple, tuple[int, int]] = {}
    stretches = list(Stretch.objects.all())
    for key, (number, of_which) in told.items():
        for of in _in(stretches, key):
            before = found.get(of, (0, 0))
            found[of] = (before[0] + number, before[1] + of_which)
    return {of: value for of, value in found.items() if value != (0, 0)}


def _in(stretches: list[Stretch], key: tuple) -> list[tuple]:
    """The keys of the totals to which a week's tally belongs."""
    team, counted, monday, kind, cell, part = key
    is_open = counted in {*DUE, *LATE}
    return [
        (stretch.pk, team, counted, kind, cell, 0 if is_open and part < number_of(stretch.last_on) else part)
        for stretch in stretches
        if (stretch.first_on <= monday or counted in LATE)
        and monday <= stretch.last_on
        and counted in (SUMMED if stretch.is_whole else BESIDE)
    ]


class DirectCount:
    def __init__(self) -> None:
        self.numbers: Counter = Counter()
        self.of_which: Counter = Counter()
        for incident in Incident.objects.select_related("team"):
            self.letter(incident)
        for lesson in Lesson.objects.exclude(status="dropped"):
            self.add(lesson, Counted.LESSON, ALWAYS, STATUSES[lesson.status])
            self.add(lesson, Counted.CHECK, lesson.check_on, part=number_of(lesson.check_on))
        for action in Action.objects.exclude(answer="let_go").filter(done_at=None).select_related("lesson"):
            self.add(action.lesson, Counted.ACTION_OPEN, action.due_on, part=number_of(action.due_on))
        for look in LessonEvent.objects.exclude(due_on=None).select_related("lesson"):
            in_time = look.happened_on <= look.due_on + timedelta(days=7)
            self.add(look.lesson, Counted.LOOK, look.due_on, of_which=in_time)

    def told(self) -> dict[tuple, tuple[int, int]]:
        keys = self.numbers.keys() | self.of_which.keys()
        found = {key: (self.numbers[key], self.of_which[key]) for key in keys}
        return {key: value for key, value in found.items() if value != (0, 0)}

    def add(self, of, counted, day, cell=0, part=0, number=1, of_which=0) -> None:
        kind = {"prevent": "complaint", "repeat": "praise"}.get(of.kind, of.kind)
        key = (of.team_id, counted.value, day - timedelta(days=day.weekday()), kind, cell, part)
        self.numbers[key] += number
        self.of_which[key] += int(of_which)

    def letter(self, incident: Incident) -> None:
        day, team = incident.received_on, incident.team
        self.add(incident, Counted.LETTERS, day)
        for point in Point.objects.filter(incident=incident):
            good = point.polarity == "good"
            self.add(incident, Counted.SAID, day, point.stage_id or 0, of_which=good)
            self.add(incident, Counted.SAID_WHY, day, point.stage_id or 0, point.factor_id or 0, of_which=good)
        for theme in incident.themes.all():
            self.add(incident, Counted.THEME, day, theme.pk)
        for debrief in Debrief.objects.filter(incident=incident):
            self.debrief(incident, debrief)
        for step in RecoveryStep.objects.filter(incident=incident, step__in=STEPS):
            self.step(incident, step)
        for promise in Promise.objects.filter(incident=incident):
            if promise.kept_at is None and promise.broken_at is None:
                self.add(incident, Counted.PROMISE_OPEN, promise.due_on, part=number_of(promise.due_on))
                continue
            in_time = promise.kept_at is not None and local_day(promise.kept_at, team) <= promise.due_on
            state = KEPT if promise.kept_at else BROKEN
            self.add(incident, Counted.PROMISE, promise.due_on, state, of_which=in_time)

    def debrief(self, incident: Incident, debrief: Debrief) -> None:
        day = incident.received_on
        if debrief.completed_at:
            done = local_day(debrief.completed_at, incident.team)
            took = span(done, day)
            self.add(incident, Counted.DEBRIEFED, day, WAYS[debrief.way], took, of_which=done <= debrief.due_on)
        else:
            self.add(incident, Counted.UNDEBRIEFED, day, int(debrief.is_standing), number_of(debrief.due_on))
        if debrief.hand_ins is not None:
            self.add(incident, Counted.HEARD, day, number=debrief.hand_ins)
            self.add(incident, Counted.DEBRIEFS_HEARD, day)
            self.add(incident, Counted.INVITED, day, number=debrief.voices.count())

    def step(self, incident: Incident, step: RecoveryStep) -> None:
        day, which = incident.received_on, STEPS[step.step]
        if step.done_at:
            done = local_day(step.done_at, incident.team)
            self.add(incident, Counted.STEP_DONE, day, which, span(done, day), of_which=done <= step.due_on)
        else:
            self.add(incident, Counted.STEP_OPEN, day, which, number_of(step.due_on))


def local_day(moment: datetime, team: Team) -> date:
    return moment.astimezone(team.zone).date()


def span(later: date, earlier: date) -> int:
    return max(0, min(MOST_DAYS, (later - earlier).days))
