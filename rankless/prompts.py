"""The question bank beside the boxes: one question at a time for people who stare at an empty box, all on request."""

from dataclasses import dataclass

from foundation.database.prepared import Prepared
from incidents.models import Kind
from rankless.models import Question, Section


def _bank(kind: Kind) -> Prepared[Question]:
    return Prepared(lambda: Question.objects.for_kind(kind).order_by("position", "pk"), numbers=0)


BANKS = {kind.value: _bank(kind) for kind in Kind}


@dataclass(frozen=True)
class Prompt:
    """One question, and whether the text has taken it up."""

    text: str
    is_taken: bool


def prompts_for(kind: Kind | str, texts: dict[Section, str]) -> dict[Section, list[Prompt]]:
    """The questions for a letter of `kind`, section by section in the bank's order."""
    prompts: dict[Section, list[Prompt]] = {section: [] for section in Section}
    for question in BANKS[kind]():
        section = Section(question.section)
        prompts[section].append(Prompt(question.text, is_taken=question.text in texts[section]))
    return prompts


def first_open(prompts: list[Prompt]) -> Prompt | None:
    """The question to show first: one the text has not taken up yet."""
    return next((prompt for prompt in prompts if not prompt.is_taken), None)
