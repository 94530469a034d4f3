"""The front-end files are exactly those that were taken from their packages, each with its licence."""

import re
from pathlib import Path

import brotli
import pytest

from tools import vendor

STATIC = Path(__file__).resolve().parents[2] / "static"
FILES = [file for package in vendor.read_list() for file in package["files"]]

# What a first visit may transfer, all of it together and compressed as whitenoise sends it.
FIRST_VISIT = 150_000


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["name"])
def test_a_vendored_file_is_unchanged(file: dict[str, str]) -> None:
    assert vendor.checksum((vendor.FOLDER / file["name"]).read_bytes()) == file["sha256"]


def test_nothing_lies_beside_the_vendored_files() -> None:
    listed = {file["name"] for file in FILES} | {"vendor.json"}
    assert {path.name for path in vendor.FOLDER.iterdir()} == listed


@pytest.mark.parametrize("package", vendor.read_list(), ids=lambda package: package["name"])
def test_a_package_names_its_version_and_ships_its_licence(package: dict[str, object]) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(package["version"]))
    assert package["licence"]
    assert [file for file in package["files"] if "LICENSE" in file["name"]]  # type: ignore[attr-defined]


def test_a_first_visit_stays_light() -> None:
    assets = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg", ".png", ".woff2"}]
    assert sum(len(brotli.compress(path.read_bytes())) for path in assets) < FIRST_VISIT


def test_no_style_sheet_or_script_reaches_outside() -> None:
    ours = [path for folder in ("css", "js") for path in (STATIC / folder).rglob("*") if path.is_file()]
    assert not [path for path in ours if re.search(rb"https?://(?!www\.w3\.org/)", path.read_bytes())]
