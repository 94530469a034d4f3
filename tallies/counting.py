"""What is counted, said once: as questions over the tables that hold it.

Triggers ask them of the rows that came or went, the recount of all rows. A question names its tables in braces; the first
is the one whose rows are counted, each of those beside it may change what they count as.
"""

from dataclasses import dataclass

from tallies.dialect import Dialect
from tallies.models import ALWAYS, BROKEN, KEPT, LOOK_WITHIN_DAYS, MOST_DAYS, STATUSES, STEPS, WAYS, Counted

COLUMNS = ("team_id", "counted", "monday_on", "kind", "cell", "part", "number", "of_which")

WATCHED: dict[str, tuple[str, ...]] = {
    "incidents_incident": ("team_id", "kind", "received_on"),
    "incidents_point": ("incident_id", "stage_id", "factor_id", "polarity"),
    "incidents_incident_themes": ("incident_id", "theme_id"),
    "incidents_recoverystep": ("incident_id", "step", "due_on", "done_at"),
    "incidents_promise": ("incident_id", "due_on", "kept_at", "broken_at"),
    "rankless_debrief": ("incident_id", "way", "due_on", "completed_at", "hand_ins", "objections_until"),
    "rankless_voice": ("debrief_id",),
    "lessons_lesson": ("team_id", "kind", "status", "check_on"),
    "lessons_lessonevent": ("lesson_id", "happened_on", "due_on"),
    "lessons_action": ("lesson_id", "due_on", "done_at", "answer"),
}
"""The columns by which a row is counted; a change of any other is none to us."""

NEVER_MOVED = {"rankless_voice"}
"""A voice stays with its debrief. Its marks change while people write, and nothing may happen then."""


@dataclass(frozen=True)
class Question:
    """Rows to count, and what each counts as. `tables` are the names in the braces, the counted one first."""

    counted: Counted
    tables: tuple[str, ...]
    rows: str
    week: str
    team: str = "i.team_id"
    kind: str = "i.kind"
    cell: str = "0"
    part: str = "0"
    number: str = "1"
    of_which: str = "0"

    def sql(self, *, sign: str = "", **tables: str) -> str:
        """The question over its own tables, or over those given instead, each thing counted as plus or minus one."""
        rows = self.rows.format(**({name: name for name in self.tables} | tables))
        amounts = f"{sign}({self.number}), {sign}({self.of_which})"
        return (
            f"SELECT {self.team}, '{self.counted.value}', {self.week}, {self.kind}, {self.cell}, {self.part}, {amounts} "
            f"FROM {rows}"
        )


def questions(speak: Dialect) -> list[Question]:
    return [ask for group in (_letters, _debriefs, _recovery, _lessons) for ask in group(speak)]


def _letters(speak: Dialect) -> list[Question]:
    week = speak.monday.format("i.received_on")
    points = ("incidents_point", "incidents_incident")
    said = "{incidents_point} p JOIN {incidents_incident} i ON i.id = p.incident_id"
    stage, good = "COALESCE(p.stage_id, 0)", _one_if("p.polarity = 'good'")
    themes = "{incidents_incident_themes} t JOIN {incidents_incident} i ON i.id = t.incident_id"
    return [
        Question(Counted.LETTERS, ("incidents_incident",), "{incidents_incident} i", week),
        Question(Counted.SAID, points, said, week, cell=stage, of_which=good),
        Question(Counted.SAID_WHY, points, said, week, cell=stage, part="COALESCE(p.factor_id, 0)", of_which=good),
        Question(Counted.THEME, ("incidents_incident_themes", "incidents_incident"), themes, week, cell="t.theme_id"),
    ]


def _debriefs(speak: Dialect) -> list[Question]:
    week = speak.monday.format("i.received_on")
    tables = ("rankless_debrief", "incidents_incident")
    debriefs = (
        "{rankless_debrief} d JOIN {incidents_incident} i ON i.id = d.incident_id"
        " JOIN people_team t ON t.id = i.team_id"
    )
    done_on = speak.local_day.format("d.completed_at", "t.time_zone")
    voices = (
        "{rankless_voice} v JOIN {rankless_debrief} d ON d.id = v.debrief_id"
        " JOIN {incidents_incident} i ON i.id = d.incident_id WHERE d.hand_ins IS NOT NULL"
    )
    shown = debriefs + " WHERE d.hand_ins IS NOT NULL"
    return [
        Question(
            Counted.DEBRIEFED,
            tables,
            debriefs + " WHERE d.completed_at IS NOT NULL",
            week,
            cell=_code("d.way", WAYS),
            part=_span(speak, done_on, "i.received_on"),
            of_which=_one_if(f"{done_on} <= d.due_on"),
        ),
        Question(
            Counted.UNDEBRIEFED,
            tables,
            debriefs + " WHERE d.completed_at IS NULL",
            week,
            cell=_one_if("d.objections_until IS NOT NULL"),
            part=speak.day_number.format("d.due_on"),
        ),
        Question(Counted.HEARD, tables, shown, week, number="d.hand_ins"),
        Question(Counted.DEBRIEFS_HEARD, tables, shown, week),
        Question(Counted.INVITED, ("rankless_voice", "rankless_debrief", "incidents_incident"), voices, week),
    ]


