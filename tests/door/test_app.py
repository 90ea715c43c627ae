"""The door as an app: what a home screen shows, and the worker that keeps all of it on the phone."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.factories.people import sign_in

pytestmark = pytest.mark.sqlite_only
STATIC = Path(__file__).parents[2] / "static"
# as ES modules load each other and what lies beside them
LOADS = re.compile(
    r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']|new URL\(\s*["'](\.[^"']+)["'],\s*import\.meta\.url""", re.MULTILINE
)


def told_by(answer: Any) -> dict[str, Any]:
    """What the worker is told to keep."""
    told: dict[str, Any] = json.loads(answer.text.partition("\n")[0].removeprefix("const KEPT = ").removesuffix(";"))
    return told


def test_a_home_screen_gets_the_door_under_the_councils_name(visitor):
    here = visitor(language="id").client
    answer = here.get("/door/app.webmanifest")
    told = answer.get_json(force=True)

    assert answer.content_type == "application/manifest+json"
    assert (told["name"], told["lang"]) == ("Pintu Dewan kerajinan", "id")
    assert (told["start_url"], told["scope"], told["display"]) == ("/door/", "/door/", "standalone")
    english = visitor(language="en").client.get("/door/app.webmanifest").get_json(force=True)
    assert (english["name"], english["lang"]) == ("Door of Craft council", "en")
    page = here.get("/door/").text
    assert '<link rel="manifest" href="/door/app.webmanifest" crossorigin="use-credentials">' in page
    for icon in told["icons"]:
        picture = Image.open(io.BytesIO(here.get(icon["src"]).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert (picture.convert("RGBA").getpixel((0, 0))[3] == 255) == (icon["purpose"] == "maskable")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_browsers_ask_for_the_worker_each_time_and_let_it_control_the_door_alone(client):
    answer = client.client.get("/door/worker.js")

    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in answer.headers
    policy = client.client.get("/door/").headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "manifest-src 'self'" in policy


def test_the_worker_is_of_the_version_that_the_page_is(visitor):
    versions = set()
    for language in ("id", "en"):
        here = visitor(language=language).client
        told = told_by(here.get("/door/worker.js"))

        assert f'<meta name="door-version" content="{told["version"]}"' in here.get("/door/").text
        versions.add(told["version"])
    assert len(versions) == 2


def test_the_page_is_the_same_for_whoever_is_signed_in(visitor):
    staff = sign_in(visitor(), "panitia@demo.test")

    assert staff.client.get("/door/").text == visitor().client.get("/door/").text


def test_whatever_the_page_loads_is_kept(client):
    kept = set(told_by(client.client.get("/door/worker.js"))["files"])

    loaded = {
        address.partition("?")[0] for address in re.findall(r'"(/static/[^"]+)"', client.client.get("/door/").text)
    }
    ahead = [address for address in loaded if address.endswith(".js")]
    while ahead:
        path = STATIC / ahead.pop().removeprefix("/static/")
        for name in filter(None, (one for pair in LOADS.findall(path.read_text()) for one in pair)):
            other = (path.parent / name).resolve()
            address = f"/static/{other.relative_to(STATIC.resolve()).as_posix()}"
            if other.is_file() and address not in loaded:
                loaded.add(address)
                ahead += [address] if other.suffix == ".js" else []
    assert len(loaded) > 25
    assert loaded - kept == set()
    # what scripts ask for by a name of their own
    beside = {"js/door/folding.json", "vendor/zxing-wasm/reader/zxing_reader.wasm"}
    letters = {"vendor/plus-jakarta-sans/plus-jakarta-sans-latin-wght-normal.woff2"}
    assert {f"/static/{name}" for name in beside | letters} <= kept
    assert {client.client.get(address).status_code for address in kept} == {200}
