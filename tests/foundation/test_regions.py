"""Regions: every country and part of one that has holidays, found by its name, kept by its code."""

import pytest
from django.core.exceptions import ValidationError

from foundation.regions import LONGEST_CODE, RegionField, name_of, regions
from foundation.working_days import _holidays


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("Germany", "DE"),
        ("Germany, Bayern", "DE-BY"),
        ("  germany,  bayern ", "DE-BY"),
        ("Bayern", "DE-BY"),
        ("de-by", "DE-BY"),
        ("California", "US-CA"),
        ("Isle of Man", "IM"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_region_is_found_by_its_name(typed: str | None, region: str) -> None:
    assert RegionField(required=False).clean(typed) == region


@pytest.mark.parametrize("typed", ["Atlantis", "Ger", "Germany, Atlantis", "DE-ZZ", "<script>", "\x00"])
def test_what_is_not_in_the_list_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        RegionField(required=False).clean(typed)


def test_what_is_kept_is_shown_by_its_name() -> None:
    field = RegionField(required=False)
    assert all(field.clean(field.prepare_value(region)) == region for region in regions())
    assert name_of("XX-gone") == "XX-gone"


def test_every_region_offered_fits_and_has_holidays() -> None:
    assert all(len(region) <= LONGEST_CODE for region in regions())
    without = [region for region in regions() if not _holidays(region, 2026)]
    assert len(without) < len(regions()) / 50, without
