from __future__ import annotations

import signal
import subprocess
import sys
from time import monotonic

import pytest

from incidents import previews
from tests.incidents import paper_files as files


def test_a_photo_stands_upright_and_tells_nothing_but_itself():
    drawn = files.opened(previews.draw(files.jpeg(), kind="image/jpeg"))
    assert drawn.format == "JPEG"
    assert drawn.size == (40, 60)  # it was held upright
    assert not dict(drawn.getexif())
    assert not {"exif", "comment", "icc_profile"} & set(drawn.info)


def test_a_large_photo_is_made_small():
    drawn = files.opened(previews.draw(files.png((3200, 800)), kind="image/png"))
    assert drawn.size == (1600, 400)


def test_a_photo_of_an_iphone_is_drawn():
    assert files.opened(previews.draw(files.heic((64, 48)), kind="image/heic")).size == (64, 48)


def test_what_can_be_seen_through_is_drawn_on_white():
    drawn = files.opened(previews.draw(files.see_through_png(), kind="image/png"))
    assert drawn.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(7000, 7000), (30_000, 30_000), (2_000_000_000, 2_000_000_000)])
def test_a_bomb_is_not_drawn(size):
    begun = monotonic()
    assert previews.draw(files.png_that_claims(*size), kind="image/png") == b""
    assert monotonic() - begun < previews.SECONDS


@pytest.mark.parametrize("kind", list(previews.FORMATS))
@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"no picture at all", bytes(1000)])
def test_nonsense_is_not_drawn(kind, content):
    assert previews.draw(content, kind=kind) == b""


def test_one_kind_is_not_drawn_as_another():
    assert previews.draw(files.png(), kind="image/jpeg") == b""


def test_drawing_that_takes_too_long_is_given_up(monkeypatch):
    def never_ends(*arguments, timeout, **options):
        raise subprocess.TimeoutExpired("drawing", timeout)

    monkeypatch.setattr(subprocess, "run", never_ends)
    assert previews.draw(files.png(), kind="image/png") == b""


def test_the_process_that_draws_may_write_no_file_and_take_little_memory(tmp_path):
    """The limits are set before anything is read; asked of the process itself."""
    asked = f"""
import sys; sys.path.insert(0, {str(previews._DRAWING.parent)!r})
import drawing
drawing.limit_yourself()
for attempt in (lambda: bytearray(2 * drawing.MEMORY), lambda: open({str(tmp_path / "x")!r}, "w").write("x" * 99999)):
    try:
        attempt()
    except (MemoryError, OSError) as error:
        print(type(error).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-c", f"import signal; signal.signal({int(signal.SIGXFSZ)}, signal.SIG_IGN)\n{asked}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.split() == ["MemoryError", "OSError"]
