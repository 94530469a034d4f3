"""Where on earth a day comes first and where last: what is said of everybody has to hold there too."""

from datetime import UTC, date, datetime, time, timedelta

from foundation.working_days import ONE_DAY

FOREMOST_OFFSET = timedelta(hours=14)
"""No zone is further ahead of UTC; somewhere a day begins this much earlier."""
HINDMOST_OFFSET = timedelta(hours=12)
"""No zone is further behind UTC; somewhere a day ends this much later."""


def hindmost_day(at: datetime) -> date:
    """Return the earliest day that it still is anywhere at the moment `at`: those before it are over everywhere."""
    return (at.astimezone(UTC) - HINDMOST_OFFSET).date()


def over_everywhere_at(day: date) -> datetime:
    """Return the moment at which `day` is over in the last zone too."""
    return datetime.combine(day + ONE_DAY, time(), tzinfo=UTC) + HINDMOST_OFFSET
