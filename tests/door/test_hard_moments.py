"""The phone's page where it is hard: codes that are no tickets, blurred ones, a camera that stops, scanners that type,
codes that are told by voice."""

import io

import pytest
from playwright.sync_api import expect

from eventreg.core import qr
from tests.door.phone_page import HELD, Phones, frame, verdict
from tests.door.ticket_pictures import PICTURES
from tests.support import chromium

QRIS = "00020101021126610014COM.GO-JEK.WWW01189360091437123456780210G7123456780303UMI6304A13A"
# A scanner's keys, 8 ms apart by their own clock however busy the machine is; answers whether Enter was taken
SCANNED = """(text) => {
  let timeStamp = performance.now();
  const press = (key, code) => {
    const event = new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: (timeStamp += 8) });
    return document.activeElement.dispatchEvent(event);
  };
  for (const sign of text) press(sign, "");
  return !press("Enter", "Enter");
}"""
# The page's policy lets Playwright's own waiting evaluate nothing
UNTIL = """async () => {
  for (let camera; ; await new Promise((rest) => setTimeout(rest, 50))) {
    camera = document.querySelector("video").srcObject.getTracks()[0];
    if (%s) return;
  }
}"""


def seen(picture) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()


@pytest.fixture(scope="module")
def browser(launch_browser):
    return launch_browser(is_whole=True)


@pytest.fixture
def phones(fair, live_server, new_context) -> Phones:
    return Phones(fair, live_server, new_context)


def test_after_a_code_that_is_no_ticket_a_blurred_one_is_read_and_the_camera_starts_again(
    token, phones, launch_browser, tmp_path
):
    blurred = seen(PICTURES["blurred, radius 3"](qr.ticket_url("http://localhost:8000", token)))
    film = tmp_path / "camera.mjpeg"
    film.write_bytes(frame(QRIS) * 90 + blurred * 90)
    page = phones.open(browser=launch_browser(camera=film), permissions=["camera"])

    told = verdict(page, "unreadable")
    expect(told).to_contain_text("Ask for the ticket")
    expect(told).to_contain_text("a code for payments (QRIS)")
    verdict(page, "admitted", "already_admitted")  # without a touch: the film goes on

    page.evaluate("document.querySelector('video').srcObject.getTracks().forEach((track) => track.stop())")
    page.evaluate(UNTIL % "camera.readyState === 'live'")
    expect(page.locator(".camera .say")).to_have_text("Point the camera at the QR code")
    verdict(page, "already_admitted")


def test_another_camera_and_zoom_are_offered_where_there_are_some(phones, playwright_driver):
    arguments = [*chromium.arguments(), "--use-fake-device-for-media-stream=device-count=2"]
    phone = playwright_driver.chromium.launch(executable_path=chromium.find(is_whole=True), args=arguments)
    page = phones.context(browser=phone, permissions=["camera"]).new_page()
    cdp = page.context.new_cdp_session(page)
    context = cdp.send("Target.getTargetInfo")["targetInfo"]["browserContextId"]
    allowed = {"permissions": ["videoCapture", "cameraPanTiltZoom"], "browserContextId": context}
    phone.new_browser_cdp_session().send("Browser.grantPermissions", allowed)
    page.goto(phones.address())

    other = page.get_by_role("button", name="Other camera")
    expect(other).to_have_text("Other camera 1/2")
    expect(page.get_by_role("button", name="Torch")).to_be_hidden()  # this camera has none
    zoom = page.get_by_role("slider", name="Zoom")
    page.get_by_role("button", name="Zoom in").click()
    page.evaluate(UNTIL % "camera.getSettings().zoom > 100")
    assert zoom.get_attribute("aria-valuetext") == "1.2 times"
    other.click()
    expect(other).to_have_text("Other camera 2/2")
    page.reload()
    expect(other).to_have_text("Other camera 2/2")
    phone.close()


def test_a_scanner_that_types_and_a_code_told_by_voice(fair, token, phones):
    page = phones.open(slowed=HELD)
    expect(page.locator(".camera .say")).to_contain_text("not allowed")
    code = fair.code_of(token)

    assert page.evaluate(SCANNED, f"HTTPSÖ--LOCALHOSTÖ8000-T-{token}")  # and no button was pressed
    verdict(page, "admitted")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Type code").click()
    field = page.get_by_label("Code on the ticket")
    for letter in code[:5]:
        page.get_by_role("button", name=letter, exact=True).click()
    expect(field).to_have_value(f"{code[:4]} {code[4]}")
    page.keyboard.type("u")
    expect(page.locator("#code-error")).to_have_text("No code contains “U”. Listen once more.")
    page.get_by_role("button", name="Delete the last character").click()
    page.keyboard.type(code[5:].lower())
    expect(page.locator("#code-error")).to_be_hidden()
    page.keyboard.press("Enter")
    verdict(page, "already_admitted")

    page.keyboard.press("Escape")
    page.get_by_role("button", name="Type code").click()
    assert page.evaluate(SCANNED, token)  # into the keypad, which makes way
    verdict(page, "already_admitted")


def test_a_quiet_phone_stays_quiet(phones):
    page = phones.open()
    expect(page.locator(".camera .say")).to_contain_text("not allowed")
    page.evaluate("""() => {
      window.heard = 0;
      const start = OscillatorNode.prototype.start;
      OscillatorNode.prototype.start = function (...when) { window.heard += 1; return start.apply(this, when); };
    }""")

    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Sound").click()
    page.get_by_role("button", name="Do not let in").click()
    assert page.evaluate("window.heard") == 3
    page.get_by_role("radio", name="Quiet").check()
    page.get_by_role("button", name="Do not let in").click()
    assert page.evaluate("window.heard") == 3
    page.reload()
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Sound").click()
    expect(page.get_by_role("radio", name="Quiet")).to_be_checked()
