"""Pictures of products: what is kept of them, and who sees them."""

from io import BytesIO

import pytest
from PIL import Image

from eventreg.core.permissions import Role
from tests.factories.businesses import picture
from tests.factories.people import sign_in
from tests.support.visitor import Visitor, soup

SIDEWAYS = 6  # EXIF: turn by 90 degrees to the right to see it upright
GPS, ORIENTATION = 0x8825, 0x0112


def from_a_phone() -> BytesIO:
    """A photo taken in Kauman with the phone held sideways: EXIF says so, and XMP says it again."""
    exif = Image.Exif()
    exif[ORIENTATION] = SIDEWAYS
    exif[0x010F] = "Telepon Contoh"
    exif.get_ifd(GPS).update({1: "S", 2: (6.0, 53.0, 20.0), 3: "E", 4: (109.0, 40.0, 33.0)})
    return picture((400, 200), exif=exif, xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>exif:GPSLatitude</x:xmpmeta>")


def upload(visitor: Visitor, file: BytesIO):
    return visitor.post("/me/photos", file=(file, "foto.jpg"))


def opened(visitor: Visitor, key: str, variant: str) -> Image.Image:
    page = visitor.get(f"/photos/{key}/{variant}")
    assert page.status_code == 200
    return Image.open(BytesIO(page.data))


# ---- What is kept --------------------------------------------------------------------------------


def test_a_photo_is_kept_upright_and_without_the_place_where_it_was_taken(sri):
    with Image.open(from_a_phone()) as taken:
        assert taken.getexif().get_ifd(GPS)  # the phone did write it
    key = upload(sri, from_a_phone()).json["key"]

    for variant in ("large", "small", "preview"):
        data = sri.get(f"/photos/{key}/{variant}").data
        kept = Image.open(BytesIO(data))
        assert kept.size == (200, 400)
        assert not kept.getexif()
        assert b"GPS" not in data
        assert b"Telepon" not in data
        red, _, blue = kept.convert("RGB").getpixel((100, 50))
        assert red > 150 > 60 > blue  # the left half of what the camera saw is above now


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_usual_format_is_read_and_scaled(sri, kind):
    answer = upload(sri, picture((2400, 1200), kind=kind))

    key = answer.json["key"]
    assert answer.json["url"] == f"/photos/{key}/small"
    assert opened(sri, key, "large").size == (1600, 800)
    assert opened(sri, key, "small").size == (480, 240)
    assert opened(sri, key, "preview").format == "JPEG"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ini bukan foto",
        b"%PDF-1.7 kuitansi",
        picture().read()[:200],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_what_is_no_photo_is_refused_in_words(sri, data):
    answer = upload(sri, BytesIO(data))

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "not_an_image"
    assert answer.json["title"]


@pytest.mark.parametrize(
    "file", [lambda: picture((10_000, 5_001), kind="PNG"), lambda: BytesIO(bytes(12 * 1024 * 1024 + 1))]
)
def test_a_huge_photo_is_refused_in_words(sri, file):
    answer = upload(sri, file())

    assert answer.status_code == 413
    assert "12 MB" in answer.json["title"]


def test_an_upload_without_a_file_or_a_token_is_refused(sri):
    assert sri.post("/me/photos").status_code == 422
    assert sri.client.post("/me/photos", data={"file": (picture(), "a.jpg")}).status_code == 400


# ---- Forms without script ------------------------------------------------------------------------


def test_a_photo_that_came_with_the_form_survives_an_error_elsewhere(lintang, sri):
    page = sri.post(lintang.new_product_url, name="", price="", story="", photo=(picture(), "foto.jpg"))

    assert page.status_code == 422
    kept = soup(page).select_one("input[name=photo_key]")
    assert opened(sri, kept["value"], "small").size == (320, 240)

    assert sri.post(lintang.new_product_url, name="Sarung", photo_key=kept["value"]).status_code == 302
    assert f"/photos/{kept['value']}/small" in sri.get(lintang.url).text


def test_no_photo_is_refused_and_everything_typed_stays(lintang, sri):
    page = sri.post(
        lintang.new_product_url, name="Sarung", price="250.000", story="Tiga minggu", photo=(BytesIO(b"x"), "a.jpg")
    )

    assert page.status_code == 422
    assert soup(page).select_one("#photo-error").get_text(strip=True)
    assert soup(page).select_one("[name=name]")["value"] == "Sarung"
    assert soup(page).select_one("[name=price]")["value"] == "250.000"
    assert "Tiga minggu" in page.text


def test_a_refused_photo_leaves_the_one_of_before(lintang, sri):
    key = upload(sri, picture()).json["key"]

    page = sri.post(lintang.product_url, name="Kain", photo_key=key, photo=(BytesIO(b"x"), "a.jpg"))

    assert soup(page).select_one("input[name=photo_key]")["value"] == key


def test_a_new_photo_replaces_the_old_and_none_takes_it_away(lintang, sri):
    old = upload(sri, picture()).json["key"]
    sri.post(lintang.product_url, name="Kain", photo_key=old)
    assert old in sri.get(lintang.url).text

    sri.post(lintang.product_url, name="Kain", photo_key=old, photo=(picture(), "baru.jpg"))
    page = sri.get(lintang.url).text
    assert "/photos/" in page
    assert old not in page

    sri.post(lintang.product_url, name="Kain")
    assert "/photos/" not in sri.get(lintang.url).text


def test_somebody_elses_photo_is_refused_in_words(lintang, sri, stranger):
    key = upload(sri, picture()).json["key"]
    stranger.post(
        "/me/businesses/new",
        name="Usaha Lain",
        owner_name="Eko",
        phone="081234567890",
        category="rajut",
        elsewhere="Batang",
    )
    mine = lintang.id + 1

    page = stranger.post(f"/me/businesses/{mine}/products/new", name="Rajut", photo_key=key)

    assert page.status_code == 422
    assert soup(page).select_one("#photo-error")
    assert key not in page.text


# ---- Who sees them -------------------------------------------------------------------------------


def test_only_its_owner_sees_a_photo_that_nothing_shows_yet(lintang, sri, stranger, visitor):
    url = upload(sri, picture()).json["url"]
    curator = sign_in(visitor(), "kurator@demo.test", Role.CURATOR)

    assert sri.get(url).status_code == 200
    assert stranger.get(url).status_code == 404
    assert curator.get(url).status_code == 404
    assert visitor().get(url).status_code == 302  # to the sign-in page


def test_the_photo_of_a_product_is_seen_by_staff_who_read_applications(lintang, sri, stranger, visitor):
    answer = upload(sri, picture()).json
    sri.post(lintang.product_url, name="Kain", photo_key=answer["key"])
    url = answer["url"]

    elsewhere = sign_in(visitor(), "kurator2@demo.test", Role.CURATOR, event_id=1)

    assert sign_in(visitor(), "kurator@demo.test", Role.CURATOR).get(url).status_code == 200
    assert elsewhere.get(url).status_code == 404  # the business has not applied for that event
    assert sign_in(visitor(), "pintu@demo.test", Role.DOOR_VOLUNTEER).get(url).status_code == 404
    assert stranger.get(url).status_code == 404


def test_a_photo_is_kept_by_the_browser_and_by_no_shared_cache(sri):
    page = sri.get(upload(sri, picture()).json["url"])

    assert "private" in page.headers["Cache-Control"]
    assert "no-store" not in page.headers["Cache-Control"]
    assert page.mimetype == "image/webp"


@pytest.mark.parametrize(
    "path", ["/photos/{key}/huge", "/photos/aaaaaaaaaaaaaaaaaaaaaaaaaa/small", "/photos/../keys.json/small"]
)
def test_other_addresses_are_not_found(sri, path):
    key = upload(sri, picture()).json["key"]

    assert sri.get(path.format(key=key)).status_code == 404
