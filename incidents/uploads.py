"""Files on their way in, while the rest of the form must come through whatever happens to them.

A photo goes to the disk while it arrives. If the disk is full, that file is lost and said to be; the words typed beside
it are not. What is larger than any paper may be is counted but not written, so that nobody fills the disk with it.
"""

from contextlib import suppress
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

LARGEST_WRITTEN = 16 * 1024 * 1024
"""More than `incidents.papers.LARGEST_PAPER`, so that whatever is taken was written as a whole."""


class LostUpload(UploadedFile):
    """A file that could not be written while it arrived; only its name and its size are left."""


class SteadyUploadHandler(TemporaryFileUploadHandler):
    """Writes files to the disk as they arrive, and goes on without one that it cannot write."""

    def new_file(self, *args: Any, **options: Any) -> None:
        self.lost: LostUpload | None = None
        try:
            super().new_file(*args, **options)
        except OSError:
            self._lose()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.lost or start > LARGEST_WRITTEN:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._drop()

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not self.lost:
            try:
                # What is still in the buffer is written only now, and the disk may fill up with it.
                return super().file_complete(file_size)
            except OSError:
                self._drop()
        if self.lost:
            self.lost.size = file_size
        return self.lost

    def _drop(self) -> None:
        """Give back the room that the beginning of the file took."""
        with suppress(OSError):  # closing writes what is buffered; the file goes with it all the same
            self.file.close()
        self._lose()

    def _lose(self) -> None:
        self.lost = LostUpload(BytesIO(), self.file_name, self.content_type)
