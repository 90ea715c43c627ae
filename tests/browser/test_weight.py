"""The page that is shared most opens quickly, even on a village's connection."""

from typing import Any

from tests.browser.council import Council, Look
from tests.browser.places import NOBODY, OPEN

MOST_BYTES = 80_000


def test_the_first_load_of_an_event_page_is_light(council: Council) -> None:
    context = council.context(NOBODY, Look())
    page = context.new_page()
    kinds: dict[str, str] = {}
    bytes_of: dict[str, int] = {}

    def received(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = f"{event['type']} {event['response']['url']}"

    def finished(event: dict[str, Any]) -> None:
        bytes_of[kinds[event["requestId"]]] = event["encodedDataLength"]

    network = context.new_cdp_session(page)
    network.on("Network.responseReceived", received)
    network.on("Network.loadingFinished", finished)
    network.send("Network.enable")
    page.goto(f"/events/{OPEN}/", wait_until="networkidle")
    context.close()

    weights = {name: size for name, size in bytes_of.items() if not name.startswith("Image ")}
    assert {name.split()[0] for name in weights} >= {"Document", "Stylesheet", "Font"}
    assert sum(weights.values()) <= MOST_BYTES, weights
