"""The three kinds of file: the same columns in each, row by row, so that memory does not grow with their number."""

import csv
import json
from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from exports.models import Format
from exports.schemas import Schema, Value

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would reckon with a cell that begins so; customers write our cells."""


class Writer(Protocol):
    def __enter__(self) -> "Writer": ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None: ...

    def write(self, rows: Iterable[list[Value]]) -> None: ...


def writer(path: Path, schema: Schema, *, form: str, on: date) -> Writer:
    match form:
        case Format.XLSX:
            return Spreadsheet(path, schema)
        case Format.JSON:
            return Json(path, schema, on=on)
        case _:
            return Csv(path, schema)


def as_cell(value: Value) -> str | int | bool:
    """As a table holds it: days as 2026-03-02, lists in one cell, nothing as nothing."""
    match value:
        case None:
            return ""
        case date():
            return value.isoformat()
        case list():
            return "; ".join(str(one) for one in value)
        case _:
            return value


def as_text(value: Value) -> str | int:
    """As CSV holds it: what a spreadsheet would take for a formula is marked as text."""
    cell = as_cell(value)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULAS) else cell


class Csv(AbstractContextManager["Csv"]):
    """UTF-8 with the mark by which spreadsheets know it."""

    def __init__(self, path: Path, schema: Schema) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow([column.name for column in schema.columns])

    def write(self, rows: Iterable[list[Value]]) -> None:
        self._rows.writerows([as_text(value) for value in row] for row in rows)

    def __exit__(self, *raised: Any) -> None:
        self._file.close()


class Json(AbstractContextManager["Json"]):
    """One object: which schema, and its rows as objects."""

    def __init__(self, path: Path, schema: Schema, *, on: date) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._names = [column.name for column in schema.columns]
        head = {"schema": schema.what.value, "version": schema.version, "made_on": on.isoformat()}
        self._file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [')
        self._comma = "\n"

    def write(self, rows: Iterable[list[Value]]) -> None:
        for row in rows:
            told = {name: _for_json(value) for name, value in zip(self._names, row, strict=True)}
            self._file.write(self._comma + json.dumps(told, ensure_ascii=False))
            self._comma = ",\n"

    def __exit__(self, *raised: Any) -> None:
        self._file.write("\n]}\n")
        self._file.close()


class Spreadsheet(AbstractContextManager["Spreadsheet"]):
    """Text stays text: nothing in it is taken for a formula, a number or an address."""

    LONGEST = 32_767
    """No cell holds more characters."""

    def __init__(self, path: Path, schema: Schema) -> None:
        import xlsxwriter  # for the few processes that come here

        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(path, {"constant_memory": True, **plain})
        self._sheet = self._book.add_worksheet(schema.what.value)
        self._sheet.freeze_panes(1, 0)
        self._row = 0
        self._put([column.name for column in schema.columns], self._book.add_format({"bold": True}))

    def write(self, rows: Iterable[list[Value]]) -> None:
        for row in rows:
            self._put(row)

    def _put(self, row: Iterable[Value], look: Any = None) -> None:
        for place, value in enumerate(row):
            cell = as_cell(value)
            self._sheet.write(self._row, place, cell[: self.LONGEST] if isinstance(cell, str) else cell, look)
        self._row += 1

    def __exit__(self, *raised: Any) -> None:
        self._book.close()


def _for_json(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else value
