"""Scans and photos that come with a letter: what is taken, how it is kept, and how it is handed out again.

The type is read from the bytes, never from a name or a claim. The bytes are kept unchanged under a random key and handed
out only as a download that a browser will not run; what is shown inline is a picture drawn anew (`previews`).
"""

import hashlib
import re
import unicodedata
import uuid
from contextlib import suppress
from datetime import datetime
from pathlib import PurePosixPath
from time import monotonic

import structlog
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.database.engine import locked
from foundation.failures import without_its_words
from foundation.text import storable
from incidents import previews
from incidents.models import Attachment, Happening, Incident, Original, Outcome, WayIn
from incidents.models.originals import paper_path, preview_path
from incidents.models.timeline import record
from incidents.uploads import LostUpload
from people.models import User

MOST_PAPERS = 10
MEGABYTE = 1024 * 1024
LARGEST_PAPER = 15 * MEGABYTE
LONGEST_NAME = 120
SECONDS_FOR_PREVIEWS = 15

ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/heic": (".heic", ".heif"),
}
ACCEPT = ",".join([*ENDINGS, *(ending for endings in ENDINGS.values() for ending in endings)])

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

log = structlog.get_logger(__name__)


class PaperNotKept(Exception):
    """The paper could not be stored, as when the disk is full; its text says so to the person."""


class TooManyPapers(Exception):
    """The letter has as many papers as it can have."""


def kind_of(head: bytes) -> str:
    """Return the type that the first bytes of a file show; empty for one we do not take."""
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        return "image/heic"
    return ""


def clean_name(name: str) -> str:
    """Return a file's name as it can be shown: without folders and without characters that cannot be seen."""
    last = re.split(r"[/\\]", storable(name))[-1]
    seen = "".join(" " if unicodedata.category(c).startswith(("C", "Z")) else c for c in last)
    stem, dot, ending = " ".join(seen.split()).strip(". ").rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = f"{stem}{dot}{ending}", "", ""
    return f"{stem[: LONGEST_NAME - len(dot + ending)]}{dot}{ending}" or _("paper")


def name_to_download(attachment: Attachment) -> str:
    """Return the name a download gets: one that ends as its type does, whatever it was called."""
    ending = PurePosixPath(attachment.name).suffix.lower()
    allowed = ENDINGS[attachment.kind]
    return attachment.name if ending in allowed else f"{attachment.name}{allowed[0]}"


