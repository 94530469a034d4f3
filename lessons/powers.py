"""Who may do what with lessons and actions: asked of one person and one of them.

None of this is asked inside a debrief, where everybody may do the same.
"""

from datetime import date

from lessons.models import Action, Lesson
from people.absences import acts_for
from people.models import Team, User
from people.roles import acts_as_lead, leads, manages


def answers_for(person: User, action: Action, *, on: date) -> bool:
    """Its owner, and whoever stands in for them while they are away."""
    return action.owner_id in acts_for(person, on=on)


def may_finish(person: User, action: Action, *, on: date) -> bool:
    """Its owner, whoever stands in for them, and those who lead the team."""
    return leads(person, action.lesson.team_id) or answers_for(person, action, on=on)


def may_check(person: User, lesson: Lesson, *, on: date) -> bool:
    """Those who lead the team, and whoever stands in for one of them."""
    return acts_as_lead(person, lesson.team_id, on=on)


def may_take_up_for(person: User, team: Team) -> bool:
    """Whoever leads or manages a team says what it does; anybody else in it may propose it."""
    return leads(person, team.pk) or manages(person, team.pk)
