"""The pages of a table as PostgreSQL keeps them on the disk: https://www.postgresql.org/docs/current/storage-page-layout.html"""

from collections.abc import Iterator
from struct import iter_unpack, unpack_from

from django.db import connection

PAGE = 8192
HEADER = 24
"""Bytes; its seventh pair of them says where the pointers to rows end."""


def bytes_of(table: str) -> bytes:
    """All of its file, with whatever nobody has written over yet."""
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [table])
        return bytes(cursor.fetchone()[0])


def rows_of(table: str) -> Iterator[bytes]:
    """Every row that a pointer leads to, dead or alive. A pointer is the row's place, its state and its length in bits."""
    kept = bytes_of(table)
    for page in (kept[begin : begin + PAGE] for begin in range(0, len(kept), PAGE)):
        (end,) = unpack_from("<H", page, 12)
        for (pointer,) in iter_unpack("<I", page[HEADER:end]):
            place, length = pointer & 0x7FFF, pointer >> 17
            if length:
                yield page[place : place + length]
