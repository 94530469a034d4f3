"""Both kinds of letters, for tests that are run for each."""

import pytest

from incidents.models import Kind

EACH_KIND = (Kind.COMPLAINT, pytest.param(Kind.PRAISE, marks=pytest.mark.same_on_any_engine))
"""A complaint on both engines, praise on SQLite: what tells the two apart are words, and no engine reads them."""
