"""The stamps carry their word beside their shape."""

import pytest
from django.template import Context, Template


@pytest.mark.parametrize(("kind", "word"), [("complaint", "Complaint"), ("praise", "Praise")])
def test_a_stamp_says_its_kind(kind: str, word: str) -> None:
    rendered = Template("{% load stamps %}{% stamp kind %}").render(Context({"kind": kind}))
    assert f'class="stamp {kind}"' in rendered
    assert f"{word}</span>" in rendered
