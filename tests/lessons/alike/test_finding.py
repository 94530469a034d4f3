"""What looks like a letter, and why: bounded, in words, of its team alone, and never told of a letter kept back."""

from datetime import timedelta

import pytest

from incidents.intake import title_without_words
from incidents.keeping_back import keep_back
from incidents.models import Effect, Factor, Kind, Polarity, Stage, Theme
from incidents.passages import add_point
from lessons.alike.finding import look_back
from lessons.alike.weighing import Likeness
from lessons.learning import confirm_held, drop
from lessons.models import Adoption, Lesson, LessonKind
from tests.factories import MONDAY, make_debrief, make_incident, make_lesson, make_team

pytestmark = pytest.mark.django_db

SOFA = "The sofa was due on Tuesday. No delivery van came, and nobody telephoned about the delivery."
WARDROBE = "We waited for the wardrobe. The delivery van never came and nobody telephoned."
INVOICE = "Your invoice names a tenant who moved away years ago."


def stage(name="Delivery"):
    return Stage.objects.get(name=name)


def at_a_place(incident, *, name="Delivery", factor="Telling the customer"):
    add_point(
        incident=incident,
        polarity=Polarity.BAD,
        quote=incident.text[:20],
        stage=stage(name),
        factor=Factor.objects.get(name=factor),
        effect=Effect.HINDERED,
    )
    return incident


def titles(letters):
    return [letter.title for letter in letters]


def test_a_letter_that_tells_of_the_same_is_found_with_the_reason_in_words(team):
    earlier = at_a_place(make_incident(team=team, text=WARDROBE, title="Wardrobe", stage=stage()))
    make_incident(team=team, text=INVOICE, title="Invoice")
    new = at_a_place(make_incident(team=team, text=SOFA, title="Sofa", stage=stage(), at=MONDAY + timedelta(days=9)))
    (found,) = look_back(new).letters
    assert found.pk == earlier.pk
    assert found.why.same_stage
    assert found.why.same_factor
    assert "delivery van" in found.why.phrases


def test_photos_are_not_alike_because_all_are_photos(team):
    photos = [make_incident(team=team, text="", title=title_without_words(MONDAY.date())) for _ in range(2)]
    assert look_back(photos[1]).letters == []
    told = [make_incident(team=team, text="", title="Wardrobe door came off its hinge") for _ in range(2)]
    assert look_back(told[1]).letters[0].pk == told[0].pk


def test_forms_of_a_word_are_one_word(team):
    make_incident(team=team, text="They delivered twice the mattresses.", title="Mattresses", stage=stage())
    new = make_incident(team=team, text="One mattress was to be delivered twice.", title="One", stage=stage())
    (found,) = look_back(new).letters
    assert "mattress" in " ".join(found.why.phrases)


def test_two_words_in_common_are_chance_where_stage_and_factor_speak_against_it(team):
    desk = "Whoever sat at the front desk told me the opening hours, fetched a chair, and asked about my father's knee."
    bill = (
        "The desk that I bought after office hours stands twice upon one bill, though I paid cash for a single table."
    )
    at_a_place(make_incident(team=team, text=desk, title="Front desk"), name="First contact")
    new = at_a_place(make_incident(team=team, text=bill, title="Bill"), name="Billing", factor="Tools")
    assert look_back(new).letters == []


@pytest.mark.parametrize(("telling", "words", "is_found"), [(2, 0.19, False), (3, 0.15, True), (1, 0.2, True)])
def test_by_words_alone_letters_apart_are_alike_if_many_tell_something_or_much_is_shared(telling, words, is_found):
    assert Likeness(score=words, words=words, is_apart=True, telling=telling).is_enough is is_found


def test_one_word_that_tells_something_is_chance():
    assert not Likeness(score=0.15, words=0.15, telling=1).is_enough
    assert Likeness(score=0.15, words=0.15, telling=2).is_enough


def test_shared_themes_are_a_reason(team):
    theme = Theme.objects.first()
    make_incident(team=team, text=WARDROBE, title="Wardrobe", themes=[theme])
    (found,) = look_back(make_incident(team=team, text=SOFA, title="Sofa", themes=[theme])).letters
    assert found.why.same_themes == (theme.name,)


def test_letters_of_other_teams_and_letters_to_come_are_not_found(team):
    make_incident(team=make_team(), text=SOFA, title="Elsewhere", stage=stage())
    new = make_incident(team=team, text=SOFA, title="Here", stage=stage())
    make_incident(team=team, text=SOFA, title="Later", stage=stage(), received_on=MONDAY.date() + timedelta(days=5))
    assert look_back(new).letters == []