def _recovery(speak: Dialect) -> list[Question]:
    tables = ("incidents_recoverystep", "incidents_incident")
    week = speak.monday.format("i.received_on")
    steps = (
        "{incidents_recoverystep} s JOIN {incidents_incident} i ON i.id = s.incident_id"
        " JOIN people_team t ON t.id = i.team_id"
    )
    promises = (
        "{incidents_promise} p JOIN {incidents_incident} i ON i.id = p.incident_id"
        " JOIN people_team t ON t.id = i.team_id"
    )
    steps += " WHERE s.step IN (" + ", ".join(f"'{step}'" for step in STEPS) + ")"
    done_on = speak.local_day.format("s.done_at", "t.time_zone")
    kept_on = speak.local_day.format("p.kept_at", "t.time_zone")
    is_open = "p.kept_at IS NULL AND p.broken_at IS NULL"
    due_week = speak.monday.format("p.due_on")
    return [
        Question(
            Counted.STEP_DONE,
            tables,
            steps + " AND s.done_at IS NOT NULL",
            week,
            cell=_code("s.step", STEPS),
            part=_span(speak, done_on, "i.received_on"),
            of_which=_one_if(f"{done_on} <= s.due_on"),
        ),
        Question(
            Counted.STEP_OPEN,
            tables,
            steps + " AND s.done_at IS NULL",
            week,
            cell=_code("s.step", STEPS),
            part=speak.day_number.format("s.due_on"),
        ),
        Question(
            Counted.PROMISE,
            ("incidents_promise", "incidents_incident"),
            promises + f" WHERE NOT ({is_open})",
            due_week,
            cell=f"CASE WHEN p.kept_at IS NOT NULL THEN {KEPT} ELSE {BROKEN} END",
            of_which=_one_if(f"{kept_on} <= p.due_on"),
        ),
        Question(
            Counted.PROMISE_OPEN,
            ("incidents_promise", "incidents_incident"),
            promises + f" WHERE {is_open}",
            due_week,
            part=speak.day_number.format("p.due_on"),
        ),
    ]


def _lessons(speak: Dialect) -> list[Question]:
    kind = "CASE WHEN l.kind = 'prevent' THEN 'complaint' ELSE 'praise' END"
    looks = "{lessons_lessonevent} e JOIN {lessons_lesson} l ON l.id = e.lesson_id WHERE e.due_on IS NOT NULL"
    late_by = speak.days_between.format("e.happened_on", "e.due_on")
    actions = "{lessons_action} a JOIN {lessons_lesson} l ON l.id = a.lesson_id"
    actions += " WHERE a.answer <> 'let_go' AND a.done_at IS NULL"
    standing = "{lessons_lesson} l WHERE l.status <> 'dropped'"
    return [
        Question(
            Counted.LESSON,
            ("lessons_lesson",),
            standing,
            speak.day.format(ALWAYS),
            team="l.team_id",
            kind=kind,
            cell=_code("l.status", STATUSES),
        ),
        Question(
            Counted.CHECK,
            ("lessons_lesson",),
            standing,
            speak.monday.format("l.check_on"),
            team="l.team_id",
            kind=kind,
            part=speak.day_number.format("l.check_on"),
        ),
        Question(
            Counted.LOOK,
            ("lessons_lessonevent", "lessons_lesson"),
            looks,
            speak.monday.format("e.due_on"),
            team="l.team_id",
            kind=kind,
            of_which=_one_if(f"{late_by} <= {LOOK_WITHIN_DAYS}"),
        ),
        Question(
            Counted.ACTION_OPEN,
            ("lessons_action", "lessons_lesson"),
            actions,
            speak.monday.format("a.due_on"),
            team="l.team_id",
            kind=kind,
            part=speak.day_number.format("a.due_on"),
        ),
    ]


def _one_if(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def _code(column: str, numbers: dict[str, int]) -> str:
    whens = " ".join(f"WHEN '{name}' THEN {number}" for name, number in numbers.items())
    return f"CASE {column} {whens} END"


def _span(speak: Dialect, later: str, earlier: str) -> str:
    """Whole days from one day to another, none for what was done before it came, and no more than are told apart."""
    days = speak.days_between.format(later, earlier)
    return f"{speak.greatest}(0, {speak.least}({MOST_DAYS}, {days}))"
