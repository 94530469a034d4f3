from __future__ import annotations

import errno
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile

from incidents import papers, uploads
from incidents.models import Attachment, Original
from tests.incidents import paper_files as files
from tests.incidents.letter_forms import NEW, html, logged, typed
from tests.incidents.paper_files import upload

# More than is held in memory, so that it goes to the disk as it arrives.
LARGE = files.PDF.ljust(3 * papers.MEGABYTE, b"\n")


@pytest.fixture
def temporary(settings, tmp_path) -> Path:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def fill_the_disk_of_arrivals(monkeypatch, *, after_chunks: int) -> None:
    """The disk takes some chunks of an arriving file, then no more."""
    written = 0

    def write(self: TemporaryUploadedFile, data: bytes) -> int:
        nonlocal written
        written += 1
        if written > after_chunks:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.file.write(data)

    monkeypatch.setattr(TemporaryUploadedFile, "write", write, raising=False)


def test_a_large_file_arrives_on_the_disk_and_leaves_nothing_there(as_manager, temporary):
    incident = logged(as_manager.post(NEW, typed(papers=upload(LARGE, "long.pdf"))))
    assert Attachment.objects.of_letter(incident).get().file.read() == LARGE
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("chunks", [0, 3])
def test_when_the_disk_fills_up_on_the_way_the_words_are_logged(as_manager, temporary, monkeypatch, chunks):
    fill_the_disk_of_arrivals(monkeypatch, after_chunks=chunks)
    incident = logged(as_manager.post(NEW, typed(papers=[upload(LARGE, "long.pdf"), upload(LARGE + b"2", "next.pdf")])))
    page = html(as_manager.get(incident.get_absolute_url()))
    assert "“long.pdf” could not be stored" in page
    assert "“next.pdf” could not be stored" in page
    assert not Attachment.objects.exists()
    assert list(temporary.iterdir()) == []


def test_when_not_even_a_beginning_can_be_written_the_words_are_logged(as_manager, monkeypatch):
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", refuse)
    incident = logged(as_manager.post(NEW, typed(papers=upload(LARGE, "long.pdf"))))
    assert not Attachment.objects.of_letter(incident).exists()


def test_a_photo_alone_that_was_lost_on_the_way_is_asked_for_again(as_manager, temporary, monkeypatch):
    fill_the_disk_of_arrivals(monkeypatch, after_chunks=1)
    response = as_manager.post(NEW, typed(text="", papers=upload(LARGE, "long.pdf")))
    assert response.status_code == 507
    assert "“long.pdf” could not be stored" in html(response)
    assert not Original.objects.exists()


def test_what_is_far_too_large_is_named_but_not_written(as_manager, temporary, monkeypatch):
    monkeypatch.setattr(papers, "LARGEST_PAPER", papers.MEGABYTE)
    monkeypatch.setattr(uploads, "LARGEST_WRITTEN", papers.MEGABYTE)
    seen: list[int] = []
    monkeypatch.setattr(
        papers,
        "refusal_of",
        lambda upload, **rest: seen.append(Path(upload.temporary_file_path()).stat().st_size) or "no",
    )
    as_manager.post(NEW, typed(papers=upload(LARGE, "long.pdf")))
    assert seen
    assert seen[0] <= 2 * papers.MEGABYTE


def test_its_real_size_is_said(as_manager, temporary, monkeypatch):
    monkeypatch.setattr(papers, "LARGEST_PAPER", papers.MEGABYTE)
    monkeypatch.setattr(uploads, "LARGEST_WRITTEN", papers.MEGABYTE)
    page = html(as_manager.post(NEW, typed(papers=upload(LARGE, "long.pdf"))))
    assert "“long.pdf” has 3 MB; a paper may have 1 MB." in page


def test_thirty_files_are_answered_by_name(as_manager):
    many = [upload(files.PDF + b"%d" % n, f"p{n}.pdf") for n in range(30)]
    page = html(as_manager.post(NEW, typed(papers=many)))
    assert "“p29.pdf” was left out" in page
    assert Attachment.objects.count() == papers.MOST_PAPERS
