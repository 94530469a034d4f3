"""What is shown of the answers that people gave after debriefs."""

from collections.abc import Iterable

from overview.dashboard.periods import Period
from overview.dashboard.words import Pulse, read_words
from people.models import Team
from tests.factories import MONDAY


def pulse_of(teams: Iterable[Team]) -> Pulse | None:
    """As the dashboard of these teams tells it; None while it tells nothing."""
    period = Period.read("", today=MONDAY.date())
    return read_words([team.pk for team in teams], period=period).pulse
