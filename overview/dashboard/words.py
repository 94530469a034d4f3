"""The names that a dashboard's counts stand for, and what people said after debriefs. One query for all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field

from incidents.models import Stage, Theme
from overview.dashboard.small_groups import LEAST
from people.asking import ask


@dataclass(frozen=True)
class Pulse:
    """How many of a team answered the two questions, and with yes."""

    answers: int
    could_say: int
    come_again: int

    def __add__(self, other: "Pulse") -> "Pulse":
        return Pulse(self.answers + other.answers, self.could_say + other.could_say, self.come_again + other.come_again)


@dataclass(frozen=True)
class Words:
    """Stages in their order, all themes, and the pulses of teams in which enough people answered."""

    stages: list[Stage] = field(default_factory=list)
    themes: dict[int, Theme] = field(default_factory=dict)
    pulses: dict[int, Pulse] = field(default_factory=dict)

    @property
    def pulse(self) -> Pulse | None:
        """Of all these teams together; those that are withheld are not in the sum either."""
        return sum(self.pulses.values(), Pulse(0, 0, 0)) if self.pulses else None


def read_words(team_ids: Collection[int]) -> Words:
    """Retired stages and themes come too: letters still bear them."""
    words = Words()
    for sort, pk, name, one, two, three in ask(FIND, teams=team_ids):
        if sort == "stage":
            words.stages.append(Stage(pk=pk, name=name, position=one, is_active=bool(two)))
        elif sort == "theme":
            words.themes[pk] = Theme(pk=pk, name=name)
        else:
            words.pulses[pk] = Pulse(one, two, three)
    words.stages.sort(key=lambda stage: (stage.position, stage.name))
    return words


FIND = f"""
    SELECT 'stage', id, name, position, CASE WHEN is_active THEN 1 ELSE 0 END, 0 FROM incidents_stage
    UNION ALL SELECT 'theme', id, name, 0, 0, 0 FROM incidents_theme
    UNION ALL SELECT 'pulse', team_id, '', answers, could_say, come_again FROM rankless_teampulse
    WHERE team_id IN (@teams) AND answers >= {LEAST}"""
"""Said in SQL: putting it together anew for each page would take longer than asking it."""
