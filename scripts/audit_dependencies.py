"""Ask whether a pinned dependency has a known hole: `make audit-dependencies`.

Exit status 0: asked, none known. 1: there is one. 3: nobody could be asked, which is not the same as none.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")
VENDORED = ROOT / "static" / "vendor" / "vendor.json"
FINE, HOLES, NOT_ASKED = 0, 1, 3
ROOM = 120  # seconds for all answers


def main() -> int:
    """Ask for both locks and tell what came of it."""
    worst = FINE
    for lock in LOCKS:
        status, words = ask(ROOT / lock)
        print(f"{lock}: {words}")
        worst = HOLES if HOLES in {status, worst} else max(worst, status)
    libraries = ", ".join(f"{entry['name']} {entry['version']}" for entry in json.loads(VENDORED.read_text()))
    print(f"static/vendor: {libraries}: not asked about, compare by hand (npm audit knows no vendored files)")
    if worst == NOT_ASKED:
        print(
            "NOT CHECKED: the vulnerability service can't be reached from here. Run this where it can.", file=sys.stderr
        )
    return worst


def ask(lock: Path) -> tuple[int, str]:
    """What pip-audit says about a lock: a status of ours, and words."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ROOM)
    except subprocess.TimeoutExpired:
        return NOT_ASKED, f"no answer within {ROOM} s"
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return NOT_ASKED, f"not checked ({last[:160]})"
    return read(found)


def read(found: list[dict[str, object]]) -> tuple[int, str]:
    """What the answer for each release comes to. One that was skipped was not asked about."""
    holes = [
        f"{one['name']} {one['version']}: {', '.join(hole['id'] for hole in known)}"
        for one in found
        if isinstance(known := one.get("vulns"), list) and known
    ]
    skipped = [f"{one['name']}: {one['skip_reason']}" for one in found if "skip_reason" in one]
    if holes:
        return HOLES, "KNOWN HOLES\n  " + "\n  ".join(holes)
    if skipped:
        return NOT_ASKED, f"not asked about {len(skipped)} of {len(found)} releases ({skipped[0][:160]})"
    return FINE, f"{len(found)} releases, no known holes"


if __name__ == "__main__":
    sys.exit(main())
