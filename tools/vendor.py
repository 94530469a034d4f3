"""Renew the front-end files that the product ships, so that no page fetches anything from elsewhere.

`make vendor` asks npm for each package named in static/vendor/vendor.json, takes the files listed there out of
the package and writes version and checksum back. `--latest` moves to the newest release inside the named range.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "static" / "vendor"
LIST = FOLDER / "vendor.json"

# A source map is not shipped, and a reference to a missing file stops `collectstatic`.
SOURCE_MAP = re.compile(rb"\s*(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*\Z")


def read_list() -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = json.loads(LIST.read_text(encoding="utf-8"))["packages"]
    return packages


def write_list(packages: list[dict[str, Any]]) -> None:
    LIST.write_text(json.dumps({"packages": packages}, indent=2) + "\n", encoding="utf-8")


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def download(*, wanted: str, into: Path) -> Path:
    """Have npm put the package's archive into a folder, and say where it is."""
    asked = subprocess.run(
        ["npm", "pack", wanted, "--json", "--loglevel=error", "--pack-destination", str(into)],
        check=True,
        capture_output=True,
        text=True,
    )
    return into / json.loads(asked.stdout)[0]["filename"]


def renew(package: dict[str, Any], *, latest: bool) -> None:
    """Take the listed files of one package out of its archive and record what they are."""
    version = package["range"] if latest else package["version"]
    with tempfile.TemporaryDirectory() as folder:
        archive = download(wanted=f"{package['name']}@{version}", into=Path(folder))
        with tarfile.open(archive) as tar:

            def content(path: str) -> bytes:
                found = tar.extractfile(f"package/{path}")
                if found is None:
                    raise SystemExit(f"{package['name']} has no file {path}.")
                return found.read()

            about = json.loads(content("package.json"))
            package["version"], package["licence"] = about["version"], about["license"]
            for file in package["files"]:
                clean = SOURCE_MAP.sub(b"\n", content(file["from"]))
                (FOLDER / file["name"]).write_bytes(clean)
                file["sha256"] = checksum(clean)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latest", action="store_true", help="move to the newest release inside each range")
    latest = parser.parse_args().latest
    packages = read_list()
    for package in packages:
        renew(package, latest=latest)
        sys.stdout.write(f"{package['name']} {package['version']} ({package['licence']})\n")
    write_list(packages)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
