from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from foundation.text import storable
from incidents.customers import Contact, dialable
from incidents.intake import Sorted, discard, incident_logged, log_at_once, log_letter, receive, withdraw
from incidents.models import Attachment, Customer, Happening, Incident, Kind, Original, Outcome, Polarity, Stage, Theme
from rankless.models import Debrief, Gathering
from tests.factories import MONDAY, make_customer, make_original, make_person, make_team


def as_complaint(team, **known) -> Sorted:
    return Sorted(kind=Kind.COMPLAINT, team=team, received_on=MONDAY.date(), **known)


def test_an_original_is_kept_as_it_came(team, manager):
    text = "Dear all,\r\n\x00\ud800 the sofa … 😀"
    original = receive(text=text, team=team, by=manager, at=MONDAY)
    original.refresh_from_db()
    assert bytes(original.raw) == text.encode("utf-8", "surrogatepass")
    assert original.outcome == Outcome.TO_SORT
    assert original.remind_at == MONDAY


def test_the_same_form_twice_keeps_one_original_with_what_was_typed_last(team, manager):
    key = uuid.uuid4()
    first = receive(text="The so", team=team, by=manager, at=MONDAY, form_key=key)
    second = receive(text="The sofa is late", team=team, by=manager, at=MONDAY, form_key=key, typed={"title": "Sofa"})
    assert first == second
    assert (second.text, second.typed) == ("The sofa is late", {"title": "Sofa"})


def test_a_logged_letter_takes_over_nothing_any_more(team, manager):
    original = make_original(team=team, text="The sofa is late")
    log_letter(original=original, sorted_as=as_complaint(team), by=manager, at=MONDAY)
    again = receive(text="Other words", team=team, by=manager, at=MONDAY, form_key=original.form_key)
    assert again.text == "The sofa is late"


def test_logging_opens_everything_that_follows(team, manager):
    stage, theme = Stage.objects.first(), Theme.objects.first()
    original = make_original(team=team, text="Dear all,\r\nthe sofa is late.")
    incident = log_letter(
        original=original,
        sorted_as=as_complaint(team, stage=stage, themes=[theme], channel="post"),
        by=manager,
        at=MONDAY,
    )
    assert incident.text == "Dear all,\nthe sofa is late."
    assert incident.title == "Dear all,"
    assert list(incident.themes.all()) == [theme]
    (point,) = incident.points.all()
    assert (point.stage, point.polarity, point.is_whole_letter) == (stage, Polarity.BAD, True)
    assert [step.due_on - MONDAY.date() for step in incident.recovery_steps.all()] == [
        timedelta(days) for days in (1, 2, 7, 21)
    ]
    assert incident.timeline.get().what == Happening.LOGGED
    original.refresh_from_db()
    assert (original.outcome, original.incident, original.remind_at) == (Outcome.LOGGED, incident, None)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(("people", "contact"), [(2, None), (4, None), (4, Contact("R. Okafor"))])
def test_logged_at_once_a_letter_is_the_same_as_when_it_waited(people, contact):
    team = make_team()
    by, *_ = [make_person(team=team) for _ in range(people)]
    sort = as_complaint(team, stage=Stage.objects.first(), themes=[*Theme.objects.all()[:2]], contact=contact)
    text = "Dear all,\r\nthe sofa is late. 100 % “late” 😀"
    waited = log_letter(original=receive(text=text, team=team, by=by, at=MONDAY), sorted_as=sort, by=by, at=MONDAY)
    for _ in range(6):  # PostgreSQL may plan anew until then
        at_once = log_at_once(text=text, team=team, form_key=uuid.uuid4(), sorted_as=sort, by=by, at=MONDAY)
        assert all_of(at_once) == all_of(waited)
    assert at_once.debrief == Debrief.objects.get(incident=at_once)


def all_of(incident: Incident) -> list[object]:
    """What there is of a letter but for keys, who hosts, and what nobody else may have."""
    debrief = Debrief.objects.get(incident=incident)
    found = [
        Incident.objects.filter(pk=incident.pk),
        incident.originals.all(),
        incident.points.all(),
        incident.recovery_steps.all(),
        incident.timeline.all(),
        Debrief.objects.filter(pk=debrief.pk),
        debrief.voices.order_by("person"),
        Gathering.objects.filter(debrief=debrief),
    ]
    own = {"id", "incident_id", "debrief_id", "form_key", "is_host", "raw"}
    rows = [{name: value for name, value in row.items() if name not in own} for rows in found for row in rows.values()]
    hosts = debrief.voices.filter(is_host=True).count()
    return [*rows, *incident.themes.all(), [bytes(original.raw) for original in incident.originals.all()], hosts]


def test_a_photo_without_a_word_is_called_by_its_day(team):
    original = make_original(team=team, text=" ")
    incident = log_letter(original=original, sorted_as=as_complaint(team), by=None, at=MONDAY)
    assert incident.title == "Photo or scan, 2 March 2026"


