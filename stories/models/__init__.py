"""Stories of lessons, whom they name, which teams they were shown to, and thanks."""

from stories.models.stories import Consent, Showing, Story
from stories.models.thanks import Thanks

__all__ = ["Consent", "Showing", "Story", "Thanks"]