def test_nothing_is_told_of_letters_that_are_kept_back_nor_to_them(team):
    harsh = make_incident(team=team, text=WARDROBE, title="Wardrobe", stage=stage())
    keep_back(harsh)
    new = make_incident(team=team, text=SOFA, title="Sofa", stage=stage())
    assert look_back(new).letters == []
    harsh.refresh_from_db()
    assert look_back(harsh).letters == ()


def test_a_letter_of_one_word_finds_nothing_and_fails_at_nothing(team):
    make_incident(team=team, text=SOFA, title="Sofa")
    assert look_back(make_incident(team=team, text="?", title="!")).letters == []


# Lessons


def lesson_of(team, sentence, **fields) -> Lesson:
    kind = fields.pop("kind", LessonKind.PREVENT)
    debrief = make_debrief(incident=make_incident(team=team, text=INVOICE, title=sentence[:20]))
    return make_lesson(debrief=debrief, sentence=sentence, kind=kind, **fields)


def test_lessons_of_the_same_stage_are_found_the_open_ones_first(team):
    norm = lesson_of(team, "Whoever sees that a delivery van is late telephones.", stage=stage())
    confirm_held(norm, at=MONDAY)
    open_one = lesson_of(team, "The warehouse tells us of late goods.", stage=stage())
    lesson_of(team, "Two people read every invoice.", stage=stage("Billing"))
    new = make_incident(team=team, text=SOFA, title="Sofa", stage=stage())
    assert [lesson.pk for lesson in look_back(new).lessons] == [open_one.pk, norm.pk]


def test_a_dropped_lesson_and_the_letters_own_are_not_brought(team):
    drop(lesson_of(team, "Telephone about every delivery.", stage=stage()), reason="Too many calls", at=MONDAY)
    new = make_incident(team=team, text=SOFA, title="Sofa", stage=stage())
    make_lesson(debrief=new.debrief, sentence="Telephone when a delivery is late.", stage=stage())
    assert look_back(new).lessons == []


def test_what_other_teams_show_and_what_was_taken_up_is_found_what_they_keep_is_not(team):
    shown, kept, taken = (
        lesson_of(make_team(), f"Telephone before the delivery van is late ({name}).", stage=stage())
        for name in ("shown", "kept", "taken")
    )
    for lesson in (shown, kept, taken):
        confirm_held(lesson, at=MONDAY)
    Lesson.objects.filter(pk=shown.pk).update(is_shared=True)
    Adoption.objects.create(lesson=taken, team=team, proposed_on=MONDAY.date(), since=MONDAY.date())
    found = look_back(make_incident(team=team, text=SOFA, title="Sofa", stage=stage())).lessons
    assert {lesson.pk for lesson in found} == {shown.pk, taken.pk}
    assert not any(lesson.is_ours for lesson in found)


def test_praise_finds_what_praise_taught(team):
    repeat = lesson_of(team, "Drivers telephone an hour ahead.", kind=LessonKind.REPEAT, stage=stage())
    lesson_of(team, "Drivers telephone when late.", stage=stage())
    new = make_incident(team=team, kind=Kind.PRAISE, text="The driver telephoned an hour ahead!", stage=stage())
    assert look_back(new).lessons[0].pk == repeat.pk


def test_asked_again_as_the_database_has_planned_it_each_letter_finds_its_own(team):
    other = make_team()
    for of_team in (team, other):
        at_a_place(make_incident(team=of_team, text=WARDROBE, title=of_team.name, stage=stage()))
        lesson_of(of_team, f"Telephone before the delivery van of {of_team.name} is late.", stage=stage())
    new = [at_a_place(make_incident(team=of_team, text=SOFA, title="Sofa", stage=stage())) for of_team in (team, other)]
    for _ in range(3):
        for letter in new:
            found = look_back(letter)
            assert titles(found.letters) == [letter.team.name]
            assert [letter.team.name in lesson.sentence for lesson in found.lessons] == [True]


def test_how_many_questions_are_asked_does_not_grow(team, django_assert_max_num_queries):
    for number in range(12):
        lesson_of(team, f"Telephone about delivery number {number}.", stage=stage())
        at_a_place(make_incident(team=team, text=SOFA, title=f"Sofa {number}", stage=stage()))
    new = at_a_place(make_incident(team=team, text=WARDROBE, title="Wardrobe", stage=stage()))
    with django_assert_max_num_queries(8):
        found = look_back(new)
    assert len(found.letters) == len(found.lessons) == 5
