"""How long what was proposed in a debrief rests before its owner is asked: what still looks good after some nights is.

How many working days it is, each team says with its pace; usually none. Pure functions over days.
"""

from datetime import date

from foundation.working_days import WorkingDays


def rest_day(days: WorkingDays, *, today: date, due_on: date, count: int) -> date | None:
    """The day on which the owner is asked after `count` working days, or None if it does not rest.

    Its owner has at least the last working day before it is due to do it, so it rests until then at the latest.
    """
    return shortened(days, until=days.add(today, count), due_on=due_on, today=today)


def shortened(days: WorkingDays, *, until: date, due_on: date, today: date) -> date | None:
    """The same for what rests until a day and is due on another: never past the last working day before it is due."""
    until = min(until, days.add(due_on, -1))
    return until if until > today else None
