"""Lessons that are held to, and letters that come after them."""

from datetime import datetime, timedelta

from incidents.intake import title_of
from incidents.models import Effect, Factor, Incident, Kind, Point, Polarity, Stage
from lessons.holding.looking import find_sightings
from lessons.models import Lesson, LessonKind, Status
from people.models import Team
from tests.factories import MONDAY, make_debrief, make_incident, make_lesson

NORM_FROM = MONDAY + timedelta(days=30)
LATER = NORM_FROM + timedelta(days=10)
DELIVERY, TELLING = "Delivery", "Telling the customer"
SOFA = "The sofa was due on Tuesday. No delivery van came, and nobody telephoned about the delivery."
WARDROBE = "We waited for the wardrobe. The delivery van never came and nobody telephoned."


def make_norm(
    team: Team, text: str = SOFA, *, stage: str = DELIVERY, factor: str = TELLING, kind: LessonKind = LessonKind.PREVENT
) -> Lesson:
    """A lesson from a letter of this text, that is how the team does it since NORM_FROM."""
    letter_kind = Kind.COMPLAINT if kind == LessonKind.PREVENT else Kind.PRAISE
    taught = make_incident(team=team, text=text, kind=letter_kind, at=MONDAY - timedelta(days=3))
    lesson = make_lesson(debrief=make_debrief(incident=taught), kind=kind, stage=Stage.objects.get(name=stage))
    Lesson.objects.filter(pk=lesson.pk).update(status=Status.NORM, norm_since=NORM_FROM.date())
    lesson.factors.set([Factor.objects.get(name=factor)])
    lesson.refresh_from_db()
    return lesson


def make_later(
    team: Team,
    text: str = WARDROBE,
    *,
    at: datetime = LATER,
    stage: str = DELIVERY,
    factor: str = TELLING,
    polarity: Polarity = Polarity.BAD,
) -> Incident:
    """A later letter that says one thing, at this stage with this factor; without one, none was said."""
    kind = Kind.COMPLAINT if polarity == Polarity.BAD else Kind.PRAISE
    incident = Incident.objects.create(
        team=team, kind=kind, title=title_of(text), text=text, received_on=at.date(), logged_at=at
    )
    effect = Effect.HINDERED if polarity == Polarity.BAD else Effect.HELPED
    Point.objects.create(
        incident=incident,
        team=team,
        received_on=incident.received_on,
        polarity=polarity,
        stage=Stage.objects.get(name=stage),
        factor=Factor.objects.get(name=factor) if factor else None,
        effect=effect if factor else "",
    )
    return incident


def ring(at: datetime) -> int:
    """Two bells a minute apart: what came before the first has been looked through after the second."""
    return find_sightings(at=at) + find_sightings(at=at + timedelta(minutes=1))
