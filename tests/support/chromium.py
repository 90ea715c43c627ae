"""Finds Chromium for the browser tests; run as a program, it also installs it where it may.

Playwright's own browsers are not used: their download is closed on many machines, a distribution's Chromium isn't.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The same engine without windows: a page of somebody else takes a tenth of the time, and the tests open hundreds
LIGHT = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")  # with all that it can, as cameras
HOW_TO_GET_ONE = "Chromium not found: install the package chromium, or set EVENTREG_CHROMIUM=/path/to/chromium"
TRIED = Path(sys.prefix, ".chromium")  # that it was tried to install it: what isn't there today isn't tomorrow either
APT = ("apt-get", "-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15")
LAUNCH = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
)


def find(*, is_whole: bool = False) -> str | None:
    """The browser to use: EVENTREG_CHROMIUM, or the first known name on the PATH; `is_whole`: one with a camera."""
    names = (os.environ.get("EVENTREG_CHROMIUM", ""), *(() if is_whole else (LIGHT,)), *WHOLE)
    return next((found for name in names if name and (found := shutil.which(name))), None)


def arguments(camera: str | None = None) -> list[str]:
    """The launch arguments; `camera` is an MJPEG or Y4M file that Chromium takes for its camera."""
    chosen = list(LAUNCH)
    if os.geteuid() == 0:
        chosen.append("--no-sandbox")
    if camera:
        chosen.append(f"--use-file-for-fake-video-capture={camera}")
    return chosen


def ensure() -> int:
    """Exit status: 0 when there is a browser, or when its tests may be skipped (anywhere but in CI)."""
    is_given = shutil.which(os.environ.get("EVENTREG_CHROMIUM", "")) is not None
    may_install = os.geteuid() == 0 and shutil.which("apt-get") and not is_given
    is_worth_it = not find(is_whole=True) or not (shutil.which(LIGHT) or TRIED.exists())
    if may_install and is_worth_it:
        print("Installing Chromium for the browser tests …", flush=True)
        _apt("update")
        for package in ("chromium", LIGHT):  # one by one: the light one isn't everywhere
            _apt("install", package)
        TRIED.touch()
    if find(is_whole=True):
        return 0
    print(HOW_TO_GET_ONE, file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


def _apt(command: str, *packages: str) -> None:
    options = ["-y", "--no-install-recommends", *packages] if packages else []
    noninteractive = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*APT, command, *options], stdin=subprocess.DEVNULL, env=noninteractive)


if __name__ == "__main__":
    sys.exit(ensure())
