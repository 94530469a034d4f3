from __future__ import annotations

import pytest

from incidents.models import Factor, Point, Polarity, Stage
from tests.factories import make_incident

pytestmark = pytest.mark.same_on_any_engine

TEXT = "The 😀 sofa is late.\nNobody calls. Nobody calls."


@pytest.fixture
def incident(team):
    return make_incident(team=team, text=TEXT)


@pytest.fixture
def address(incident):
    return f"/letters/{incident.pk}/points/"


def html(response) -> str:
    return response.content.decode()


def passage(**fields: object) -> dict[str, object]:
    return {"quote": "sofa is late", "near": "", "polarity": "bad", "stage": "", "factor": "", "effect": "", **fields}


def test_any_member_says_what_a_passage_tells(as_member, incident, address):
    stage, factor = Stage.objects.first(), Factor.objects.first()
    response = as_member.post(address, passage(stage=stage.pk, factor=factor.pk, effect="hindered"))
    point = Point.objects.exclude(start=None).get()
    assert response.url == f"{incident.get_absolute_url()}#point-{point.pk}"
    assert (point.start, point.quote, point.stage, point.factor, point.effect) == (
        6,
        "sofa is late",
        stage,
        factor,
        "hindered",
    )


def test_the_browsers_offset_tells_equal_passages_apart(as_member, address):
    as_member.post(address, passage(quote="Nobody calls", near=TEXT.rindex("Nobody")))
    assert Point.objects.exclude(start=None).get().start == TEXT.rindex("Nobody")


def test_without_a_passage_the_whole_letter_is_meant(as_member, address):
    as_member.post(address, passage(quote=" ", polarity="good"))
    assert Point.objects.filter(start=None, polarity=Polarity.GOOD).count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"quote": "not there"}, "We do not find these words in the letter"),
        ({"polarity": ""}, "Say whether this is good or bad."),
        ({"factor": "1"}, "Say whether it helped or got in the way."),
        ({"effect": "helped"}, "Say what it was."),
    ],
)
def test_mistakes_are_named_beside_the_field_with_the_letter_to_copy_from(as_member, address, sent, said):
    sent = {name: Factor.objects.first().pk if name == "factor" else value for name, value in sent.items()}
    response = as_member.post(address, passage(**sent))
    page = html(response)
    assert response.status_code == 422
    assert said in page
    assert TEXT in page
    assert passage(**sent)["quote"] in page
    assert Point.objects.count() == 1


def test_on_a_page_of_its_own_the_letter_comes_first_and_folds_if_it_is_long(as_member, incident, address, team):
    page = html(as_member.get(address))
    assert page.index(TEXT) < page.index('name="quote"')
    assert '<details class="sheet sheet-pad fold mb-4" open>' in page
    long = make_incident(team=team, text=TEXT * 40)
    assert '<details class="sheet sheet-pad fold mb-4">' in html(as_member.get(f"/letters/{long.pk}/points/"))


def test_the_form_comes_as_a_page_or_as_a_piece_of_one(as_member, address):
    assert "<html" in html(as_member.get(address))
    piece = as_member.get(address, headers={"HX-Request": "true"})
    assert "<html" not in html(piece)
    assert "HX-Request" in piece.headers["Vary"]


def test_a_point_is_removed(as_member, incident, address):
    as_member.post(address, passage())
    point = Point.objects.exclude(start=None).get()
    assert as_member.get(f"{address}{point.pk}/remove/").status_code == 405
    assert as_member.post(f"{address}{point.pk}/remove/").url == f"{incident.get_absolute_url()}#points"
    assert as_member.post(f"{address}{point.pk}/remove/").status_code == 404
    last = Point.objects.get()
    response = as_member.post(f"{address}{last.pk}/remove/", follow=True)
    assert "keeps at least one point" in html(response)
    assert Point.objects.get() == last


def test_points_are_the_teams_own(as_outsider, as_member, incident, address, team):
    point = Point.objects.get()
    assert as_outsider.get(address).status_code == 404
    assert as_outsider.post(address, passage()).status_code == 404
    assert as_outsider.post(f"{address}{point.pk}/remove/").status_code == 404
    other = make_incident(team=team)
    assert as_member.post(f"/letters/{other.pk}/points/{point.pk}/remove/").status_code == 404


def test_hidden_fields_change_nothing(as_member, incident, address):
    other = make_incident(team=incident.team)
    as_member.post(address, passage(incident=other.pk, id=99, start=0, end=3))
    point = Point.objects.filter(incident=incident).exclude(start=None).get()
    assert (point.start, point.quote) == (6, "sofa is late")
    assert point.pk != 99


@pytest.mark.parametrize("near", ["-5", "nonsense", "9" * 40])
def test_a_strange_offset_breaks_nothing(as_member, address, near):
    assert as_member.post(address, passage(near=near)).status_code in {302, 422}
