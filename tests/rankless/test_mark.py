"""The three-part mark says in words what it shows."""

from django.template import Context, Template

from rankless.models import Debrief, Phase


def mark_of(debrief: Debrief) -> str:
    return Template("{% load mark %}{% three_part_mark debrief %}").render(Context({"debrief": debrief}))


def debrief(*, phase: Phase = Phase.AGREE, **written: bool) -> Debrief:
    made = Debrief(phase=phase)
    for section in ("what", "why", "differently"):
        setattr(made, f"{section}_written", written.get(section, False))
    return made


def test_the_mark_names_each_section_with_its_state() -> None:
    label = 'aria-label="What being written, Why empty, Differently empty"'
    assert label in mark_of(debrief(what=True))


def test_only_a_complete_debrief_is_agreed() -> None:
    everything = {"what": True, "why": True, "differently": True}
    assert mark_of(debrief(**everything)).count("is-agreed") == 0
    assert mark_of(debrief(phase=Phase.COMPLETE, **everything)).count("is-agreed") == 3
