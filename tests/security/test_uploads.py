"""Files that pretend to be photos: what is kept is a new picture, and what is no photo is refused."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from eventreg.core.config import current_settings
from tests.factories.businesses import picture
from tests.factories.people import sign_in

SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>x</title>" + SCRIPT
PHP = b"<?php system($_GET['c']); ?>"


def encoded(kind, size=(64, 64), **options):
    return picture(size, kind=kind, **options).getvalue()


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_that_says(width, height, *chunks):
    """A PNG that is honest in every checksum, and claims to be this large."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(b"\0" * 4096))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + body + png_chunk(b"IEND", b"")


def frames(kind, **options):
    stream = io.BytesIO()
    made = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    made[0].save(stream, kind, save_all=True, append_images=made[1:], **options)
    return stream.getvalue()


@pytest.fixture
def sri(visitor):
    return sign_in(visitor(language="en"), "sri@contoh.id")


@pytest.fixture
def upload(sri):
    """Sends a file as the page's script does, under whatever name."""

    def send(data, name="photo.jpg", kind="image/jpeg"):
        return sri.post("/me/photos", file=(io.BytesIO(data), name, kind))

    return send


@pytest.fixture
def kept(app):
    """The files that lie in the instance's folder of uploads."""
    with app.app_context():
        folder = current_settings().instance
    return lambda: sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "keys.json")


# ---- What is no photo -------------------------------------------------------------------------------

NO_PHOTOS = {
    "SVG": SVG,
    "SVG that says XML": b'<?xml version="1.0"?>' + SVG,
    "HTML": HTML,
    "script": b"GIF89a=1;alert(1)",
    "GIF": encoded("GIF"),
    "GIF with script": b"GIF89a/*" + encoded("GIF")[8:] + b"*/=1;alert(1)",
    "HTML that begins like a JPEG": b"\xff\xd8\xff\xe0" + HTML,
    "HTML that begins like a PNG": b"\x89PNG\r\n\x1a\n" + HTML,
    "BMP": encoded("BMP"),
    "TIFF": encoded("TIFF"),
    "PDF": b"%PDF-1.7\n" + HTML,
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(r) file\n",
    "ZIP": b"PK\x03\x04" + b"\0" * 100,
    "XBM": b"#define x_width 9\n#define x_height 9\nstatic char x_bits[] = {0x0};",
    "nothing": b"",
}


@pytest.mark.sqlite_only
def test_what_is_no_photo_is_refused_whatever_it_says_it_is(upload, kept):
    let_in = [
        f"{what} as {kind}"
        for what, data in NO_PHOTOS.items()
        for name, kind in (("photo.jpg", "image/jpeg"), ("photo.svg", "image/svg+xml"), ("index.html", "text/html"))
        if (answer := upload(data, name, kind)).status_code != 422 or answer.mimetype != "application/problem+json"
    ]

    assert let_in == []
    assert [path for path in kept() if "uploads" in path.parts] == []


# ---- What is a photo, and something else as well ----------------------------------------------------


def polyglots():
    comment = PngImagePlugin.PngInfo()
    comment.add_text("Comment", SCRIPT.decode())
    comment.add_itxt("XML:com.adobe.xmp", SVG.decode())
    exif = Image.Exif()
    exif[0x010E], exif[0x9C9C] = SCRIPT.decode(), SCRIPT
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 53.0, 21.0)})
    return {
        "JPEG with HTML behind": encoded("JPEG") + HTML,
        "JPEG with a ZIP behind": encoded("JPEG") + b"PK\x03\x04" + PHP,
        "JPEG with a comment": encoded("JPEG", comment=SCRIPT),
        "JPEG with EXIF and GPS": encoded("JPEG", exif=exif),
        "JPEG with a profile": encoded("JPEG", icc_profile=b"\0" * 128 + SCRIPT),
        "PNG with HTML behind": encoded("PNG") + HTML,
        "PNG with texts": encoded("PNG", pnginfo=comment),
        "WebP with a profile and XMP": encoded("WEBP", icc_profile=b"\0" * 128 + SCRIPT, xmp=SVG),
        "WebP with HTML behind": encoded("WEBP") + HTML,
        "PNG that moves": frames("PNG") + SCRIPT,
        "WebP that moves": frames("WEBP") + SCRIPT,
        "JPEG of several pictures": frames("MPO") + SCRIPT,
    }


