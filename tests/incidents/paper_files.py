"""Tiny real files of every kind that comes with a letter, and some that only pretend."""

from __future__ import annotations

import zlib
from io import BytesIO
from struct import pack

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SIZE = (60, 40)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<html><script>alert(1)</script></html>"
GPS = 0x8825
ORIENTATION = 0x0112


def upload(content: bytes, name: str = "scan.jpg", claimed: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=claimed)


def picture(size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert("RGB")


def jpeg(size: tuple[int, int] = SIZE) -> bytes:
    """With what a phone writes into it: that it was held upright, where, and a remark."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0)}
    return _saved(picture(size), "JPEG", exif=exif, comment=b"the writer's own garden")


def png(size: tuple[int, int] = SIZE) -> bytes:
    return _saved(picture(size), "PNG")


def see_through_png() -> bytes:
    return _saved(Image.new("RGBA", SIZE, (255, 0, 0, 0)), "PNG")


def heic(size: tuple[int, int] = SIZE) -> bytes:
    return _saved(pillow_heif.from_pillow(picture(size)))


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are a huge picture: what is called a bomb."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))

    header = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10_000)))
        + chunk(b"IEND", b"")
    )


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def _saved(image: Image.Image | pillow_heif.HeifFile, *arguments: str, **options: object) -> bytes:
    drawn = BytesIO()
    image.save(drawn, *arguments, **options)
    return drawn.getvalue()
