"""Write docs/settings.md from the settings object: `make docs`."""

from pathlib import Path

from eventreg.core.config import setting_fields

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
HEAD = """# Settings

eventreg is set up by environment variables alone. They are read once, at the start; every mistake in them is told at
once. Outside production each has a default that runs. This page is made from the settings object by `make docs`.

| variable | says | default |
| --- | --- | --- |
"""


def page() -> str:
    """The page as it should be."""
    rows = []
    for field in setting_fields():
        meta = field.metadata
        default = "made and kept in `EVENTREG_INSTANCE`" if meta["secret"] and meta["says"].endswith(REQUIRED) else ""
        rows.append(f"| `{meta['variable']}` | {meta['says']} | {default or code(meta['default'])} |")
    return HEAD + "\n".join(rows) + "\n"


REQUIRED = "equired in production."


def code(text: str) -> str:
    return f"`{text}`" if text else ""


if __name__ == "__main__":
    PAGE.write_text(page())
