from __future__ import annotations

import errno
import hashlib
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.http import Http404

from incidents import papers, previews
from incidents.models import Attachment, Happening, TimelineEntry
from tests.factories import MONDAY, make_incident, make_original
from tests.incidents import paper_files as files
from tests.incidents.paper_files import upload

KINDS = {
    "application/pdf": lambda: files.PDF,
    "image/jpeg": files.jpeg,
    "image/png": files.png,
    "image/heic": files.heic,
}


@pytest.fixture
def original(team):
    return make_original(team=team)


def stored() -> list[str]:
    folders, names = default_storage.listdir("papers") if default_storage.exists("papers") else ([], [])
    return names + [name for folder in folders for name in default_storage.listdir(f"papers/{folder}")[1]]


@pytest.mark.parametrize("kind", KINDS)
def test_the_type_is_read_from_the_bytes(kind):
    assert papers.kind_of(KINDS[kind]()[:16]) == kind


@pytest.mark.parametrize(
    "content",
    [
        files.SVG,
        files.HTML,
        b"",
        b"GIF89a....",
        b"PK\x03\x04zip",
        b"RIFF1234WEBP",
        b"MZ\x90",
        b"\x00\x00\x00\x18ftypmp42",
    ],
)
def test_other_types_are_refused_by_name_whatever_they_claim(content):
    assert papers.kind_of(content) == ""
    assert "scan.jpg" in papers.refusal_of(upload(content, "scan.jpg"))


def test_a_file_that_is_too_large_is_refused_with_its_size(monkeypatch):
    monkeypatch.setattr(papers, "LARGEST_PAPER", papers.MEGABYTE)
    said = papers.refusal_of(upload(files.PDF + bytes(papers.MEGABYTE), "long.pdf"))
    assert "long.pdf" in said
    assert "2 MB" in said


def test_a_file_of_just_the_allowed_size_is_taken():
    content = files.PDF.ljust(papers.LARGEST_PAPER, b"\n")
    assert papers.refusal_of(upload(content)) == ""
    assert "16 MB" in papers.refusal_of(upload(content + b"\n"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_are_kept_unchanged_under_a_random_key(original, kind):
    content = KINDS[kind]()
    paper = papers.keep_paper(original, upload(content, "letter.bin"))
    assert paper.kind == kind
    assert paper.file.read() == content
    assert paper.sha256 == hashlib.sha256(content).hexdigest()
    assert paper.size == len(content)
    assert paper.file.name == f"papers/{paper.key.hex[:2]}/{paper.key.hex}"
    assert bool(paper.preview) == (kind != "application/pdf")


def test_the_same_file_twice_is_kept_once(original):
    first = papers.keep_paper(original, upload(files.PDF, "a.pdf"))
    assert papers.keep_paper(original, upload(files.PDF, "b.pdf")) == first
    assert len(stored()) == 1


def test_a_letter_takes_ten_papers_and_names_the_eleventh(original):
    uploads = [upload(files.PDF + b"%d" % n, f"page{n}.pdf") for n in range(11)]
    (problem,) = papers.keep_papers(original, uploads)
    assert "page10.pdf" in problem
    assert original.attachments.count() == 10
    assert len(stored()) == 10


# Names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\maya\\scan.jpg", "scan.jpg"),
        ("a\x00b.jpg", "ab.jpg"),
        ("line\r\nSet-Cookie: a=b.jpg", "line Set-Cookie: a=b.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\ud800.png", "\ufffd.png"),
        ('"quoted".pdf', '"quoted".pdf'),
        ("<img src=x onerror=alert(1)>.png", "<img src=x onerror=alert(1)>.png"),
        ("Brief von Zoë 😀.heic", "Brief von Zoë 😀.heic"),
        ("", "paper"),
        ("...", "paper"),
    ],
)
def test_names_are_cleaned_for_showing(name, shown):
    assert papers.clean_name(name) == shown


def test_a_very_long_name_keeps_its_ending():
    shown = papers.clean_name("x" * 5000 + ".jpeg")
    assert len(shown) == papers.LONGEST_NAME
    assert shown.endswith("x.jpeg")