def refusal_of(upload: UploadedFile, *, has_room: bool = True) -> str:
    """Say why this file is not taken, by its name; empty if it is."""
    name = clean_name(upload.name or "")
    if not has_room:
        return ngettext(
            "“%(name)s” was left out: a letter takes %(most)s paper at most.",
            "“%(name)s” was left out: a letter takes %(most)s papers at most.",
            MOST_PAPERS,
        ) % {"name": name, "most": MOST_PAPERS}
    if isinstance(upload, LostUpload):
        return ""
    if not upload.size:
        return _("“%(name)s” is empty.") % {"name": name}
    if upload.size > LARGEST_PAPER:
        size, most = -(-upload.size // MEGABYTE), LARGEST_PAPER // MEGABYTE
        return _("“%(name)s” has %(size)s MB; a paper may have %(most)s MB.") % {
            "name": name,
            "size": size,
            "most": most,
        }
    if not kind_of(_head(upload)):
        return _("“%(name)s” is not a PDF, JPEG, PNG or HEIC file.") % {"name": name}
    return ""


def keep_papers(original: Original, uploads: list[UploadedFile]) -> list[str]:
    """Keep each file with the letter; return what to say about those that could not be stored."""
    until = monotonic() + SECONDS_FOR_PREVIEWS
    problems = []
    for upload in uploads:
        try:
            keep_paper(original, upload, with_preview=monotonic() < until)
        except PaperNotKept as problem:
            problems.append(str(problem))
        except TooManyPapers:
            problems.append(refusal_of(upload, has_room=False))
    return problems


def keep_paper(original: Original, upload: UploadedFile, *, with_preview: bool = True) -> Attachment:
    """Store one file and, if it is a picture that can be drawn, its preview; the same file twice is kept once.

    The row is written last, so that none stands without its file. Raises PaperNotKept, TooManyPapers.
    """
    if isinstance(upload, LostUpload):
        raise PaperNotKept(_no_room_for(clean_name(upload.name or "")))
    attachment = Attachment(
        original=original,
        key=uuid.uuid4(),
        name=clean_name(upload.name or ""),
        kind=kind_of(_head(upload)),
        size=upload.size or 0,
        sha256=sha256_of(upload),
    )
    known = Attachment.objects.filter(original=original, sha256=attachment.sha256).first()
    if known:
        return known
    try:
        _store(attachment, upload, with_preview=with_preview)
        kept = _write_down(attachment)
    except OSError as error:
        _erase(attachment)
        log.error("paper not stored", **without_its_words(error))
        raise PaperNotKept(_no_room_for(attachment.name)) from error
    except BaseException:
        _erase(attachment)
        raise
    if kept.key != attachment.key:
        _erase(attachment)
    return kept


def add_papers(*, incident: Incident, uploads: list[UploadedFile], by: User, at: datetime) -> list[str]:
    """Add files to a letter that was logged before; return what to say about those that could not be stored."""
    original = _original_of(incident, by=by, at=at)
    before = Attachment.objects.filter(original=original).count()
    problems = keep_papers(original, uploads)
    if Attachment.objects.filter(original=original).count() > before:
        names = ", ".join(clean_name(upload.name or "") for upload in uploads)
        record(incident, Happening.PAPER_ADDED, at=at, by=by, detail=names)
    return problems


def hand_out(attachment: Attachment) -> FileResponse:
    """The file as it came, only ever as a download."""
    response = _opened(attachment.file, as_attachment=True, filename=name_to_download(attachment))
    response.headers["Content-Type"] = attachment.kind
    return response


def show_preview(attachment: Attachment) -> FileResponse:
    """The picture drawn anew, for showing on a page."""
    if not attachment.preview:
        raise Http404
    response = _opened(attachment.preview, as_attachment=False, filename="preview.jpg")
    response.headers["Content-Type"] = "image/jpeg"
    return response


def _opened(file: File, *, as_attachment: bool, filename: str) -> FileResponse:
    try:
        response = FileResponse(file.open("rb"), as_attachment=as_attachment, filename=filename)
    except FileNotFoundError as error:
        log.error("paper missing in the storage", name=file.name)
        raise Http404 from error
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def _no_room_for(name: str) -> str:
    said = _("“%(name)s” could not be stored: there is no room for files just now. Add it again later.")
    return said % {"name": name}


def _original_of(incident: Incident, *, by: User, at: datetime) -> Original:
    """The original a later paper is kept with; a letter that came without one gets one for its papers."""
    original = Original.objects.filter(incident=incident).first()
    return original or Original.objects.create(
        team=incident.team,
        way_in=WayIn.FORM,
        outcome=Outcome.LOGGED,
        incident=incident,
        raw=b"",
        sha256=hashlib.sha256(b"").hexdigest(),
        received_at=at,
        logged_by=by,
    )


def _store(attachment: Attachment, upload: UploadedFile, *, with_preview: bool) -> None:
    picture = b""
    if with_preview and attachment.is_picture:
        upload.seek(0)
        picture = previews.draw(upload.read(), kind=attachment.kind)
    upload.seek(0)
    attachment.file.save(attachment.name, upload, save=False)
    if picture:
        attachment.preview.save(attachment.name, ContentFile(picture), save=False)


@transaction.atomic
def _write_down(attachment: Attachment) -> Attachment:
    """Write the row, unless another press wrote it for the same file meanwhile."""
    locked(Original.objects.filter(pk=attachment.original_id)).get()
    others = Attachment.objects.filter(original=attachment.original_id)
    same = others.filter(sha256=attachment.sha256).first()
    if same:
        return same
    if others.count() >= MOST_PAPERS:
        raise TooManyPapers
    attachment.save(force_insert=True)
    return attachment


def _erase(attachment: Attachment) -> None:
    """Leave no file behind without its row, not even the beginning of one."""
    for path in (paper_path(attachment, ""), preview_path(attachment, "")):
        with suppress(OSError):
            default_storage.delete(path)


def sha256_of(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _head(upload: UploadedFile) -> bytes:
    upload.seek(0)
    return upload.read(16)
