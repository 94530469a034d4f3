"""Small pictures of scans and photos, drawn anew so that nothing but the picture itself is left.

A picture that somebody sends may be made to crash or to fill the memory of whatever opens it. It is therefore opened in
a process of its own with limits (`drawing`); if that fails in any way there is no preview, and nothing else happens.
"""

import subprocess
import sys
from pathlib import Path

import structlog

SECONDS = 10
LARGEST_PREVIEW = 5 * 1024 * 1024
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/heic": "HEIF"}

_DRAWING = Path(__file__).with_name("drawing.py")

log = structlog.get_logger(__name__)


def draw(picture: bytes, *, kind: str) -> bytes:
    """Return a JPEG of at most 1600 pixels a side, upright and without metadata; empty if it cannot be drawn."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_DRAWING), FORMATS[kind]],
            input=picture,
            capture_output=True,
            timeout=SECONDS,
            env={},
            cwd="/",
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("no preview", kind=kind, size=len(picture), error=type(error).__name__)
        return b""
    is_picture = done.stdout.startswith(b"\xff\xd8\xff") and len(done.stdout) <= LARGEST_PREVIEW
    return done.stdout if is_picture else b""