@pytest.mark.sqlite_only
def test_what_a_photo_carries_besides_is_gone(sri, upload, kept):
    """Every variant of every one, as it lies on the disk and as it is served."""
    for what, data in polyglots().items():
        answer = upload(data)
        if answer.status_code == 422:
            continue  # several pictures in one file need not be a photo
        assert answer.status_code == 200, what
        key = answer.json["key"]
        files = [path for path in kept() if path.name.startswith(key)]
        assert len(files) == 3, what
        for path in files:
            stored = path.read_bytes()
            picture = Image.open(io.BytesIO(stored))
            assert not [word for word in (b"<script", b"<svg", b"<?php", b"PK\x03\x04", b"Exif") if word in stored], (
                what
            )
            assert not picture.info.get("exif")
            assert not picture.info.get("icc_profile")
            assert getattr(picture, "n_frames", 1) == 1
        for variant, kind in (("large", "image/webp"), ("small", "image/webp"), ("preview", "image/jpeg")):
            served = sri.get(f"/photos/{key}/{variant}")
            assert served.mimetype == kind
            assert served.headers["X-Content-Type-Options"] == "nosniff"
            assert b"<script" not in served.data


@pytest.mark.sqlite_only
def test_most_polyglots_are_taken_for_the_photos_that_they_are_as_well(upload):
    """Otherwise the test above would show nothing."""
    taken = [what for what, data in polyglots().items() if upload(data).status_code == 200]

    assert len(taken) >= 9


# ---- Bombs ------------------------------------------------------------------------------------------

BOMBS = {
    "50,000 × 50,000 pixels": png_that_says(50_000, 50_000),
    "the most that PNG can say": png_that_says(2**31 - 1, 2**31 - 1),
    "no pixel at all": png_that_says(0, 0),
    "a text of a gigabyte": png_that_says(9, 9, png_chunk(b"zTXt", b"x\0\0" + zlib.compress(b"\0" * 200_000_000, 9))),
    "a profile of 200 MB": png_that_says(9, 9, png_chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 200_000_000, 9))),
}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("what", list(BOMBS))
def test_a_bomb_is_refused_before_it_unfolds(upload, kept, what):
    assert len(BOMBS[what]) < 1_000_000

    answer = upload(BOMBS[what])

    assert answer.status_code in {413, 422}
    assert answer.mimetype == "application/problem+json"
    assert [path for path in kept() if "uploads" in path.parts] == []


# ---- Names and addresses that climb -----------------------------------------------------------------

CLIMBING = [
    "../../../../etc/passwd",
    "..\\..\\keys.json",
    "/etc/cron.d/x",
    "....//....//x.jpg",
    "%2e%2e%2fkeys.json",
    "photo.jpg\0.html",
    "a" * 5000 + ".jpg",
    "CON.jpg",
    '"><script>alert(1)</script>.jpg',
]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", CLIMBING, ids=lambda name: name[:24])
def test_a_files_name_decides_nothing(upload, kept, tmp_path, name):
    before = set(kept())

    answer = upload(encoded("JPEG"), name)

    assert answer.status_code == 200
    made = set(kept()) - before
    stored = [path for path in made if path.suffix in {".webp", ".jpg"}]
    assert {path.parent.parent.name for path in stored} == {"uploads"}
    assert all(path.name.startswith(answer.json["key"]) for path in stored)
    assert not (tmp_path / "keys.json").exists()


WAYS_OUT = [
    "/photos/{}/small",
    "/photos/aaaaaaaaaaaaaaaaaaaaaa/{}",
    "/static/{}",
    "/static/css/{}",
    "/staff/covers/{}",
    "/events/{}/cover/small",
    "/t/{}/pdf",
]


@pytest.mark.sqlite_only
def test_no_address_reads_another_file(app, visitor, kept):
    """The secret lies in the instance's folder, and the code one above the static files."""
    ratna = sign_in(visitor(), "ratna@contoh.id")
    with app.app_context():
        (current_settings().instance / "rahasia.txt").write_text("JANGAN DIBACA")
    ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e%252f", "..%c0%af", "..%00/"]
    targets = ["rahasia.txt", "eventreg/app.py", "setup.cfg", "etc/passwd", "instance/rahasia.txt"]

    read = [
        path
        for way in WAYS_OUT
        for up in ups
        for target in targets
        for path in [way.format(up * 6 + target), way.format(up + target), way.format("/" + up + target)]
        if ratna.client.get(path).status_code == 200
    ]

    assert read == []
    assert ratna.client.get("/static/css/eventreg.css").status_code == 200


@pytest.mark.sqlite_only
def test_other_peoples_folders_are_not_listed(visitor):
    for path in ("/static/", "/static/css/", "/static", "/photos/", "/uploads/", "/instance/", "/.git/config", "/.env"):
        assert visitor().get(path).status_code in {404, 308}, path


def test_no_folder_of_ours_holds_a_secret():
    """What is in the tree is in everybody's hands."""
    root = Path(__file__).resolve().parents[2]

    assert not [path for path in root.glob("static/**/*") if path.suffix in {".pem", ".key", ".env", ".sqlite3"}]
