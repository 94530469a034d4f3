"""Papers for the story: a letter as a scanner would have seen it, drawn when it is needed and never stored in the code."""

import io
import textwrap

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

PAGE = (874, 1240)  # A5 at 150 dpi
PAPER, INK, FOLD = (250, 247, 238), (38, 44, 66), (238, 233, 220)
MARGIN, LINE, LETTERS_PER_LINE = 90, 34, 46
TYPES = {"jpeg": "image/jpeg", "pdf": "application/pdf"}


def draw_paper(text: str, kind: str) -> SimpleUploadedFile:
    """The words on paper, a little askew, as a file of `kind`: jpeg or pdf."""
    page = Image.new("RGB", PAGE, PAPER)
    pen = ImageDraw.Draw(page)
    pen.line([(0, PAGE[1] // 2), (PAGE[0], PAGE[1] // 2)], fill=FOLD, width=3)
    font = ImageFont.load_default(24)
    for number, line in enumerate(_lines(text)):
        pen.text((MARGIN, MARGIN + number * LINE), line, fill=INK, font=font)
    askew = page.rotate(0.7, resample=Image.Resampling.BICUBIC, fillcolor=PAPER)
    content = io.BytesIO()
    askew.save(content, format=kind.upper(), resolution=150)
    return SimpleUploadedFile(f"scan.{kind}", content.getvalue(), content_type=TYPES[kind])


def _lines(text: str) -> list[str]:
    wrapped = [textwrap.wrap(paragraph, LETTERS_PER_LINE) or [""] for paragraph in text.splitlines()]
    lines = [line for paragraph in wrapped for line in paragraph]
    return lines[: (PAGE[1] - 2 * MARGIN) // LINE]
