"""Draws one picture anew: from standard input to standard output, in a process of its own.

It limits itself before it looks at a single byte: memory, seconds of work, files. Run by `previews`, never imported;
it knows nothing of the product.
"""

import resource
import sys
import warnings
from io import BytesIO

LONGEST_SIDE = 1600
MOST_PIXELS = 40_000_000
MEMORY = 1024 * 1024 * 1024
SECONDS_OF_WORK = 8
QUALITY = 82


def limit_yourself() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS_OF_WORK),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def redrawn(data: bytes, *, format_name: str) -> bytes:
    from PIL import Image, ImageOps

    if format_name == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error")
    with Image.open(BytesIO(data), formats=[format_name]) as picture:
        picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
        upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new sheet takes over nothing but the pixels: no EXIF, no place, no comment, no profile.
    sheet = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        colours = upright.convert("RGBA")
        sheet.paste(colours, mask=colours)
    else:
        sheet.paste(upright.convert("RGB"))
    drawn = BytesIO()
    sheet.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


if __name__ == "__main__":
    limit_yourself()
    sys.stdout.buffer.write(redrawn(sys.stdin.buffer.read(), format_name=sys.argv[1]))
