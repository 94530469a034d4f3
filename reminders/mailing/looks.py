"""The looks of a mail. Mail programs drop style sheets, so each element carries its own; a sheet adds the night.

The colours are those of static/css/theme.css. Colour never carries meaning alone: a shape and a word stand beside it.
"""

import re
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
SERIF = "Georgia,'Times New Roman',serif"


class Look(NamedTuple):
    """What an element wears by day, and what changes at night."""

    day: str
    night: str = ""


_LOOKS = {
    "paper": Look("margin:0;padding:0;background:#faf8f3;color:#1c2430", "background:#14181f;color:#e8e6df"),
    "frame": Look("padding:28px 14px 36px", ""),
    "column": Look(f"max-width:600px;margin:0 auto;font:16px/1.5 {SANS};color:#1c2430", "color:#e8e6df"),
    "brand": Look("padding:0 4px 18px;font-size:15px;font-weight:650;color:#2f4b7c", "color:#9db8ea"),
    "day": Look("font-weight:400;color:#525c6b", "color:#a9b2bf"),
    "heading": Look("margin:0;padding:0 4px 6px;font-size:25px;line-height:1.25;font-weight:680;letter-spacing:-.3px"),
    "part": Look("margin:0;font-size:17px;line-height:1.35;font-weight:650"),
    "item": Look("margin:10px 0 0"),
    "words": Look(
        f"margin:10px 0 0;padding:0 0 0 13px;border-left:3px solid #12695c;font:18px/1.45 {SERIF};color:#1c2430",
        "border-color:#7fd1c1;color:#e8e6df",
    ),
    "plain": Look("color:#1c2430;text-decoration-color:#857f71", "color:#e8e6df"),
    "due": Look("font-size:13.5px;white-space:nowrap;color:#525c6b", "color:#a9b2bf"),
    "note": Look("margin:0;padding:6px 4px 0;font-size:15px;color:#525c6b", "color:#a9b2bf"),
    "gap": Look("height:14px;font-size:0;line-height:0"),
    "card": Look(
        "background:#fffefb;border:1px solid #e4dfd3;border-radius:12px;padding:17px 18px 18px",
        "background:#1b212b;border-color:#2e3643",
    ),
    "meta": Look("font-size:13.5px;line-height:1.7;color:#525c6b", "color:#a9b2bf"),
    "complaint": Look("color:#a03f1c;font-weight:600", "color:#f0a27f"),
    "praise": Look("color:#12695c;font-weight:600", "color:#7fd1c1"),
    "late": Look("color:#9a2c3f;font-weight:600", "color:#f19aa9"),
    "first": Look("margin:7px 0 0;font-size:14px;color:#525c6b", "color:#a9b2bf"),
    "asks": Look("margin:7px 0 0;font-weight:600;color:#1c2430", "color:#e8e6df"),
    "title": Look(f"margin:2px 0 0;font:18px/1.42 {SERIF};color:#1c2430", "color:#e8e6df"),
    "about": Look("margin:4px 0 0;font-size:14px;color:#525c6b", "color:#a9b2bf"),
    "beside": Look("margin:9px 0 0;font-size:14px;color:#525c6b", "color:#a9b2bf"),
    "marks": Look(
        "margin:13px 0 0;border:1px solid #857f71;border-radius:7px;border-collapse:separate;overflow:hidden",
        "border-color:#7c8799",
    ),
    "empty": Look("padding:3px 11px;font-size:13px;color:#525c6b", "color:#a9b2bf"),
    "written": Look(
        "padding:3px 11px;font-size:13px;background:#e9eef7;color:#1c2430", "background:#222d42;color:#e8e6df"
    ),
    "between": Look("width:1px;padding:0;font-size:0;background:#857f71", "background:#7c8799"),
    "button": Look(
        "display:inline-block;margin:16px 0 0;padding:10px 18px;border:1px solid #2f4b7c;border-radius:8px;"
        "background:#2f4b7c;color:#fffefb;font-weight:600;font-size:15px;text-decoration:none",
        "background:#9db8ea;border-color:#9db8ea;color:#10151d",
    ),
    "quiet": Look(
        "display:inline-block;margin:14px 0 0;padding:7px 15px;border:1px solid #857f71;border-radius:8px;"
        "color:#2f4b7c;font-weight:600;font-size:14.5px;text-decoration:none",
        "border-color:#7c8799;color:#9db8ea",
    ),
    "foot": Look("margin:0;padding:20px 4px 0;font-size:13.5px;color:#525c6b", "color:#a9b2bf"),
    "link": Look("color:#2f4b7c", "color:#9db8ea"),
}


def dressed(html: str) -> str:
    """Each element in its own style, by its class. Quotation marks in what somebody typed are escaped, so this is ours."""
    return _CLASS.sub(lambda found: _WORN[found[1]], html)


def _sheet() -> SafeString:
    """One rule a line: mail with lines of more than 998 bytes has to be encoded, which takes longer than writing it."""
    night = "\n".join(f".{name}{{{_important(look.night)}}}" for name, look in _LOOKS.items() if look.night)
    return format_html(
        "<style>:root{{color-scheme:light dark}}\n@media (prefers-color-scheme:dark){{\n{}}}</style>", mark_safe(night)
    )


def _important(rules: str) -> str:
    """An element's own style wins over a sheet unless the sheet insists."""
    return ";".join(f"{rule} !important" for rule in rules.split(";"))


_CLASS = re.compile(r' class="(\w+)"')
_WORN = {name: f' class="{name}" style="{look.day}"' for name, look in _LOOKS.items()}
SHEET = _sheet()
