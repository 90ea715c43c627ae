"""Finds Chromium for the browser tests; run as a program, it also installs it where it may.

Playwright's own browsers are not used: their download is closed on many machines, a distribution's Chromium isn't.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET_ONE = "Chromium not found: install the package chromium, or set EVENTREG_CHROMIUM=/path/to/chromium"
LAUNCH = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
)


def find() -> str | None:
    """The browser to use: EVENTREG_CHROMIUM, or the first known name on the PATH."""
    names = (os.environ.get("EVENTREG_CHROMIUM", ""), *NAMES)
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
    if not find() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(
                ["apt-get", "-qq", *command],
                stdin=subprocess.DEVNULL,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            )
    if find():
        return 0
    print(HOW_TO_GET_ONE, file=sys.stderr)
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(ensure())
