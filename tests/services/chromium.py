"""Finds a Chromium to drive: Debian's, another one on PATH, or the build that Playwright downloaded."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""First the one without windows of its own: it draws pages as the others do, and a new one costs half as much."""
PACKAGES = ("chromium-headless-shell", "chromium")
"""Debian's; not every system of its kind has the first."""
PLAYWRIGHT_BUILDS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    "chromium_headless_shell-*/chrome-*/headless_shell",
    "chromium_headless_shell-*/chrome-*/chrome-headless-shell",
)
TURNED_OFF = (
    # Two pages of Chromium's own that every new window loads, each in a process: half of what a window costs.
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    # Playwright turns these off, but Chromium heeds the last list alone.
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "PaintHolding", "MediaRouter"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "ThirdPartyStoragePartitioning", "OptimizationHints"),
    *("NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)
ARGUMENTS = [
    f"--disable-features={','.join(TURNED_OFF)}",
    "--no-sandbox",  # the suite may run as root, and only ever opens our own pages
    "--disable-gpu",
    # On as many cores as there are tests, helpers only get in each other's way; and no page lives until it pays to make
    # its scripts quick, not even those of axe.
    "--js-flags=--single-threaded --max-optimized-bytecode-size=0",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass(frozen=True)
class Chromium:
    path: Path
    version: str
    source: str


def find() -> Chromium | None:
    """CHROMIUM names one by hand."""
    if named := os.environ.get("CHROMIUM"):
        return _described(Path(named), "CHROMIUM")
    for name in NAMES:
        if path := shutil.which(name):
            return _described(Path(path), "the machine")
    for path in _builds_of_playwright():
        return _described(path, "Playwright")
    return None


def install() -> Chromium | None:
    """Debian's package where we may install one, else Playwright's own build."""
    print("Chromium was not found; installing it.", flush=True)
    if shutil.which("apt-get") and os.geteuid() == 0:
        _succeeds("apt-get", "update", "-q")
        any(_succeeds("apt-get", "install", "-y", "-q", package) for package in PACKAGES)
    else:
        _succeeds(sys.executable, "-m", "playwright", "install", "chromium")
    return find()


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


def _builds_of_playwright() -> list[Path]:
    named = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    usual = [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    folders = [Path(named)] if named else usual
    return [path for folder in folders for build in PLAYWRIGHT_BUILDS for path in sorted(folder.glob(build))]


def _described(path: Path, source: str) -> Chromium | None:
    try:
        printed = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\d+(\.\d+)+", printed)
    return Chromium(path, match[0] if match else "unknown", source)
