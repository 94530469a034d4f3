"""Countries and those parts of them that have public holidays of their own, as people find them in a list."""

from functools import cache
from typing import Any

import holidays
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from holidays.registry import COUNTRIES

LONGEST_CODE = 16
"""As long as the columns that keep one."""
_SMALL = {"and", "of", "the", "da"}


@cache
def regions() -> dict[str, str]:
    """The name of each country and part of a country by its code: “DE” is Germany, “DE-BY” is Germany, Bayern."""
    found = {}
    for module, (_class, country, *_others) in COUNTRIES.items():
        name = " ".join(word if word in _SMALL else word.capitalize() for word in module.split("_"))
        found[country] = name
        parts = _names_of_parts(country)
        found |= {f"{country}-{part}": f"{name}, {parts.get(part, part)}" for part in _parts(country)}
    fitting = {code: name for code, name in found.items() if len(code) <= LONGEST_CODE}
    return dict(sorted(fitting.items(), key=lambda region: region[1].casefold()))


def name_of(region: str) -> str:
    """The name of a region; its code, if nobody knows it any more."""
    return regions().get(region, region)


class RegionField(forms.CharField):
    """A country or a part of it, found in a list by typing; kept as its code."""

    widget = forms.TextInput(attrs={"list": "regions", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        return name_of(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        typed = " ".join(str(value or "").split()).casefold()
        if not typed:
            return ""
        found = [code for code, name in regions().items() if typed in (name.casefold(), code.casefold())]
        found = found or [code for code, name in regions().items() if typed == name.casefold().partition(", ")[2]]
        if len(found) != 1:
            raise ValidationError(_("Choose a country, or a part of one, from the list."), code="unknown")
        return found[0]


def _parts(country: str) -> tuple[str, ...]:
    parts: tuple[str, ...] = getattr(holidays, country).subdivisions
    return parts


def _names_of_parts(country: str) -> dict[str, str]:
    """The first name that is more than an abbreviation, for each part that has one."""
    names: dict[str, str] = {}
    aliases: dict[str, str] = getattr(getattr(holidays, country), "subdivisions_aliases", {})
    for name, part in aliases.items():
        if not name.isupper():
            names.setdefault(part, name)
    return names
