"""What becomes of lessons in the demo story: what their owners say to actions, what is expected, who does them too."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lessons.acting import accept_action, decline_action, finish_action
from lessons.changing import Put, put_differently, seen_of
from lessons.models import Action, Lesson, LessonKind
from lessons.sharing import propose, share, take_up
from people.models import Team, User

A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One action; its owner takes it on unless they are only `asked`, or it was `declined` for a reason."""

    what: str
    owner: str
    due: int
    done: int | None = None
    strength: str = ""
    asked: bool = False
    declined: str = ""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What is to be seen if a lesson holds, and how somebody looks."""

    expects: str
    how_to_look: str = ""


def answer(action: Action, work: Work, *, drawn_at: datetime, done_at: datetime | None, until: datetime) -> None:
    """Say what its owner says on the day after, and that it was done if it was; nothing later than `until`."""
    at = min(drawn_at + A_DAY, done_at or until, until)
    if work.declined:
        decline_action(action, because=work.declined, at=at, by=action.owner)
    elif not work.asked:
        accept_action(action, at=at, by=action.owner)
    if done_at is not None:
        finish_action(action, at=done_at, by=action.owner)


def expect(lesson: Lesson, expected: Expected, *, at: datetime, by: User) -> None:
    """Somebody of the team says what they expect to see."""
    put = Put(
        sentence=lesson.sentence,
        kind=LessonKind(lesson.kind),
        stage=lesson.stage,
        themes=list(lesson.themes.all()),
        factors=list(lesson.factors.all()),
        points=list(lesson.points.all()),
        expects=expected.expects,
        how_to_look=expected.how_to_look,
        first_check_after=lesson.first_check_after,
        later_check_after=lesson.later_check_after,
    )
    put_differently(lesson, put, seen=seen_of(lesson), at=at, by=by)


def do_too(lesson: Lesson, *, teams: list[str], proposed_to: list[str], at: datetime) -> None:
    """Those who lead show it to other teams; some take it up, and in some it is proposed by somebody who decides nothing."""
    lead = User.objects.leading([lesson.team_id]).earliest("pk")
    share(lesson, at=at, by=lead)
    for team in Team.objects.filter(name__in=teams):
        take_up(lesson, team=team, at=at, by=User.objects.leading([team.pk]).earliest("pk"))
    for team in Team.objects.filter(name__in=proposed_to):
        members = User.objects.filter(memberships__team=team, memberships__is_lead=False, memberships__is_manager=False)
        propose(lesson, team=team, at=at, by=members.earliest("pk"))
