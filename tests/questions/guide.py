"""The pictures of the guides, taken while the browser tests go the same way.

`make guide-pictures` names the folder for them in GUIDE_PICTURES; otherwise none are kept.
"""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

LARGEST_PICTURE = 60_000
TALL = 2600
REST = 500  # milliseconds, until what was touched shines no more


def take(page: Page, name: str, part: Locator | None = None, *, guide: str = "forms") -> None:
    """A small picture of the screen or of a part of the page for `docs/guide/<guide>.md`, where pictures are wanted."""
    if "GUIDE_PICTURES" not in os.environ:
        return
    page.evaluate("document.fonts.ready")
    page.evaluate("document.activeElement?.blur()")  # the ring of focus would be taken for a mark
    usual = page.viewport_size
    if part and usual:
        page.set_viewport_size({"width": usual["width"], "height": TALL})  # so that no bar lies over the part
    page.wait_for_timeout(REST)
    picture = Image.open(BytesIO((part or page).screenshot(animations="disabled"))).convert("RGB")
    if usual:
        page.set_viewport_size(usual)
    keep(picture, name, guide=guide)


def keep(picture: Image.Image, name: str, *, guide: str) -> None:
    """Put a picture into the folder, where one is named."""
    folder = os.environ.get("GUIDE_PICTURES")
    if not folder:
        return
    if picture.width > 800:
        picture = picture.resize((800, round(picture.height * 800 / picture.width)), Image.Resampling.LANCZOS)
    path = Path(folder) / f"{guide}-{name}.webp"
    for quality in (80, 60, 40):
        picture.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size < LARGEST_PICTURE:
            return
    raise AssertionError(f"{path} is larger than {LARGEST_PICTURE} bytes")