@pytest.mark.parametrize(
    ("name", "kind", "sent"),
    [
        ("a.jpg", "image/jpeg", "a.jpg"),
        ("a.JPEG", "image/jpeg", "a.JPEG"),
        ("a.jpg.php", "image/jpeg", "a.jpg.php.jpg"),
        ("page.html", "application/pdf", "page.html.pdf"),
        ("IMG_1.HEIF", "image/heic", "IMG_1.HEIF"),
        ("noending", "image/png", "noending.png"),
    ],
)
def test_a_download_ends_as_its_type_does(name, kind, sent):
    assert papers.name_to_download(Attachment(name=name, kind=kind)) == sent


# On the way out


@pytest.mark.parametrize("name", ["a.pdf", 'qu"ote.pdf', "ünï 😀.pdf", "a;b.pdf", "x\r\ny.pdf"])
def test_a_paper_is_only_ever_a_download(original, name):
    paper = papers.keep_paper(original, upload(files.PDF, name))
    response = papers.hand_out(paper)
    assert b"".join(response.streaming_content) == files.PDF
    disposition = response.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "\n" not in disposition
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"].startswith("private")


def test_a_preview_is_as_locked_down_and_always_a_jpeg(original):
    paper = papers.keep_paper(original, upload(files.png(), "scan.png"))
    response = papers.show_preview(paper)
    assert files.opened(b"".join(response.streaming_content)).format == "JPEG"
    assert response.headers["Content-Type"] == "image/jpeg"
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_without_a_preview_or_a_file_there_is_nothing_to_show(original):
    paper = papers.keep_paper(original, upload(files.PDF))
    with pytest.raises(Http404):
        papers.show_preview(paper)
    default_storage.delete(paper.file.name)
    with pytest.raises(Http404):
        papers.hand_out(paper)


# When something fails


def test_a_picture_that_cannot_be_drawn_is_kept_without_a_preview(original):
    broken = files.jpeg()[:200]
    paper = papers.keep_paper(original, upload(broken))
    assert not paper.preview
    assert paper.file.read() == broken


def test_when_the_preview_crashes_the_paper_is_kept(original, monkeypatch):
    monkeypatch.setattr(previews, "_DRAWING", "/nowhere/drawing.py")
    assert not papers.keep_paper(original, upload(files.png())).preview


def fill_the_disk(monkeypatch, *, after_bytes: int = 0):
    """The disk takes a little of the file, then no more."""

    def save(self, name, content, max_length=None):
        path = self.path(name)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(b"x" * after_bytes)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", save)


def test_a_full_disk_leaves_no_row_and_no_half_a_file(original, monkeypatch):
    fill_the_disk(monkeypatch, after_bytes=10)
    (problem,) = papers.keep_papers(original, [upload(files.PDF, "scan.pdf")])
    assert "scan.pdf" in problem
    assert "no room" in problem
    assert not Attachment.objects.exists()
    assert stored() == []


def test_a_paper_that_cannot_be_written_down_leaves_no_file(original, monkeypatch):
    def refuse(*arguments, **options):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(papers, "_write_down", refuse)
    with pytest.raises(RuntimeError):
        papers.keep_paper(original, upload(files.png()))
    assert stored() == []


# Later


def test_a_paper_added_later_stands_in_the_timeline(team, manager):
    incident = make_incident(team=team)
    assert papers.add_papers(incident=incident, uploads=[upload(files.PDF, "reply.pdf")], by=manager, at=MONDAY) == []
    assert [paper.name for paper in Attachment.objects.of_letter(incident)] == ["reply.pdf"]
    entry = TimelineEntry.objects.get(incident=incident, what=Happening.PAPER_ADDED)
    assert entry.detail == "reply.pdf"
    assert entry.by == manager


def test_a_letter_without_an_original_gets_one_for_its_papers(team, manager):
    incident = make_incident(team=team)
    incident.originals.all().delete()
    papers.add_papers(incident=incident, uploads=[upload(files.PDF)], by=manager, at=MONDAY)
    assert Attachment.objects.of_letter(incident).count() == 1
