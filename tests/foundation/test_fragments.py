import pytest
from django.test import RequestFactory

from foundation.fragments import page_or_fragment, wants_fragment

TEMPLATES = {"page": "foundation/unavailable.html", "fragment": "incidents/_sign.html"}


@pytest.mark.parametrize(("headers", "is_fragment"), [({}, False), ({"HX-Request": "true"}, True)])
def test_htmx_gets_a_fragment_and_anybody_else_the_page(headers, is_fragment):
    request = RequestFactory(headers=headers).get("/")
    response = page_or_fragment(request, {"kind": "praise"}, **TEMPLATES, status=422)
    assert wants_fragment(request) is is_fragment
    assert ("<html" not in response.content.decode()) is is_fragment
    assert response.status_code == 422


def test_a_cache_is_told_to_keep_both_apart():
    response = page_or_fragment(RequestFactory().get("/"), {"kind": "praise"}, **TEMPLATES)
    assert response.headers["Vary"] == "HX-Request"