def test_a_letter_is_logged_once_by_whoever_read_it_before(team):
    original, sort = make_original(team=team), as_complaint(team, contact=Contact("R. Okafor"))
    read_before = Original.objects.get(pk=original.pk)
    first = log_letter(original=original, sorted_as=sort, by=None, at=MONDAY)
    assert log_letter(original=read_before, sorted_as=sort, by=None, at=MONDAY) == first
    assert Incident.objects.count() == Customer.objects.count() == 1


def test_what_was_typed_since_the_letter_was_read_is_in_its_incident(team):
    original = make_original(team=team, text="The sofa")
    receive(text="The sofa is late", team=team, by=None, at=MONDAY, form_key=original.form_key)
    incident = log_letter(original=original, sorted_as=as_complaint(team), by=None, at=MONDAY)
    assert incident.text == "The sofa is late"
    assert Incident.objects.get() == incident


def test_when_the_debrief_cannot_open_the_original_still_waits(team):
    original = make_original(team=team)

    def refuse(**said: object) -> None:
        raise RuntimeError

    incident_logged.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            log_letter(original=original, sorted_as=as_complaint(team), by=None, at=MONDAY)
    finally:
        incident_logged.disconnect(refuse)
    assert not Incident.objects.exists()
    assert Original.objects.to_sort().get() == original


def test_what_is_not_a_letter_is_kept_but_waits_no_longer(team):
    original = make_original(team=team)
    discard(original)
    original.refresh_from_db()
    assert (original.outcome, original.remind_at, original.text) == (Outcome.DISCARDED, None, "Three words only")


def test_only_an_original_with_nothing_in_it_is_withdrawn(team):
    withdraw(make_original(team=team, text="  "))
    with_words, with_paper = make_original(team=team), make_original(team=team, text="")
    Attachment.objects.create(original=with_paper, name="a.pdf", kind="application/pdf", size=1, sha256="x")
    withdraw(with_words)
    withdraw(with_paper)
    assert set(Original.objects.all()) == {with_words, with_paper}


@pytest.mark.parametrize("text", ["a" * 200_000, "😀" * 200_000, "שלום\r\n" * 20_000, "\x00\ud800\udfff\u202e"])
def test_long_and_strange_letters_are_logged(team, text):
    original = make_original(team=team, text=text)
    incident = log_letter(original=original, sorted_as=as_complaint(team), by=None, at=MONDAY)
    incident.refresh_from_db()
    assert incident.text == storable(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))


# Who wrote


def test_a_new_customer_is_met_while_logging(team):
    contact = Contact("R. Okafor", "01632 960127", "r@example.com")
    incident = log_letter(
        original=make_original(team=team), sorted_as=as_complaint(team, contact=contact), by=None, at=MONDAY
    )
    assert (incident.customer.name, incident.customer.phone, incident.customer.team) == (
        "R. Okafor",
        "01632 960127",
        team,
    )


def test_the_same_contact_again_is_the_same_customer(team):
    contact = Contact("R. Okafor", "01632 960127")
    for _ in range(2):
        log_letter(original=make_original(team=team), sorted_as=as_complaint(team, contact=contact), by=None, at=MONDAY)
    assert Customer.objects.count() == 1


def test_the_same_name_with_another_phone_is_somebody_else(team):
    make_customer(team=team, phone="1")
    contact = Contact("R. Okafor", "2")
    log_letter(original=make_original(team=team), sorted_as=as_complaint(team, contact=contact), by=None, at=MONDAY)
    assert Customer.objects.count() == 2


def test_a_known_customer_gets_the_newer_phone_and_keeps_the_rest(team):
    customer = make_customer(team=team, phone="1", email="r@example.com")
    log_letter(
        original=make_original(team=team),
        sorted_as=as_complaint(team, customer=customer, contact=Contact("oka", phone="2")),
        by=None,
        at=MONDAY,
    )
    customer.refresh_from_db()
    assert (customer.name, customer.phone, customer.email) == ("R. Okafor", "2", "r@example.com")


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("01632 960127", "01632960127"),
        ("+44 (0)20 7946-0000", "+4402079460000"),
        ("ask at the desk", ""),
        ("javascript:alert(1)", "1"),
        ("٣٤٥", ""),
        ("", ""),
    ],
)
def test_a_number_is_dialled_by_its_digits(written, dialled):
    assert dialable(written) == dialled


def test_typed_things_go_when_the_letter_is_logged(team):
    original = receive(text="x", team=team, by=None, at=MONDAY, typed={"customer_phone": "1"})
    log_letter(original=original, sorted_as=as_complaint(team), by=None, at=MONDAY)
    original.refresh_from_db()
    assert original.typed == {}


def test_papers_of_a_sorted_letter_stay_with_it(team):
    original = make_original(team=team, text="")
    Attachment.objects.create(original=original, name="a.pdf", kind="application/pdf", size=1, sha256="x")
    incident = log_letter(
        original=original,
        sorted_as=Sorted(kind=Kind.PRAISE, team=team, received_on=date(2026, 3, 1)),
        by=None,
        at=MONDAY,
    )
    assert [paper.name for paper in Attachment.objects.of_letter(incident)] == ["a.pdf"]
